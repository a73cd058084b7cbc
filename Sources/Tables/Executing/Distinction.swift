/// The distinct words of many, found through a table of all possible words where there are few, and
/// through a hash table otherwise.
struct Distinction {
  /// Groups ascending by word, or in the order of their first rows if not ranked.
  ///
  /// A row that was skipped has group 0.
  private(set) var grouping: Grouping
  /// The word of each group.
  private let words: [UInt64]
  private let isRanked: Bool

  /// Takes words that are all below `bound`, if it is known, without the rows whose bit is clear.
  init(_ rows: [UInt64], bound: UInt64?, skipping validity: Bitmap?) {
    if let bound, validity == nil, bound <= UInt64(max(1024, rows.count * 2)) {
      (grouping, words) = Distinction.direct(rows, bound: Int(bound))
      isRanked = true
    } else {
      (grouping, words) = Distinction.hashed(rows, skipping: validity)
      isRanked = false
    }
  }

  private static func direct(_ rows: [UInt64], bound: Int) -> (Grouping, [UInt64]) {
    // First the first row of every word, then its rank.
    var first = [Int32](repeating: -1, count: bound)
    for row in rows.indices {
      let word = Int(truncatingIfNeeded: rows[row])
      if first[word] < 0 { first[word] = Int32(truncatingIfNeeded: row) }
    }
    var firstRows: [Int32] = []
    var words: [UInt64] = []
    for word in 0..<bound where first[word] >= 0 {
      firstRows.append(first[word])
      words.append(UInt64(word))
      first[word] = Int32(firstRows.count - 1)
    }
    let ids = rows.map { first[Int(truncatingIfNeeded: $0)] }
    return (Grouping(ids: ids, count: firstRows.count, firstRows: firstRows), words)
  }

  private static func hashed(
    _ rows: [UInt64], skipping validity: Bitmap?
  ) -> (Grouping, [UInt64]) {
    var table = WordTable()
    var ids = [Int32](repeating: 0, count: rows.count)
    var firstRows: [Int32] = []
    for row in rows.indices {
      if let validity, !validity[row] { continue }
      let id = table.insert(rows[row])
      if Int(id) == firstRows.count { firstRows.append(Int32(truncatingIfNeeded: row)) }
      ids[row] = id
    }
    return (Grouping(ids: ids, count: firstRows.count, firstRows: firstRows), table.words)
  }

  /// The groups ascending by word.
  func ranked() -> Grouping {
    if isRanked { return grouping }
    let order = Radix.order(of: words)
    var ranks = [Int32](repeating: 0, count: max(1, order.count))
    for (rank, group) in order.enumerated() { ranks[Int(group)] = Int32(rank) }
    return Grouping(
      ids: grouping.ids.map { ranks[Int($0)] }, count: grouping.count,
      firstRows: order.map { grouping.firstRows[Int($0)] })
  }
}

/// A hash table of words, open-addressed, that numbers them in the order in which they come.
struct WordTable {
  /// The words by number.
  private(set) var words: [UInt64] = []
  /// A power of two of them; a word and its number side by side are one access to memory.
  private var slots: [Slot]

  private struct Slot {
    var word: UInt64 = 0
    /// The number of the word, −1 where empty.
    var id: Int32 = -1
  }

  init() { slots = [Slot](repeating: Slot(), count: 1024) }

  /// The number of a word, which gets the next one if it is new.
  @inline(__always)
  mutating func insert(_ word: UInt64) -> Int32 {
    let mask = slots.count - 1
    var position = Int(truncatingIfNeeded: mixed(word)) & mask
    while true {
      let slot = slots[position]
      if slot.id < 0 { break }
      if slot.word == word { return slot.id }
      position = (position + 1) & mask
    }
    let id = Int32(truncatingIfNeeded: words.count)
    words.append(word)
    slots[position] = Slot(word: word, id: id)
    if words.count * 2 > slots.count { grow() }
    return id
  }

  private mutating func grow() {
    let size = slots.count * 4
    slots = [Slot](repeating: Slot(), count: size)
    for (id, word) in words.enumerated() {
      var position = Int(truncatingIfNeeded: mixed(word)) & (size - 1)
      while slots[position].id >= 0 { position = (position + 1) & (size - 1) }
      slots[position] = Slot(word: word, id: Int32(truncatingIfNeeded: id))
    }
  }
}
