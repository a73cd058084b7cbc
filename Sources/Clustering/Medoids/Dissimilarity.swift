import Kernels
import Matrices

/// How unlike two rows are.
public enum Dissimilarity: Equatable, Sendable {
  /// The straight line.
  case euclidean
  /// The sum of the absolute differences of the columns.
  case manhattan
  /// Gower's: the mean over columns of the difference divided by the column's range, or of 1 for
  /// nominal columns that differ; between 0 and 1.
  ///
  /// One entry per column. Nominal columns hold a number per category; a category may also be several
  /// columns of indicators. J. Gower, "A general
  /// coefficient of similarity", Biometrics 27, 1971.
  case gower([GowerColumn])

  /// Gower's for rows that have their categories as blocks of indicators: each category counts as
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
    /// Whether numbers stand for categories.
    public let isNominal: Bool
    /// How much the whole range of the column counts, or another category; at least 0.
    public let weight: Double
    /// What the column adds to the sum that the mean divides by, at least 0.
    let part: Double

    /// A column whose numbers are quantities.
    public static func numeric(weight: Double = 1) -> GowerColumn {
      GowerColumn(isNominal: false, weight: weight, part: weight)
    }

    /// A column whose numbers stand for categories.
    public static func nominal(weight: Double = 1) -> GowerColumn {
      GowerColumn(isNominal: true, weight: weight, part: weight)
    }

    /// One of `width` columns that are one category: that of a row's own category holds one number
    /// and the others 0.
    ///
    /// Rows of different categories differ in two of them, so that each counts half; all together
    /// they are as one nominal column of this weight.
    public static func indicator(among width: Int, weight: Double = 1) -> GowerColumn {
      GowerColumn(isNominal: false, weight: weight / 2, part: weight / Double(max(1, width)))
    }
  }
}

/// A dissimilarity with what it needs to know of the rows: the ranges of the columns.
struct Distances: Equatable, Sendable {
  private let isEuclidean: Bool
  private let scales: [Double]
  private let isNominal: [UInt8]

  /// What is needed to measure again.
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

  /// The distances of a row to all points, those that fill the last groups up included.
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
