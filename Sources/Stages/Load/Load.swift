import Diagnostics
import Matrices
import Planning
import Relations
import Syntax
import Tables

/// Reads delimited files: the check samples them, the run reads them.
package struct Load: DeclarableSource, SniffedSource, NarrowableSource, SizedSource {
  let path: String
  let options: ReadOptions
  /// The file for rows that were set aside; `nil` keeps only their number and the first reasons.
  let rejectsPath: String?
  let range: SourceRange
  /// The dialect and types that the check detected, by which the files are read.
  let files: SampledFiles
  /// The columns that are kept; `nil` for all.
  let narrowing: Narrowing?

  /// The dialect of the first file, and the columns of all files.
  package var schema: SourceSchema { files.schema }
  package let output: ValueType

  package static let signature = StageSignature(
    "load", "Reads a file of delimited text or JSON, exactly or not at all.", group: .sources,
    inputs: [],
    positional: Parameter(
      "path", .path,
      "The file; .gz is unpacked, `*` matches several files, `-` is standard input.",
      isRequired: true),
    parameters: [
      Parameter(
        "types", ReadOptions.Types.choices, "How columns get their types.", standard: "sniffed"),
      Parameter(
        "header", ReadOptions.Header.choices, "Whether the first line names the columns.",
        standard: "detected"),
      Parameter("delimiter", .text, "The separator of cells: \",\", \";\", \"tab\", \"blanks\"."),
      Parameter(
        "quote", .text, "The quote mark: \"\\\"\" or \"'\"."),
      Parameter(
        "escape", .text, "The escape character, such as \"\\\\\"."),
      Parameter(
        "trailing", TrailingDelimiter.choices, "How a delimiter at the end of each row is read.",
        standard: "detected"),
      Parameter("encoding", .text, "\"utf-8\", \"windows-1252\", \"utf-16le\", \"utf-16be\"."),
      Parameter("decimal", .text, "The decimal mark: \".\" or \",\"."),
      Parameter("dates", .texts, "The patterns of dates, such as \"dd/MM/yyyy\"."),
      Parameter("missing", .texts, "Words for missing cells, such as \"NA\"."),
      Parameter(
        "skip", .integer(0...1_000_000), "The number of lines to skip before the header.",
        standard: "0"),
      Parameter(
        "rejects", .integer(0 ... .max),
        "The maximum number of unreadable rows that are set aside and counted; by default none."),
      Parameter(
        "rejects_to", .path, "The CSV file for rows that were set aside, with reasons."),
    ],
    gives: "Table", aliases: ["read", "read_csv", "scan_csv", "import", "from"])

  package init?(_ call: BoundCall, on input: ValueType, _ checker: inout StageChecker) {
    guard let item = checker.onlyItem(), let value = checker.constant(item.value, for: "`load`")
    else { return nil }
    guard case .text(let path)? = value.literal else {
      checker.report(
        .unexpectedKind(value.type.phrase, wanted: "a file name in quotes", at: item.range))
      return nil
    }
    guard let options = checker.readOptions(),
      let rejectsPath = checker.text("rejects_to", standard: nil)
    else { return nil }
    if rejectsPath != nil, options.rejects == .refuse {
      checker.report(
        Diagnostic(
          .missingArgument, "`rejects_to` needs `rejects`, the maximum number of rows to set aside",
          at: call.nameRange, fixes: [Diagnostic.Fix("rejects=100")]))
      return nil
    }
    do throws(ReadError) {
      let files = try SampledFiles(
        path, options: options, files: checker.files, control: Load.sampling)
      self.init(path, options, rejectsPath: rejectsPath, at: item.range, files)
    } catch {
      checker.report(diagnostic(for: error).ofMissingFile(error, at: item.range))
      return nil
    }
  }

  private init(
    _ path: String, _ options: ReadOptions, rejectsPath: String?, at range: SourceRange,
    _ files: SampledFiles, narrowing: Narrowing? = nil
  ) {
    self.path = path
    self.options = options
    self.rejectsPath = rejectsPath
    self.range = range
    self.files = files
    self.narrowing = narrowing
    let type = TableType(files, name: Load.name(of: path))
    output = .table(
      narrowing.map { narrowing in
        type.with(columns: type.columns.filter { narrowing.columns.contains($0.name) })
      } ?? type)
  }

  /// The same source with only some columns.
  init(_ load: Load, _ narrowing: Narrowing) {
    self.init(
      load.path, load.options, rejectsPath: load.rejectsPath, at: load.range, load.files,
      narrowing: narrowing)
  }

  /// Reading a sample is fast, and no result depends on the number of threads.
  private static let sampling = RunControl(threads: 2)

  /// The file name without folder and extensions, for messages.
  private static func name(of path: String) -> String {
    if path == "-" { return "standard input" }
    let last = path.split(separator: "/").last.map(String.init) ?? path
    return last.split(separator: ".").first.map(String.init) ?? last
  }

  package func stamp(_ context: RunContext) -> String {
    // A new file that matches a pattern changes the input.
    let paths = (try? context.files.matches(path)) ?? []
    return paths.map { "\($0) \(context.files.stamp($0))" }.joined(separator: "\n")
  }

  package var paths: [String] { files.files.map(\.path) }

  /// The files sampled again with the column types that the next stage declares.
  package func declaring(_ fields: [DeclaredField], _ checker: inout StageChecker)
    -> (any DeclarableSource)?
  {
    guard options.types == .sniffed else { return nil }
    var options = options
    options.declared.removeAll { old in fields.contains { $0.name == old.name } }
    options.declared += fields
    do throws(ReadError) {
      let files = try files.reconsidered(
        options, files: checker.files, control: Load.sampling)
      return Load(
        path, options, rejectsPath: rejectsPath, at: range, files, narrowing: narrowing)
    } catch {
      checker.report(diagnostic(for: error))
      return nil
    }
  }

  package func distinctValues(of column: String) -> Int? { files.distinctValues(of: column) }

  package func dictionaryBytes(of column: String) -> Int { files.dictionaryBytes(of: column) }

  /// The peak memory of reading, less that of the result; for several files their rows once more.
  package func workingMemory(rows: Int, threads: Int) -> Int {
    let columns = files.fields.filter { narrowing?.columns.contains($0.name) ?? true }
    let reading = files.readingBytes(
      rows: rows, columns: columns, options: options, threads: threads)
    let given = columns.reduce(0) {
      $0 + rows * $1.type.storedBytes + dictionaryBytes(of: $1.name)
    }
    return max(0, reading - given) + (files.files.count > 1 ? given : 0)
  }

  package func run(
    _ input: Value?, replaying replayed: LedgerRecord?, _ context: RunContext
  ) throws(StageFailure) -> StageResult {
    let report = LoadReport(self, try read(context))
    if let rejectsPath, context.actsOnWorld { try report.writeRejects(to: rejectsPath, context) }
    return StageResult(
      .table(Rows(narrowing?.narrowed(report.table) ?? report.table)), record: report.record,
      remarks: report.remarks)
  }

  private func read(
    _ context: RunContext
  ) throws(StageFailure) -> (table: Table, reports: [FileReport]) {
    do throws(ReadError) {
      var files = files
      if try context.files.matches(path) != paths {
        // Files that match the pattern were added or removed after the check.
        let fresh = try SampledFiles(
          path, options: options, files: context.files, control: Load.sampling)
        guard fresh.fields.map(\.name) == files.fields.map(\.name),
          fresh.fields.map(\.type) == files.fields.map(\.type)
        else { throw ReadError(.changedSinceCheck, path: path) }
        files = fresh
      }
      var options = options
      options.kept = narrowing.map { Set($0.columns) }
      return try files.read(options, files: context.files, control: context.control)
    } catch {
      if error.problem == .cancelled { throw .cancelled(partial: nil) }
      throw .problems([diagnostic(for: error)])
    }
  }
}

extension TableType {
  /// The columns of a file, from its header and a sample.
  init(_ files: SampledFiles, name: String) {
    self.init(
      files.fields.map { ColumnType($0.name, DataType($0.type), missing: .possible) }, name: name,
      remarks: files.allRemarks.compactMap { remark in
        switch remark {
        case .nearlyTyped(let column, _, _, _, _), .twoDigitYear(let column, _),
          .contradictoryDates(let column, _, _), .ambiguousNumber(let column, _),
          .noValues(let column), .otherDates(let column, _, _), .unknownDates(let column, _),
          .typesDiffer(let column, _, _, _):
          ColumnRemark(column: column, text: remark.message, fixes: remark.fixes)
        case .exponents(let column, _):
          ColumnRemark(column: column, text: remark.message, hasExponents: true)
        case .ambiguousDate(let evidence):
          ColumnRemark(
            column: evidence.column, text: remark.message, ambiguousDate: evidence,
            fixes: remark.fixes)
        default: nil
        }
      }, estimatedRows: files.estimatedRows)
  }
}

extension DiagnosticCode {
  package static let rejectedRows = DiagnosticCode(
    "W0652", "rows that could not be read were set aside",
    page: """
      `rejects=N` sets aside up to N rows that cannot be read. They are counted, and the first three
      are shown with their reasons.

      ```csv
      # file orders.csv
      id,amount
      C1,10
      C2
      C3,30
      ```

      ```seg
      load "orders.csv" rejects=1
      # error: W0652
      ```

      To write all of them to a file, with the reason and the text of each row, use
      `load "orders.csv" rejects=1 rejects_to="rejects.csv"`.
      """)
}

extension Load {
  package static let manual = """
    The delimiter, the encoding, the types and the date patterns are detected from the header and a
    sample, and reported. A value that does not fit is an error with its line and column, never a silent
    change. Day and month are only distinguished if the data prove the order.

    Parameters override what would be detected: `load "tx.csv" delimiter=";" decimal=","`,
    `load "tx.csv" dates="dd/MM/yyyy"`, `load "tx.csv" types=text`.

    ```seg
    load "no such file.csv"
    # error: E0602
    ```

    A file that begins like JSON is read as one object per line or as an array of objects. Numbers keep every
    digit, digits in quotes stay text, dates in quotes become dates. An object within a record gives columns
    such as `address.city`; an array stays as its JSON text. `null` and a name that a record lacks are missing
    cells. The file is held in memory as a whole.

    `dates="dd/MM/yyyy"` sets the pattern for every column that looks like dates and fits; use a list for
    several patterns. A column that looks like dates and does not fit is reported.

    Cells are quoted with `"`; if every text of a column is in apostrophes instead, that is detected and
    reported, and `quote="'"` sets it. `escape="\\\\"` is for exports that write `\\"` for a quote: a
    backslash escapes the character after it, `\\n` is a line end, and a cell `\\N` is missing. A
    delimiter may have several characters: `delimiter="||"`; a space after each comma, as in
    `1, "Lind, Ann"`, is detected.

    Thousands separators are read if a value of the column proves them: `1,900.50`, `1'234'567`. A column
    of only `1.900` and `7.500` proves nothing and stays text; with `decimal=","` it is 1900 and 7500.

    A first line with numbers, dates or words such as `n/a` among its cells is only read as names if
    the other cells show that it holds names. If the rows end with a delimiter and the header does not,
    either a name is missing or the last delimiter is superfluous, and the file is refused;
    `trailing=ignored` declares the latter. A column with the name of an id and numbers with an exponent,
    `110e12`, is kept as text.

    `load "months/*.csv"` reads all files that match the pattern as one table. They need the same
    columns, in any order; a column that is text in one of them is text. `load "-"` reads standard
    input.

    `rejects=100` sets aside up to 100 rows that cannot be read: they are counted, and the first
    reasons are shown. `rejects_to="out/rejects.csv"` writes them to a file, each with its line, the
    reason and the text of the row; each run replaces the file, and it has no rows if nothing was set
    aside.

    If all columns do not fit into memory (`--memory`), only those that later stages use are kept, and a
    note and the ledger report it. The cells of the others are still read and checked: results and errors
    are the same.

    The files are never changed. The check reads the first 4 MiB and samples a few places further down;
    the types it detects are used in the run.
    """
}

extension Diagnostic {
  /// The same message at the name in the script, if there is no file of that name: it has no lines to
  /// point at.
  fileprivate func ofMissingFile(_ error: ReadError, at range: SourceRange) -> Diagnostic {
    switch error.problem {
    case .notFound, .noMatch:
      Diagnostic(
        code, message, at: range, remark: remark, notes: notes,
        fixes: fixes.map { fix in
          fix.replacement.hasPrefix("\"")
            ? Fix(fix.replacement, at: range, remark: fix.remark) : fix
        })
    default: self
    }
  }
}
