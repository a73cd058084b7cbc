import Relations

/// The keys of rows as words below a bound, a missing cell being the greatest.
///
/// The keys of several columns are packed into one word, the first column leading, as long as there
/// is room; when there is none left, the words so far are replaced by the ranks of the distinct
/// ones. So a row is compared, hashed and sorted by one word, whatever its keys are.
struct PackedKeys {
  private(set) var words: [UInt64]
  /// Every word is below; at most 2^63.
  private(set) var bound: UInt64

  private static let greatestBound: UInt64 = 1 << 63

  /// The words of one column; `descending` reverses present cells, missing ones are still last.
  init(_ column: Column, order: OrderedWords.Order, descending: Bool = false) {
    var ordered = OrderedWords(column, order: order)
    let validity = ordered.validity
    var words = ordered.words
    // The words must have one owner, or shifting them would copy them.
    ordered.words = []
    guard let range = PackedKeys.range(words, validity) else {
      // Nothing, or nothing but missing cells: all alike.
      self.init(words: [UInt64](repeating: 0, count: words.count), bound: 1)
      return
    }
    let (span, overflow) = (range.upperBound - range.lowerBound).addingReportingOverflow(2)
    if overflow || span > PackedKeys.greatestBound {
      let present = Distinction(words, bound: nil, skipping: validity)
      let ranks = present.ranked()
      words = ranks.ids.map { UInt64($0) }
      let count = UInt64(ranks.count)
      for row in words.indices {
        if validity.map({ !$0[row] }) ?? false {
          words[row] = count
        } else if descending {
          words[row] = count - 1 - words[row]
        }
      }
      self.init(words: words, bound: validity == nil ? max(1, count) : count + 1)
      return
    }
    let last = span - 2
    if descending {
      for row in words.indices { words[row] = range.upperBound &- words[row] }
    } else if range.lowerBound != 0 {
      let least = range.lowerBound
      for row in words.indices { words[row] = words[row] &- least }
    }
    guard let validity else {
      self.init(words: words, bound: last + 1)
      return
    }
    for row in words.indices where !validity[row] { words[row] = last + 1 }
    self.init(words: words, bound: last + 2)
  }

  init(words: [UInt64], bound: UInt64) {
    self.words = words
    self.bound = bound
  }

  /// The least and the greatest word of a present cell.
  private static func range(_ words: [UInt64], _ validity: Bitmap?) -> ClosedRange<UInt64>? {
    var least = UInt64.max
    var greatest = UInt64.min
    if let validity {
      for row in words.indices where validity[row] {
        least = min(least, words[row])
        greatest = max(greatest, words[row])
      }
    } else {
      for word in words {
        least = min(least, word)
        greatest = max(greatest, word)
      }
    }
    return least <= greatest ? least...greatest : nil
  }

  /// Adds the next column, which decides only where the keys so far are equal.
  mutating func append(_ next: PackedKeys, order: OrderedWords.Order) {
    if !fits(next) { rank(order) }
    var next = next
    if !fits(next) { next.rank(order) }
    combine(next)
  }

  private mutating func combine(_ next: PackedKeys) {
    let factor = next.bound
    for row in words.indices { words[row] = words[row] &* factor &+ next.words[row] }
    bound *= factor
  }

  /// Both in one word; there must be room for the next column.
  consuming func appending(_ next: PackedKeys) -> PackedKeys {
    combine(next)
    return self
  }

  /// Whether there is room in the words for another column.
  func fits(_ next: PackedKeys) -> Bool {
    let (product, overflow) = bound.multipliedReportingOverflow(by: next.bound)
    return !overflow && product <= PackedKeys.greatestBound
  }

  private mutating func rank(_ order: OrderedWords.Order) {
    let grouping = grouped(order)
    words = grouping.ids.map { UInt64($0) }
    bound = UInt64(max(1, grouping.count))
  }

  /// The rows by key: groups ascending, or in an order that must not reach an output.
  func grouped(_ order: OrderedWords.Order) -> Grouping {
    let distinct = Distinction(words, bound: bound, skipping: nil)
    return order == .byValue ? distinct.ranked() : distinct.grouping
  }

  /// The words of keys of which the first leads; without keys all rows are alike.
  static func packed(_ keys: [PackedKeys], count: Int, order: OrderedWords.Order) -> PackedKeys {
    guard var packed = keys.first else {
      return PackedKeys(words: [UInt64](repeating: 0, count: count), bound: 1)
    }
    for next in keys.dropFirst() { packed.append(next, order: order) }
    return packed
  }

  /// The words of the selected rows of a table.
  static func packed(
    _ names: [String], of table: Table, order: OrderedWords.Order, workers: WorkerPool
  ) throws(ExecutionError) -> PackedKeys {
    let keys = try workers.parts(names.count) { part in
      PackedKeys(table.cells(of: names[part]), order: order)
    }
    try workers.checkCancellation()
    return packed(keys, count: table.rowCount, order: order)
  }
}

/// Which rows belong together.
struct Grouping: Sendable {
  /// The group of every row.
  let ids: [Int32]
  let count: Int
  /// The first row of every group.
  let firstRows: [Int32]

  /// All rows in one group, even if there are none.
  static func single(rows: Int) -> Grouping {
    Grouping(ids: [Int32](repeating: 0, count: rows), count: 1, firstRows: [])
  }

  /// The number of rows of every group, where it was counted beforehand.
  private var counted: [Int]?

  init(ids: [Int32], count: Int, firstRows: [Int32]) {
    self.ids = ids
    self.count = count
    self.firstRows = firstRows
  }

  /// The same groups with their sizes counted, for those who ask more than once.
  func counting() -> Grouping {
    var result = self
    result.counted = sizes
    return result
  }

  /// The number of rows of every group.
  var sizes: [Int] {
    if let counted { return counted }
    var sizes = [Int](repeating: 0, count: count)
    for id in ids { sizes[Int(id)] += 1 }
    return sizes
  }

  /// The rows group by group, in their order, and where each group begins; one more at the end.
  func buckets() -> (rows: [Int32], starts: [Int]) {
    var starts = [Int](repeating: 0, count: count + 1)
    for id in ids { starts[Int(id) + 1] += 1 }
    for group in 0..<count { starts[group + 1] += starts[group] }
    var next = starts
    var rows = [Int32](repeating: 0, count: ids.count)
    for row in ids.indices {
      let group = Int(ids[row])
      rows[next[group]] = Int32(truncatingIfNeeded: row)
      next[group] += 1
    }
    return (rows, starts)
  }
}
