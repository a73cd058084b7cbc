import Relations

/// What is known of a source before its rows are read.
package struct SourceSchema: Equatable, Sendable {
  /// How it is written, as a lock keeps it.
  package var recorded: RecordedOptions
  package var fields: [SniffedField]
  package var remarks: [ReadRemark]
}

/// A source as a table, with everything that was found out, set aside or is worth reporting.
package struct SourceTable: Sendable {
  package let table: Table
  /// Rows that were set aside, in the order of the file; empty unless the options allow some.
  package let rejects: [Reject]
  /// The columns as finally settled.
  package let schema: SourceSchema

  package var rows: Int { table.rowCount }
}

/// How a source is written, as named values: what a lock keeps to read another file the same way.
///
/// Only the format that made it knows what the names mean.
package struct RecordedOptions: Equatable, Sendable {
  package enum Value: Equatable, Sendable {
    case text(String)
    case texts([String])
    case flag(Bool)
  }

  package struct Entry: Equatable, Sendable {
    package let name: String
    package let value: Value
  }

  /// Sorted by their names.
  package private(set) var entries: [Entry] = []

  package init() {}

  package subscript(name: String) -> Value? {
    get { entries.first { $0.name == name }?.value }
    set {
      entries.removeAll { $0.name == name }
      guard let newValue else { return }
      let place = entries.firstIndex { name.utf8.lexicographicallyPrecedes($0.name.utf8) }
      entries.insert(Entry(name: name, value: newValue), at: place ?? entries.count)
    }
  }

  package func text(_ name: String) -> String? {
    if case .text(let text)? = self[name] { text } else { nil }
  }

  package func texts(_ name: String) -> [String]? {
    if case .texts(let texts)? = self[name] { texts } else { nil }
  }

  package func flag(_ name: String) -> Bool? {
    if case .flag(let flag)? = self[name] { flag } else { nil }
  }
}
