import Planning
import Tables

/// Who is in which segment, of one run.
struct CustomerLabels: Sendable {
  /// The key of each customer, each once.
  let keys: Column
  /// The segment from 0, below 0 for a customer of none, in the order of `keys`.
  let labels: [Int]
  /// The number of segments.
  let k: Int

  init(keys: Column, labels: [Int], k: Int) {
    precondition(keys.count == labels.count, "every customer has a label")
    self.keys = keys
    self.labels = labels
    self.k = k
  }

  /// Those of a model.
  init(_ model: Model) {
    let features = model.scaled.features
    self.init(keys: features.table.cells(of: features.key), labels: model.labels, k: model.k)
  }

  var count: Int { labels.count }
}

/// The customers of one run that are also in another, whatever type their keys have there.
struct CommonCustomers: Sendable {
  /// Places in the first run and the second, in the order of the first.
  let places: [(first: Int, second: Int)]
  /// Places in the first run of customers that the second lacks.
  let onlyFirst: [Int]
  /// Places in the second run of customers that the first lacks.
  let onlySecond: [Int]

  /// Finds them: in one pass where the keys are the same column, else by their text.
  init(_ first: CustomerLabels, _ second: CustomerLabels) {
    if first.keys == second.keys {
      places = first.labels.indices.map { ($0, $0) }
      (onlyFirst, onlySecond) = ([], [])
      return
    }
    var rows: [String: Int] = [:]
    rows.reserveCapacity(second.count)
    for row in 0..<second.count { rows[second.keys[row].plainText] = row }
    var places: [(first: Int, second: Int)] = []
    var onlyFirst: [Int] = []
    for row in 0..<first.count {
      if let other = rows.removeValue(forKey: first.keys[row].plainText) {
        places.append((row, other))
      } else {
        onlyFirst.append(row)
      }
    }
    self.places = places
    self.onlyFirst = onlyFirst
    onlySecond = rows.values.sorted()
  }
}
