import Matrices

/// Core rows of dense regions: a new row gets the segment of the nearest one within a radius, or none.
public struct CoreRows: AssignmentRule {
  /// The core rows, shape `[m × d]`, distinct; the first of two equally near rows decides.
  public let rows: Matrix
  /// The segment of each core row.
  public let labels: [Int]
  /// The maximum distance from a row to its core row, inclusive.
  public let radius: Double
  /// Rows of the fit whose label differs from that of the nearest core row, such as a border row of
  /// OPTICS that was visited too early: a row equal to one of them gets its label.
  public let exceptions: KeptRows

  /// Core rows with labels.
  ///
  /// - Parameters:
  ///   - rows: Shape `[m × d]`, in order of preference in ties; no rows if all rows are noise.
  ///   - labels: The segment of each.
  ///   - radius: At least 0.
  ///   - exceptions: Rows that are looked up first.
  public init(rows: Matrix, labels: [Int], radius: Double, exceptions: KeptRows? = nil) {
    precondition(rows.rows == labels.count, "every core row has a label")
    self.rows = rows
    self.labels = labels
    self.radius = radius
    self.exceptions =
      exceptions
      ?? KeptRows(rows: Matrix(rows: 0, columns: rows.columns, values: []), labels: [])
  }

  /// Core points with labels, ties to the first ones, and exceptions for points whose label differs
  /// from that of the nearest core point.
  ///
  /// - Parameters:
  ///   - points: The distinct points of the fit.
  ///   - order: Its core points, in order of preference in ties.
  ///   - labels: The label of each point.
  ///   - radius: The maximum distance from a point to its core point.
  ///   - control: Threads and cancellation.
  /// - Throws: `.tooManyColumns` beyond 1024 columns; `.cancelled`.
  init(
    of points: LanePoints, order: [Int], labels: [Int], radius: Double, control: RunControl
  ) throws(ClusteringError) {
    self.init(
      rows: Matrix(
        rows: order.count, columns: points.columns, values: order.flatMap { points.point($0) }),
      labels: order.map { labels[$0] }, radius: radius)
    let all = Matrix(
      rows: points.count, columns: points.columns,
      values: (0..<points.count).flatMap { points.point($0) })
    let found = try assign(all, control: control.quiet(threads: control.threads)).labels
    let others = found.indices.filter { found[$0] != labels[$0] }
    guard !others.isEmpty else { return }
    self.init(
      rows: rows, labels: self.labels, radius: radius,
      exceptions: KeptRows(
        rows: Matrix(
          rows: others.count, columns: points.columns, values: others.flatMap { points.point($0) }),
        labels: others.map { labels[$0] }))
  }

  /// The label of the nearest core row within the radius, the distance to it, and the margin to other
  /// segments.
  public func assignChecked(_ rows: Matrix, control: RunControl) throws -> SegmentAssignment {
    let cores = try LabelledSearch(self.rows, labels: labels, control: control)
    let known = try LabelledSearch(exceptions.rows, labels: exceptions.labels, control: control)
    let (exceptions, square) = (exceptions.labels, radius * radius)
    return try AssignedPlaces(rows, control: control) { query in
      let found = cores.nearest(to: query)
      if let same = known.nearest(to: query), same.squaredDistance == 0 {
        let label = exceptions[same.id]
        // The walk reached it at a distance that is not stored.
        let distance = label < 0 ? .infinity : (found?.squaredDistance ?? .infinity).squareRoot()
        return AssignedPlaces.Place(label: label, distance: distance, confidence: 0)
      }
      guard let found, found.squaredDistance <= square else { return AssignedPlaces.Place() }
      return cores.place(of: found, from: query)
    }.assignment
  }
}

extension CoreRows {
  /// The name of this kind of rule in stored form.
  public static let kind = "core_rows"

  /// The number of columns that rows must have.
  public var columns: Int { rows.columns }
  /// The number of points it stores.
  public var pointCount: Int { rows.rows + exceptions.rows.rows }

  /// The stored form.
  public var fields: RuleFields {
    var fields: RuleFields = [
      "columns": .whole(columns), "rows": .matrix(rows), "labels": .wholes(labels),
      "radius": .number(radius),
    ]
    if exceptions.pointCount > 0 { fields.append("exceptions", .fields(exceptions.fields)) }
    return fields
  }

  /// Reads the stored form.
  public init<Reader: RuleReader>(from reader: Reader) throws(Reader.Fault) {
    let (columns, labels) = (try reader.whole("columns"), try reader.wholes("labels"))
    let rows = try reader.matrix("rows", columns: columns)
    try reader.require(rows.rows == labels.count, "labels")
    let exceptions = try KeptRows(exceptionsOf: reader)
    try reader.require(exceptions.map { $0.columns == columns } ?? true, "exceptions")
    self.init(
      rows: rows, labels: labels, radius: try reader.number("radius"), exceptions: exceptions)
  }
}
