/// The keys of rows as a few words each, for grouping in any order.
///
/// Where `PackedKeys` makes room by ranking, which is a pass through a hash table of its own, this
/// begins another word: one pass through one hash table finds the groups, however many columns the
/// keys have.
struct RowKeys {
  private let words: [PackedKeys]
  private let count: Int

  /// Takes the keys of `count` rows; without keys all rows are alike.
  init(_ keys: [PackedKeys], count: Int) {
    var words: [PackedKeys] = []
    for key in keys {
      if let last = words.last, last.fits(key) {
        words.removeLast()
        words.append(last.appending(key))
      } else {
        words.append(key)
      }
    }
    self.words = words
    self.count = count
  }

  init(_ columns: [Column], count: Int) {
    self.init(columns.map { PackedKeys($0, order: .any) }, count: count)
  }

  /// The selected rows of a table.
  init(_ names: [String], of table: Table, workers: WorkerPool) throws(ExecutionError) {
    let keys = try workers.parts(names.count) { part in
      PackedKeys(table.cells(of: names[part]), order: .any)
    }
    try workers.checkCancellation()
    self.init(keys, count: table.rowCount)
  }

  /// The rows by key, in an order that must not reach an output.
  func grouped() -> Grouping {
    guard let first = words.first else {
      return PackedKeys(words: [UInt64](repeating: 0, count: count), bound: 1).grouped(.any)
    }
    return words.count == 1 ? first.grouped(.any) : hashed(words.map(\.words))
  }

  private func hashed(_ words: [[UInt64]]) -> Grouping {
    var hashes = words[0].map(mixed)
    for more in words.dropFirst() {
      for row in hashes.indices { hashes[row] = mixed(hashes[row] &+ more[row]) }
    }
    var size = 1024
    while size < count * 2 { size *= 2 }
    let mask = size - 1
    // The upper half of a hash beside the number of its group plus one; 0 where empty.
    var slots = [UInt64](repeating: 0, count: size)
    var ids = [Int32](repeating: 0, count: count)
    var firstRows: [Int32] = []
    firstRows.reserveCapacity(count)
    for row in 0..<count {
      let hash = hashes[row]
      let tag = hash & 0xffff_ffff_0000_0000
      var position = Int(truncatingIfNeeded: hash) & mask
      while true {
        let slot = slots[position]
        if slot == 0 {
          firstRows.append(Int32(truncatingIfNeeded: row))
          slots[position] = tag | UInt64(firstRows.count)
          ids[row] = Int32(truncatingIfNeeded: firstRows.count - 1)
          break
        }
        let group = Int(slot & 0xffff_ffff) - 1
        if slot & 0xffff_ffff_0000_0000 == tag,
          words.allSatisfy({ $0[row] == $0[Int(firstRows[group])] })
        {
          ids[row] = Int32(truncatingIfNeeded: group)
          break
        }
        position = (position + 1) & mask
      }
    }
    return Grouping(ids: ids, count: firstRows.count, firstRows: firstRows)
  }
}
