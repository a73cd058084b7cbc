import Matrices

/// The default cost of a differing category: half the mean standard deviation of the quantities.
///
/// Deviations divide by the sum of the weights. Z. Huang, "Extensions to the k-means algorithm for
/// clustering large data sets with categorical values", Data Mining and Knowledge Discovery 2, 1998.
enum HuangsRule {
  /// The cost γ; 1 if there are no quantities or none of them varies.
  ///
  /// Sums are exact, so the order of rows does not matter.
  /// - Complexity: O(n) per column.
  static func gamma(
    columns: [Int], rows: Int, weight: (Int) -> Double, value: (_ row: Int, _ column: Int) -> Double
  ) -> Double {
    var total = ExactSum()
    for row in 0..<rows { total.add(weight(row)) }
    guard !columns.isEmpty, total.value > 0 else { return 1 }
    var deviations = ExactSum()
    for column in columns {
      var (sum, squares) = (ExactSum(), ExactSum())
      for row in 0..<rows { sum.add(weight(row) * value(row, column)) }
      let mean = sum.value / total.value
      for row in 0..<rows {
        let difference = value(row, column) - mean
        squares.add(weight(row) * difference * difference)
      }
      deviations.add((squares.value / total.value).squareRoot())
    }
    let gamma = deviations.value / Double(columns.count) / 2
    return gamma > 0 && gamma.isFinite ? gamma : 1
  }
}
