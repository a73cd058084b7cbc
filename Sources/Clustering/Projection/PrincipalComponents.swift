import Matrices

/// Principal components: the directions of largest variance.
///
/// Signs are fixed: the loading of largest magnitude of every component is positive. Columns are
/// centred and not scaled. As in scikit-learn, except for these signs. K. Pearson, Philosophical
/// Magazine 2, 1901; H. Hotelling, J. Educ. Psych. 24, 1933.
///
/// ```swift
/// let components = try PrincipalComponents(points, count: 2, control: RunControl(threads: 2))
/// components.explainedShare          // [2]
/// try components.scores(rows)        // [n × 2]
/// ```
public struct PrincipalComponents: Equatable, Sendable {
  /// The weighted mean of the rows, shape `[d]`.
  public let mean: [Double]
  /// The components, one per row, of length 1, largest variance first: shape `[m × d]`.
  public let components: Matrix
  /// The variance along each component, divided by the weight minus 1.
  public let explainedVariance: [Double]
  /// The share of the variance of all columns explained by each component, 0...1.
  public let explainedShare: [Double]

  /// How the components are found.
  public enum Method: Equatable, Sendable {
    /// `exact`, unless there are many columns and few components.
    case automatic
    /// All eigenvectors of the covariance, by Jacobi rotations.
    case exact
    /// Subspace iteration from random directions.
    ///
    /// Exact to many digits if variances decrease, and much cheaper for hundreds of columns. N. Halko,
    /// P.-G. Martinsson, J. Tropp, SIAM Review 53, 2011, with iteration to convergence.
    case randomized(seed: UInt64)
  }

  /// Above this number of columns, `automatic` uses `randomized` if few components are requested.
  public static let mostExactColumns = 128

  /// Finds components.
  ///
  /// - Parameters:
  ///   - points: The rows, prepared, with their weights.
  ///   - count: The number of components, at most the number of columns; `nil` for all.
  ///   - method: How.
  ///   - control: Threads and cancellation.
  /// - Throws: `.cancelled`.
  /// - Complexity: O(*n d²* + *d³*) exact; O(*n d m*) per round if randomised.
  public init(
    _ points: PreparedPoints, count: Int? = nil, method: Method = .automatic, control: RunControl
  ) throws(ClusteringError) {
    let lanes = points.canonical.points
    let d = lanes.columns
    let m = min(d, max(1, count ?? d))
    var seed: UInt64?
    switch method {
    case .exact: break
    case .randomized(let given): seed = given
    case .automatic: if d > Self.mostExactColumns, 4 * m < d { seed = 1 }
    }
    do {
      let found: (mean: [Double], vectors: [Double], values: [Double], trace: Double)
      if let seed {
        let subspace = try LeadingSubspace(lanes, count: m, seed: seed, control: control)
        found = (subspace.mean, subspace.vectors, subspace.values, subspace.trace)
      } else {
        let moments = try PointMoments(lanes, control: control)
        let eigen = SymmetricEigen(moments.covariance, order: d)
        let trace = (0..<d).reduce(0) { $0 + moments.covariance[$1 * d + $1] }
        found = (
          moments.mean, Array(eigen.vectors[0..<m * d]), Array(eigen.values[0..<m]), trace
        )
      }
      let weight = points.totalWeight
      mean = found.mean
      components = Matrix(rows: m, columns: d, values: found.vectors)
      explainedVariance = found.values.map { max(0, $0) * weight / max(weight - 1, 1e-300) }
      explainedShare = found.values.map { found.trace > 0 ? max(0, $0) / found.trace : 0 }
    } catch {
      throw .cancelled
    }
  }

  /// The coordinates of rows along the components.
  ///
  /// - Parameters:
  ///   - points: Shape `[n × d]`, in the units of the fit.
  ///   - control: Threads and cancellation.
  /// - Returns: Shape `[n × m]`.
  /// - Throws: `ClusteringError` for a different number of columns or values that are not finite;
  ///   `.cancelled`.
  public func scores(
    _ points: Matrix, control: RunControl = RunControl(threads: 1)
  ) throws(ClusteringError) -> Matrix {
    guard points.columns == mean.count else {
      throw .columnCount(found: points.columns, expected: mean.count)
    }
    try CanonicalPoints.check(points, control: control)
    do {
      return try points.scores(along: components, from: mean, control: control)
    } catch {
      throw .cancelled
    }
  }

  /// Rows reconstructed from scores, in the units of the columns: exact with all components, otherwise
  /// the nearest rows in their span.
  ///
  /// - Throws: `.columnCount` unless there is a score per component in each row.
  public func rows(fromScores scores: Matrix) throws(ClusteringError) -> Matrix {
    guard scores.columns == components.rows else {
      throw .columnCount(found: scores.columns, expected: components.rows)
    }
    let (d, m) = (mean.count, components.rows)
    var values = [Double](repeating: 0, count: scores.rows * d)
    for i in 0..<scores.rows {
      for j in 0..<d {
        var sum = mean[j]
        for c in 0..<m { sum += scores.values[i * m + c] * components.values[c * d + j] }
        values[i * d + j] = sum
      }
    }
    return Matrix(rows: scores.rows, columns: d, values: values)
  }
}
