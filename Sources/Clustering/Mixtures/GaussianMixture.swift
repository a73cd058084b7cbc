import Matrices

/// A mixture of normal distributions, fitted by expectation maximisation.
///
/// k-means assigns every row to one round segment; a mixture gives it a probability for each component,
/// and components may be elongated, tilted and of different size. As with k-means, the result is a
/// function of the rows with their weights as a set, the settings and the seed; threads, the order of
/// rows and the processor do not change a bit of it.
///
/// ```swift
/// let model = try GaussianMixture(k: 3).fit(points, control: RunControl(threads: 2))
/// model.labels       // the most probable component of each row
/// model.bic          // smaller is better, as in scikit-learn
/// ```
///
/// A. Dempster, N. Laird, D. Rubin, "Maximum likelihood from incomplete data via the EM algorithm",
/// J. R. Statist. Soc. B 39, 1977.
public struct GaussianMixture: Equatable, Sendable {
  /// The number of components, *k*, without noise.
  public var k: Int
  /// The covariance structure.
  public var family: CovarianceFamily
  /// The starting points of the search.
  public var start: Start
  /// The seed of the random starts.
  public var seed: UInt64
  /// The maximum number of EM iterations of one start.
  public var maxIterations: Int
  /// Stop when the mean log-likelihood of a row rises by less than this.
  ///
  /// scikit-learn's rule, whose default of 10⁻³ often stops far from convergence. 0 continues for
  /// `maxIterations`, unless an iteration changes nothing.
  public var tolerance: Double
  /// Added to the variances, so that no component shrinks to a point.
  public var regularization: Regularization
  /// The initial share of noise, 0..<1; 0 for no noise.
  ///
  /// Noise is uniform over the bounding box of the rows. It has the label −1, and its share is fitted
  /// like those of the components. J. Banfield, A. Raftery, Biometrics 49, 1993.
  public var noiseShare: Double

  /// The starting points of the search.
  public enum Start: Equatable, Sendable {
    /// From the segments of k-means, `starts` times with different seeds; the best result wins.
    ///
    /// Every second start uses k-means on whitened rows, because round segments mislead if components
    /// are elongated, and two of four stop k-means after one step, for variety. Results without a
    /// degenerate component are preferred, then the highest likelihood; ties go to the earlier start.
    case kMeans(starts: Int)
    /// From means, shape `[k × d]`, equal weights, and the covariance of all rows for each component.
    ///
    /// Components keep the order of the means.
    case means(Matrix)
    /// From labels of the rows in 0..<k, for instance by a hierarchy; below 0 is left out.
    ///
    /// Components keep the order of the labels.
    case labels([Int])
  }

  /// The amount that is added to the variances of every component.
  public enum Regularization: Equatable, Sendable {
    /// A multiple of the covariance of all rows, or of its diagonal for a diagonal family, so that
    /// units do not change results; for families that are not invariant to units, and for rows that lie
    /// in a plane, a multiple of the mean variance of the columns.
    case relative(Double)
    /// A number in the squared unit of the columns, as scikit-learn's `reg_covar`.
    case absolute(Double)
  }

  /// Settings for a fit; omitted settings take their defaults.
  public init(
    k: Int, family: CovarianceFamily = .vvv, start: Start = .kMeans(starts: 4), seed: UInt64 = 1,
    maxIterations: Int = 500, tolerance: Double = 1e-6,
    regularization: Regularization = .relative(1e-6), noiseShare: Double = 0
  ) {
    self.k = k
    self.family = family
    self.start = start
    self.seed = seed
    self.maxIterations = max(1, maxIterations)
    self.tolerance = max(0, tolerance)
    self.regularization = regularization
    self.noiseShare = min(max(0, noiseShare), 0.999)
  }

  /// Finds the components.
  ///
  /// - Parameters:
  ///   - points: Shape `[n × d]`, finite.
  ///   - weights: Shape `[n]`, each at least 0; `nil` for 1 each. Weight *n* equals *n* copies.
  ///   - control: Threads, cancellation and progress.
  /// - Returns: The best model of all starts.
  /// - Throws: `ClusteringError` for rows, weights, `k` or a start that cannot be used;
  ///   `.collapsedComponents` if nothing is added to the variances and every start ends with singular
  ///   components; `.cancelled`.
  /// - Complexity: O(*starts · iterations · n k d²*), *d* instead of *d²* for diagonal families.
  public func fit(
    _ points: Matrix, weights: [Double]? = nil, control: RunControl
  ) throws(ClusteringError) -> MixtureModel {
    let prepared = try PreparedPoints(points, weights: weights, control: control)
    return try fit(prepared, control: control)
  }

  /// Finds the components of prepared rows.
  ///
  /// - Throws: As for a matrix.
  public func fit(
    _ points: PreparedPoints, control: RunControl
  ) throws(ClusteringError) -> MixtureModel {
    try MixtureFit(settings: self, points: points, control: control).run()
  }
}
