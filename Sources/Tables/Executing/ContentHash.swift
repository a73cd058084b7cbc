import Relations

/// A digest of the rows of a table that does not depend on their order.
///
/// Every row is hashed to 128 bits, and the hashes are added: rows in another order give the same
/// sum, a row that is there twice another one. Columns count by position, not by name. Numbers count
/// by value: 5, 5.0 and 5.00 are the same, however they are stored, but a decimal fraction and a
/// binary one are not. The digest tells changed data from reordered data; it is no defence against
/// somebody who looks for two tables with one digest.
package struct ContentHash: Hashable, Sendable, CustomStringConvertible {
  package let rows: Int
  package let high: UInt64
  package let low: UInt64

  /// 32 hexadecimal digits.
  package var description: String {
    [high, low].map { lane in
      let digits = String(lane, radix: 16)
      return String(repeating: "0", count: 16 - digits.count) + digits
    }.joined()
  }
}

extension Executor {
  /// The digest of the selected rows.
  package func contentHash(of table: Table) throws(ExecutionError) -> ContentHash {
    try contentHashes(of: table).whole
  }

  /// The digest of the selected rows, and that of each column alone, in one pass.
  package func contentHashes(
    of table: Table
  ) throws(ExecutionError) -> (whole: ContentHash, columns: [ContentHash]) {
    let columns = try workers.parts(table.fields.count) { part in
      CellHashes(table.cells(of: table.fields[part].name))
    }
    let parts = try workers.blocks(of: table.rowCount) { rows in
      var sums = HashSums(columns: columns.count)
      var start = rows.lowerBound
      while start < rows.upperBound {
        let end = min(rows.upperBound, start + HashSums.rowsAtATime)
        sums.add(start..<end, of: columns)
        start = end
      }
      return sums
    }
    var sums = HashSums(columns: columns.count)
    for part in parts { sums.add(part) }
    func hash(_ sum: HashPair) -> ContentHash {
      ContentHash(rows: table.rowCount, high: sum.high, low: sum.low)
    }
    return (hash(sums.whole), sums.columns.map(hash))
  }
}

/// The two lanes of a hash.
private struct HashPair {
  var high: UInt64
  var low: UInt64

  /// Where every row begins.
  static let start = HashPair(high: 0x243f_6a88_85a3_08d3, low: 0x1319_8a2e_0370_7344)

  /// The hash with one more cell.
  func with(_ cell: HashPair) -> HashPair {
    HashPair(
      high: mixed(high &* 0x9e37_79b9_7f4a_7c15 ^ cell.high),
      low: mixed(low &* 0xd1b5_4a32_d192_ed03 ^ cell.low))
  }

  static func &+= (sum: inout HashPair, other: HashPair) {
    sum.high &+= other.high
    sum.low &+= other.low
  }
}

/// The sums over some rows: of whole rows, and of each column as if it were a table alone.
private struct HashSums {
  var whole = HashPair(high: 0, low: 0)
  var columns: [HashPair]

  /// Few enough that the hashes of their cells stay in a near cache.
  static let rowsAtATime = 1024

  init(columns count: Int) {
    columns = [HashPair](repeating: HashPair(high: 0, low: 0), count: count)
  }

  mutating func add(_ rows: Range<Int>, of columns: [CellHashes]) {
    var hashes = [HashPair](repeating: .start, count: rows.count)
    for (place, column) in columns.enumerated() {
      var sum = HashPair(high: 0, low: 0)
      column.each(rows) { index, cell in
        sum &+= HashPair.start.with(cell)
        hashes[index] = hashes[index].with(cell)
      }
      self.columns[place] &+= sum
    }
    for hash in hashes { whole &+= hash }
  }

  mutating func add(_ other: HashSums) {
    whole &+= other.whole
    for place in columns.indices { columns[place] &+= other.columns[place] }
  }
}

/// The hashes of the cells of a column, in two lanes.
private struct CellHashes: Sendable {
  private let words: [UInt64]
  /// For text, of which a word is a code: the hashes of the dictionary.
  private let texts: [HashPair]?
  private let tag: UInt64
  private let validity: Bitmap?

  init(_ column: Column) {
    validity = column.validity
    var texts: [HashPair]?
    switch column {
    case .boolean(let cells):
      words = cells.values.map { $0 ? 1 : 0 }
      tag = 1
    case .integer(let cells):
      words = cells.values.map { CellHashes.word(mantissa: $0, scale: 0) }
      tag = 2
    case .decimal(let cells, let scale):
      words = cells.values.map { CellHashes.word(mantissa: $0, scale: scale) }
      tag = 2
    case .number(let cells):
      words = cells.values.map { value in
        if let whole = Int64(exactly: value) { return CellHashes.word(mantissa: whole, scale: 0) }
        return mixed(value.bitPattern ^ 0xa409_3822_299f_31d0)
      }
      tag = 2
    case .text(let cells):
      words = cells.safeCodes.map { UInt64($0) }
      texts = (0..<cells.dictionary.count).map { CellHashes.hash(cells.dictionary.utf8($0)) }
      tag = 3
    case .date(let cells):
      words = cells.values.map { UInt64(bitPattern: Int64($0)) }
      tag = 4
    case .timestamp(let cells):
      words = cells.values.map { UInt64(bitPattern: $0) }
      tag = 5
    case .duration(let cells):
      words = cells.values.map { duration in
        mixed(
          mixed(
            mixed(UInt64(bitPattern: Int64(duration.months)))
              &+ UInt64(bitPattern: Int64(duration.days)))
            &+ UInt64(bitPattern: duration.microseconds))
      }
      tag = 6
    }
    self.texts = texts
  }

  /// A decimal without the zeros at its end.
  private static func word(mantissa: Int64, scale: Int) -> UInt64 {
    var mantissa = mantissa
    var scale = mantissa == 0 ? 0 : scale
    while scale > 0, mantissa % 10 == 0 {
      mantissa /= 10
      scale -= 1
    }
    return scale == 0
      ? UInt64(bitPattern: mantissa)
      : mixed(UInt64(bitPattern: mantissa) &+ UInt64(scale) &* 0x9e37_79b9_7f4a_7c15)
  }

  private static func hash(_ text: ArraySlice<UInt8>) -> HashPair {
    var a: UInt64 = 0x082e_fa98_ec4e_6c89 &+ UInt64(text.count)
    var b: UInt64 = 0x4528_21e6_38d0_1377 &+ UInt64(text.count)
    var word: UInt64 = 0
    var filled = 0
    for byte in text {
      word = word << 8 | UInt64(byte)
      filled += 1
      if filled == 8 {
        a = mixed(a ^ word)
        b = mixed(b &+ word &* 0xd1b5_4a32_d192_ed03)
        word = 0
        filled = 0
      }
    }
    return HashPair(high: mixed(a ^ word), low: mixed(b &+ word &* 0xd1b5_4a32_d192_ed03))
  }

  /// Hands over the hash of each cell of some rows, with its place among them.
  @inline(__always)
  func each(_ rows: Range<Int>, _ body: (Int, HashPair) -> Void) {
    let missing = HashPair(high: mixed(tag), low: mixed(~tag))
    if let texts {
      for (index, row) in rows.enumerated() {
        let isMissing = validity.map { !$0[row] } ?? false
        body(index, isMissing ? missing : texts[Int(words[row])])
      }
    } else {
      let mark = tag << 56
      for (index, row) in rows.enumerated() {
        if let validity, !validity[row] {
          body(index, missing)
          continue
        }
        let word = words[row]
        body(
          index,
          HashPair(
            high: mixed(word &+ mark), low: mixed(~word &* 0x9e37_79b9_7f4a_7c15 &+ tag)))
      }
    }
  }
}
