import Matrices

/// A summary of the parts of a partition: canonical numbers, weights, means, and the points nearest to
/// the means.
struct SegmentSummary: Sendable {
  /// The canonical number of each point's part, or −1.
  ///
  /// By weight, largest first, then by mean, column by column, then in the given order.
  let labels: [Int]
  /// The weight of each part.
  let weights: [Double]
  /// The mean of each part, shape `[k × d]`.
  let centroids: Matrix
  /// The point of each part that is nearest to the mean, ties to the lower point.
  let centralPoints: [Int]

  /// Summarizes parts.
  ///
  /// - Parameters:
  ///   - points: The points.
  ///   - parts: The part of each point, `0..<k`, or below 0 for none. No part is empty.
  ///   - k: The number of parts.
  ///   - control: Cancellation.
  /// - Throws: `.cancelled`.
  /// - Complexity: O(*n d*).
  init(
    _ points: LanePoints, parts: [Int], k: Int, control: RunControl
  ) throws(ClusteringError) {
    let d = points.columns
    var members = [[Int32]](repeating: [], count: k)
    for (p, part) in parts.enumerated() where part >= 0 { members[part].append(Int32(p)) }
    var masses: [Double] = []
    var means: [[Double]] = []
    var central: [Int] = []
    for part in members {
      do { try control.checkCancellation() } catch { throw .cancelled }
      let mass = BlockSum.sum(count: part.count) { points.weights[Int(part[$0])] }
      // Relative to a member: the sum of differences keeps digits that a distant origin would cost.
      let origin = points.point(Int(part[0]))
      let mean = (0..<d).map { j in
        origin[j]
          + BlockSum.sum(count: part.count) {
            points.weights[Int(part[$0])] * (points[Int(part[$0]), j] - origin[j])
          } / mass
      }
      var nearest = (point: Int(part[0]), square: Double.infinity)
      for p in part {
        var square = 0.0
        for j in 0..<d {
          let difference = points[Int(p), j] - mean[j]
          square += difference * difference
        }
        if square < nearest.square { nearest = (Int(p), square) }
      }
      masses.append(mass)
      means.append(mean)
      central.append(nearest.point)
    }
    let order = (0..<k).sorted { a, b in
      if masses[a] != masses[b] { return masses[a] > masses[b] }
      for (x, y) in zip(means[a], means[b]) where x != y { return x < y }
      return a < b
    }
    var names = [Int](repeating: -1, count: k)
    for (name, part) in order.enumerated() { names[part] = name }
    labels = parts.map { $0 < 0 ? -1 : names[$0] }
    weights = order.map { masses[$0] }
    centroids = Matrix(rows: k, columns: d, values: order.flatMap { means[$0] })
    centralPoints = order.map { central[$0] }
  }
}
