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
    let columns = try crew.parts(table.fields.count) { part in
      CellHashes(table.cells(of: table.fields[part].name))
    }
    let sums = try crew.blocks(of: table.rowCount) { rows in
      var high: UInt64 = 0
      var low: UInt64 = 0
      for row in rows {
        var a: UInt64 = 0x243f_6a88_85a3_08d3
        var b: UInt64 = 0x1319_8a2e_0370_7344
        for column in columns {
          let (cellA, cellB) = column[row]
          a = mixed(a &* 0x9e37_79b9_7f4a_7c15 ^ cellA)
          b = mixed(b &* 0xd1b5_4a32_d192_ed03 ^ cellB)
        }
        high &+= a
        low &+= b
      }
      return (high, low)
    }
    var high: UInt64 = 0
    var low: UInt64 = 0
    for (a, b) in sums {
      high &+= a
      low &+= b
    }
    return ContentHash(rows: table.rowCount, high: high, low: low)
  }
}

/// The hashes of the cells of a column, in two lanes.
private struct CellHashes: Sendable {
  private let words: [UInt64]
  /// For text, of which a word is a code: the hashes of the dictionary.
  private let texts: [(UInt64, UInt64)]?
  private let tag: UInt64
  private let validity: Bitmap?

  init(_ column: Column) {
    validity = column.validity
    var texts: [(UInt64, UInt64)]?
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

  private static func hash(_ text: ArraySlice<UInt8>) -> (UInt64, UInt64) {
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
    return (mixed(a ^ word), mixed(b &+ word &* 0xd1b5_4a32_d192_ed03))
  }

  subscript(row: Int) -> (UInt64, UInt64) {
    if let validity, !validity[row] { return (mixed(tag), mixed(~tag)) }
    if let texts { return texts[Int(words[row])] }
    let word = words[row]
    return (mixed(word &+ tag << 56), mixed(~word &* 0x9e37_79b9_7f4a_7c15 &+ tag))
  }
}
