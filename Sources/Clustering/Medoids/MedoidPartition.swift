import Matrices

/// Points assigned to medoids.
struct MedoidPartition {
  /// The coordinates of each medoid.
  let medoids: [[Double]]
  /// The nearest medoid of each point, ties to the lower.
  let labels: [Int32]
  /// The distance to it.
  let nearest: [Double]
  /// The distance to the second nearest, infinite if there is only one.
  let second: [Double]
  /// The weighted sum of the distances.
  let total: Double
  /// The weight of each part.
  let masses: [Double]

  /// Assigns each point to its nearest medoid.
  init(_ lanes: LanePoints, medoids: [[Double]], distances: Distances) {
    let row = AlignedArray(repeating: 0.0, count: lanes.groups * LanePoints.lanes)
    var labels = [Int32](repeating: 0, count: lanes.count)
    var nearest = [Double](repeating: .infinity, count: lanes.count)
    var second = nearest
    for (place, medoid) in medoids.enumerated() {
      unsafe distances.write(from: medoid, to: lanes, into: row.base)
      for p in 0..<lanes.count {
        let distance = unsafe row.base[p]
        if distance < nearest[p] {
          second[p] = nearest[p]
          nearest[p] = distance
          labels[p] = Int32(place)
        } else if distance < second[p] {
          second[p] = distance
        }
      }
    }
    var masses = [Double](repeating: 0, count: medoids.count)
    for p in 0..<lanes.count { masses[Int(labels[p])] += lanes.weights[p] }
    let found = nearest
    total = BlockSum.sum(count: lanes.count) { lanes.weights[$0] * found[$0] }
    self.medoids = medoids
    self.labels = labels
    self.nearest = nearest
    self.second = second
    self.masses = masses
  }

  /// The same medoids ordered by the weight of their parts, then by their coordinates.
  ///
  /// A point at equal distance from two medoids goes to the lower number, so a new numbering can move
  /// it; numbering is repeated until it is stable, at most a few times.
  func numbered(_ lanes: LanePoints, _ distances: Distances) -> MedoidPartition {
    var numbered = self
    for _ in 0..<8 {
      let (masses, medoids) = (numbered.masses, numbered.medoids)
      let order = medoids.indices.sorted { a, b in
        if masses[a] != masses[b] { return masses[a] > masses[b] }
        for (x, y) in zip(medoids[a], medoids[b]) where x != y { return x < y }
        return a < b
      }
      if order == Array(medoids.indices) { break }
      numbered = MedoidPartition(lanes, medoids: order.map { medoids[$0] }, distances: distances)
    }
    return numbered
  }
}
