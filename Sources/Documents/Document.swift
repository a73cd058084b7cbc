import Relations

/// What a value looks like to a reader, before any format: made once per value, drawn by each
/// format, so that terminal and report cannot drift apart.
///
/// Texts are raw; every format escapes them in its own way.
package struct Document: Equatable, Sendable {
  package var blocks: [Block]

  package init(_ blocks: [Block]) { self.blocks = blocks }

  package enum Block: Equatable, Sendable {
    case heading(String)
    case paragraph(String)
    case table(TableBlock)
    case picture(AnyChart)
    /// A remark of a severity: `note:`, `warning:`.
    case note(NoteKind, String)
    /// Code as it would be typed.
    case code(String)

    /// A chart of any kind.
    package static func chart(_ chart: any Chart) -> Block { .picture(AnyChart(chart: chart)) }
  }

  package enum NoteKind: String, Sendable { case note, warning }
}

/// A table with cells that know what they are, so that a format can align, round or keep them.
package struct TableBlock: Equatable, Sendable {
  package struct Heading: Equatable, Sendable {
    package let name: String
    /// A second line below the name: a type or a unit; empty for none.
    package let detail: String
    /// Where texts stand; numbers stand on the right in any case.
    package let alignment: Alignment
    package let grouping: Grouping

    package init(
      _ name: String, detail: String = "", alignment: Alignment = .leading,
      grouping: Grouping = .thousands
    ) {
      self.name = name
      self.detail = detail
      self.alignment = alignment
      self.grouping = grouping
    }
  }

  /// How a reader sees numbers of four and more digits.
  package enum Grouping: Sendable {
    /// With a comma, as in `48,112`: counts and amounts.
    case thousands
    /// As in `2025`: years and numbers that are names.
    case none
  }

  package enum Alignment: Sendable { case leading, trailing }

  package enum Cell: Equatable, Sendable {
    /// Any literal; a missing value is drawn as `–`.
    case value(Literal)
    /// A number shown with so many significant digits to a reader, in full to a machine.
    case number(Double, significant: Int)
    /// A share 0...1, shown as a percentage.
    case share(Double)
    case text(String)
    /// Heights 0...1 of a small histogram.
    case histogram([Double])
    /// A value drawn as a bar, 0...1.
    case bar(Double)
    case empty
  }

  package let headings: [Heading]
  package let rows: [[Cell]]
  /// The number of rows of the whole, where `rows` holds only the first of them.
  package let totalRows: Int
  /// Rows to point out, such as the candidate that was picked.
  package let highlighted: [Int]

  package init(
    headings: [Heading], rows: [[Cell]], totalRows: Int? = nil, highlighted: [Int] = []
  ) {
    self.headings = headings
    self.rows = rows
    self.totalRows = totalRows ?? rows.count
    self.highlighted = highlighted
  }
}
