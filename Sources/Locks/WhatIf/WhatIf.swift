import Planning
import Documents

/// What would have come out if one decision of a script had been another.
///
/// Every decision is changed alone; the others stay as they are. A decision is written down because
/// somebody weighed it, and this says what hangs on it: the share of customers that would be in
/// another segment.
package struct WhatIf: Sendable {
  /// A decision of the script.
  package struct Decision: Sendable {
    /// The path of the stage, or `param as_of`.
    package let at: String
    /// As it is written.
    package let code: String
    package let because: String?
    /// In the order in which they were tried.
    package fileprivate(set) var answers: [Answer] = []

    package init(at: String, code: String, because: String?) {
      self.at = at
      self.code = code
      self.because = because
    }
  }

  /// What came of one other way to decide.
  package struct Answer: Sendable {
    /// As in: left out, robust, seed=1009.
    package let instead: String
    package let outcome: Outcome

    package enum Outcome: Sendable {
      /// For each model of the script, in order; `nil` where this run does not come to it.
      case compared([SegmentMoves?])
      /// The script cannot be decided so, with the reason in words and its code.
      case impossible(reason: String, code: String)
    }
  }

  /// A model of the script as it is.
  package struct BaseModel: Sendable {
    package let name: String
    package let customers: Int
    package let k: Int
  }

  package let models: [BaseModel]
  /// In the order in which they stand in the script.
  package private(set) var decisions: [Decision] = []
  /// How many other ways there are.
  package let questions: Int
  /// Whether it was stopped before all were tried.
  package internal(set) var interrupted = false

  init(models: [BaseModel], questions: Int) {
    self.models = models
    self.questions = questions
  }

  /// How many other ways were tried.
  package var asked: Int { decisions.reduce(0) { $0 + $1.answers.count } }

  mutating func add(_ answer: Answer, to question: Question) {
    if decisions.last?.at != question.at {
      decisions.append(
        Decision(at: question.at, code: question.code, because: question.because))
    }
    decisions[decisions.count - 1].answers.append(answer)
  }
}

extension WhatIf.Decision {
  /// The answers that a model was reached by, the one that moves most customers first; of equals
  /// the one that was tried first.
  package func ranked(model: Int) -> [(answer: WhatIf.Answer, moves: SegmentMoves)] {
    let reached = answers.compactMap { answer -> (answer: WhatIf.Answer, moves: SegmentMoves)? in
      guard case .compared(let moves) = answer.outcome, let moves = moves[model] else {
        return nil
      }
      return (answer, moves)
    }
    return reached.enumerated().sorted { a, b in
      let (x, y) = (a.element.moves.share ?? -1, b.element.moves.share ?? -1)
      return x == y ? a.offset < b.offset : x > y
    }.map(\.element)
  }

  /// The largest share of customers that another way moves; `nil` where none came to an end.
  package func share(model: Int) -> Double? {
    ranked(model: model).first?.moves.share
  }
}

extension WhatIf.Decision {
  /// What hangs on it in one sentence; `nil` where no other way came to an end.
  package func sentence(model: Int) -> String? {
    guard let (answer, moves) = ranked(model: model).first else { return nil }
    guard let share = moves.share, share > 0 else {
      return "`\(code)` moves nobody, whatever stands instead."
    }
    let instead = answer.instead == Alternative.leftOut.label ? "left out" : "as \(answer.instead)"
    return "`\(code)`, \(instead), moves \(readableShare(share)) of the customers "
      + "(\(readable(moves.moved)) of \(readable(moves.common))) to another segment."
  }
}

extension WhatIf {
  /// The decisions that were tried on a model, the one that matters most first; of equals the one
  /// that stands first.
  package func ranked(model: Int) -> [Decision] {
    decisions.filter { $0.share(model: model) != nil }.enumerated().sorted { a, b in
      let (x, y) = (a.element.share(model: model) ?? 0, b.element.share(model: model) ?? 0)
      return x == y ? a.offset < b.offset : x > y
    }.map(\.element)
  }
}
