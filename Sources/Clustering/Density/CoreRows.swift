import Matrices

/// Core rows of dense regions: a new row belongs to the nearest one within a radius, or to none.
public struct CoreRows: AssignmentRule {
  /// The core rows, shape `[m × d]`, distinct; of two as near the first decides.
  public let rows: Matrix
  /// The segment of each core row.
  public let labels: [Int]
  /// Within so much a row belongs to a core row, the distance itself included.
  public let radius: Double
  /// Rows of the fit that have another label than the nearest core row says, such as a border row
  /// of OPTICS that was visited too early: a row equal to one of them gets its label.
  public let exceptions: KeptRows

  /// Core rows with labels.
  ///
  /// - Parameters:
  ///   - rows: Shape `[m × d]`, the one that wins a tie first; no rows if all is noise.
  ///   - labels: The segment of each.
  ///   - radius: At least 0.
  ///   - exceptions: Rows that are looked up before.
  public init(rows: Matrix, labels: [Int], radius: Double, exceptions: KeptRows? = nil) {
    precondition(rows.rows == labels.count, "every core row has a label")
    self.rows = rows
    self.labels = labels
    self.radius = radius
    self.exceptions =
      exceptions
      ?? KeptRows(rows: Matrix(rows: 0, columns: rows.columns, values: []), labels: [])
  }

  /// Core points with labels, ties to those that stand first, and exceptions where the nearest core
  /// point does not give a point its label.
  ///
  /// - Parameters:
  ///   - points: The distinct points of the fit.
  ///   - order: Its core points, the one that wins a tie first.
  ///   - labels: The label of each point.
  ///   - radius: Within so much a point belongs to a core point.
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

  /// The label of the nearest core row in reach, how far that is, and the margin to other segments.
  public func assignChecked(_ rows: Matrix, control: RunControl) throws -> SegmentAssignment {
    let cores = try LabelledSearch(self.rows, labels: labels, control: control)
    let known = try LabelledSearch(exceptions.rows, labels: exceptions.labels, control: control)
    let (exceptions, square) = (exceptions.labels, radius * radius)
    return try AssignedPlaces(rows, control: control) { query in
      let found = cores.nearest(to: query)
      if let same = known.nearest(to: query), same.squaredDistance == 0 {
        let label = exceptions[same.id]
        // It was reached from its segment at a distance that only the walk knows.
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
