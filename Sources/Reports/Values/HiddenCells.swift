import Planning
import Relations
import Tables

/// What stands in place of personal data wherever a value is shown.
///
/// Columns that are marked as personal data, or come from such columns, keep their cells for matching
/// and for `export … reveal=true`; a document, a table for a pipe and `--json` have `•••` for each cell
/// that is not missing. `show … reveal=true` shows them.
struct HiddenCells {
  static let sign = "•••"

  private let isHidden: [Bool]

  init(of table: Table, _ type: TableType?) {
    isHidden = table.fields.map { type?[$0.name]?.isHidden ?? false }
  }

  /// The cell, or the sign for one that may not be shown.
  func shown(_ cell: Literal, column: Int) -> Literal {
    isHidden[column] && cell != .null ? .text(Self.sign) : cell
  }
}
