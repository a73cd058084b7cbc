import Kernels
import Matrices

/// Indices of the compactness and separation of segments.
extension LabelledPoints {
  /// The index of Xie and Beni for segments that do not overlap: smaller is better separated.
  ///
  /// The weighted mean squared distance of the rows to the means of their segments, divided by the
  /// smallest squared distance of two means. X. Xie, G. Beni, IEEE Trans. PAMI 13, 1991.
  ///
  /// - Returns: At least 0; infinite if two segments have equal means.
  /// - Throws: `.segmentsOutOfRange` unless there are 2 to n − 1 segments.
  /// - Complexity: O(*k² d*).
  public func xieBeni() throws(ClusteringError) -> Double {
    try checkSegments()
    var least = Double.infinity
    for (i, segment) in segments.enumerated() {
      for other in segments[..<i] {
        least = min(least, Self.squaredDistance(segment.centroid, other.centroid))
      }
    }
    guard least > 0 else { return .infinity }
    return withinSumOfSquares / totalWeight / least
  }

  /// The index of Dunn: the smallest distance between rows of two segments, divided by the largest
  /// within one; larger is better separated.
  ///
  /// A single row far from its own segment, or near to another, determines it. Weights do not matter.
  /// J. Dunn, J. Cybernetics 3, 1973.
  ///
  /// - Parameter control: Threads, cancellation and progress.
  /// - Returns: At least 0; infinite if all segments are single points.
  /// - Throws: `.segmentsOutOfRange` unless there are 2 to n − 1 segments; `.cancelled`.
  /// - Complexity: O(*n² d*) over distinct rows.
  public func dunn(control: RunControl) throws(ClusteringError) -> Double {
    try checkSegments()
    let batchLength = 64
    let parts = parts
    let batches = parts.indices.flatMap { segment in
      stride(from: 0, to: parts[segment].count, by: batchLength).map { first in
        (segment: segment, points: first..<min(first + batchLength, parts[segment].count))
      }
    }
    // The smallest distance to other segments and the largest within its own, of each batch.
    let found = AlignedArray(repeating: 0.0, count: 2 * batches.count)
    do {
      try Parallel.forEach(batches.count, control: control) { piece, _ in
        let batch = batches[piece]
        let queries = batch.points.flatMap { parts[batch.segment].point($0) }
        let count = batch.points.count
        var least = [Double](repeating: 0, count: count)
        var largest = [Double](repeating: 0, count: count)
        var apart = Double.infinity
        for (segment, part) in parts.enumerated() where segment >= batch.segment {
          let groups = (part.count + LanePoints.lanes - 1) / LanePoints.lanes
          unsafe segue_distance_extremes(
            part.coordinates.base, Int64(groups), Int64(part.columns), queries, Int64(count),
            &least, &largest)
          if segment == batch.segment {
            unsafe found.base[2 * piece + 1] = largest.reduce(0, max)
          } else {
            apart = least.reduce(apart, min)
          }
        }
        unsafe found.base[2 * piece] = apart
      }
    } catch {
      throw .cancelled
    }
    let apart = batches.indices.reduce(Double.infinity) { min($0, found[2 * $1]) }
    let within = batches.indices.reduce(0.0) { max($0, found[2 * $1 + 1]) }
    return within > 0 ? (apart / within).squareRoot() : .infinity
  }
}
