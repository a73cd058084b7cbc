import Kernels
import Matrices

/// The dissimilarity of two rows.
public enum Dissimilarity: Equatable, Sendable {
  /// The Euclidean distance.
  case euclidean
  /// The sum of the absolute differences of the columns.
  case manhattan
  /// Gower's: the mean over columns of the difference divided by the column's range, or of 1 for
  /// nominal columns that differ; between 0 and 1.
  ///
  /// One entry per column. Nominal columns hold a number per category; a category may also be encoded
  /// as several indicator columns. J. Gower, "A general coefficient of similarity", Biometrics 27,
  /// 1971.
  case gower([GowerColumn])

  /// Gower's dissimilarity for rows with categories as blocks of indicators: each category counts as
  /// much as one quantity.
  public static func gower(_ columns: CategoryColumns) -> Dissimilarity {
    .gower(
      Array(repeating: .numeric(), count: columns.quantities)
        + columns.blocks.flatMap { width in
          Array(repeating: GowerColumn.indicator(among: width), count: width)
        })
  }

  /// A column in Gower's dissimilarity.
  public struct GowerColumn: Equatable, Sendable {
    /// Whether numbers represent categories.
    public let isNominal: Bool
    /// The weight of a difference of the column's whole range, or of a different category; at least 0.
    public let weight: Double
    /// The column's contribution to the divisor of the mean, at least 0.
    let part: Double

    /// A column of quantities.
    public static func numeric(weight: Double = 1) -> GowerColumn {
      GowerColumn(isNominal: false, weight: weight, part: weight)
    }

    /// A column whose numbers represent categories.
    public static func nominal(weight: Double = 1) -> GowerColumn {
      GowerColumn(isNominal: true, weight: weight, part: weight)
    }

    /// One of `width` columns that encode one category: the column of a row's category holds a number
    /// and the others 0.
    ///
    /// Rows with different categories differ in two of them, so each counts half; together they act
    /// like one nominal column of this weight.
    public static func indicator(among width: Int, weight: Double = 1) -> GowerColumn {
      GowerColumn(isNominal: false, weight: weight / 2, part: weight / Double(max(1, width)))
    }
  }
}

/// A dissimilarity with the column ranges that it needs.
struct Distances: Equatable, Sendable {
  private let isEuclidean: Bool
  private let scales: [Double]
  private let isNominal: [UInt8]

  /// The measure in stored form.
  var measure: MedoidRule.Measure {
    isEuclidean
      ? .euclidean : .columnSums(scales: scales, isNominal: isNominal.map { $0 != 0 })
  }

  init(_ measure: MedoidRule.Measure) {
    switch measure {
    case .euclidean: (isEuclidean, scales, isNominal) = (true, [], [])
    case .columnSums(let scales, let isNominal):
      (isEuclidean, self.scales, self.isNominal) = (false, scales, isNominal.map { $0 ? 1 : 0 })
    }
  }

  init(_ dissimilarity: Dissimilarity, _ lanes: LanePoints) throws(ClusteringError) {
    let d = lanes.columns
    switch dissimilarity {
    case .euclidean:
      (isEuclidean, scales, isNominal) = (true, [], [])
    case .manhattan:
      (isEuclidean, scales, isNominal) = (
        false, Array(repeating: 1, count: d), Array(repeating: 0, count: d)
      )
    case .gower(let columns):
      guard columns.count == d else { throw .columnCount(found: columns.count, expected: d) }
      let total = columns.reduce(0) { $0 + max(0, $1.part) }
      var scales: [Double] = []
      for (j, column) in columns.enumerated() {
        let share = total > 0 ? max(0, column.weight) / total : 0
        if column.isNominal {
          scales.append(share)
        } else {
          var (low, high) = (Double.infinity, -Double.infinity)
          for p in 0..<lanes.count { (low, high) = (min(low, lanes[p, j]), max(high, lanes[p, j])) }
          scales.append(high > low ? share / (high - low) : 0)
        }
      }
      (isEuclidean, self.scales, isNominal) = (
        false, scales, columns.map { $0.isNominal ? 1 : 0 }
      )
    }
  }

  /// The distances of a row to all points, including the padding of the last groups.
  func write(
    from query: [Double], to lanes: LanePoints, into distances: UnsafeMutablePointer<Double>
  ) {
    if isEuclidean {
      unsafe segue_euclidean(
        lanes.coordinates.base, Int64(lanes.groups), Int64(lanes.columns), query, distances)
    } else {
      unsafe segue_column_sums(
        lanes.coordinates.base, Int64(lanes.groups), Int64(lanes.columns), query, scales,
        isNominal, distances)
    }
  }
}
