import Kernels
import Matrices

/// Hartigan and Wong's improvement of a finished partition.
///
/// Lloyd moves a point to a nearer centroid. A point may lower the inertia even by moving to a slightly
/// farther centroid, because both centroids move with it: the rule is in `segue_transfer`. Every
/// partition at which this ends is also a fixed point of Lloyd's iteration, but not the other way
/// round. J. Hartigan, M. Wong, "Algorithm AS 136", Applied Statistics 28, 1979.
struct Transfers {
  let lloyd: Lloyd

  /// The maximum number of passes over the points; it ends earlier if none moves.
  static let mostPasses = 50

  /// The given partition or the improved one, whichever has the lower inertia.
  func improve(_ partition: Partition) throws(CancellationError) -> Partition {
    let points = lloyd.points
    let labels = AlignedArray<Int32>(repeating: 0, count: partition.labels.count)
    labels.copy(partition.labels)
    var centroids = partition.centroids
    var masses = partition.masses
    var moved = false
    for _ in 0..<Self.mostPasses {
      var moves: Int64 = 0
      for block in 0..<points.blocks {
        try lloyd.control.checkCancellation()
        let groups = points.groups(of: block)
        let first = groups.lowerBound * LanePoints.lanes
        moves += unsafe segue_transfer(
          points.coordinates.base + first * points.columns, points.weights.base + first,
          Int64(groups.count), Int64(points.columns), &centroids, &masses, Int64(lloyd.k),
          labels.base + first)
      }
      if moves == 0 { break }
      moved = true
    }
    guard moved else { return partition }
    var improved = try lloyd.run(from: centroids, resuming: partition)
    improved.updates += partition.updates
    return improved.inertia < partition.inertia ? improved : partition
  }
}
