import Matrices

/// The rows of a density hierarchy: a new row joins the segment of the row that reaches it first, if it
/// is dense enough there.
///
/// A row equal to one of the fit gets its label and strength. Any other row reaches a row of the fit at
/// the larger of their distance and that row's core distance. The nearest by this measure among
/// `candidates` decides, ties to the row at the smaller distance: the new row gets its segment if λ,
/// the inverse, is at least the λ at which the segment appears. After `approximate_predict` of L.
/// McInnes and J. Healy.
public struct DenseRows: AssignmentRule {
  /// The distinct rows of the fit, shape `[n × d]`; the first of two equally near rows counts as nearer.
  public let rows: Matrix
  /// The square of each row's core distance.
  public let squaredCoreDistances: [Double]
  /// The segment of each row, or −1 for noise.
  public let labels: [Int]
  /// The membership strength of each row, 0...1.
  public let strengths: [Double]
  /// The λ at which each segment appears.
  public let births: [Double]
  /// The largest λ at which a row leaves each segment; infinite if copies form a segment.
  public let lasts: [Double]
  /// The number of nearest rows that are considered.
  public let candidates: Int

  /// Rows with their core distances, labels and strengths, and their segments.
  public init(
    rows: Matrix, squaredCoreDistances: [Double], labels: [Int], strengths: [Double],
    births: [Double], lasts: [Double], candidates: Int
  ) {
    precondition(
      rows.rows == labels.count && rows.rows == strengths.count
        && rows.rows == squaredCoreDistances.count && births.count == lasts.count,
      "every row has a label, a strength and a core distance, every segment a birth and an end")
    self.rows = rows
    self.squaredCoreDistances = squaredCoreDistances
    self.labels = labels
    self.strengths = strengths
    self.births = births
    self.lasts = lasts
    self.candidates = candidates
  }

  /// The label of the row that is reached first, the distance to it, and the strength.
  public func assignChecked(_ rows: Matrix, control: RunControl) throws -> SegmentAssignment {
    let lanes = try LanePoints(self.rows, control: control.quiet(threads: control.threads))
    let tree = try KDTree(lanes, control: control.quiet(threads: control.threads))
    return try AssignedPlaces(rows, control: control) { query in
      place(of: query, in: tree)
    }.assignment
  }

  /// The assignment of one row, given a tree whose ids are the indices of the rows.
  func place(of query: [Double], in tree: KDTree) -> AssignedPlaces.Place {
    let near = tree.nearest(query, count: candidates)
    guard let first = near.first else { return AssignedPlaces.Place() }
    if first.squaredDistance == 0 {
      return AssignedPlaces.Place(
        label: labels[first.id], distance: 0, confidence: strengths[first.id])
    }
    var best = first
    var least = max(first.squaredDistance, squaredCoreDistances[first.id])
    for other in near.dropFirst() {
      let square = max(other.squaredDistance, squaredCoreDistances[other.id])
      if square < least { (best, least) = (other, square) }
    }
    let label = labels[best.id]
    let lambda = 1 / least.squareRoot()
    guard label >= 0, lambda >= births[label] else { return AssignedPlaces.Place() }
    return AssignedPlaces.Place(
      label: label, distance: best.squaredDistance.squareRoot(),
      confidence: Self.strength(lambda: lambda, last: lasts[label]))
  }

  /// The strength of a row that leaves its segment at λ, relative to the largest λ at which any row does.
  static func strength(lambda: Double, last: Double) -> Double {
    last == 0 || lambda >= last ? 1 : lambda / last
  }
}

extension DenseRows {
  /// The name of this kind of rule in stored form.
  public static let kind = "dense_rows"

  /// The number of columns that rows must have.
  public var columns: Int { rows.columns }
  /// The number of points it stores.
  public var pointCount: Int { rows.rows }

  /// The stored form.
  public var fields: RuleFields {
    [
      "rows": .matrix(rows), "squared_core_distances": .numbers(squaredCoreDistances),
      "labels": .wholes(labels), "strengths": .numbers(strengths), "births": .numbers(births),
      "lasts": .numbers(lasts), "candidates": .whole(candidates),
    ]
  }

  /// Reads the stored form.
  public init<Reader: RuleReader>(from reader: Reader) throws(Reader.Fault) {
    let (rows, labels) = (try reader.matrix("rows"), try reader.wholes("labels"))
    let cores = try reader.numbersOrInfinity("squared_core_distances")
    let strengths = try reader.numbers("strengths")
    let births = try reader.numbersOrInfinity("births")
    let lasts = try reader.numbersOrInfinity("lasts")
    try reader.require(
      rows.rows == labels.count && rows.rows == cores.count && rows.rows == strengths.count
        && births.count == lasts.count && labels.allSatisfy { $0 < births.count }, "labels")
    self.init(
      rows: rows, squaredCoreDistances: cores, labels: labels, strengths: strengths,
      births: births, lasts: lasts, candidates: try reader.whole("candidates"))
  }
}
