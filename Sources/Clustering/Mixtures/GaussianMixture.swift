import Matrices

/// A mixture of normal distributions, fitted by expectation maximisation.
///
/// Where k-means gives every row to one segment of round shape, a mixture gives it a probability for
/// each component, and components may be long, tilted and of different size. Like k-means, the
/// result is a function of the rows with their weights as a set, the settings and the seed; threads,
/// order of rows and the kind of processor cannot change a bit of it.
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
  /// The number of components, *k*, the noise not counted.
  public var k: Int
  /// What the covariances have in common.
  public var family: CovarianceFamily
  /// Where the search begins.
  public var start: Start
  /// Names the stream of random numbers for the starts.
  public var seed: UInt64
  /// The rounds of expectation and maximisation at most, in one start.
  public var maxIterations: Int
  /// Stop when the mean log-likelihood of a row rises by less than this.
  ///
  /// scikit-learn's rule, whose default of 10⁻³ often stops far from the end. 0 goes on for
  /// `maxIterations`, unless a round changes nothing at all.
  public var tolerance: Double
  /// What is added to the variances, so that no component shrinks to a point.
  public var regularization: Regularization
  /// The share of the weight that noise has at the start, 0..<1; 0 for no noise.
  ///
  /// Noise is spread evenly over the box of the rows; it is given the label −1, and its share is
  /// fitted like those of the components. J. Banfield, A. Raftery, Biometrics 49, 1993.
  public var noiseShare: Double

  /// Where the search begins.
  public enum Start: Equatable, Sendable {
    /// From the segments of k-means, so many times, with different seeds; the best end wins.
    ///
    /// Every second start is that of k-means on whitened rows, because round segments mislead where
    /// components are long, and two of four stop k-means after one step, for variety. The winner
    /// has no degenerate component if there is such a one, and the highest likelihood among those;
    /// ties go to the earlier start.
    case kMeans(starts: Int)
    /// From means, shape `[k × d]`, equal weights, and the covariance of all rows everywhere.
    ///
    /// Components keep the order of the means.
    case means(Matrix)
    /// From a division of the rows into 0..<k, for instance by a hierarchy; below 0 is left out.
    ///
    /// Components keep the order of the labels.
    case labels([Int])
  }

  /// What is added to the variances of every component.
  public enum Regularization: Equatable, Sendable {
    /// So many times the covariance of all rows, or its diagonal for a diagonal family, so that units
    /// change no result; for families that are not blind to units, and for rows that lie in a plane,
    /// so many times the mean variance of the columns.
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
  ///   `.collapsedComponents` if nothing is added to the variances and every start ends in
  ///   components without spread; `.cancelled`.
  /// - Complexity: O(*starts · iterations · n k d²*), *d* instead of *d²* for diagonal families.
  public func fit(
    _ points: Matrix, weights: [Double]? = nil, control: RunControl
  ) throws(ClusteringError) -> MixtureModel {
    let prepared = try PreparedPoints(points, weights: weights, control: control)
    return try fit(prepared, control: control)
  }

  /// Finds the components of rows that were prepared before.
  ///
  /// - Throws: As for a matrix.
  public func fit(
    _ points: PreparedPoints, control: RunControl
  ) throws(ClusteringError) -> MixtureModel {
    try MixtureFit(settings: self, points: points, control: control).run()
  }
}
