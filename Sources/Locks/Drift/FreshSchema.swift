import Planning
import Relations
import Session
import Tables

/// The columns of a fresh file beside those of the file that was locked.
package struct FreshSchema: Equatable, Sendable {
  package typealias Retyped = ColumnDifference.Retyped

  /// The name of the input.
  package let input: String
  package let path: String
  /// Columns that the locked file did not have; no decision reads them.
  package let extra: [String]
  /// Columns that hold something which the locked type cannot.
  package let retyped: [Retyped]

  package var isSame: Bool { extra.isEmpty && retyped.isEmpty }

  /// Looks at the header and a sample; `nil` for what cannot be read, which the run itself tells.
  init?(_ input: LockDocument.Input, _ path: String, _ settings: SessionSettings) {
    guard let options = TableFormats.fixing(ReadOptions(), as: input.format) else { return nil }
    let fields: [SniffedField]
    do throws(ReadError) {
      fields = try TableFormats.sniff(
        path, options: options, files: settings.files, control: .init(threads: 1)
      ).schema.fields
    } catch {
      return nil
    }
    self.input = input.name
    self.path = path
    extra = fields.map(\.name).filter { name in !input.columns.contains { $0.name == name } }
    retyped = input.columns.compactMap { column in
      guard let locked = ScalarType(rawValue: column.type),
        let found = fields.first(where: { $0.name == column.name })?.type,
        !locked.holds(found)
      else { return nil }
      return Retyped(column: column.name, locked: column.type, found: found.rawValue)
    }
  }
}

extension ScalarType {
  /// Whether every cell of another type is one of this type too, or could be.
  ///
  /// A text may be a date in one of the ways that the lock knows, or a mark for a missing cell: that
  /// cannot be told from the type, and the reader says where it is not.
  fileprivate func holds(_ other: ScalarType) -> Bool {
    switch (self, other) {
    case (.text, _), (.date, .text), (.timestamp, .text), (.timestamp, .date): true
    case (.number, .integer): true
    default: self == other
    }
  }
}
