extension [Diagnostic] {
  /// By place, each problem once.
  ///
  /// Scripts come first, source by source in the order in which they were met; then files by path,
  /// line and column; then what has no place. What ties keeps its order. A problem that was found
  /// twice, with the same code, message and place, is kept once.
  package func inOrderOfPlace() -> [Diagnostic] {
    var kept: [Diagnostic] = []
    for diagnostic in self {
      let known = kept.contains {
        $0.code == diagnostic.code && $0.place == diagnostic.place
          && $0.message == diagnostic.message
      }
      if !known { kept.append(diagnostic) }
    }
    let keys = kept.map { PlaceKey($0.place) }
    let order = kept.indices.sorted { left, right in
      keys[left] == keys[right] ? left < right : keys[left] < keys[right]
    }
    return order.map { kept[$0] }
  }

  /// How many there are of each severity, such as `2 errors, 1 warning`; `nil` for none.
  package var summary: String? {
    func part(_ severity: Diagnostic.Severity) -> String? {
      let count = count { $0.severity == severity }
      return count == 0 ? nil : "\(count) \(severity.rawValue)\(count == 1 ? "" : "s")"
    }
    let parts = [part(.error), part(.warning), part(.note)].compactMap { $0 }
    return parts.isEmpty ? nil : parts.joined(separator: ", ")
  }
}

/// What the order of places compares.
private struct PlaceKey: Comparable {
  private let rank: Int
  private let path: [UInt8]
  private let numbers: [Int]

  init(_ place: Diagnostic.Place) {
    switch place {
    case .script(let range):
      rank = 0
      path = []
      numbers = [range.source, range.start, range.end]
    case .file(let name, let line, let column, _, let length):
      rank = 1
      path = Array(name.utf8)
      numbers = [line ?? 0, column ?? 0, length]
    case .process:
      rank = 2
      path = []
      numbers = []
    }
  }

  static func < (left: PlaceKey, right: PlaceKey) -> Bool {
    if left.rank != right.rank { return left.rank < right.rank }
    if left.path != right.path { return left.path.lexicographicallyPrecedes(right.path) }
    return left.numbers.lexicographicallyPrecedes(right.numbers)
  }
}
