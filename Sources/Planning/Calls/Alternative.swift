import Syntax

/// Another way to decide what a call decides: what `segue whatif` tries.
///
/// A stage knows itself in which ways it could have been written, and makes them of its own call.
package struct Alternative: Sendable {
  package enum Change: Sendable {
    /// The rows go past the stage as they are.
    case leftOut
    case changed(Call)
  }

  package let change: Change
  /// As a table says what stands there instead: `left out`, `robust`, `keep=last`.
  package let label: String

  /// The stage is not there.
  package static let leftOut = Alternative(.leftOut, "left out")

  package init(_ change: Change, _ label: String) {
    self.change = change
    self.label = label
  }

  /// The same decision with other luck: five seeds that the call does not have.
  package static func otherSeeds(of call: BoundCall) -> [Alternative] {
    let own = call.named["seed"]?.source
    return (1...6).map { $0 * 1009 }.filter { String($0) != own }.prefix(5).map { seed in
      Alternative(
        .changed(call.call.setting("seed", to: .whole(seed, at: call.range))), "seed=\(seed)")
    }
  }

  /// Every other word of the one argument of a call.
  package static func otherWords(_ words: [String], of call: BoundCall) -> [Alternative] {
    guard let item = call.positional.first else { return [] }
    return words.filter { $0 != item.value.source }.map { word in
      Alternative(.changed(call.call.about(item.value.replaced(by: word))), word)
    }
  }
}

extension Stage {
  /// Stages that read segments, act or watch leave everybody where they are.
  package static var movesCustomers: Bool {
    switch signature.group {
    case .read, .act, .monitor: false
    case .sources, .shape, .clean, .features, .model: true
    }
  }

  /// A model with other seeds; of every other stage nothing is known.
  package static func alternatives(to call: BoundCall) -> [Alternative] {
    guard signature.group == .model, signature.parameter("seed") != nil else { return [] }
    return Alternative.otherSeeds(of: call)
  }
}

extension PlannedStage {
  /// Other ways to decide what this stage decides; a decision with a reason can always be left out.
  ///
  /// What moves nobody, such as a name, a table or an expectation, is no question.
  package var alternatives: [Alternative] {
    guard type(of: stage).movesCustomers else { return [] }
    let own = type(of: stage).alternatives(to: call)
    guard call.because != nil, !call.signature.inputs.isEmpty else { return own }
    let hasLeftOut = own.contains { if case .leftOut = $0.change { true } else { false } }
    return hasLeftOut ? own : [.leftOut] + own
  }
}
