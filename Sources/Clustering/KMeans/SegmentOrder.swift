import Matrices

/// A numbering of segments that does not depend on how they were found.
struct SegmentOrder {
  let lloyd: Lloyd

  /// Numbers segments by weight, largest first, then by centroid, column by column.
  ///
  /// A point at equal distance from two centroids goes to the lower number, so a new numbering can move
  /// it. The returned labels, weights and inertia are those of the new numbering; numbering is repeated
  /// until it is stable, at most a few times.
  func number(_ partition: Partition) throws(CancellationError) -> Partition {
    let k = lloyd.k
    let d = lloyd.points.columns
    var numbered = partition
    for _ in 0..<8 {
      let rows = (0..<k).map { c in
        (mass: numbered.masses[c], centroid: Array(numbered.centroids[c * d..<(c + 1) * d]))
      }
      let order = (0..<k).sorted { a, b in
        if rows[a].mass != rows[b].mass { return rows[a].mass > rows[b].mass }
        for (x, y) in zip(rows[a].centroid, rows[b].centroid) where x != y { return x < y }
        return a < b
      }
      if order == Array(0..<k) { break }
      numbered = numbered.renumbered(order)
      let pass = try lloyd.assign(numbered.centroids, resuming: numbered)
      numbered.labels = pass.labels
      numbered.masses = pass.masses
      numbered.sums = pass.sums
      numbered.inertia = pass.inertia
    }
    return numbered
  }
}
