import Clustering
import Planning
import Relations
import Tables

/// Entities that reached the scaling with a feature missing: no rule can place them.
struct IncompleteRows {
  /// The feature that is missing, by the key's text.
  private(set) var missing: [String: String] = [:]

  /// Takes them out before a stage that makes features comparable.
  mutating func remove(from value: Value, before planned: PlannedStage) -> Value {
    guard case .features(let features) = value, case .scaled = planned.stage.output else {
      return value
    }
    let keys = features.table.cells(of: features.key)
    for name in features.names {
      for row in features.table.numbers(of: name).missing {
        missing[keys[row].plainText] = missing[keys[row].plainText] ?? name
      }
    }
    return .features(completeRows(of: features))
  }

  func completeRows(of features: Features) -> Features {
    guard !missing.isEmpty else { return features }
    let keys = features.table.cells(of: features.key)
    let rows = (0..<features.table.rowCount).filter { missing[keys[$0].plainText] == nil }
    return features.replacing(
      features.table.selecting(rows.map { Int32($0) }), names: features.names)
  }
}

/// Labels, distances and confidences by the key's text.
struct AssignedRows {
  private let places: [String: Int]
  private let assignment: SegmentAssignment
  let sizes: [Int]

  /// Rows that the rule cannot compute with.
  private let tooLarge: Set<Int>

  init(_ features: Features, _ assignment: SegmentAssignment, k: Int, tooLarge: Set<Int>) {
    let keys = features.table.cells(of: features.key)
    places = (0..<features.table.rowCount).reduce(into: [:]) { $0[keys[$1].plainText] = $1 }
    self.assignment = assignment
    self.tooLarge = tooLarge
    sizes = (0..<k).map { label in
      assignment.labels.indices.count { assignment.labels[$0] == label && !tooLarge.contains($0) }
    }
  }

  func table(
    _ trail: EntityTrail, _ features: Features, _ incomplete: IncompleteRows, names: [String]
  ) -> Table {
    let count = trail.keys.count
    var segments = [Int64](repeating: 0, count: count)
    var distances = [Double](repeating: 0, count: count)
    var confidences = [Double](repeating: 0, count: count)
    var assigned = Bitmap(repeating: false, count: count)
    var reasons = [Int32](repeating: 0, count: count)
    var pool: [String] = []
    for row in 0..<count {
      let key = trail.keys[row].plainText
      if let place = places[key], sizes.indices.contains(Int(assignment.labels[place])),
        !tooLarge.contains(place)
      {
        assigned[row] = true
        segments[row] = Int64(assignment.labels[place] + 1)
        distances[row] = assignment.distances[place]
        confidences[row] = assignment.confidences[place]
        continue
      }
      let reason =
        trail.removedBy[row].map { $0.code } ?? incomplete.missing[key].map { "\($0) is missing" }
        ?? places[key].map {
          tooLarge.contains($0) ? "too large to compute with" : "in no segment: noise"
        }
        ?? "no row left"
      if let known = pool.firstIndex(of: reason) {
        reasons[row] = Int32(known)
      } else {
        reasons[row] = Int32(pool.count)
        pool.append(reason)
      }
    }
    var unassigned = Bitmap(repeating: true, count: count)
    for row in 0..<count where assigned[row] { unassigned[row] = false }
    if pool.isEmpty { pool = [""] }
    let called: [(String, Column)] =
      names.isEmpty
      ? []
      : [
        (
          "name",
          .text(
            TextCells(
              codes: Cells(segments.map { Int32(max(0, $0 - 1)) }, validity: assigned),
              dictionary: TextPool(names)))
        )
      ]
    return Table(
      [
        (features.key, trail.keys),
        ("segment", .integer(Cells(segments, validity: assigned))),
      ] + called + [
        ("distance", .number(Cells(distances, validity: assigned))),
        ("confidence", .number(Cells(confidences, validity: assigned))),
        (
          "unassigned_reason",
          .text(
            TextCells(
              codes: Cells(reasons, validity: unassigned), dictionary: TextPool(pool)))
        ),
      ])
  }
}
