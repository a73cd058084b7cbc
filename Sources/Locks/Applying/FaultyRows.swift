import Planning
import Relations
import Tables

/// Finds what a computation fails on by halving: few faults among many rows cost few runs.
enum FaultSearch {
  /// The parts that fail alone, ascending; empty where no part does, or where the computation fails
  /// whatever it is given.
  ///
  /// - Complexity: O(*f* log *n*) runs for *f* faults among *n* parts.
  static func faults(
    among parts: [Int], _ fails: ([Int]) throws(StageFailure) -> Bool
  ) throws(StageFailure) -> [Int] {
    if try fails([]) { return [] }
    return try search(parts[...], fails)
  }

  /// `parts` fail together.
  private static func search(
    _ parts: ArraySlice<Int>, _ fails: ([Int]) throws(StageFailure) -> Bool
  ) throws(StageFailure) -> [Int] {
    if parts.count <= 1 { return Array(parts) }
    let middle = parts.startIndex + parts.count / 2
    var found: [Int] = []
    for half in [parts[..<middle], parts[middle...]] where try fails(Array(half)) {
      found += try search(half, fails)
    }
    return found
  }
}

/// The entities of a value that a stage cannot compute: they lose their rows before it, so that the
/// others get their segments.
struct FaultyRows {
  private let value: Value
  /// The rows of each entity; a row without a key is one of its own.
  private let groups: [[Int32]]

  /// `nil` for a value whose rows cannot be distinguished by the key.
  init?(of value: Value, key: String) {
    let table: Table
    switch value {
    case .table(let rows): table = rows.table
    case .features(let features): table = features.table
    case .scaled, .sweep, .model, .profile, .display, .scalar, .run, .applied: return nil
    }
    guard table.index(of: key) != nil else { return nil }
    let keys = table.cells(of: key)
    var places: [String: Int] = [:]
    var groups: [[Int32]] = []
    for row in 0..<table.rowCount {
      let cell = keys[row]
      if cell != .null, let place = places[cell.plainText] {
        groups[place].append(Int32(row))
        continue
      }
      if cell != .null { places[cell.plainText] = groups.count }
      groups.append([Int32(row)])
    }
    self.value = value
    self.groups = groups
  }

  /// What is left without the entities on which a stage fails; `nil` where that is not an entity's fault.
  func removed(
    where fails: (Value) throws(StageFailure) -> Bool
  ) throws(StageFailure) -> Value? {
    let faulty = try FaultSearch.faults(among: Array(groups.indices)) {
      places throws(StageFailure) in try fails(selecting(places))
    }
    guard !faulty.isEmpty else { return nil }
    let bad = Set(faulty)
    return selecting(groups.indices.filter { !bad.contains($0) })
  }

  private func selecting(_ places: [Int]) -> Value {
    let rows = places.flatMap { groups[$0] }.sorted()
    switch value {
    case .table(let all): return .table(Rows(all.table.selecting(rows)))
    case .features(let features):
      return .features(
        features.replacing(features.table.selecting(rows), names: features.names))
    case .scaled, .sweep, .model, .profile, .display, .scalar, .run, .applied: return value
    }
  }
}
