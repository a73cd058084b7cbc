import Diagnostics

package indirect enum Expression: Equatable, Sendable {
  case number(NumberLiteral)
  case string(StringLiteral)
  case text(TextLiteral)
  case date(DateLiteral)
  case boolean(Bool, SourceRange)
  case null(SourceRange)
  /// A column, dataset, parameter, enum case or metric: what it is depends on what is expected.
  case name(QualifiedName)
  /// `text?` in a schema record.
  case optionalName(QualifiedName, SourceRange)
  /// `sum(amount)`: the parenthesis is glued to the name.
  case call(FunctionCall)
  case unary(UnaryOperator, Expression, SourceRange)
  case binary(BinaryOperator, Expression, Expression, operatorRange: SourceRange)
  /// `x is null`, `x is not low`: `test` is `nil` for `null`.
  case test(Expression, negated: Bool, is: Name?, SourceRange)
  /// `a...b` with both ends, `a..<b` without the upper.
  case range(Expression, Expression, upperIncluded: Bool, SourceRange)
  case list([Expression], SourceRange)
  /// `{name: value, …}` or `{condition => value, …}`
  case block(Block)
  /// `case { condition => value, …, else => value }`
  case cases(Block, SourceRange)
  case conditional(condition: Expression, then: Expression, otherwise: Expression, SourceRange)
  /// A pipeline in parentheses, with at least one `|` or a call as its head.
  case pipeline(Pipeline, SourceRange)
  case parenthesized(Expression, SourceRange)
  /// The parser went on after an error; the checker stays silent about it.
  case missing(SourceRange)

  package var range: SourceRange {
    switch self {
    case .number(let literal): literal.range
    case .string(let literal): literal.range
    case .text(let literal): literal.range
    case .date(let literal): literal.range
    case .boolean(_, let range), .null(let range), .optionalName(_, let range),
      .unary(_, _, let range), .test(_, _, _, let range), .range(_, _, _, let range),
      .list(_, let range), .cases(_, let range), .conditional(_, _, _, let range),
      .pipeline(_, let range), .parenthesized(_, let range), .missing(let range):
      range
    case .name(let name): name.range
    case .call(let call): call.range
    case .binary(_, let left, let right, _): left.range.joined(right.range)
    case .block(let block): block.range
    }
  }
}

package enum UnaryOperator: String, Sendable { case negate = "-", plus = "+", not = "not" }

package enum BinaryOperator: String, CaseIterable, Sendable {
  case or = "or"
  case and = "and"
  case equal = "=="
  case notEqual = "!="
  case less = "<"
  case lessOrEqual = "<="
  case greater = ">"
  case greaterOrEqual = ">="
  case isIn = "in"
  case isNotIn = "not in"
  case matches = "matches"
  /// `a ?? b`: the first that is not missing.
  case coalesce = "??"
  case add = "+"
  case subtract = "-"
  case multiply = "*"
  case divide = "/"
}

/// `10_000`, `2.5e3`, `5%`, `90 days`, `50 EUR`.
package struct NumberLiteral: Equatable, Sendable {
  /// What stands after the digits.
  package enum Suffix: Equatable, Sendable {
    case none
    case percent
    /// `days`, `months`, …: as written; the checker knows which there are.
    case unit(Name)
    /// An ISO 4217 code.
    case currency(Name)
  }

  /// The digits as written, without `_`, `%` and unit: `10000`, `2.5e3`.
  package let digits: String
  package let suffix: Suffix
  package let range: SourceRange

  package init(digits: String, suffix: Suffix, at range: SourceRange) {
    self.digits = digits
    self.suffix = suffix
    self.range = range
  }
}

/// `"…"` with its escapes resolved: `\"`, `\\`, `\n`, `\t`, `\u{…}`.
package struct StringLiteral: Equatable, Sendable {
  package let value: String
  package let range: SourceRange

  package init(_ value: String, at range: SourceRange) {
    self.value = value
    self.range = range
  }
}

/// `"""` Markdown with `\(expression)` inside.
package struct TextLiteral: Equatable, Sendable {
  package enum Piece: Equatable, Sendable {
    case text(String)
    case value(Expression)
  }

  package let pieces: [Piece]
  package let range: SourceRange

  package init(pieces: [Piece], at range: SourceRange) {
    self.pieces = pieces
    self.range = range
  }
}

/// `@2025-06-30`, `@2025-06`, `@2025-Q2`, `@2025`: a range of days.
///
/// The parts are as written; a day that is not in the calendar is reported by the parser.
package struct DateLiteral: Equatable, Sendable {
  package enum Precision: Equatable, Sendable {
    case year
    case quarter(Int)
    case month(Int)
    case day(month: Int, day: Int)
  }

  package let year: Int
  package let precision: Precision
  package let range: SourceRange

  package init(year: Int, precision: Precision, at range: SourceRange) {
    self.year = year
    self.precision = precision
    self.range = range
  }
}

package struct FunctionCall: Equatable, Sendable {
  package let name: QualifiedName
  package let arguments: [Item]
  /// `date("dd/MM/yyyy")?` in a schema record; elsewhere never.
  package let isOptional: Bool
  package let range: SourceRange

  package init(
    name: QualifiedName, arguments: [Item], isOptional: Bool = false, at range: SourceRange
  ) {
    self.name = name
    self.arguments = arguments
    self.isOptional = isOptional
    self.range = range
  }
}

/// `{ … }`: a record (`name: value`) or rules (`condition => value`), never mixed.
package struct Block: Equatable, Sendable {
  package enum Entry: Equatable, Sendable {
    /// In a schema record, `value` may be an `.optionalName`.
    case field(Name, Expression)
    /// `condition` is `nil` for `else`.
    case rule(condition: Expression?, value: Expression, SourceRange)
  }

  package let entries: [Entry]
  package let range: SourceRange

  package init(entries: [Entry], at range: SourceRange) {
    self.entries = entries
    self.range = range
  }
}
