import Kernels
import Matrices

/// Rows with segment labels, prepared for any number of validity indices.
///
/// Equal rows of one segment are one point with their total weight, in the order of the prepared
/// points: every index is a function of the set of labelled rows. Weight *n* counts as *n* copies. Rows
/// labelled as noise, below 0, are left out.
///
/// ```swift
/// let labelled = try LabelledPoints(points, labels: model.labels, control: control)
/// try labelled.daviesBouldin()
/// try labelled.calinskiHarabasz()
/// ```
public struct LabelledPoints: Sendable {
  /// The segments that have rows with weight, by ascending label.
  public let segments: [Segment]
  /// The weight of all rows that are not noise; their number if rows have no weights.
  public let totalWeight: Double
  /// The number of segments.
  public var count: Int { segments.count }

  /// The points of each segment, in the order of `segments`.
  let parts: [LanePoints]
  /// The index of each row in its part, with the index of its segment, or −1 for noise and rows of
  /// weight 0.
  let places: Places

  /// One segment and its moments.
  public struct Segment: Equatable, Sendable {
    /// The label of its rows.
    public let label: Int
    /// The sum of the weights of its rows.
    public let weight: Double
    /// The mean of its rows, shape `[d]`.
    public let centroid: [Double]
    /// The weighted mean Euclidean distance of its rows to the mean.
    public let meanDistance: Double
    /// The weighted sum of squared distances of its rows to the mean.
    public let sumOfSquares: Double
  }

  /// Groups rows by their labels.
  ///
  /// - Parameters:
  ///   - points: The rows, prepared.
  ///   - labels: Shape `[n]`; below 0 is noise. Labels need not be consecutive.
  ///   - control: Threads and cancellation.
  /// - Throws: `.labelCount` for a different number of labels; `.noRows` if all rows are noise;
  ///   `.cancelled`.
  /// - Complexity: O(*n d*).
  public init(
    _ points: PreparedPoints, labels: [Int], control: RunControl
  ) throws(ClusteringError) {
    guard labels.count == points.rows else {
      throw .labelCount(labels: labels.count, rows: points.rows)
    }
    let division = Division(points, labels: labels)
    guard !division.labels.isEmpty else { throw .noRows }
    let canonical = points.canonical.points
    parts = division.members.map {
      LanePoints(canonical, order: $0.points, weights: $0.weights)
    }
    places = division.places
    do {
      var segments: [Segment] = []
      for (label, part) in zip(division.labels, parts) {
        segments.append(try Segment(label: label, part: part, control: control))
      }
      self.segments = segments
    } catch {
      throw .cancelled
    }
    totalWeight = segments.reduce(0) { $0 + $1.weight }
  }

  /// Groups the rows of a matrix, all of weight 1, by their labels.
  ///
  /// - Throws: Also the errors of preparing rows.
  public init(
    _ points: Matrix, labels: [Int], control: RunControl
  ) throws(ClusteringError) {
    let prepared = try PreparedPoints(points, control: control)
    try self.init(prepared, labels: labels, control: control)
  }

  /// Throws unless an index of separation is defined: 2 to n − 1 segments.
  func checkSegments() throws(ClusteringError) {
    guard count >= 2, Double(count) < totalWeight else {
      throw .segmentsOutOfRange(segments: count, rows: Int(min(totalWeight, 1e15)))
    }
  }
}

extension LabelledPoints.Segment {
  fileprivate init(
    label: Int, part: LanePoints, control: RunControl
  ) throws(CancellationError) {
    let d = part.columns
    let quiet = control.quiet(threads: control.threads)
    let whole = try OneSegment(part, control: control)
    let distances = AlignedArray(repeating: 0.0, count: part.blocks)
    try Parallel.forEach(part.blocks, control: quiet) { block, _ in
      let groups = part.groups(of: block)
      let first = groups.lowerBound * LanePoints.lanes
      unsafe segue_distance_sums(
        part.coordinates.base + first * d, part.weights.base + first, Int64(groups.count),
        Int64(d), whole.mean, 1, distances.base + block)
    }
    BlockSum.tree(distances, blocks: part.blocks, width: 1)
    self.label = label
    weight = whole.weight
    centroid = whole.mean
    meanDistance = distances[0] / whole.weight
    sumOfSquares = whole.sumOfSquares
  }
}

/// The positions of rows in segments.
struct Places: Sendable {
  /// The index of the segment of each row, or −1.
  var segment: [Int32]
  /// The index of each row's point within the part of its segment, or −1.
  var point: [Int32]
}

/// Labels combined with the points of rows.
private struct Division {
  /// The labels that occur on rows with weight, ascending.
  let labels: [Int]
  /// The points of each label, in canonical order, with the weight they have there.
  private(set) var members: [(points: [Int32], weights: [Double])]
  private(set) var places: Places

  init(_ points: PreparedPoints, labels rowLabels: [Int]) {
    let pointOfRow = points.canonical.pointOfRow
    let counted = rowLabels.indices.filter { rowLabels[$0] >= 0 && pointOfRow[$0] >= 0 }
    let labels = Set(counted.lazy.map { rowLabels[$0] }).sorted()
    // Sorted by point and weight within the label, so that sums do not depend on the order of the rows.
    var order = counted.map { row in
      Entry(
        segment: Int32(Self.place(of: rowLabels[row], in: labels)), point: pointOfRow[row],
        row: Int32(row), weight: points.weights.map { $0[row] } ?? 1)
    }
    order.sort { $0.precedes($1) }
    self.labels = labels
    members = labels.map { _ in ([], []) }
    places = Places(
      segment: [Int32](repeating: -1, count: rowLabels.count),
      point: [Int32](repeating: -1, count: rowLabels.count))
    for entry in order {
      let segment = Int(entry.segment)
      if members[segment].points.last == entry.point {
        members[segment].weights[members[segment].points.count - 1] += entry.weight
      } else {
        members[segment].points.append(entry.point)
        members[segment].weights.append(entry.weight)
      }
      places.segment[Int(entry.row)] = entry.segment
      places.point[Int(entry.row)] = Int32(members[segment].points.count - 1)
    }
  }

  private struct Entry {
    let segment: Int32
    let point: Int32
    let row: Int32
    let weight: Double

    func precedes(_ other: Entry) -> Bool {
      if segment != other.segment { return segment < other.segment }
      if point != other.point { return point < other.point }
      return weight < other.weight
    }
  }

  /// The index of an existing label, by binary search.
  private static func place(of label: Int, in labels: [Int]) -> Int {
    var low = 0
    var high = labels.count
    while low < high {
      let middle = (low + high) / 2
      if labels[middle] < label { low = middle + 1 } else { high = middle }
    }
    return low
  }
}
