/// How far two divisions of the same rows agree, beyond what chance would give.
public enum Agreement {
  /// The adjusted Rand index: 1 for the same division under any names, about 0 for unrelated ones.
  ///
  /// Rows with a label below 0 in either division are counted as one more segment there, as
  /// scikit-learn counts them. L. Hubert, P. Arabie, "Comparing partitions", J. Classification 2,
  /// 1985.
  ///
  /// - Parameters:
  ///   - first: A label per row.
  ///   - second: A label per row, of the same rows.
  /// - Returns: At most 1; 1 also where both have one segment, or only rows of their own.
  /// - Throws: `.labelCount` if there are not as many labels in both.
  /// - Complexity: O(*n* + *k l*) and *k l* counts.
  public static func adjustedRand(
    _ first: [Int], _ second: [Int]
  ) throws(ClusteringError) -> Double {
    guard first.count == second.count else {
      throw .labelCount(labels: second.count, rows: first.count)
    }
    var pairs: [Pair: Int] = [:]
    var rows: [Int: Int] = [:]
    var columns: [Int: Int] = [:]
    for (a, b) in zip(first, second) {
      pairs[Pair(first: a, second: b), default: 0] += 1
      rows[a, default: 0] += 1
      columns[b, default: 0] += 1
    }
    // Sums of whole numbers, so the order of a dictionary cannot reach the result.
    func squares(_ counts: some Sequence<Int>) -> Double {
      Double(counts.reduce(0) { $0 + $1 * ($1 - 1) / 2 })
    }
    let together = squares(pairs.values)
    let (inFirst, inSecond) = (squares(rows.values), squares(columns.values))
    let all = Double(first.count) * Double(first.count - 1) / 2
    let expected = all > 0 ? inFirst * inSecond / all : 0
    let most = (inFirst + inSecond) / 2
    return most == expected ? 1 : (together - expected) / (most - expected)
  }

  private struct Pair: Hashable {
    let first: Int
    let second: Int
  }
}
