import Relations
import Tables

extension JSONValue {
  /// A cell of a table: numbers as numbers, dates and durations as text.
  package static func cell(_ literal: Literal) -> JSONValue {
    switch literal {
    case .null: .null
    case .boolean(let value): .bool(value)
    case .integer(let value): .integer(value)
    case .decimal(let mantissa, let scale): .decimal(mantissa: mantissa, scale: scale)
    case .number(let value): .number(value)
    case .text, .date, .timestamp, .duration: .string(literal.plainText)
    }
  }

  package static func strings(_ texts: [String]) -> JSONValue {
    .array(texts.map { .string($0) })
  }

  package static func numbers(_ values: [Double]) -> JSONValue {
    .array(values.map { .number($0) })
  }

  /// A count or another whole number.
  package static func count(_ value: Int) -> JSONValue { .integer(Int64(value)) }
}

extension TableBlock {
  /// Each row as an object by the names of the headings, with numbers in full.
  package var objects: [JSONValue] {
    rows.map { row in
      .object(zip(headings, row).map { ($0.name, $1.json) })
    }
  }
}

extension TableBlock.Cell {
  fileprivate var json: JSONValue {
    switch self {
    case .value(let literal): .cell(literal)
    case .number(let value, _), .share(let value), .bar(let value): .number(value)
    case .text(let text): .string(text)
    case .histogram, .empty: .null
    }
  }
}
