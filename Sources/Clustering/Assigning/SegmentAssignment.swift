import Matrices

/// Where rows belong by a rule.
public struct SegmentAssignment: Equatable, Sendable {
  /// The segment of each row, or −1 for a row outside of every segment.
  public let labels: [Int]
  /// How far each row is from what decided, in the unit of the rows: from the mean, the medoid, the
  /// mean of the component, or the row of the fit; infinite where nothing was in reach.
  ///
  /// The distance is the one the rule goes by, Euclidean unless the medoids are of another; for
  /// prototypes it is the root of what the row costs.
  public let distances: [Double]
  /// How clear each decision is, 0...1.
  ///
  /// Where distances decide it is the margin 1 − *a* / *b*: *a* is the distance to what decided, *b*
  /// the least to the same of another segment. 0 halfway between two segments, 1 on the spot or
  /// where there is no other segment. For mixtures it is the probability of the component, or of the
  /// noise, given the row; for HDBSCAN the strength of the membership, 0 for noise.
  public let confidences: [Double]

  /// Labels, distances and confidences of the same rows.
  public init(labels: [Int], distances: [Double], confidences: [Double]) {
    self.labels = labels
    self.distances = distances
    self.confidences = confidences
  }

  /// The distances of an assignment by distances as margins.
  init(_ assignment: Assignment) {
    self.init(
      labels: assignment.labels, distances: assignment.distances,
      confidences: zip(assignment.distances, assignment.secondDistances).map { Self.margin($0, $1) }
    )
  }

  /// How much nearer the nearest is than the second: 0 as near, 1 if the second is infinitely far.
  static func margin(_ nearest: Double, _ second: Double) -> Double {
    guard second.isFinite else { return 1 }
    return second > 0 ? 1 - nearest / second : 0
  }
}

/// Assignments of rows one by one, filled in by several threads.
struct AssignedPlaces: Sendable {
  private let labels: AlignedArray<Int32>
  private let distances: AlignedArray<Double>
  private let confidences: AlignedArray<Double>
  private let count: Int

  /// What is said of one row.
  struct Place {
    var label = -1
    var distance = Double.infinity
    var confidence = 0.0
  }

  /// Asks about every row of a matrix.
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
        // Adding 0 turns −0 into 0, as where points are laid out.
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
