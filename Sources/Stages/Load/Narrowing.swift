import Diagnostics
import Planning
import Relations
import Tables

extension Load {
  /// The columns that are kept if all of them do not fit into memory.
  struct Narrowing: Sendable {
    /// In the order of the file, at least one.
    let columns: [String]
    let need: MemoryNeed

    /// The table without the columns that only the reader needed.
    func narrowed(_ table: Table) -> Table {
      let places = columns.compactMap { table.index(of: $0) }
      return Table(
        fields: places.map { table.fields[$0] }, columns: places.map { table.columns[$0] },
        selection: table.selection, storedRows: table.storedRows)
    }

    /// A note about the columns that were left out, and why.
    func remark(on load: Load) -> Diagnostic {
      let all = load.files.fields.count
      return Diagnostic(
        .columnsLeftOut,
        "\(grouped(columns.count)) of the \(grouped(all)) columns of `\(load.path)` "
          + "\(columns.count == 1 ? "is" : "are") kept: " + columns.joined(separator: ", "),
        at: load.range,
        notes: [
          "all of them would need about \(gibibytes(need.needed)), and "
            + "\(gibibytes(need.limit)) may be used",
          "no later stage uses the others; they were read and checked nevertheless",
        ])
    }
  }

  package var columnsLeftOut: Set<String> {
    narrowing.map { Set(files.fields.map(\.name)).subtracting($0.columns) } ?? []
  }

  package func keeping(
    _ columns: Set<String>, because need: MemoryNeed
  ) -> (any NarrowableSource)? {
    let names = files.fields.map(\.name)
    var kept = names.filter(columns.contains)
    // Rows that are only counted still need a column.
    if kept.isEmpty { kept = Array(names.prefix(1)) }
    guard kept.count < names.count else { return nil }
    return Load(self, Narrowing(columns: kept, need: need))
  }
}

extension DiagnosticCode {
  package static let columnsLeftOut = DiagnosticCode(
    "N0653", "only some columns of a file are kept",
    page: """
      All columns of the file would need more memory than the machine or `--memory` allows. Later stages
      use only some of them, and those fit: the cells of the others are read, checked and released.

      The results are the same. The ledger lists the columns that were kept. If a `let` names the rows of
      a file, all columns that the script uses of it are kept; at a prompt all columns are kept, because
      any of them may be used later, and so are those that a lock describes.
      """)
}
