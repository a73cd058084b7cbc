import Matrices

/// The distance from every row that encloses enough weight, in descending order: the curve whose knee
/// is a radius for DBSCAN.
///
/// Rows in dense regions have similar distances; noise begins where the curve rises above them. M.
/// Ester and others, KDD 1996, section 4.2, find the knee by eye; here it is found by Kneedle.
public struct NeighbourDistances: Equatable, Sendable {
  /// The weight to enclose, including the row itself.
  public let minimumWeight: Double
  /// The distances of distinct rows, descending.
  public let distances: [Double]
  /// The weight of the distinct row of each distance.
  public let weights: [Double]

  /// Measures all rows.
  ///
  /// - Parameters:
  ///   - points: The rows, prepared.
  ///   - minimumWeight: Above 0 and at most the weight of all rows.
  ///   - control: Threads, cancellation and progress.
  /// - Throws: `.minimumOutOfRange`, `.tooManyColumns`, `.cancelled`.
  /// - Complexity: Usually O(*n* log *n*) in few columns.
  public init(
    _ points: PreparedPoints, minimumWeight: Double, control: RunControl
  ) throws(ClusteringError) {
    guard minimumWeight > 0, minimumWeight <= points.totalWeight * (1 + 1e-12) else {
      throw .minimumOutOfRange(minimumWeight)
    }
    let leaves = points.canonical.points
    let tree = try KDTree(leaves, control: control.quiet(threads: control.threads))
    let core: AlignedArray<Double>
    do {
      core = try tree.coreDistances(weight: minimumWeight, control: control)
    } catch {
      throw .cancelled
    }
    let order = (0..<tree.count).sorted {
      core[$0] != core[$1] ? core[$0] > core[$1] : tree.ids[$0] < tree.ids[$1]
    }
    self.minimumWeight = minimumWeight
    distances = order.map { core[$0].squareRoot() }
    weights = order.map { tree.weights[$0] }
  }

  /// The maximum number of points of the curve in which the knee is searched.
  private static let mostSamples = 1000

  /// The distance at the knee, or `nil` if the curve has none.
  ///
  /// The curve is sampled at up to 1000 equal steps of weight and passed to `Kneedle`.
  ///
  /// - Parameter sensitivity: How sharp a knee must be.
  /// - Returns: A radius for `DBSCAN`.
  public func knee(sensitivity: Double = 1) -> Double? {
    let total = weights.reduce(0, +)
    let samples = min(Self.mostSamples, distances.count)
    guard samples > 2 else { return nil }
    var x: [Double] = []
    var y: [Double] = []
    var place = 0
    var passed = weights[0]
    for sample in 0..<samples {
      let share = (Double(sample) + 0.5) / Double(samples)
      while place + 1 < weights.count, passed < share * total {
        place += 1
        passed += weights[place]
      }
      x.append(share)
      y.append(distances[place])
    }
    return Kneedle.elbow(x: x, y: y, sensitivity: sensitivity).map { y[$0] }
  }
}
