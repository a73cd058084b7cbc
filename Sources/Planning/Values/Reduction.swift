import Clustering
import Matrices

/// Scaled features turned into few directions, with the numbers that turn them back.
package struct Reduction: Equatable, Sendable {
  /// The axes that a model sees, such as `pc1` and `pc2`.
  package let names: [String]
  /// The mean of each scaled feature, shape `[d]`.
  package let mean: [Double]
  /// The loadings: a row of length 1 for each axis, shape `[m, d]`.
  package let loadings: Matrix
  /// The part of the variance of all features that each axis carries, 0...1.
  package let explained: [Double]

  package init(names: [String], mean: [Double], loadings: Matrix, explained: [Double]) {
    precondition(
      loadings.rows == names.count && loadings.columns == mean.count
        && explained.count == names.count, "a row of loadings and a share for each axis")
    self.names = names
    self.mean = mean
    self.loadings = loadings
    self.explained = explained
  }

  /// Scaled rows on the axes: shape `[n, m]` of `[n, d]`.
  package func scores(
    _ rows: Matrix, control: RunControl
  ) throws(CancellationError) -> Matrix {
    try rows.scores(along: loadings, from: mean, control: control)
  }

  /// Points on the axes in scaled units again: shape `[n, d]` of `[n, m]`.
  ///
  /// The nearest points that the axes can make: what they left out is at its mean.
  package func rows(fromScores scores: Matrix) -> Matrix {
    precondition(scores.columns == names.count, "a value for each axis")
    var result = Matrix(
      rows: scores.rows, columns: mean.count,
      values: [Double](repeating: 0, count: scores.rows * mean.count))
    for i in 0..<scores.rows {
      for j in mean.indices {
        var sum = mean[j]
        for axis in names.indices { sum += scores[i, axis] * loadings[axis, j] }
        result[i, j] = sum
      }
    }
    return result
  }
}

extension Scaled {
  /// What the columns of the matrix are called: the features, or the axes that they were turned into,
  /// and the words of categories.
  package var axes: [String] { (reduction?.names ?? features.names) + (encoding?.axes ?? []) }

  /// Points on the axes in the scaled units of the features, without words: shape `[n, d]`.
  package func inFeatures(_ points: Matrix) -> Matrix {
    guard let encoding else { return reduction?.rows(fromScores: points) ?? points }
    let quantities = points.columns - encoding.blocks.reduce(0, +)
    let numbers = Matrix(columns: (0..<quantities).map { points.column($0) })
    return reduction?.rows(fromScores: numbers) ?? numbers
  }

  /// The scaled features, also where the matrix holds what they were turned into: shape `[n, d]`.
  package var featureMatrix: Matrix {
    guard reduction != nil || encoding != nil else { return matrix }
    return Matrix(
      columns: features.names.enumerated().map { column, name in
        let (center, spread) = (centers[column], spreads[column])
        return features.table.numbers(of: name).values.map {
          spread == 0 ? 0 : ($0 - center) / spread
        }
      })
  }
}
