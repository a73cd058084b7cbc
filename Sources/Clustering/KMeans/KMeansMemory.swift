extension PreparedPoints {
  /// About how many bytes preparing rows takes beside the rows themselves.
  ///
  /// - Parameters:
  ///   - rows: How many rows there are at most; all of them are taken to be distinct.
  ///   - columns: The number of columns, *d*.
  /// - Returns: What is held afterwards, and what is needed on the way to it.
  package static func workingBytes(rows: Int, columns: Int) -> (held: Int, making: Int) {
    // The points with their weights in lanes, the point of each row and the rows of each point.
    let held = rows * (8 * (columns + 1) + 8)
    // A hash of each row, the rows sorted by it, and one of each point with its weight.
    return (held, held + rows * 36)
  }
}

extension KMeansSweep {
  /// About how many bytes a fit holds beside the rows and the labels of the models that it gives.
  ///
  /// - Parameters:
  ///   - rows: How many rows there are at most; all of them are taken to be distinct.
  ///   - columns: The number of columns, *d*.
  ///   - threads: How many runs of Lloyd may go on at a time.
  /// - Returns: An upper estimate in bytes.
  package func workingBytes(rows: Int, columns: Int, threads: Int) -> Int {
    let restarts = max(1, settings.restarts)
    let centroids = restarts * candidates.reduce(0, +)
    let points = PreparedPoints.workingBytes(rows: rows, columns: columns)
    // Single precision, and whole numbers of 14 bits for pairs of columns.
    var search = 4 * ((columns + 3) / 4 * 4) + 4 * ((columns + 1) / 2)
    if SpatialOrder.pays(points: rows, columns: columns, centroids: centroids) {
      // The points once more, neighbours in space side by side, their numbers and those of their cells.
      search += 8 * (columns + 1) + 8
    }
    let runs = min(max(1, threads), restarts * candidates.count)
    // Seeding holds a squared distance; a run of Lloyd a label and two bounds, and labels in another
    // order while it hands them over.
    let running = runs * 16
    // Of each restart the labels, until the best of its candidate is found.
    let waiting = 4 * (restarts + 1) * min(candidates.count, 2)
    // Of each restart the first labels, for the candidates to come.
    let first = candidates.count > 1 ? 4 * restarts : 0
    return max(points.making, points.held + rows * (search + running + waiting + first))
  }
}
