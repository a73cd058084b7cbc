extension PreparedPoints {
  /// The approximate number of bytes that preparing rows takes, in addition to the rows.
  ///
  /// - Parameters:
  ///   - rows: The maximum number of rows; all are assumed to be distinct.
  ///   - columns: The number of columns, *d*.
  /// - Returns: The bytes held afterwards, and the peak while preparing.
  package static func workingBytes(rows: Int, columns: Int) -> (held: Int, making: Int) {
    // The points with their weights in lanes, the point of each row and the rows of each point.
    let held = rows * (8 * (columns + 1) + 8)
    // A hash of each row, the rows sorted by it, and one of each point with its weight.
    return (held, held + rows * 36)
  }
}

extension KMeansSweep {
  /// The approximate number of bytes that a fit holds, in addition to the rows and the labels of its models.
  ///
  /// - Parameters:
  ///   - rows: The maximum number of rows; all are assumed to be distinct.
  ///   - columns: The number of columns, *d*.
  ///   - threads: How many runs of Lloyd's iteration may run at the same time.
  /// - Returns: An upper estimate in bytes.
  package func workingBytes(rows: Int, columns: Int, threads: Int) -> Int {
    let restarts = max(1, settings.restarts)
    let centroids = restarts * candidates.reduce(0, +)
    let points = PreparedPoints.workingBytes(rows: rows, columns: columns)
    // Single precision, and whole numbers of 14 bits for pairs of columns.
    var search = 4 * ((columns + 3) / 4 * 4) + 4 * ((columns + 1) / 2)
    if SpatialOrder.pays(points: rows, columns: columns, centroids: centroids) {
      // A copy of the points with spatial neighbours next to each other, their indices and those of
      // their cells.
      search += 8 * (columns + 1) + 8
    }
    let runs = min(max(1, threads), restarts * candidates.count)
    // Seeding holds a squared distance; a run of Lloyd a label and two bounds, and labels in another
    // order while it returns them.
    let running = runs * 16
    // The labels of each restart, until the best restart of its candidate is known.
    let waiting = 4 * (restarts + 1) * min(candidates.count, 2)
    // The first labels of each restart, for later candidates.
    let first = candidates.count > 1 ? 4 * restarts : 0
    return max(points.making, points.held + rows * (search + running + waiting + first))
  }
}
