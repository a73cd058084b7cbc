import Kernels
import Matrices

/// The nearest centroid of every point, with the squared distances to it and to the second nearest.
struct Nearest: Sendable {
  let labels: AlignedArray<Int32>
  let squaredDistances: AlignedArray<Double>
  let squaredSecondDistances: AlignedArray<Double>

  /// Finds the nearest centroids, ties to the lower index, by the arithmetic of `Lloyd.assign`.
  init(
    _ points: LanePoints, centroids: [Double], k: Int, control: RunControl
  ) throws(CancellationError) {
    let places = points.groups * LanePoints.lanes
    let found = AlignedArray<Int32>(repeating: 0, count: places)
    let nearest = AlignedArray(repeating: 0.0, count: places)
    let second = AlignedArray(repeating: 0.0, count: places)
    let d = points.columns
    try Parallel.forEach(points.blocks, control: control) { block, _ in
      let groups = points.groups(of: block)
      let first = groups.lowerBound * LanePoints.lanes
      unsafe segue_nearest(
        points.coordinates.base + first * d, Int64(groups.count), Int64(d), centroids, Int64(k),
        found.base + first, nearest.base + first, second.base + first)
    }
    labels = found
    squaredDistances = nearest
    squaredSecondDistances = second
  }
}
