import Matrices

/// Means with prices: a row belongs to the segment with the smallest sum of squared distance and price,
/// ties to the lower number.
///
/// A segment at its maximum size has a positive price, a segment at its minimum a discount. With the
/// right prices every row of the fit gets its own segment, and new rows with a similar distribution
/// give segments of similar size.
public struct PricedCentroids: AssignmentRule {
  /// Shape `[k × d]`.
  public let centroids: Matrix
  /// The price of each segment, in squared units of the rows; 0 for a segment within its bounds.
  public let prices: [Double]
  /// Rows of the fit that prices would assign elsewhere: a row equal to one of them gets its label.
  public let exceptions: KeptRows

  /// Means with prices, and exceptions that are looked up first.
  public init(centroids: Matrix, prices: [Double], exceptions: KeptRows? = nil) {
    precondition(centroids.rows == prices.count, "every mean has a price")
    self.centroids = centroids
    self.prices = prices
    self.exceptions =
      exceptions
      ?? KeptRows(rows: Matrix(rows: 0, columns: centroids.columns, values: []), labels: [])
  }

  /// The segment, the distance to its mean, and the margin to the next segment, with prices treated as
  /// distances along an extra dimension.
  public func assignChecked(_ rows: Matrix, control: RunControl) throws -> SegmentAssignment {
    let quiet = control.quiet(threads: control.threads)
    let nearest = try nearest(LanePoints(rows, control: quiet), control: control)
    var labels = (0..<rows.rows).map { Int(nearest.labels[$0]) }
    var confidences = (0..<rows.rows).map {
      SegmentAssignment.margin(
        nearest.squaredDistances[$0].squareRoot(), nearest.squaredSecondDistances[$0].squareRoot())
    }
    if exceptions.rows.rows > 0 {
      let known = try LabelledSearch(exceptions.rows, labels: exceptions.labels, control: quiet)
      for row in 0..<rows.rows {
        let found = known.nearest(to: rows.row(row).map { $0 + 0 })
        guard let found, found.squaredDistance == 0 else { continue }
        labels[row] = exceptions.labels[found.id]
        confidences[row] = 0
      }
    }
    let distances = labels.enumerated().map { row, label in
      (0..<rows.columns).reduce(0.0) { sum, j in
        let difference = rows[row, j] - centroids[label, j]
        return sum + difference * difference
      }.squareRoot()
    }
    return SegmentAssignment(labels: labels, distances: distances, confidences: confidences)
  }

  /// The segment by distances and prices alone, without exceptions.
  ///
  /// An extra column, in which rows are 0 and each mean is the root of its price minus the smallest
  /// price, turns it into a nearest-neighbour search.
  func nearest(_ points: LanePoints, control: RunControl) throws(CancellationError) -> Nearest {
    let k = centroids.rows
    let least = prices.min() ?? 0
    var raised: [Double] = []
    for c in 0..<k { raised += centroids.row(c) + [(prices[c] - least).squareRoot()] }
    return try Nearest(points.withZeroColumn(), centroids: raised, k: k, control: control)
  }

  /// The same rule with exceptions for the points that prices would assign elsewhere.
  ///
  /// - Parameters:
  ///   - points: The distinct points of the fit.
  ///   - labels: The label of each.
  ///   - control: Threads and cancellation.
  /// - Returns: A rule that gives every point its label.
  /// - Throws: `CancellationError`.
  func excepting(
    _ points: LanePoints, labels: [Int32], control: RunControl
  ) throws(CancellationError) -> PricedCentroids {
    let found = try nearest(points, control: control)
    let others = labels.indices.filter { found.labels[$0] != labels[$0] }
    guard !others.isEmpty else { return self }
    return PricedCentroids(
      centroids: centroids, prices: prices,
      exceptions: KeptRows(
        rows: Matrix(
          rows: others.count, columns: points.columns, values: others.flatMap { points.point($0) }),
        labels: others.map { Int(labels[$0]) }))
  }
}

extension PricedCentroids {
  /// The name of this kind of rule in stored form.
  public static let kind = "priced_centroid"

  /// The number of columns that rows must have.
  public var columns: Int { centroids.columns }
  /// The number of points it stores.
  public var pointCount: Int { centroids.rows + exceptions.rows.rows }

  /// The stored form.
  public var fields: RuleFields {
    var fields: RuleFields = ["centroids": .matrix(centroids), "prices": .numbers(prices)]
    if exceptions.pointCount > 0 { fields.append("exceptions", .fields(exceptions.fields)) }
    return fields
  }

  /// Reads the stored form.
  public init<Reader: RuleReader>(from reader: Reader) throws(Reader.Fault) {
    let (centroids, prices) = (try reader.matrix("centroids"), try reader.numbers("prices"))
    try reader.require(prices.count == centroids.rows, "prices")
    let exceptions = try KeptRows(exceptionsOf: reader)
    self.init(centroids: centroids, prices: prices, exceptions: exceptions)
  }
}
