/// The agreement of two clusterings of the same rows, adjusted for chance.
public enum Agreement {
  /// The adjusted Rand index: 1 for equal clusterings under any names, about 0 for unrelated ones.
  ///
  /// Labels below 0 are treated like any other label, as in scikit-learn. L. Hubert, P. Arabie,
  /// "Comparing partitions", J. Classification 2, 1985.
  ///
  /// - Parameters:
  ///   - first: A label per row.
  ///   - second: A label per row, of the same rows.
  /// - Returns: At most 1; 1 also if both have a single segment, or a segment per row.
  /// - Throws: `.labelCount` if the numbers of labels differ.
  /// - Complexity: O(*n*).
  public static func adjustedRand(
    _ first: [Int], _ second: [Int]
  ) throws(ClusteringError) -> Double {
    guard first.count == second.count else {
      throw .labelCount(labels: second.count, rows: first.count)
    }
    var table = Contingency()
    for (a, b) in zip(first, second) { table.add(a, b, rows: 1) }
    return table.adjustedRand
  }
}

/// The number of rows for each pair of labels.
struct Contingency {
  private var pairs: [Pair: Int] = [:]
  private var first: [Int: Int] = [:]
  private var second: [Int: Int] = [:]
  private var count = 0

  private struct Pair: Hashable {
    let first: Int
    let second: Int
  }

  /// Counts rows with a pair of labels.
  mutating func add(_ a: Int, _ b: Int, rows: Int) {
    pairs[Pair(first: a, second: b), default: 0] += rows
    first[a, default: 0] += rows
    second[b, default: 0] += rows
    count += rows
  }

  /// The adjusted Rand index of the two clusterings.
  var adjustedRand: Double {
    // Whole numbers are summed, so the order of a dictionary does not affect the result.
    func pairsWithin(_ counts: some Sequence<Int>) -> Double {
      Double(counts.reduce(0) { $0 + $1 * ($1 - 1) / 2 })
    }
    let together = pairsWithin(pairs.values)
    let (inFirst, inSecond) = (pairsWithin(first.values), pairsWithin(second.values))
    let all = Double(count) * Double(count - 1) / 2
    let expected = all > 0 ? inFirst * inSecond / all : 0
    let most = (inFirst + inSecond) / 2
    return most == expected ? 1 : (together - expected) / (most - expected)
  }
}
