import Matrices

/// What happens to a centroid that is nearest to no point.
struct EmptyParts {
  let points: LanePoints
  let k: Int
  let control: RunControl

  /// Moves one point into each empty part: the farthest from its own centroid.
  ///
  /// The first empty part takes the farthest point, the next the next; equal distances go to the
  /// earlier point. A point that is its part's last one stays. There are at least `k` distinct
  /// points, so that one is always found.
  ///
  /// - Parameters:
  ///   - empty: The parts without points, ascending.
  ///   - sums: The sums and weights of all parts, shape `[k × (d + 1)]`; the moved points are taken
  ///     out of their old part.
  ///   - centroids: By which the points were given their labels.
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
