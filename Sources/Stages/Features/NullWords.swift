import Diagnostics
import Planning
import Syntax
import Tables

/// Words for a missing value, such as `NULL`, in the column that identifies the entity.
struct NullWords {
  private let found: [(word: String, rows: Int)]
  private let column: String
  private let range: SourceRange

  init(_ found: [(word: String, rows: Int)], column: String, at range: SourceRange) {
    self.found = found
    self.column = column
    self.range = range
  }

  /// Reports how often they occur, and what to write so that they are read as missing.
  var warning: Diagnostic? {
    guard let first = found.first else { return nil }
    let counts = found.prefix(3).map {
      "`\($0.word)` in \($0.rows == 1 ? "1 row" : grouped($0.rows) + " rows")"
    }
    let words = found.map { literal($0.word) }
    return Diagnostic(
      .nullWordAsEntity,
      "a word for a missing value counts as a `\(column)`: " + counts.joined(separator: ", "),
      at: range,
      fixes: [
        Diagnostic.Fix(
          "missing=" + (words.count == 1 ? words[0] : "[\(words.joined(separator: ", "))]"),
          remark: "in `load`, so that such rows are set aside"),
        Diagnostic.Fix(
          "| drop \(quotedName(column)) == \(literal(first.word)) because \"…\"",
          remark: "before it records why"),
      ])
  }

  private func literal(_ text: String) -> String {
    var result = ""
    for character in text {
      if character == "\"" || character == "\\" { result.append("\\") }
      result.append(character)
    }
    return "\"\(result)\""
  }
}

extension DiagnosticCode {
  package static let nullWordAsEntity = DiagnosticCode(
    "W0104", "a word for a missing value counts as an id",
    page: """
      Databases and spreadsheets write `NULL`, `nan`, `None`, `N/A`, `\\N`, `-` or `(blank)` for a cell
      without a value. In a column of ids all such rows become one giant "customer", which then seems
      to be the best of all.

      ```seg
      table [
        {customer_id: "NULL", amount: 10},
        {customer_id: "NULL", amount: 20},
        {customer_id: "C1", amount: 30}
      ] | features orders = count() by customer_id
      # error: W0104
      ```

      Declare that the word means a missing value: `load "orders.csv" missing="NULL"`. Rows without an id
      are then set aside and counted (N0102). If it is the real id of a customer, ignore the warning.
      """)
}
