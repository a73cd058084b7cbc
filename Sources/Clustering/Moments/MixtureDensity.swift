import Kernels
import Matrices

/// The parameters of a mixture in the layout of the kernels.
struct MixtureDensity: Sendable {
  /// The number of components.
  let k: Int
  /// The number of columns.
  let d: Int
  let isDiagonal: Bool
  /// Shape `[k × d]`.
  let means: [Double]
  /// The inverse factor of each covariance, contiguous.
  let factors: [Double]
  /// The log of each component's weight and of its density at its mean.
  let constants: [Double]
  /// The log of the noise's weight and density, or −∞.
  let background: Double

  /// The logarithm of 2π.
  static let logOfTwoPi = 1.8378770664093453

  /// The density of components with shares of the weight and covariances.
  ///
  /// - Returns: `nil` if a covariance is singular.
  init?(
    shares: [Double], means: [Double], covariances: [[Double]], d: Int, isDiagonal: Bool,
    background: Double
  ) {
    var factors: [Double] = []
    var constants: [Double] = []
    for (share, covariance) in zip(shares, covariances) {
      let logDeterminant: Double
      if isDiagonal {
        guard covariance.allSatisfy({ $0 > 0 && $0.isFinite }) else { return nil }
        factors += covariance.map { 1 / $0.squareRoot() }
        logDeterminant = covariance.reduce(0) { $0 + portableLog($1) }
      } else {
        guard let factor = Cholesky(covariance, order: d) else { return nil }
        factors += factor.inverse
        logDeterminant = factor.logDeterminant
      }
      constants.append(
        portableLog(share) - 0.5 * (Double(d) * Self.logOfTwoPi + logDeterminant))
    }
    guard factors.allSatisfy(\.isFinite), means.allSatisfy(\.isFinite) else { return nil }
    k = shares.count
    self.d = d
    self.isDiagonal = isDiagonal
    self.means = means
    self.factors = factors
    self.constants = constants
    self.background = background
  }

  /// A density that is the same everywhere: one component whose responsibility is 1.
  init(flatAround origin: [Double], isDiagonal: Bool) {
    k = 1
    d = origin.count
    self.isDiagonal = isDiagonal
    means = origin
    factors = [Double](
      repeating: 0, count: isDiagonal ? origin.count : origin.count * (origin.count + 1) / 2)
    constants = [0]
    background = -.infinity
  }

  private var factor: Int32 {
    isDiagonal ? Int32(segue_diagonal.rawValue) : Int32(segue_triangle.rawValue)
  }

  /// The result of one pass over the points.
  struct Pass {
    /// As `ComponentMoments` reads them, relative to the means.
    let sums: [Double]
    /// The weighted sum of log densities.
    let logLikelihood: Double
    /// The weighted sum of the log of each point's largest responsibility, at most 0.
    let certainty: Double
  }

  /// Computes the responsibilities of all points, and the resulting moments.
  ///
  /// - Complexity: O(*n k d²*), or O(*n k d*) for diagonal covariances.
  func pass(over points: LanePoints, control: RunControl) throws(CancellationError) -> Pass {
    let moments = k * Int(segue_mixture_moments(Int64(d), factor)) + 1
    let scratchLength = Int(segue_mixture_scratch(Int64(d), Int64(k), factor))
    let partials = AlignedArray(repeating: 0.0, count: points.blocks * (moments + 2))
    let scratch = AlignedArray(repeating: 0.0, count: control.threads * scratchLength)
    try Parallel.forEach(points.blocks, control: control) { block, worker in
      let groups = points.groups(of: block)
      let partial = unsafe partials.base + block * (moments + 2)
      unsafe segue_mixture(
        points.coordinates.base + groups.lowerBound * d * LanePoints.lanes,
        points.weights.base + groups.lowerBound * LanePoints.lanes, Int64(groups.count), Int64(d),
        means, factors, constants, Int64(k), factor, background,
        scratch.base + worker * scratchLength, partial, partial + moments)
    }
    BlockSum.tree(partials, blocks: points.blocks, width: moments + 2)
    return Pass(
      sums: partials.array(0..<moments), logLikelihood: partials[moments],
      certainty: partials[moments + 1])
  }

  /// The responsibilities of points.
  struct Responsibilities: Sendable {
    /// By component, with noise last, `places` numbers each.
    let values: AlignedArray<Double>
    /// The log density of each point.
    let logDensities: AlignedArray<Double>
    let places: Int
    let k: Int

    /// The responsibility of a component, or of the noise for `k`.
    func of(_ component: Int, at point: Int) -> Double { values[component * places + point] }

    /// The component with the largest responsibility, ties to the lower, or −1 for noise.
    func best(at point: Int) -> (label: Int, posterior: Double) {
      var best = 0
      for c in 1..<max(1, k) where of(c, at: point) > of(best, at: point) { best = c }
      let noise = of(k, at: point)
      if noise > of(best, at: point) { return (-1, noise) }
      return (best, of(best, at: point))
    }
  }

  /// The stored responsibilities of all points.
  ///
  /// - Complexity: As `pass`; 8 (*k* + 2) bytes per point.
  func responsibilities(
    of points: LanePoints, control: RunControl
  ) throws(CancellationError) -> Responsibilities {
    let places = points.groups * LanePoints.lanes
    let scratchLength = Int(segue_mixture_scratch(Int64(d), Int64(k), factor))
    let scratch = AlignedArray(repeating: 0.0, count: control.threads * scratchLength)
    let values = AlignedArray(repeating: 0.0, count: places * (k + 1))
    let densities = AlignedArray(repeating: 0.0, count: places)
    try Parallel.forEach(points.blocks, control: control) { block, worker in
      let groups = points.groups(of: block)
      let first = groups.lowerBound * LanePoints.lanes
      unsafe segue_responsibilities(
        points.coordinates.base + first * d, Int64(groups.count), Int64(d), means, factors,
        constants, Int64(k), factor, background, scratch.base + worker * scratchLength,
        Int64(places), values.base + first, densities.base + first)
    }
    return Responsibilities(values: values, logDensities: densities, places: places, k: k)
  }
}
