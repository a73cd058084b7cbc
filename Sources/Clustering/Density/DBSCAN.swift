import Kernels
import Matrices

/// DBSCAN: segments are regions where rows stand close together, and rows in thin regions are noise.
///
/// A row is a core row if the weight within `radius` of it, its own and the distance itself
/// included, is at least `minimumWeight`. Core rows within `radius` of each other are of one
/// segment. A row that is not core, but within `radius` of a core row, is a border row: it goes to
/// the segment of the *nearest* core row, ties to the segment whose core rows weigh more. Others
/// are noise.
///
/// The original gives a border row to the segment that was found first, which depends on the order
/// of the rows; core rows and noise are the same here and there. M. Ester and others, "A
/// density-based algorithm for discovering clusters", KDD 1996.
///
/// Neighbours are never listed: a branch of the search tree that fits into a ball is core and
/// connected as a whole, and branches known to be of one segment are passed over. Linear memory.
public struct DBSCAN: Equatable, Sendable {
  /// The distance within which rows are neighbours, ε, in the unit of the points.
  public var radius: Double
  /// The least weight of a core row's neighbourhood, the row itself included: scikit-learn's
  /// `min_samples`, R's `minPts`.
  public var minimumWeight: Double

  /// A clustering by distance and least weight.
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
  /// - Returns: Labels, core rows, and what new rows are assigned by.
  /// - Throws: `.radiusOutOfRange` unless the radius is a number of at least 0, `.minimumOutOfRange`
  ///   unless the least weight is above 0; `ClusteringError` for rows or weights that cannot be
  ///   used; `.cancelled`.
  /// - Complexity: About O(*n* log *n*) in few columns, O(*n² d*) at worst; linear memory.
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
