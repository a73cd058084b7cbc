import Clustering

/// Customers as points of a plane with their segments, to look at.
package struct PlanarView: Equatable, Sendable {
  package let projection: PlanarProjection
  /// The names of the columns that the loadings are of.
  package let axes: [String]
  /// The segment of each customer from 0, or −1 for noise.
  package let labels: [Int]
  package let sizes: [Int]

  package init(projection: PlanarProjection, axes: [String], labels: [Int], sizes: [Int]) {
    self.projection = projection
    self.axes = axes
    self.labels = labels
    self.sizes = sizes
  }

  /// The share of the variance that lies out of the plane, 0...1.
  package var hiddenShare: Double { 1 - projection.shownShare }

  /// The mean of each segment in the plane, in the order of the segments; `nil` for nobody.
  package var centers: [(x: Double, y: Double)?] {
    var sums = [(x: Double, y: Double, count: Double)](
      repeating: (0, 0, 0), count: sizes.count)
    for (row, label) in labels.enumerated() where label >= 0 {
      sums[label].x += projection.x[row]
      sums[label].y += projection.y[row]
      sums[label].count += 1
    }
    return sums.map { $0.count > 0 ? ($0.x / $0.count, $0.y / $0.count) : nil }
  }

  /// Customers of each segment in the cells of a grid over all of them, rows from the top.
  ///
  /// A function of the customers as a set: counts do not know their order.
  package func grid(columns: Int, rows: Int) -> Grid {
    let (xs, ys) = (Self.bounds(projection.x), Self.bounds(projection.y))
    func place(_ value: Double, _ bounds: (low: Double, high: Double), _ count: Int) -> Int {
      let width = bounds.high - bounds.low
      guard width > 0 else { return count / 2 }
      return min(count - 1, max(0, Int((value - bounds.low) / width * Double(count))))
    }
    var counts: [Int: [Int: Int]] = [:]
    for (row, label) in labels.enumerated() {
      let column = place(projection.x[row], xs, columns)
      let line = rows - 1 - place(projection.y[row], ys, rows)
      counts[line * columns + column, default: [:]][label, default: 0] += 1
    }
    return Grid(columns: columns, rows: rows, counts: counts, x: xs, y: ys)
  }

  private static func bounds(_ values: [Double]) -> (low: Double, high: Double) {
    values.reduce((Double.infinity, -Double.infinity)) { (min($0.0, $1), max($0.1, $1)) }
  }

  /// Cells with customers.
  package struct Grid: Sendable {
    package let columns: Int
    package let rows: Int
    /// By cell, row by row from the top, and segment.
    let counts: [Int: [Int: Int]]
    /// The least and the largest coordinate.
    package let x: (low: Double, high: Double)
    package let y: (low: Double, high: Double)

    /// The segment that most customers of a cell are in, ties to the lower number; `nil` for nobody.
    package func segment(row: Int, column: Int) -> Int? {
      counts[row * columns + column]?.min { ($1.value, $0.key) < ($0.value, $1.key) }?.key
    }

    /// Customers of a segment in each cell that has some, by ascending cell and segment.
    package var cells: [(row: Int, column: Int, segment: Int, count: Int)] {
      counts.keys.sorted().flatMap { cell in
        (counts[cell] ?? [:]).sorted { $0.key < $1.key }.map {
          (cell / columns, cell % columns, $0.key, $0.value)
        }
      }
    }
  }
}
