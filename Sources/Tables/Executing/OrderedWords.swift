import Relations

/// The cells of a column as 64-bit words that are equal where the cells are equal and in the order
/// of the cells where they are not.
///
/// Grouping, sorting, joining, least and greatest values, quantiles and counts of distinct values
/// all work on words, so that there is one such loop rather than one per type. Order is by value
/// for numbers (−0 is 0), by UTF-8 bytes for text, false before true, and by months, then days,
/// then microseconds for durations.
struct OrderedWords {
  enum Order {
    /// As above.
    case byValue
    /// Text in any order, without the price of sorting its dictionary.
    case any
  }

  /// What stands in the place of a missing cell is unspecified.
  var words: [UInt64]
  let validity: Bitmap?
  private let meaning: Meaning

  private enum Meaning {
    case boolean, integer, number, date, timestamp
    case decimal(scale: Int)
    /// A word is an index into the codes.
    case text([Int32], TextPool)
    /// A word is an index.
    case duration([Duration])
  }

  private static let signBit: UInt64 = 1 << 63

  init(_ column: Column, order: Order = .byValue) {
    validity = column.validity
    switch column {
    case .boolean(let cells):
      words = cells.values.map { $0 ? 1 : 0 }
      meaning = .boolean
    case .integer(let cells):
      words = OrderedWords.words(cells.values)
      meaning = .integer
    case .decimal(let cells, let scale):
      words = OrderedWords.words(cells.values)
      meaning = .decimal(scale: scale)
    case .timestamp(let cells):
      words = OrderedWords.words(cells.values)
      meaning = .timestamp
    case .date(let cells):
      words = cells.values.map { UInt64(bitPattern: Int64($0)) ^ OrderedWords.signBit }
      meaning = .date
    case .number(let cells):
      words = cells.values.map(OrderedWords.word)
      meaning = .number
    case .text(let cells):
      switch order {
      case .any:
        words = cells.safeCodes.map { UInt64($0) }
        meaning = .text(Array(0..<Int32(cells.dictionary.count)), cells.dictionary)
      case .byValue:
        let sorted = cells.usedCodesInOrder
        var ranks = [UInt64](repeating: 0, count: max(1, cells.dictionary.count))
        for (rank, code) in sorted.enumerated() { ranks[Int(code)] = UInt64(rank) }
        words = cells.safeCodes.map { ranks[Int($0)] }
        meaning = .text(sorted, cells.dictionary)
      }
    case .duration(let cells):
      let sorted = Set(cells.values).sorted()
      let ranks = Dictionary(uniqueKeysWithValues: zip(sorted, UInt64(0)...))
      words = cells.values.map { ranks[$0] ?? 0 }
      meaning = .duration(sorted)
    }
  }

  @inline(__always)
  private static func word(_ value: Double) -> UInt64 {
    let bits = (value == 0 ? 0 : value).bitPattern
    return bits & signBit == 0 ? bits | signBit : ~bits
  }

  private static func words(_ values: [Int64]) -> [UInt64] {
    values.map { UInt64(bitPattern: $0) ^ signBit }
  }

  var count: Int { words.count }

  func isMissing(_ row: Int) -> Bool { validity.map { !$0[row] } ?? false }

  /// The cells that words of this column stand for; a missing cell's word is not looked at.
  func column(of words: [UInt64], validity: Bitmap?) -> Column {
    func wide() -> Cells<Int64> {
      Cells(
        words.map { Int64(bitPattern: $0 ^ OrderedWords.signBit) }, validity: validity)
    }
    switch meaning {
    case .boolean: return .boolean(Cells(words.map { $0 == 1 }, validity: validity))
    case .integer: return .integer(wide())
    case .decimal(let scale): return .decimal(wide(), scale: scale)
    case .timestamp: return .timestamp(wide())
    case .date:
      return .date(
        Cells(
          words.map { Int32(truncatingIfNeeded: Int64(bitPattern: $0 ^ OrderedWords.signBit)) },
          validity: validity))
    case .number: return .number(Cells(words.map(OrderedWords.number), validity: validity))
    case .text(let codes, let dictionary):
      let found = words.map { $0 < UInt64(codes.count) ? codes[Int($0)] : 0 }
      return .text(
        TextCells(codes: Cells(found, validity: validity), dictionary: dictionary))
    case .duration(let values):
      return .duration(
        Cells(
          words.map { $0 < UInt64(values.count) ? values[Int($0)] : Duration() },
          validity: validity))
    }
  }

  private static func number(_ word: UInt64) -> Double {
    Double(bitPattern: word & signBit == 0 ? ~word : word ^ signBit)
  }

  /// The number that a word stands for, as whole number or decimal or as binary number.
  ///
  /// - Precondition: the column is numeric.
  func numeral(_ word: UInt64) -> Numeral {
    switch meaning {
    case .integer: return .exact(Int64(bitPattern: word ^ OrderedWords.signBit), scale: 0)
    case .decimal(let scale):
      return .exact(Int64(bitPattern: word ^ OrderedWords.signBit), scale: scale)
    case .number: return .binary(OrderedWords.number(word))
    case .boolean, .text, .date, .timestamp, .duration:
      preconditionFailure("a checked plan takes quantiles of numbers")
    }
  }

  enum Numeral {
    case exact(Int64, scale: Int)
    case binary(Double)
  }
}

extension Duration {
  static func precedes(_ left: Duration, _ right: Duration) -> Bool {
    (left.months, left.days, left.microseconds) < (right.months, right.days, right.microseconds)
  }
}

extension Set<Duration> {
  fileprivate func sorted() -> [Duration] { sorted(by: Duration.precedes) }
}

extension TextCells {
  /// The codes, with 0 in the place of whatever stands where a cell is missing.
  var safeCodes: [Int32] {
    guard let validity = codes.validity else { return codes.values }
    var safe = codes.values
    for row in safe.indices where !validity[row] { safe[row] = 0 }
    return safe
  }

  /// The codes that occur in a cell, in the order of their texts.
  var usedCodesInOrder: [Int32] {
    var used = [Bool](repeating: false, count: dictionary.count)
    let values = codes.values
    if let validity = codes.validity {
      for row in values.indices where validity[row] { used[Int(values[row])] = true }
    } else {
      for code in values { used[Int(code)] = true }
    }
    return dictionary.sorted(used.indices.filter { used[$0] }.map { Int32($0) })
  }
}
