import Clustering
import Diagnostics
import Digests
import Planning
import Relations
import Syntax
import Tables

/// Writes rows to a file: `export "out/segments.csv" as csv`.
package struct Export: EffectStage, RowStage {
  enum Format: String, CaseIterable, Sendable { case csv, json }

  let path: String
  let format: Format
  let columns: [String]
  let formulas: CSVWriter.Formulas
  let range: SourceRange
  /// The path of the stage in the script.
  let place: String
  package let output: ValueType

  package static let signature = StageSignature(
    "export", "Writes the rows to a file, completely or not at all.", group: .act,
    inputs: [.table, .features, .scaled, .sweep, .model],
    positional: Parameter(
      "path", .path, "The file; an existing one is replaced.", isRequired: true),
    parameters: [
      Parameter(
        "reveal", .boolean, "Whether personal data may be written.", standard: "false"),
      Parameter(
        "raw", .boolean,
        "Whether text that a spreadsheet would run as a formula is written unchanged.",
        standard: "false"),
    ],
    clauses: [
      ClauseParameter(
        .as,
        Parameter(
          "format",
          .choice([
            .init("csv", "Text separated by commas, with a header."),
            .init("json", "An array with one object per row."),
          ]), "The format; by default from the extension of the file name."))
    ],
    gives: "what it was given", aliases: ["write", "write_csv", "to_csv", "output", "store"])

  package init?(_ call: BoundCall, on input: ValueType, _ checker: inout StageChecker) {
    guard let item = checker.onlyItem(), let path = checker.path(item),
      let format = checker.format(of: path, item),
      let reveals = checker.boolean("reveal", standard: false),
      let raw = checker.boolean("raw", standard: false),
      let table = Export.columns(of: input)
    else { return nil }
    if !reveals {
      for column in table.columns {
        guard let marked = column.personal else { continue }
        checker.report(
          .personalShown(
            column.name, at: call.nameRange, marked: marked, by: "export",
            instead: Diagnostic.Fix(
              "show | export", at: call.nameRange, remark: "leaves personal data out"),
            end: call.range.after))
      }
      guard !checker.hasProblems else { return nil }
    }
    self.path = path
    self.format = format
    columns = table.columns.map(\.name)
    formulas = raw ? .raw : .neutralised
    range = item.range
    place = call.path
    output = input
  }

  /// All columns; for a model the customer id, the segment, its name and the distance.
  private static func columns(of input: ValueType) -> TableType? {
    guard case .model(let features, _) = input, let all = input.rows else { return input.table }
    return all.with(
      columns: ([features.key, "segment"] + (features.hasSegmentNames ? ["name"] : []) + [
        "distance"
      ])
      .compactMap { all[$0] })
  }

  /// The input is passed on unchanged.
  package func outline(over input: Relation) -> Relation { input }

  /// Every column is written.
  package var columnsAsked: Set<String>? { nil }

  package func run(
    _ input: Value?, replaying replayed: LedgerRecord?, _ context: RunContext
  ) throws(StageFailure) -> StageResult {
    guard let input = try input?.stored(context) else { brokenPlan() }
    let written = try written(input, context)
    do throws(WriteError) {
      try AtomicFile.write(
        written.bytes, to: path, inputs: context.inputs, root: context.files.root)
    } catch {
      throw .problems([diagnostic(for: error).placed(at: range)])
    }
    return StageResult(
      input, record: written.record,
      remarks: written.neutralised > 0 ? [neutralised(written.neutralised)] : [])
  }

  package func rehearse(
    _ input: Value, _ context: RunContext
  ) throws(StageFailure) -> StageResult {
    let input = try input.stored(context)
    let written = try written(input, context)
    let content: ContentHash
    do throws(ExecutionError) {
      content = try Executor(control: context.control).contentHash(of: written.table)
    } catch {
      throw StageFailure(error)
    }
    return StageResult(
      input,
      file: RehearsedFile(
        at: place, path: path, rows: written.table.rowCount,
        digest: Digest.sha256(written.bytes).description, content: content.description))
  }

  private struct Written {
    let table: Table
    let bytes: [UInt8]
    /// The number of cells that were prefixed with an apostrophe.
    let neutralised: Int
    let record: LedgerRecord
  }

  /// The bytes of the file, and its entry in the ledger.
  private func written(_ input: Value, _ context: RunContext) throws(StageFailure) -> Written {
    guard let rows = try rows(of: input, context) else { brokenPlan() }
    let table = try context.run(
      .project(.scan(stageInput), columns.map { NamedScalar($0, .column($0)) }), over: rows)
    var record = LedgerRecord()
    record["path"] = .text(path)
    record["format"] = .text(format.rawValue)
    record["rows"] = .integer(table.rowCount)
    switch format {
    case .csv:
      let text = CSVWriter.text(table, formulas: formulas)
      if text.neutralised > 0 { record["neutralised"] = .integer(text.neutralised) }
      return Written(
        table: table, bytes: text.bytes, neutralised: text.neutralised, record: record)
    case .json:
      return Written(table: table, bytes: JSONRows.text(table), neutralised: 0, record: record)
    }
  }

  /// For candidates, the cheap metrics and those that were computed before are written.
  private func rows(of input: Value, _ context: RunContext) throws(StageFailure) -> Table? {
    guard case .sweep(let sweep) = input else { return input.rows }
    return try sweep.computing(Metric.all.filter(\.isStanding), at: range, context).table
  }

  private func neutralised(_ count: Int) -> Diagnostic {
    Diagnostic(
      .formulasNeutralised,
      "\(counted(count, "cell")) \(count == 1 ? "begins" : "begin") like a formula and got an apostrophe in front",
      at: range, notes: ["a spreadsheet would have run them; numbers are not changed"],
      fixes: [Diagnostic.Fix("raw=true", remark: "writes them unchanged")])
  }
}

extension StageChecker {
  /// A file name that is constant.
  fileprivate mutating func path(_ item: Item) -> String? {
    if case .name(let name) = item.value, scope[name.text] == nil {
      report(
        Diagnostic(
          .wrongKind, "a file name must be in double quotes", at: item.range,
          fixes: [Diagnostic.Fix("\"\(name.text)\"", at: item.range)]))
      return nil
    }
    guard let value = constant(item.value, for: "`export`") else { return nil }
    guard case .text(let path)? = value.literal, !path.isEmpty else {
      report(
        .unexpectedKind(value.type.phrase, wanted: "a file name in double quotes", at: item.range))
      return nil
    }
    return path
  }

  /// The named format, or the one given by the extension of the file name.
  fileprivate mutating func format(of path: String, _ item: Item) -> Export.Format? {
    if let clause = call.clauses[.as], let named = clause.items.first,
      let parameter = call.signature.clauses.first?.parameter
    {
      return choice(named.value, of: parameter).flatMap { Export.Format(rawValue: $0) }
    }
    let ending = path.split(separator: ".").last.map { $0.lowercased() } ?? ""
    if let format = Export.Format(rawValue: ending) { return format }
    report(
      Diagnostic(
        .missingArgument, "\(quoted(path)) does not say in which format to write", at: item.range,
        fixes: Export.Format.allCases.map {
          Diagnostic.Fix("export \(item.value.source) as \($0.rawValue)")
        }))
    return nil
  }
}

extension DiagnosticCode {
  package static let formulasNeutralised = DiagnosticCode(
    "N0640", "cells that begin like a formula",
    page: """
      Spreadsheets run text that begins with `=`, `+`, `-` or `@` as a formula, wherever it comes
      from: a customer's name could send data away when the file is opened. Such text cells are
      prefixed with an apostrophe, which a spreadsheet hides; the message counts them. Numbers are not
      changed.

      ```seg
      table [{id: 1, name: "=HYPERLINK(1)"}] | export "names.csv"
      # note: N0640
      ```

      `export "names.csv" raw=true` writes them unchanged, for programs other than spreadsheets.
      """)
}

extension Export {
  package static let manual = """
    The file is written completely or not at all, and a file that the script reads is never overwritten.
    The value is passed on through the pipeline.

    ```seg
    table [{id: 1, amount: 5}, {id: 2, amount: null}] | export "amounts.csv"
    ```

    For a model, the assignments are written: the id, the segment, and the distance to its centre in
    scaled units. `select` before it chooses other columns.

    ```seg
    sample transactions customers=200 seed=7
      | rfm | scale zscore | kmeans k=3 restarts=2 | export "segments.json" as json
    ```

    Personal data are only written on purpose:

    ```seg
    table [{id: 1, email: "a@example.com"}] | mark email as pii | export "people.csv"
    # error: E0503
    ```

    In CSV, missing cells are empty, dates are ISO, and numbers have as many digits as needed. Text that
    a spreadsheet would run as a formula is prefixed with an apostrophe and counted; `raw=true` leaves
    it unchanged. The ledger records the path and the number of rows.
    """
}
