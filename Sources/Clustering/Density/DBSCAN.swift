import Kernels
import Matrices

/// DBSCAN: segments are dense regions of rows, and rows in sparse regions are noise.
///
/// A row is a core row if the weight within `radius` (inclusive) of it, including its own, is at least
/// `minimumWeight`. Core rows within `radius` of each other belong to the same segment. A non-core row
/// within `radius` of a core row is a border row: it goes to the segment of the *nearest* core row,
/// ties to the segment with the larger weight of core rows. All others are noise.
///
/// The original assigns a border row to the segment found first, which depends on the order of the
/// rows; core rows and noise are the same. M. Ester and others, "A density-based algorithm for
/// discovering clusters", KDD 1996.
///
/// Neighbours are never listed: a branch of the search tree that fits into a ball is core and connected
/// as a whole, and branches known to belong to one segment are skipped. Memory is linear.
///
/// ```swift
/// let model = try DBSCAN(radius: 0.5, minimumWeight: 5).fit(points, control: RunControl(threads: 2))
/// model.labels    // one per row, −1 for noise
/// try model.assign(newPoints, control: RunControl(threads: 2)).labels
/// ```
public struct DBSCAN: Equatable, Sendable {
  /// The distance within which rows are neighbours, ε, in the unit of the points.
  public var radius: Double
  /// The minimum weight of a core row's neighbourhood, including the row itself: scikit-learn's
  /// `min_samples`, R's `minPts`.
  public var minimumWeight: Double

  /// A clustering by radius and minimum weight.
  public init(radius: Double, minimumWeight: Double = 5) {
    self.radius = radius
    self.minimumWeight = minimumWeight
  }

  /// Finds the segments.
  ///
  /// - Parameters:
  ///   - points: Shape `[n × d]`, finite, on a common scale.
  ///   - weights: Shape `[n]`, each at least 0; `nil` for 1 each. Weight *n* equals *n* copies.
  ///   - control: Threads, cancellation and progress.
  /// - Returns: Labels, core rows, and the rule for new rows.
  /// - Throws: `.radiusOutOfRange` unless the radius is a number of at least 0, `.minimumOutOfRange`
  ///   unless the minimum weight is above 0; `ClusteringError` for rows or weights that cannot be used;
  ///   `.cancelled`.
  /// - Complexity: About O(*n* log *n*) in few columns, O(*n² d*) in the worst case; linear memory.
  public func fit(
    _ points: Matrix, weights: [Double]? = nil, control: RunControl
  ) throws(ClusteringError) -> DBSCANModel {
    try fit(PreparedPoints(points, weights: weights, control: control), control: control)
  }

  /// Finds the segments of prepared rows.
  ///
  /// - Throws: As for a matrix.
  public func fit(
    _ points: PreparedPoints, control: RunControl
  ) throws(ClusteringError) -> DBSCANModel {
    guard radius >= 0, radius < .infinity else { throw .radiusOutOfRange(radius) }
    guard minimumWeight > 0, minimumWeight < .infinity else {
      throw .minimumOutOfRange(minimumWeight)
    }
    let leaves = points.canonical.points
    let quiet = control.quiet(threads: control.threads)
    let tree = try KDTree(leaves, control: quiet)
    do {
      let components = try CoreComponents(
        tree, radius: radius, minimumWeight: minimumWeight,
        control: control.part(from: 0.1, share: 0.8))
      let cores = try CoreRegions(tree, components: components, leaves: leaves, control: quiet)
      let model = try DBSCANModel(settings: self, points: points, cores: cores, control: quiet)
      control.progress?(1)
      return model
    } catch let error as ClusteringError {
      throw error
    } catch {
      throw .cancelled
    }
  }
}
