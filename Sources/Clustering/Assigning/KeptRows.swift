import Matrices

/// Rows of a fit kept with their labels: a new row gets the label of the nearest one.
///
/// Ties go to the earlier row.
public struct KeptRows: AssignmentRule {
  /// Shape `[m × d]`, distinct, in the scaled units of the fit.
  public let rows: Matrix
  /// The segment of each, or −1 for noise.
  public let labels: [Int]

  /// Rows with a label each.
  public init(rows: Matrix, labels: [Int]) {
    precondition(rows.rows == labels.count, "every row that is kept has a label")
    self.rows = rows
    self.labels = labels
  }

  /// The label of the nearest row, the distance to it, and the margin to rows with other labels.
  public func assignChecked(_ rows: Matrix, control: RunControl) throws -> SegmentAssignment {
    let search = try LabelledSearch(self.rows, labels: labels, control: control)
    return try AssignedPlaces(rows, control: control) { query in
      guard let found = search.nearest(to: query) else { return AssignedPlaces.Place() }
      return search.place(of: found, from: query)
    }.assignment
  }
}

extension KeptRows {
  /// A small subset of the points from which the nearest one still gives every point its own label.
  ///
  /// Kept points are found in rounds: of the points nearest to a kept point that have a different
  /// label, the nearest is kept too. The result depends only on the points and labels. F. Angiulli,
  /// "Fast condensed nearest neighbor rule", ICML 2005; P. Hart, "The condensed nearest neighbor rule",
  /// IEEE Trans. Information Theory 14, 1968.
  ///
  /// - Parameters:
  ///   - points: The distinct points, in canonical order.
  ///   - labels: The label of each.
  ///   - starts: A point of every label.
  ///   - control: Threads and cancellation.
  /// - Throws: `.cancelled`.
  /// - Complexity: O(*n m d*) for *m* points kept.
  init(
    condensing points: LanePoints, labels: [Int], starts: [Int], control: RunControl
  ) throws(ClusteringError) {
    let quiet = control.quiet(threads: control.threads)
    var isKept = [Bool](repeating: false, count: points.count)
    var squares = [Double](repeating: .infinity, count: points.count)
    var owners = [Int](repeating: .max, count: points.count)
    var fresh = Array(Set(starts)).sorted()
    while !fresh.isEmpty {
      for point in fresh { isKept[point] = true }
      let nearest: Nearest
      do {
        nearest = try Nearest(
          points, centroids: fresh.flatMap { points.point($0) }, k: fresh.count, control: quiet)
      } catch {
        throw .cancelled
      }
      var rivals: [Int: Int] = [:]
      for p in 0..<points.count {
        let (owner, square) = (fresh[Int(nearest.labels[p])], nearest.squaredDistances[p])
        if square < squares[p] || (square == squares[p] && owner < owners[p]) {
          (squares[p], owners[p]) = (square, owner)
        }
        guard labels[owners[p]] != labels[p], !isKept[p] else { continue }
        // Points ascend, so a tie goes to the lower one.
        if let rival = rivals[owners[p]], squares[rival] <= squares[p] { continue }
        rivals[owners[p]] = p
      }
      fresh = rivals.values.sorted()
    }
    let kept = isKept.indices.filter { isKept[$0] }
    self.init(
      rows: Matrix(
        rows: kept.count, columns: points.columns, values: kept.flatMap { points.point($0) }),
      labels: kept.map { labels[$0] })
  }
}

extension KeptRows {
  /// The name of this kind of rule in stored form.
  public static let kind = "nearest_row"

  /// The number of columns that rows must have.
  public var columns: Int { rows.columns }
  /// The number of points it stores.
  public var pointCount: Int { rows.rows }

  /// The stored form.
  public var fields: RuleFields {
    ["rows": .matrix(rows), "labels": .wholes(labels)]
  }

  /// Reads the stored form.
  public init<Reader: RuleReader>(from reader: Reader) throws(Reader.Fault) {
    let (rows, labels) = (try reader.matrix("rows"), try reader.wholes("labels"))
    try reader.require(rows.rows == labels.count, "labels")
    try reader.require(labels.allSatisfy { $0 >= -1 && $0 < Int(Int32.max) }, "labels")
    self.init(rows: rows, labels: labels)
  }
  /// The field `exceptions` of another rule, rows that it looks up first; `nil` if it has none.
  init?<Reader: RuleReader>(exceptionsOf reader: Reader) throws(Reader.Fault) {
    guard let told = reader.group("exceptions") else { return nil }
    try self.init(from: told)
  }
}
