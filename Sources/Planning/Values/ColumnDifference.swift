import Diagnostics
import Relations
import Tables

/// The columns of fresh rows beside those that a lock knows.
package struct ColumnDifference: Equatable, Sendable {
  package struct Retyped: Equatable, Sendable {
    package let column: String
    /// The type that it has in the lock, and is read as.
    package let locked: String
    /// What it looks like by itself.
    package let found: String

    package init(column: String, locked: String, found: String) {
      self.column = column
      self.locked = locked
      self.found = found
    }

    /// Without a full stop.
    package var phrase: String {
      "`\(VisibleText(column).text)` is \(locked) in the lock and looks like \(found) here"
    }
  }

  /// The fresh rows, as a sentence names them.
  package let rows: String
  /// What the lock knows, as a sentence names it.
  package let lock: String
  /// Columns that decisions may read and that are not there.
  package let missing: [String]
  /// Columns that the locked file did not have; no decision reads them.
  package let extra: [String]
  /// Columns that hold something which the locked type cannot.
  package let retyped: [Retyped]

  package init(
    rows: String, lock: String, missing: [String] = [], extra: [String] = [],
    retyped: [Retyped] = []
  ) {
    self.rows = rows
    self.lock = lock
    self.missing = missing
    self.extra = extra
    self.retyped = retyped
  }

  /// Compares two lists of columns by name.
  package init(of table: TableType, from locked: TableType) {
    self.init(
      rows: quoted(table.name), lock: quoted(locked.name),
      missing: locked.columns.map(\.name).filter { table[$0] == nil },
      extra: table.columns.map(\.name).filter { locked[$0] == nil },
      retyped: locked.columns.compactMap { column in
        guard let found = table[column.name]?.type.scalar, !column.type.scalar.holds(found) else {
          return nil
        }
        return Retyped(
          column: column.name, locked: column.type.scalar.rawValue, found: found.rawValue)
      })
  }

  package var isSame: Bool { missing.isEmpty && extra.isEmpty && retyped.isEmpty }

  /// What is missing, without a full stop; `nil` if nothing is.
  package var lack: String? {
    guard !missing.isEmpty else { return nil }
    return
      "\(rows) lacks \(missing.count == 1 ? "a column" : "\(missing.count) columns") of \(lock)"
  }

  /// The names after `lack`.
  package var lackNotes: [String] {
    ["missing: " + missing.map { quoted($0) }.joined(separator: ", ")]
      + (extra.isEmpty ? [] : ["new: " + extra.map { quoted($0) }.joined(separator: ", ")])
  }

  /// What is new, without a full stop; `nil` if nothing is.
  package var news: String? {
    guard !extra.isEmpty else { return nil }
    let names = extra.prefix(10).map { "`\(VisibleText($0).cut(to: 40))`" }
    return "\(rows) has \(extra.count == 1 ? "a column" : "\(extra.count) columns") that the lock "
      + "does not know, and no decision reads: \(names.joined(separator: ", "))"
      + (extra.count > 10 ? ", …" : "")
  }

  /// A phrase for each column that holds something else, without a full stop.
  package var changes: [String] { retyped.map(\.phrase) }
}

extension ScalarType {
  /// Whether every cell of another type is one of this type too.
  package func holds(_ other: ScalarType) -> Bool {
    switch (self, other) {
    case (.text, _), (.timestamp, .date), (.number, .integer): true
    default: self == other
    }
  }
}
