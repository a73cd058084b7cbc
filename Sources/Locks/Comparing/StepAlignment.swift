/// Which decisions of two locks are the same one.
///
/// Decisions that read the same are found first, in order (a longest common subsequence); between
/// two of those, decisions of the same stage at the same height of the pipeline are one that changed.
package struct StepAlignment: Sendable {
  package enum Pair: Sendable {
    case same(LockDocument.Step, LockDocument.Step)
    /// Code or reason differ.
    case changed(LockDocument.Step, LockDocument.Step)
    case removed(LockDocument.Step)
    case added(LockDocument.Step)
  }

  /// In the order of the new script; what was removed stands where it was.
  package let pairs: [Pair]

  package init(_ old: [LockDocument.Step], _ new: [LockDocument.Step]) {
    let lengths = StepAlignment.lengths(old, new)
    var pairs: [Pair] = []
    var gap = Gap()
    var (i, j) = (0, 0)
    while i < old.count || j < new.count {
      if i < old.count, j < new.count, old[i].readsAs(new[j]) {
        pairs += gap.close() + [.same(old[i], new[j])]
        (i, j) = (i + 1, j + 1)
      } else if j == new.count || (i < old.count && lengths[i + 1][j] >= lengths[i][j + 1]) {
        gap.old.append(old[i])
        i += 1
      } else {
        gap.new.append(new[j])
        j += 1
      }
    }
    self.pairs = pairs + gap.close()
  }

  package var isUnchanged: Bool {
    pairs.allSatisfy { if case .same = $0 { true } else { false } }
  }

  /// Lengths of the longest common subsequences of what is left from `i` and `j`.
  private static func lengths(
    _ old: [LockDocument.Step], _ new: [LockDocument.Step]
  ) -> [[Int]] {
    var lengths = [[Int]](
      repeating: [Int](repeating: 0, count: new.count + 1), count: old.count + 1)
    for i in old.indices.reversed() {
      for j in new.indices.reversed() {
        lengths[i][j] =
          old[i].readsAs(new[j])
          ? lengths[i + 1][j + 1] + 1 : max(lengths[i + 1][j], lengths[i][j + 1])
      }
    }
    return lengths
  }

  /// What stands between two decisions that are the same.
  private struct Gap {
    var old: [LockDocument.Step] = []
    var new: [LockDocument.Step] = []

    mutating func close() -> [Pair] {
      defer { self = Gap() }
      var pairs: [Pair] = []
      var rest = old[...]
      for step in new {
        if let place = rest.firstIndex(where: { $0.stage == step.stage }) {
          pairs += rest[..<place].map { .removed($0) }
          pairs.append(.changed(rest[place], step))
          rest = rest[(place + 1)...]
        } else {
          pairs.append(.added(step))
        }
      }
      return pairs + rest.map { .removed($0) }
    }
  }
}

extension LockDocument.Step {
  /// The path without the number of the occurrence: `clean_orders/drop`.
  var stage: String { String(at.prefix { $0 != "#" }) }

  fileprivate func readsAs(_ other: LockDocument.Step) -> Bool {
    stage == other.stage && code == other.code && because == other.because
  }

  /// The decision as a sentence quotes it.
  var phrase: String { "`\(code)`" }
}
