import Diagnostics
import Execution
import Planning
import Session
import Syntax

/// A script that was run as it is, and then with each decision made otherwise.
package struct WhatIfRun: Sendable {
  /// The run of the script as it is.
  package let base: SessionResult
  package let sources: SourceMap
  /// `nil` where the script as it is does not come to an end.
  package let whatIf: WhatIf?
}

extension Session {
  /// Runs a script, and once more for each other way to decide one of its decisions.
  ///
  /// Nothing acts on the world. A run takes what stands before the decision from the memory of the
  /// first run and computes what stands after it. A stop keeps what was compared so far.
  ///
  /// - Parameters:
  ///   - source: The script.
  ///   - settings: What the runs may know of the world.
  ///   - parameters: Values for params, as text.
  ///   - onStage: Told when a stage of the first run begins.
  ///   - onQuestion: Told before each further run, with its number from 1 and how many there are.
  /// - Returns: The first run, and how the others compare with it.
  package static func whatIf(
    _ source: SourceText, _ settings: SessionSettings, parameters: [String: String] = [:],
    onStage: (@Sendable (String) -> Void)? = nil,
    onQuestion: (@Sendable (_ number: Int, _ count: Int) -> Void)? = nil
  ) -> WhatIfRun {
    var settings = settings
    settings.effects = .skipped
    var session = Session(settings, onStage: onStage)
    session.override(parameters)
    let base = session.run(source)
    guard base.exitCode == .done else {
      return WhatIfRun(base: base, sources: session.sources, whatIf: nil)
    }
    let models = session.models(of: base).map { named in
      (name: named.name, labels: CustomerLabels(named.model))
    }
    let questions = WhatIf.Question.all(of: base.plan, session.sources)
    var whatIf = WhatIf(
      models: models.map { .init(name: $0.name, customers: $0.labels.count, k: $0.labels.k) },
      questions: models.isEmpty ? 0 : questions.count)
    for (number, question) in questions.enumerated() where !models.isEmpty {
      onQuestion?(number + 1, questions.count)
      guard let outcome = session.ask(question, source, settings, parameters, models) else {
        whatIf.interrupted = true
        break
      }
      whatIf.add(.init(instead: question.instead, outcome: outcome), to: question)
    }
    return WhatIfRun(base: base, sources: session.sources, whatIf: whatIf)
  }

  /// The run with one decision made otherwise; `nil` if it was stopped.
  private func ask(
    _ question: WhatIf.Question, _ source: SourceText, _ settings: SessionSettings,
    _ parameters: [String: String], _ models: [(name: String, labels: CustomerLabels)]
  ) -> WhatIf.Answer.Outcome? {
    if settings.control.cancellation.isCancelled { return nil }
    var other = Session(settings)
    other.keepResults(of: self)
    switch question.change {
    case .stage(let path, let change):
      other.amend([path: change])
      other.override(parameters)
    case .parameter(let name, let value):
      other.override(parameters.merging([name: value]) { $1 })
    }
    let result = other.run(source)
    if settings.control.cancellation.isCancelled { return nil }
    if let error = result.errors.first {
      return .impossible(reason: error.message, code: error.code.id)
    }
    let reached = other.models(of: result)
    return .compared(
      models.map { base in
        reached.first { $0.name == base.name }.map {
          SegmentMoves(base.labels, CustomerLabels($0.model))
        }
      })
  }
}
