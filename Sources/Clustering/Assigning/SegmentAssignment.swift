import Matrices

/// The segments that a rule assigns to rows.
public struct SegmentAssignment: Equatable, Sendable {
  /// The segment of each row, or −1 for a row outside every segment.
  public let labels: [Int]
  /// The distance of each row to its reference point, in the unit of the rows: the mean, the medoid,
  /// the mean of the component, or the row of the fit; infinite if none was within the radius.
  ///
  /// It is the distance of the rule, Euclidean unless the medoids use another; for prototypes it is the
  /// root of the cost of the row.
  public let distances: [Double]
  /// The confidence of each assignment, 0...1.
  ///
  /// For rules by distance it is the margin 1 − *a* / *b*, where *a* is the distance to the reference
  /// point and *b* the smallest distance to one of another segment: 0 halfway between two segments, 1
  /// at distance 0 or if there is no other segment. For mixtures it is the probability of the
  /// component, or of noise, given the row; for HDBSCAN the strength of the membership, 0 for noise.
  public let confidences: [Double]

  /// Labels, distances and confidences of the same rows.
  public init(labels: [Int], distances: [Double], confidences: [Double]) {
    self.labels = labels
    self.distances = distances
    self.confidences = confidences
  }

  /// An assignment by distance, with margins as confidences.
  init(_ assignment: Assignment) {
    self.init(
      labels: assignment.labels, distances: assignment.distances,
      confidences: zip(assignment.distances, assignment.secondDistances).map { Self.margin($0, $1) }
    )
  }

  /// How much nearer the nearest is than the second: 0 for equal distances, 1 if the second is
  /// infinitely far.
  static func margin(_ nearest: Double, _ second: Double) -> Double {
    guard second.isFinite else { return 1 }
    return second > 0 ? 1 - nearest / second : 0
  }
}

/// Assignments of single rows, filled in by several threads.
struct AssignedPlaces: Sendable {
  private let labels: AlignedArray<Int32>
  private let distances: AlignedArray<Double>
  private let confidences: AlignedArray<Double>
  private let count: Int

  /// The assignment of one row.
  struct Place {
    var label = -1
    var distance = Double.infinity
    var confidence = 0.0
  }

  /// Computes the assignment of every row of a matrix.
  init(
    _ rows: Matrix, control: RunControl, _ place: @Sendable ([Double]) -> Place
  ) throws(CancellationError) {
    count = rows.rows
    let labels = AlignedArray<Int32>(repeating: -1, count: count)
    let distances = AlignedArray(repeating: 0.0, count: count)
    let confidences = AlignedArray(repeating: 0.0, count: count)
    let batch = 64
    let count = count
    try Parallel.forEach((count + batch - 1) / batch, control: control) { piece, _ in
      for row in piece * batch..<min(count, (piece + 1) * batch) {
        // Adding 0 turns −0 into 0, as in the layout of points.
        let found = place(rows.row(row).map { $0 + 0 })
        labels[row] = Int32(found.label)
        distances[row] = found.distance
        confidences[row] = found.confidence
      }
    }
    self.labels = labels
    self.distances = distances
    self.confidences = confidences
  }

  var assignment: SegmentAssignment {
    SegmentAssignment(
      labels: labels.array(0..<count).map { Int($0) }, distances: distances.array(0..<count),
      confidences: confidences.array(0..<count))
  }
}
