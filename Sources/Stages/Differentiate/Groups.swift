import Planning
import Relations

/// The sorted distinct values of a column, and the number of occurrences in each segment.
struct NumberGroups {
  let values: [Double]
  /// For each segment and distinct value.
  let counts: [[Int]]

  init(_ cells: [Double?], labels: [Int], segments: Int) {
    let rows = cells.indices.filter { labels[$0] >= 0 && cells[$0] != nil }
      .map { (value: cells[$0] ?? 0, label: labels[$0]) }.sorted { $0.value < $1.value }
    var values: [Double] = []
    var counts = [[Int]](repeating: [], count: segments)
    for row in rows {
      if values.last != row.value {
        values.append(row.value)
        for segment in counts.indices { counts[segment].append(0) }
      }
      counts[row.label][values.count - 1] += 1
    }
    self.values = values
    self.counts = counts
  }

  /// `nil` if the segment or the others have fewer than two values.
  func effect(of segment: Int) -> Difference.Effect? {
    let own = counts[segment]
    let others = values.indices.map { place in
      counts.indices.reduce(0) { $0 + ($1 == segment ? 0 : counts[$1][place]) }
    }
    guard let delta = CliffsDelta(first: own, second: others) else { return nil }
    return .number(median: median(own), others: median(others), delta)
  }

  /// The median of type 7: the mean of the two middle values.
  private func median(_ counts: [Int]) -> Double {
    let total = counts.reduce(0, +)
    func value(at rank: Int) -> Double {
      var seen = 0
      for (place, count) in counts.enumerated() {
        seen += count
        if seen > rank { return values[place] }
      }
      return .nan
    }
    let (low, high) = (value(at: (total - 1) / 2), value(at: total / 2))
    return low + (high - low) / 2
  }
}

/// The levels of a category, and the number of occurrences in each segment.
struct LevelGroups {
  /// Ascending.
  let levels: [String]
  let counts: [[Int]]

  init(_ cells: [Literal], labels: [Int], segments: Int) {
    var places: [String: [Int]] = [:]
    for (cell, label) in zip(cells, labels) where label >= 0 && cell != .null {
      places[cell.plainText, default: [Int](repeating: 0, count: segments)][label] += 1
    }
    let sorted = places.sorted { $0.key < $1.key }
    levels = sorted.map(\.key)
    counts = (0..<segments).map { segment in sorted.map { $0.value[segment] } }
  }

  /// `nil` if the segment or the others have no value, or there is only one level.
  func effect(of segment: Int) -> Difference.Effect? {
    let own = counts[segment]
    let others = levels.indices.map { place in
      counts.indices.reduce(0) { $0 + ($1 == segment ? 0 : counts[$1][place]) }
    }
    guard let v = CramersV(first: own, second: others) else { return nil }
    let (size, rest) = (Double(own.reduce(0, +)), Double(others.reduce(0, +)))
    let gaps = levels.indices.map { Double(own[$0]) / size - Double(others[$0]) / rest }
    var widest = 0
    for place in gaps.indices where gaps[place].magnitude > gaps[widest].magnitude {
      widest = place
    }
    return .category(
      level: levels[widest], share: Double(own[widest]) / size,
      others: Double(others[widest]) / rest, v)
  }
}
