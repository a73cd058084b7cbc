/// How a column groups the thousands of its numbers: `1,900.50`, `1.900,50`, `1'900.50`, `1 900,50`.
package struct ThousandsGrouping: Hashable, Sendable {
  /// Between groups of three digits, as a byte.
  package let group: UInt8
  /// Before the fraction, as a byte.
  package let decimal: UInt8

  /// In the order in which they are tried.
  static let all = [
    ThousandsGrouping(group: 0x2C, decimal: 0x2E), ThousandsGrouping(group: 0x2E, decimal: 0x2C),
    ThousandsGrouping(group: 0x27, decimal: 0x2E), ThousandsGrouping(group: 0x20, decimal: 0x2C),
    ThousandsGrouping(group: 0x20, decimal: 0x2E),
  ]

  /// What a cell with such groups holds, or `nil` for a cell without them.
  ///
  /// The first group has one to three digits and no leading zero, the others three each.
  func read(_ bytes: Span<UInt8>, _ start: Int, _ end: Int) -> Reading? {
    var i = start
    var plain: [UInt8] = []
    if i < end, bytes[i] == 0x2D {
      plain.append(0x2D)
      i += 1
    }
    let first = digits(bytes, &i, end, into: &plain)
    guard (1...3).contains(first), bytes[i - first] != 0x30, i < end, bytes[i] == group else {
      return nil
    }
    var groups = 0
    while i < end, bytes[i] == group {
      i += 1
      guard digits(bytes, &i, end, into: &plain) == 3 else { return nil }
      groups += 1
    }
    let hasFraction = i < end
    if hasFraction {
      guard bytes[i] == decimal else { return nil }
      i += 1
      plain.append(UInt8(ascii: "."))
      guard digits(bytes, &i, end, into: &plain) > 0, i == end else { return nil }
    }
    guard
      case .number(let number) = readNumber(
        plain.span, 0, plain.count, decimalMark: UInt8(ascii: "."))
    else { return nil }
    return Reading(number: number, isDecisive: hasFraction || groups > 1)
  }

  struct Reading {
    let number: WrittenNumber
    /// The cell alone shows that the mark groups thousands and begins no fraction.
    let isDecisive: Bool
  }

  private func digits(
    _ bytes: Span<UInt8>, _ i: inout Int, _ end: Int, into plain: inout [UInt8]
  ) -> Int {
    let start = i
    while i < end, bytes[i] &- 0x30 <= 9 {
      plain.append(bytes[i])
      i += 1
    }
    return i - start
  }
}

/// What the sampled cells of a column say about one way of grouping.
struct GroupingEvidence: Sendable {
  /// Cells with groups.
  var count = 0
  /// Those that alone prove it.
  var decisive = 0
  /// The first cell that proves it, as an offset in the text.
  var proof: Int?
}
