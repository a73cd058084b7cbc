import Matrices

/// The components of a mixture: a row's segment is the most probable component, or noise.
public struct MixtureRule: AssignmentRule {
  /// The share of the weight of each component.
  public let shares: [Double]
  /// Shape `[k × d]`.
  public let means: Matrix
  /// The covariance of each component, shape `[d × d]`.
  public let covariances: [Matrix]
  /// Whether the family has diagonal covariances, which are computed as such.
  public let isDiagonal: Bool
  /// The uniform noise, if there is any.
  public let noise: Noise?

  /// A share of the weight with a uniform density.
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

  /// Components, and noise if there is any.
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

  /// The density of the fit, bit for bit.
  ///
  /// - Throws: `.collapsedComponents` if a covariance is singular.
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

  /// The probability of each component, given a row; the difference of their sum from 1 is noise.
  ///
  /// - Returns: Shape `[m × k]`.
  public func membershipsChecked(of rows: Matrix, control: RunControl) throws -> Matrix? {
    let k = shares.count
    guard rows.rows > 0 else { return Matrix(rows: 0, columns: k, values: []) }
    let found = try density().responsibilities(
      of: LanePoints(rows, control: control), control: control)
    return Matrix(
      rows: rows.rows, columns: k,
      values: (0..<rows.rows).flatMap { row in (0..<k).map { found.of($0, at: row) } })
  }

  /// Assigns checked rows to segments, as `AssignmentRule.assign` describes.
  public func assignChecked(_ rows: Matrix, control: RunControl) throws -> SegmentAssignment {
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

extension MixtureRule {
  /// The name of this kind of rule in stored form.
  public static let kind = "mixture"

  /// The number of columns that rows must have.
  public var columns: Int { means.columns }
  /// The number of points it stores.
  public var pointCount: Int { means.rows }

  /// Shape `[k × d]`.
  private var variances: Matrix {
    Matrix(
      rows: means.rows, columns: means.columns,
      values: covariances.flatMap { covariance in
        (0..<covariance.rows).map { covariance[$0, $0] }
      })
  }

  /// The stored form.
  public var fields: RuleFields {
    var fields: RuleFields = [
      "shares": .numbers(shares), "means": .matrix(means), "diagonal": .flag(isDiagonal),
      "covariances": isDiagonal ? .matrix(variances) : .matrices(covariances),
    ]
    if let noise {
      fields.append(
        "noise",
        .fields(["share": .number(noise.share), "log_density": .number(noise.logDensity)]))
    }
    return fields
  }

  /// Reads the stored form.
  public init<Reader: RuleReader>(from reader: Reader) throws(Reader.Fault) {
    let (shares, means) = (try reader.numbers("shares"), try reader.matrix("means"))
    let isDiagonal = try reader.flag("diagonal")
    let d = means.columns
    let covariances: [Matrix]
    if isDiagonal {
      let variances = try reader.matrix("covariances")
      try reader.require(variances.columns == d, "covariances")
      covariances = (0..<variances.rows).map { component in
        var covariance = Matrix(rows: d, columns: d, values: Array(repeating: 0, count: d * d))
        for j in 0..<d { covariance[j, j] = variances[component, j] }
        return covariance
      }
    } else {
      covariances = try reader.matrices("covariances")
      for covariance in covariances {
        try reader.require(covariance.rows == d && covariance.columns == d, "covariances")
      }
    }
    try reader.require(shares.count == means.rows && covariances.count == means.rows, "shares")
    var noise: Noise?
    if let told = reader.group("noise") {
      noise = Noise(share: try told.number("share"), logDensity: try told.number("log_density"))
    }
    self.init(
      shares: shares, means: means, covariances: covariances, isDiagonal: isDiagonal, noise: noise)
  }
}
