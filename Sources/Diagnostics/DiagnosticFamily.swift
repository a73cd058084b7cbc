/// What a code is about: the first two digits of it.
package enum DiagnosticFamily: String, CaseIterable, Sendable {
  case syntax = "01"
  case names = "02"
  case arguments = "03"
  case shape = "04"
  case privacy = "05"
  case files = "06"
  case locks = "07"
  case expectations = "08"
  case models = "09"

  /// As a heading of the page of codes.
  package var title: String {
    switch self {
    case .syntax: "How a script is written"
    case .names: "Names"
    case .arguments: "Arguments and kinds of value"
    case .shape: "Rows, columns and keys"
    case .privacy: "Personal data"
    case .files: "Reading and writing files"
    case .locks: "Locks"
    case .expectations: "Expectations"
    case .models: "Models and resources"
    }
  }
}

extension DiagnosticCode {
  /// The family that the digits of the code name.
  package var family: DiagnosticFamily {
    guard let family = DiagnosticFamily(rawValue: String(id.dropFirst().prefix(2))) else {
      preconditionFailure("every code is declared in one of the families")
    }
    return family
  }
}
