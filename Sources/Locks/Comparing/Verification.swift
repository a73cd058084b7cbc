/// A lock against a run of today, level by level; the first level that differs explains the rest.
package struct Verification: Sendable {
  package enum Level: Int, CaseIterable, Sendable {
    case script, data, decisions, numbers, labels, metrics, expectations, outputs

    package var title: String {
      switch self {
      case .script: "script"
      case .data: "data"
      case .decisions: "decisions"
      case .numbers: "fitted numbers"
      case .labels: "labels"
      case .metrics: "metrics"
      case .expectations: "expectations"
      case .outputs: "outputs"
      }
    }
  }

  /// What was found on one level.
  package struct Finding: Equatable, Sendable {
    package enum State: String, Sendable {
      case same
      /// Something is otherwise that changes nothing, such as the order of rows.
      case accepted
      case differs
      /// The run did not come so far.
      case unknown
    }

    package var state: State
    /// One sentence without a full stop; empty for `same`.
    package var sentence: String
    /// A line for each thing that differs.
    package var details: [String]

    static let same = Finding(state: .same, sentence: "", details: [])

    static func differs(_ sentence: String, _ details: [String] = []) -> Finding {
      Finding(state: .differs, sentence: sentence, details: details)
    }
  }

  /// One for each level, in order.
  package let findings: [(level: Level, finding: Finding)]
  /// What is worth knowing and no difference, such as another version.
  package let notes: [String]

  /// The first level that differs, if any does.
  package var cause: (level: Level, finding: Finding)? {
    findings.first { $0.finding.state == .differs }
  }

  package var holds: Bool { cause == nil }

  /// The cause with what follows from it, in a sentence.
  package var verdict: String {
    guard let (level, finding) = cause else {
      let accepted = findings.filter { $0.finding.state == .accepted }.map(\.finding.sentence)
      return accepted.isEmpty
        ? "everything is as the lock says"
        : accepted.joined(separator: "; ") + "; all else is as the lock says"
    }
    let later = findings.filter { $0.level.rawValue > level.rawValue }
    let following = later.filter { $0.finding.state == .differs }.map(\.level.title)
    if following.isEmpty {
      let isUnknown = later.contains { $0.finding.state == .unknown }
      return finding.sentence + (isUnknown ? "" : "; all else is as the lock says")
    }
    let unchanged = later.first { $0.level == .decisions && $0.finding.state == .same }
    return finding.sentence + (unchanged == nil ? "" : "; all decisions count the same")
      + "; other \(listed(following)) follow from it"
  }

  private func listed(_ words: [String]) -> String {
    words.count < 2
      ? words.joined() : words.dropLast().joined(separator: ", ") + " and " + (words.last ?? "")
  }
}

extension Verification {
  /// Compares a lock with what a run of today gave.
  ///
  /// Where the run did not come to its end, what it lacks is no difference.
  package init(_ lock: LockDocument, _ today: LockDocument, isComplete: Bool = true) {
    let comparison = LockComparison(lock: lock, today: today, isComplete: isComplete)
    let rest: [(Level, Finding)] = [
      (.decisions, comparison.decisions), (.numbers, comparison.numbers),
      (.labels, comparison.labels), (.metrics, comparison.metrics),
      (.expectations, comparison.expectations), (.outputs, comparison.outputs),
    ]
    findings =
      [(.script, comparison.script), (.data, comparison.data)]
      + rest.map { level, finding in
        let isOpen = !isComplete && finding.state == .same
        return (level, isOpen ? Finding(state: .unknown, sentence: "", details: []) : finding)
      }
    notes = comparison.notes
  }
}
