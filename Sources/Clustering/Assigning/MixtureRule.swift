import Matrices

/// The components of a mixture: the most probable one, or noise, is a row's segment.
public struct MixtureRule: Equatable, Sendable {
  /// The share of the weight of each component.
  public let shares: [Double]
  /// Shape `[k × d]`.
  public let means: Matrix
  /// The covariance of each component, shape `[d × d]`.
  public let covariances: [Matrix]
  /// Whether the covariances are diagonal by their family, and are computed with as such.
  public let isDiagonal: Bool
  /// What is spread evenly below the components, if anything is.
  public let noise: Noise?

  /// A share of the weight, spread evenly.
  public struct Noise: Equatable, Sendable {
    /// Above 0; with the shares of the components it sums to 1.
    public let share: Double
    /// The natural log of its density, the same everywhere.
    public let logDensity: Double

    /// A share with its density.
    public init(share: Double, logDensity: Double) {
      self.share = share
      self.logDensity = logDensity
    }
  }

  /// Components, and noise if there is some.
  public init(
    shares: [Double], means: Matrix, covariances: [Matrix], isDiagonal: Bool, noise: Noise?
  ) {
    precondition(
      shares.count == means.rows && shares.count == covariances.count
        && covariances.allSatisfy { $0.rows == means.columns && $0.columns == means.columns },
      "every component has a share, a mean and a covariance")
    self.shares = shares
    self.means = means
    self.covariances = covariances
    self.isDiagonal = isDiagonal
    self.noise = noise
  }

  /// The density as it was in the fit, bit for bit.
  ///
  /// - Throws: `.collapsedComponents` if a covariance has no inverse.
  private func density() throws(ClusteringError) -> MixtureDensity {
    let d = means.columns
    let background =
      noise.map { $0.share > 0 ? portableLog($0.share) + $0.logDensity : -.infinity } ?? -.infinity
    guard
      let density = MixtureDensity(
        shares: shares, means: means.values,
        covariances: covariances.map { covariance in
          isDiagonal ? (0..<d).map { covariance[$0, $0] } : covariance.values
        }, d: d, isDiagonal: isDiagonal, background: background)
    else { throw .collapsedComponents }
    return density
  }

  /// The probability of each component, given a row; what is missing to 1 is noise.
  ///
  /// - Returns: Shape `[m × k]`.
  func probabilities(of rows: Matrix, control: RunControl) throws -> Matrix {
    let found = try density().responsibilities(
      of: LanePoints(rows, control: control), control: control)
    let k = shares.count
    return Matrix(
      rows: rows.rows, columns: k,
      values: (0..<rows.rows).flatMap { row in (0..<k).map { found.of($0, at: row) } })
  }

  func assign(_ rows: Matrix, control: RunControl) throws -> SegmentAssignment {
    let density = try density()
    let found = try density.responsibilities(
      of: LanePoints(rows, control: control), control: control)
    let best = (0..<rows.rows).map { found.best(at: $0) }
    let distances = best.enumerated().map { row, best -> Double in
      guard best.label >= 0 else { return .infinity }
      return (0..<rows.columns).reduce(0.0) { sum, j in
        let difference = rows[row, j] - means[best.label, j]
        return sum + difference * difference
      }.squareRoot()
    }
    return SegmentAssignment(
      labels: best.map(\.label), distances: distances, confidences: best.map(\.posterior))
  }
}
