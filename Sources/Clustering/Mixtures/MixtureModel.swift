import Matrices

/// The result of a Gaussian mixture.
public struct MixtureModel: Equatable, Sendable {
  /// The covariance structure.
  public let family: CovarianceFamily
  /// The share of the weight of each component; with `noiseShare` they sum to 1.
  ///
  /// With random starts, components are ordered by share, largest first, then by mean, column by
  /// column.
  public let shares: [Double]
  /// The share of the noise, 0 if there is none.
  public let noiseShare: Double
  /// The log of the density of the noise, minus the log of the volume of the bounding box of the rows;
  /// −∞ if there is no noise.
  public let noiseLogDensity: Double
  /// Shape `[k × d]`.
  public let means: Matrix
  /// The covariance of each component, shape `[d × d]`.
  public let covariances: [Matrix]
  /// The most probable component of each row, ties to the lower; −1 for noise.
  public let labels: [Int]
  /// The probability of that component, given the row.
  public let posteriors: [Double]
  /// The number of rows of each label, without noise and rows of weight 0.
  public let sizes: [Int]
  /// The weighted sum of the natural logs of the rows' densities.
  ///
  /// A density can be above 1, so the sum can be above 0.
  public let logLikelihood: Double
  /// The weighted sum of the log of each row's largest probability, at most 0.
  public let certainty: Double
  /// The sum of the weights, which the criteria use as the number of rows.
  public let totalWeight: Double
  /// The number of iterations of the winning start.
  public let iterations: Int
  /// Whether the winning start converged before `maxIterations`.
  public let hasConverged: Bool
  /// The final log-likelihood of each start; `nil` if it collapsed.
  public let startLogLikelihoods: [Double?]
  /// Unreliable components: those with a weight of fewer than *d* + 1 rows, or whose smallest variance
  /// in some direction is mostly regularisation.
  public let degenerateComponents: [Int]

  let density: MixtureDensity

  /// The number of components.
  public var k: Int { shares.count }

  /// The number of free parameters: means, covariances and shares, and two for noise, its share and
  /// its volume, as mclust counts.
  public var parameters: Int {
    let d = means.columns
    return family.covarianceParameters(k: k, d: d) + k * d + k - 1
      + (noiseLogDensity > -.infinity ? 2 : 0)
  }

  /// The Bayesian information criterion, −2 ℓ + p ln n: smaller is better, as in scikit-learn.
  ///
  /// G. Schwarz, Annals of Statistics 6, 1978.
  public var bic: Double { -2 * logLikelihood + Double(parameters) * portableLog(totalWeight) }

  /// The same criterion with mclust's sign, 2 ℓ − p ln n: larger is better.
  public var mclustBIC: Double { -bic }

  /// Akaike's information criterion, −2 ℓ + 2 p: smaller is better, as in scikit-learn.
  public var aic: Double { -2 * logLikelihood + 2 * Double(parameters) }

  /// The integrated completed likelihood: `bic` plus twice the uncertainty of membership; smaller is better.
  ///
  /// The uncertainty is − Σ ln of each row's largest probability, as in mclust, whose sign is the
  /// opposite. It prefers components that do not overlap. C. Biernacki, G. Celeux, G. Govaert, IEEE
  /// Trans. PAMI 22, 2000.
  public var icl: Double { bic - 2 * certainty }

  /// Whether two models are the same, bit for bit.
  public static func == (a: MixtureModel, b: MixtureModel) -> Bool {
    a.family == b.family && a.shares == b.shares && a.noiseShare == b.noiseShare
      && a.means == b.means && a.covariances == b.covariances && a.labels == b.labels
      && a.posteriors == b.posteriors && a.logLikelihood == b.logLikelihood
      && a.iterations == b.iterations && a.startLogLikelihoods == b.startLogLikelihoods
  }
}

/// The assignment of rows by a mixture.
public struct MixtureAssignment: Equatable, Sendable {
  /// The most probable component of each row, ties to the lower; −1 for noise.
  public let labels: [Int]
  /// The probability of that component.
  public let posteriors: [Double]
  /// The natural log of the density at each row: a row with a far lower density than the rows of the
  /// fit is unlike all of them.
  public let logDensities: [Double]
  /// The probability of each component, shape `[m × k]`; the difference of their sum from 1 is noise.
  public let responsibilities: Matrix
}

extension MixtureModel {
  /// How new rows are assigned: by the most probable component.
  public var rule: MixtureRule {
    MixtureRule(
      shares: shares, means: means, covariances: covariances, isDiagonal: family.isDiagonal,
      noise: noiseShare > 0
        ? MixtureRule.Noise(share: noiseShare, logDensity: noiseLogDensity) : nil)
  }

  /// Computes the probabilities of rows.
  ///
  /// The rows of the fit get their labels and probabilities in the model.
  ///
  /// - Parameters:
  ///   - points: Shape `[m × d]`, scaled as the rows of the fit were. No rows is fine.
  ///   - control: Threads, cancellation and progress.
  /// - Returns: Labels, probabilities and densities, one per row.
  /// - Throws: `ClusteringError` for a different number of columns or values that are not finite.
  /// - Complexity: O(*m k d²*).
  public func assign(
    _ points: Matrix, control: RunControl = RunControl(threads: 1)
  ) throws(ClusteringError) -> MixtureAssignment {
    guard points.columns == means.columns else {
      throw .columnCount(found: points.columns, expected: means.columns)
    }
    try CanonicalPoints.check(points, control: control)
    guard points.rows > 0 else {
      return MixtureAssignment(
        labels: [], posteriors: [], logDensities: [],
        responsibilities: Matrix(rows: 0, columns: k, values: []))
    }
    do {
      let lanes = try LanePoints(points, control: control)
      let found = try density.responsibilities(of: lanes, control: control)
      let best = (0..<points.rows).map { found.best(at: $0) }
      return MixtureAssignment(
        labels: best.map(\.label), posteriors: best.map(\.posterior),
        logDensities: found.logDensities.array(0..<points.rows),
        responsibilities: Matrix(
          rows: points.rows, columns: k,
          values: (0..<points.rows).flatMap { row in (0..<k).map { found.of($0, at: row) } }))
    } catch {
      throw .cancelled
    }
  }
}
