import Diagnostics
import Planning
import Relations
import Tables

extension Load {
  /// Which columns are kept where all of them would not fit the memory.
  struct Narrowing: Sendable {
    /// In the order of the file, at least one.
    let columns: [String]
    let need: MemoryNeed

    /// A table without the columns that only the reader wanted.
    func narrowed(_ table: Table) -> Table {
      let places = columns.compactMap { table.index(of: $0) }
      return Table(
        fields: places.map { table.fields[$0] }, columns: places.map { table.columns[$0] },
        selection: table.selection, storedRows: table.storedRows)
    }

    /// Says that something was left out, and why.
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
          "no later stage looks at the others; they were read and checked all the same",
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
    // Rows that are only counted are still rows of something.
    if kept.isEmpty { kept = Array(names.prefix(1)) }
    guard kept.count < names.count else { return nil }
    return Load(self, Narrowing(columns: kept, need: need))
  }
}

extension DiagnosticCode {
  package static let columnsLeftOut = DiagnosticCode(
    "N0653", "only some columns of a file are kept",
    page: """
      All columns of the file would need more memory than the machine or `--memory` allows. The stages
      behind `load` look at some of them only, and those fit: the cells of the others are read and
      checked, and let go.

      Nothing that the script computes is different. The ledger lists what was kept. Where a `let` names
      the rows of a file themselves, all that the script asks of that name is kept; at a prompt all
      columns are, since any of them may be asked for later, and so are those that a lock describes.
      """)
}
