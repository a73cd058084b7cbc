import Clustering
import Documents
import Planning
import Tables

/// The distribution of the segments in the plane of the two largest principal components.
struct PlanarView: Display {
  let customers: Int
  /// The share of the variance that the plane shows, 0...1.
  let shownShare: Double
  /// The names of the columns with loadings.
  let axes: [String]
  /// The loadings of each column: its effect to the right and up.
  let loadings: [(x: Double, y: Double)]
  let sizes: [Int]
  /// The mean of each segment in the plane; `nil` for an empty segment.
  let centers: [(x: Double, y: Double)?]
  let chart: DensityChart

  /// The label of a row of the projection is its segment from 0, or −1 for noise.
  init(_ projection: PlanarProjection, axes: [String], labels: [Int], sizes: [Int]) {
    customers = labels.count
    shownShare = projection.shownShare
    self.axes = axes
    loadings = projection.loadings.map { ($0.x, $0.y) }
    self.sizes = sizes
    var sums = [(x: Double, y: Double, count: Double)](
      repeating: (0, 0, 0), count: sizes.count)
    for (row, label) in labels.enumerated() where label >= 0 {
      sums[label].x += projection.x[row]
      sums[label].y += projection.y[row]
      sums[label].count += 1
    }
    centers = sums.map { $0.count > 0 ? ($0.x / $0.count, $0.y / $0.count) : nil }
    chart = DensityChart(projection, labels: labels)
  }

  /// The share of the variance outside the plane, 0...1.
  private var hiddenShare: Double { 1 - shownShare }

  var document: Document {
    Document([
      .heading(
        "\(readable(customers)) customers in the plane of the two largest principal components"),
      .chart(chart),
      .table(
        TableBlock(
          headings: [
            TableBlock.Heading("feature"),
            TableBlock.Heading("to the right", detail: "loading", alignment: .trailing),
            TableBlock.Heading("up", detail: "loading", alignment: .trailing),
          ],
          rows: zip(axes, loadings).map { name, loading in
            [
              .text(name), .number(loading.x, significant: 3),
              .number(loading.y, significant: 3),
            ]
          })),
      .paragraph(
        "The plane shows \(readableShare(shownShare)) of the variance"
          + (hiddenShare > 0.005
            ? "; \(readableShare(hiddenShare)) lies in other directions, in which segments that "
              + "overlap here may be apart." : ".")),
    ])
  }

  var json: [(String, JSONValue)] {
    let table = chart.table
    return [
      ("display", .string("scatter")), ("shown", .number(shownShare)),
      ("features", .strings(axes)),
      ("loadings", .array(loadings.map { .numbers([$0.x, $0.y]) })),
      ("sizes", .array(sizes.map { .count($0) })),
      ("centers", .array(centers.map { $0.map { .numbers([$0.x, $0.y]) } ?? .null })),
      ("cells", .array(table.objects)),
    ]
  }
}

extension DensityChart {
  /// Counts do not depend on the order of the customers.
  fileprivate init(_ projection: PlanarProjection, labels: [Int]) {
    func axis(_ values: [Double]) -> Axis {
      Axis(low: values.min() ?? .infinity, high: values.max() ?? -.infinity)
    }
    let (x, y) = (axis(projection.x), axis(projection.y))
    func place(_ value: Double, _ axis: Axis, _ count: Int) -> Int {
      let width = axis.high - axis.low
      guard width > 0 else { return count / 2 }
      return min(count - 1, max(0, Int((value - axis.low) / width * Double(count))))
    }
    func grid(_ columns: Int, _ rows: Int) -> Grid {
      var counts: [Int: [Int: Int]] = [:]
      for (row, label) in labels.enumerated() {
        let column = place(projection.x[row], x, columns)
        let line = rows - 1 - place(projection.y[row], y, rows)
        counts[line * columns + column, default: [:]][label, default: 0] += 1
      }
      return Grid(columns: columns, rows: rows, counts: counts)
    }
    self.init(
      x: x, y: y, picture: grid(Self.pictureSize.columns, Self.pictureSize.rows),
      coarse: grid(Self.coarseSize.columns, Self.coarseSize.rows))
  }
}
