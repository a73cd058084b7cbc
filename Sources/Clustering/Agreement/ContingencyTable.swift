/// The number of rows for each pair of labels of two clusterings of the same rows.
///
/// With earlier segments as rows and later ones as columns, it is a transition table.
public struct ContingencyTable: Equatable, Sendable {
  /// The labels of the first clustering, ascending; labels below 0 are treated like any other.
  public let firstLabels: [Int]
  /// The labels of the second clustering, ascending.
  public let secondLabels: [Int]
  /// The number of rows of each pair, `[first][second]`.
  public let counts: [[Int]]
  /// The number of rows.
  public let rows: Int

  /// Counts rows.
  ///
  /// - Parameters:
  ///   - first: A label per row.
  ///   - second: A label per row, of the same rows.
  /// - Throws: `.labelCount` if the numbers of labels differ.
  /// - Complexity: O(*n* log *k*), and a number per pair of labels.
  public init(_ first: [Int], _ second: [Int]) throws(ClusteringError) {
    guard first.count == second.count else {
      throw .labelCount(labels: second.count, rows: first.count)
    }
    let rowsOf = Self.places(of: first)
    let columnsOf = Self.places(of: second)
    var counts = Array(
      repeating: Array(repeating: 0, count: columnsOf.labels.count), count: rowsOf.labels.count)
    for i in first.indices { counts[rowsOf.place[i]][columnsOf.place[i]] += 1 }
    firstLabels = rowsOf.labels
    secondLabels = columnsOf.labels
    self.counts = counts
    rows = first.count
  }

  /// The distinct labels, ascending, and the index of each row's label among them.
  private static func places(of labels: [Int]) -> (labels: [Int], place: [Int]) {
    let distinct = Set(labels).sorted()
    var places: [Int: Int] = [:]
    for (place, label) in distinct.enumerated() { places[label] = place }
    return (distinct, labels.map { places[$0] ?? 0 })
  }

  /// The number of rows of each label of the first clustering.
  public var firstSizes: [Int] { counts.map { $0.reduce(0, +) } }

  /// The number of rows of each label of the second clustering.
  public var secondSizes: [Int] {
    secondLabels.indices.map { column in counts.reduce(0) { $0 + $1[column] } }
  }

  /// Pairs of rows, counted by whether the clusterings put them together.
  public var pairs: PairConfusion {
    func within(_ counts: some Sequence<Int>) -> Int { counts.reduce(0) { $0 + $1 * ($1 - 1) / 2 } }
    let both = counts.reduce(0) { $0 + within($1) }
    let (first, second) = (within(firstSizes), within(secondSizes))
    return PairConfusion(
      together: both, onlyInFirst: first - both, onlyInSecond: second - both,
      apart: rows * (rows - 1) / 2 - first - second + both)
  }
}

/// Unordered pairs of rows, counted by whether two clusterings put them together.
///
/// scikit-learn's `pair_confusion_matrix` counts ordered pairs: twice these numbers.
public struct PairConfusion: Equatable, Sendable {
  /// In one segment in both clusterings.
  public let together: Int
  /// In one segment only in the first clustering.
  public let onlyInFirst: Int
  /// In one segment only in the second clustering.
  public let onlyInSecond: Int
  /// In different segments in both.
  public let apart: Int

  /// The share of pairs that the clusterings treat differently, 0...1; 0 if there are no pairs.
  public var disagreement: Double {
    let all = together + onlyInFirst + onlyInSecond + apart
    return all > 0 ? Double(onlyInFirst + onlyInSecond) / Double(all) : 0
  }
}
