import Matrices

/// How far every row must look to see enough weight, from the most lonely row to the least: the
/// curve whose knee is a radius for DBSCAN.
///
/// Rows in dense regions look about equally far; where the curve leaves them upward, noise begins.
/// M. Ester and others, KDD 1996, section 4.2, by eye; here by Kneedle.
public struct NeighbourDistances: Equatable, Sendable {
  /// The least weight looked for, the row itself included.
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
  /// - Complexity: O(*n* log *n*) as a rule in few columns.
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

  /// Points of the curve that is looked at for the knee.
  private static let mostSamples = 1000

  /// The distance at the knee, or nothing if the curve has none.
  ///
  /// The curve is read at 1000 equal steps of weight at most and given to `Kneedle`.
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
