import Matrices

/// Handles a centroid that is not the nearest of any point.
struct EmptyParts {
  let points: LanePoints
  let k: Int
  let control: RunControl

  /// Moves one point into each empty part: the point farthest from its own centroid.
  ///
  /// The first empty part takes the farthest point, the next part the next farthest; ties go to the
  /// earlier point. The last point of a part stays. There are at least `k` distinct points, so one is
  /// always found.
  ///
  /// - Parameters:
  ///   - empty: The parts without points, ascending.
  ///   - sums: The sums and weights of all parts, shape `[k × (d + 1)]`; moved points are removed from
  ///     their old part.
  ///   - centroids: The centroids by which the points were labelled.
  ///   - labels: The part of each point.
  /// - Throws: `CancellationError`.
  func fill(
    _ empty: [Int], sums: inout [Double], centroids: [Double], labels: AlignedArray<Int32>
  ) throws(CancellationError) {
    let d = points.columns
    let nearest = try Nearest(points, centroids: centroids, k: k, control: control)
    var counts = [Int](repeating: 0, count: k)
    for p in 0..<points.count { counts[Int(labels[p])] += 1 }
    var taken = Set<Int>()
    for part in empty {
      var farthest: Int?
      var distance = -1.0
      for p in 0..<points.count where nearest.squaredDistances[p] > distance {
        guard counts[Int(labels[p])] > 1, !taken.contains(p) else { continue }
        farthest = p
        distance = nearest.squaredDistances[p]
      }
      guard let farthest else { return }
      taken.insert(farthest)
      let old = Int(labels[farthest])
      counts[old] -= 1
      let weight = points.weights[farthest]
      for j in 0..<d {
        sums[old * (d + 1) + j] -= weight * points[farthest, j]
        sums[part * (d + 1) + j] = weight * points[farthest, j]
      }
      sums[old * (d + 1) + d] -= weight
      sums[part * (d + 1) + d] = weight
    }
  }
}
