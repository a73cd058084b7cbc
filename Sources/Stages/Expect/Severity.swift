import Diagnostics
import Planning

/// What happens if an expectation fails.
enum Severity: String, ParameterWord {
  case error, warn, note

  var meaning: String {
    switch self {
    case .error: "The run stops with exit code 4."
    case .warn: "A warning, and the run continues."
    case .note: "A note, and the run continues."
    }
  }

  var failure: ExpectationResult.Status {
    switch self {
    case .error: .fail
    case .warn, .note: .warn
    }
  }

  var code: DiagnosticCode {
    switch self {
    case .error: .expectationFailed
    case .warn: .expectationWarning
    case .note: .expectationNote
    }
  }
}
