import Diagnostics
import Relations

/// The cells of one column of a table as texts for a reader.
///
/// Numbers of a column have the same decimals as far as those are significant, so that the eye can
/// compare them. Texts from outside are made visible here.
struct ReadableColumn {
  let texts: [String]
  /// Whether the column reads from the right, as numbers do.
  let isTrailing: Bool
  /// Whether all its cells may be cut; a number that was cut would be another number.
  let isCuttable: Bool

  init(_ cells: [TableBlock.Cell], heading: TableBlock.Heading, style: Style) {
    let grouped = heading.grouping == .thousands
    let decimals = cells.reduce(0) { max($0, $1.number?.neededDecimals ?? 0) }
    texts = cells.map { cell in
      if let number = cell.number { return number.text(decimals: decimals, grouped: grouped) }
      switch cell {
      case .value(let literal): return VisibleText(literal.readableText(grouped: grouped)).text
      case .number, .empty: return ""
      case .share(let share): return readableShare(share)
      case .text(let text): return VisibleText(text).text
      case .histogram(let heights): return sparkline(heights, glyphs: style.glyphs)
      case .bar(let share): return bar(share, width: 10, glyphs: style.glyphs)
      }
    }
    .map { style.glyphs == .ascii && $0 == "–" ? "-" : $0 }
    let present = cells.filter { !$0.isBlank }
    let numeric = !present.isEmpty && present.allSatisfy(\.isNumeric)
    isTrailing = heading.alignment == .trailing || numeric
    isCuttable = !numeric
  }

  /// The texts with spaces after them, so that decimal points stand below each other.
  ///
  /// Percentages and other texts keep to the right edge.
  var alignedTexts: [String] {
    guard isTrailing else { return texts }
    let fractions = texts.map { text -> Int? in
      guard text.utf8.allSatisfy({ $0 < 0x80 }), text.last?.isNumber == true, !text.contains("e")
      else { return nil }
      return text.firstIndex(of: ".").map { text.distance(from: $0, to: text.endIndex) } ?? 0
    }
    let widest = fractions.compactMap { $0 }.max() ?? 0
    return zip(texts, fractions).map { text, fraction in
      guard let fraction else { return text }
      return text + String(repeating: " ", count: widest - fraction)
    }
  }
}

extension TableBlock.Cell {
  /// The number to be rounded with the others of its column, if it is one that is rounded.
  fileprivate var number: ReadableNumber? {
    switch self {
    case .number(let value, let significant): ReadableNumber(value, significant: significant)
    case .value(.number(let value)): ReadableNumber(value, significant: 6)
    case .value, .share, .text, .histogram, .bar, .empty: nil
    }
  }

  fileprivate var isNumeric: Bool {
    switch self {
    case .number, .share: true
    case .value(let literal): literal.type?.isNumeric ?? false
    case .text, .histogram, .bar, .empty: false
    }
  }

  /// Whether it says nothing of what its column holds.
  fileprivate var isBlank: Bool { self == .empty || self == .value(.null) }
}
