import Matrices

extension PreparedPoints {
  /// The label of each row, from the labels of the distinct points.
  ///
  /// - Parameters:
  ///   - labels: One per point, in canonical order; later entries are ignored.
  ///   - centroids: Shape `[k × d]`. A row of weight 0 gets the label of the nearest, ties to the lower
  ///     number.
  ///   - control: Threads and cancellation.
  /// - Returns: One label per row.
  /// - Throws: `CancellationError`.
  func rowLabels(
    _ labels: AlignedArray<Int32>, centroids: Matrix, control: RunControl
  ) throws(CancellationError) -> [Int] {
    var rowLabels = canonical.pointOfRow.map { $0 < 0 ? 0 : Int(labels[Int($0)]) }
    if let others = coordinatesWithoutWeight {
      let nearest = try Nearest(
        others, centroids: centroids.values, k: centroids.rows,
        control: control.quiet(threads: control.threads))
      for (place, row) in rowsWithoutWeight.enumerated() {
        rowLabels[Int(row)] = Int(nearest.labels[place])
      }
    }
    return rowLabels
  }

  /// The number of rows with weight of each label; labels below 0 are not counted.
  func sizes(_ labels: AlignedArray<Int32>, k: Int) -> [Int] {
    var sizes = [Int](repeating: 0, count: k)
    for (p, rows) in canonical.rowCounts.enumerated() where labels[p] >= 0 {
      sizes[Int(labels[p])] += Int(rows)
    }
    return sizes
  }

  /// Throws unless these rows can form `k` segments.
  func checkSegments(_ k: Int) throws(ClusteringError) {
    guard k >= 1 else { throw .fewerThanOneSegment(k: k) }
    guard k <= distinctRows else {
      throw .moreSegmentsThanDistinctRows(k: k, distinct: distinctRows)
    }
  }
}
