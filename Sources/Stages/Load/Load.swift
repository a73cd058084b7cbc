import Diagnostics
import Planning
import Relations
import Syntax
import Tables

/// Reads a delimited file: looked at while checking, read while running.
package struct Load: DeclarableSource, SniffedSource {
  let path: String
  let options: ReadOptions
  let range: SourceRange
  /// What the check found; a column that comes out otherwise in the whole file is reported.
  package let sniff: FileSniff
  package let output: ValueType

  package static let signature = StageSignature(
    "load", "Reads a file of delimited text, exactly or not at all.", group: .sources, inputs: [],
    positional: Parameter(
      "path", .path, "The file; .gz is unpacked.", isRequired: true),
    parameters: [
      Parameter(
        "types",
        .choice([
          .init("sniffed", "Types from the header and a sample."),
          .init("text", "Every column as text."),
        ]), "How columns get their types.", standard: "sniffed"),
      Parameter(
        "header",
        .choice([
          .init("detected", "Found out from the first lines."),
          .init("present", "The first line names the columns."),
          .init("none", "The columns are called column_1, column_2, …"),
        ]), "Whether the first line names the columns.", standard: "detected"),
      Parameter("delimiter", .text, "What separates cells: \",\", \";\", \"tab\", \"blanks\"."),
      Parameter("encoding", .text, "\"utf-8\", \"windows-1252\", \"utf-16le\", \"utf-16be\"."),
      Parameter("decimal", .text, "The decimal mark: \".\" or \",\"."),
      Parameter("dates", .texts, "How dates are written, such as \"dd/MM/yyyy\"."),
      Parameter("missing", .texts, "Cells that mean nothing, such as \"NA\"."),
      Parameter(
        "skip", .integer(0...1_000_000), "Lines before the header to leave out.", standard: "0"),
      Parameter(
        "rejects", .integer(0 ... .max),
        "So many rows that cannot be read may be set aside and counted; without it, none."),
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
    guard let options = checker.readOptions() else { return nil }
    self.path = path
    self.options = options
    range = item.range
    do throws(ReadError) {
      sniff = try DelimitedReader.sniff(
        path, options: options, files: checker.files, control: .init(threads: 1))
    } catch {
      checker.report(diagnostic(for: error))
      return nil
    }
    output = .table(TableType(sniff, name: Load.name(of: path)))
  }

  /// The file's name without folder and endings, as messages use it.
  private static func name(of path: String) -> String {
    let last = path.split(separator: "/").last.map(String.init) ?? path
    return last.split(separator: ".").first.map(String.init) ?? last
  }

  package func stamp(_ context: RunContext) -> String { context.files.stamp(path) }

  package var paths: [String] { [path] }

  /// The file looked at again with what the next stage says of its columns.
  package func declaring(_ fields: [DeclaredField], _ checker: inout StageChecker)
    -> (any DeclarableSource)?
  {
    guard options.types == .sniffed else { return nil }
    var options = options
    options.declared.removeAll { old in fields.contains { $0.name == old.name } }
    options.declared += fields
    do throws(ReadError) {
      let sniff = try DelimitedReader.sniff(
        path, options: options, files: checker.files, control: .init(threads: 1))
      return Load(path: path, options: options, range: range, sniff: sniff)
    } catch {
      checker.report(diagnostic(for: error))
      return nil
    }
  }

  private init(path: String, options: ReadOptions, range: SourceRange, sniff: FileSniff) {
    self.path = path
    self.options = options
    self.range = range
    self.sniff = sniff
    output = .table(TableType(sniff, name: Load.name(of: path)))
  }

  package func run(
    _ input: Value?, replaying replayed: LedgerRecord?, _ context: RunContext
  ) throws(StageFailure) -> StageResult {
    let result = try read(context)
    let changed = changes(result)
    guard changed.isEmpty else { throw .problems(changed) }
    var record = LedgerRecord()
    record["path"] = .text(path)
    record["rows"] = .integer(result.rows)
    if !result.rejects.isEmpty { record["rejects"] = .integer(result.rejects.count) }
    return StageResult(.table(result.table), record: record, remarks: remarks(result))
  }

  private func read(_ context: RunContext) throws(StageFailure) -> ReadResult {
    do throws(ReadError) {
      return try DelimitedReader.read(
        path, options: options, files: context.files, control: context.control)
    } catch {
      if error.problem == .cancelled { throw .cancelled(partial: nil) }
      throw .problems([diagnostic(for: error)])
    }
  }

  /// Columns that the whole file shows to be of another type than its first rows.
  private func changes(_ result: ReadResult) -> [Diagnostic] {
    sniff.fields.compactMap { field in
      guard let column = result.table.column(field.name), column.type != field.type,
        !(column.type.isNumeric && field.type.isNumeric)
      else { return nil }
      for case .ambiguousDate(let evidence) in result.remarks where evidence.column == field.name {
        var problem = diagnostic(for: evidence, at: .script(range))
        problem.fixes = [
          Diagnostic.Fix("load … dates=\"\(evidence.dayFirst.text)\"", remark: "day first"),
          Diagnostic.Fix("load … dates=\"\(evidence.monthFirst.text)\"", remark: "month first"),
        ]
        return problem
      }
      return Diagnostic(
        .changedType,
        "`\(field.name)` looked like \(DataType(field.type).phrase) in the first rows and is "
          + "\(DataType(column.type).phrase) in the whole file", at: range,
        fixes: [Diagnostic.Fix("load … types=text", remark: "then parse what is needed")])
    }
  }

  /// What the reader wants to say, one note for each.
  private func remarks(_ result: ReadResult) -> [Diagnostic] {
    var remarks = result.remarks.map { diagnostic(for: $0, path: path) }
    if let first = result.rejects.first {
      remarks.append(
        Diagnostic(
          .rejectedRows,
          "\(grouped(result.rejects.count)) rows could not be read and were set aside", at: range,
          notes: ["the first is line \(first.line): \(diagnostic(for: first.error).message)"]))
    }
    return remarks
  }
}

extension StageChecker {
  /// What the parameters of `load` say about reading.
  fileprivate mutating func readOptions() -> ReadOptions? {
    var options = ReadOptions()
    guard let types = choice("types", standard: "sniffed"),
      let header = choice("header", standard: "detected"),
      let delimiter = text("delimiter", standard: nil),
      let encoding = text("encoding", standard: nil),
      let decimal = text("decimal", standard: nil),
      let skip = integer("skip", standard: 0), let rejects = integer("rejects", standard: 0)
    else { return nil }
    options.types = types == "text" ? .text : .sniffed
    options.header = header == "none" ? .none : header == "present" ? .present : .detected
    options.skip = skip
    if call.named["rejects"] != nil { options.rejects = .keepGoing(limit: rejects) }
    func refuse(_ name: String, _ known: String) {
      if let range = call.named[name]?.range {
        report(
          Diagnostic(
            .unknownChoice, "`\(name)` cannot be that", at: range, notes: ["it is one of \(known)"]
          ))
      }
    }
    if let delimiter {
      guard let known = Delimiter(name: delimiter) else {
        refuse("delimiter", "\",\", \";\", \"|\", \"tab\", \"blanks\"")
        return nil
      }
      options.delimiter = known
    }
    if let encoding {
      guard let known = TextEncoding(rawValue: encoding.lowercased()) else {
        refuse("encoding", TextEncoding.allCases.map(\.rawValue).joined(separator: ", "))
        return nil
      }
      options.encoding = known
    }
    if let decimal {
      guard decimal == "." || decimal == ",", let byte = decimal.utf8.first else {
        refuse("decimal", "\".\" and \",\"")
        return nil
      }
      options.decimalMark = byte
    }
    if let missing = call.named["missing"] {
      guard let texts = self.texts([missing]) else { return nil }
      options.missing = texts
    }
    if let dates = call.named["dates"] {
      guard let patterns = datePatterns([dates]) else { return nil }
      options.datePatterns = patterns
    }
    return options
  }

  private mutating func texts(_ values: [Syntax.Expression]) -> [String]? {
    texts(values.flatMap { $0.listed }.map { Item(name: nil, value: $0, at: $0.range) })
  }

  /// Patterns such as "dd/MM/yyyy", each checked.
  mutating func datePatterns(_ values: [Syntax.Expression]) -> [DatePattern]? {
    guard let texts = texts(values) else { return nil }
    var patterns: [DatePattern] = []
    for text in texts {
      do throws(DatePatternError) {
        patterns.append(try DatePattern(text))
      } catch {
        report(
          Diagnostic(
            .unknownChoice, "\(quoted(text)) is no way to write a date", at: values[0].range,
            notes: [
              "letters: yyyy year, MM or M month, MMM its name, dd or d day, HH hour, mm minute, "
                + "ss second"
            ], fixes: [Diagnostic.Fix("\"dd/MM/yyyy\"")]))
        return nil
      }
    }
    return patterns
  }
}

extension Syntax.Expression {
  /// The items of a list, or the expression alone.
  var listed: [Syntax.Expression] {
    switch self {
    case .list(let items, _): items
    case .parenthesized(let inner, _): inner.listed
    default: [self]
    }
  }
}

extension TableType {
  /// The columns of a file as its header and a sample show them.
  init(_ sniff: FileSniff, name: String) {
    self.init(
      sniff.fields.map { ColumnType($0.name, DataType($0.type), missing: .possible) }, name: name,
      remarks: sniff.remarks.compactMap { remark in
        switch remark {
        case .nearlyTyped(let column, _, _, _, _), .twoDigitYear(let column, _),
          .contradictoryDates(let column, _, _), .ambiguousNumber(let column, _),
          .noValues(let column):
          ColumnRemark(column: column, text: remark.message)
        case .ambiguousDate(let evidence):
          ColumnRemark(column: evidence.column, text: remark.message, ambiguousDate: evidence)
        default: nil
        }
      })
  }
}

extension DiagnosticCode {
  package static let changedType = DiagnosticCode(
    "E0650", "a column is of another type further down",
    page: """
      The check looks at the header and a sample; the run reads everything. A column that turns out
      to be of another type would change what the script means, so the run stops.

      Declare the column, or read it as text and `parse` it.
      """)

  package static let rejectedRows = DiagnosticCode(
    "W0652", "rows that could not be read were set aside",
    page: """
      `rejects=N` lets up to N rows that cannot be read go. They are counted, and the first is shown.
      """)
}

extension Load {
  package static let manual = """
    The delimiter, the encoding, the types and the way dates are written are found out from the header
    and a sample, and told. A value that does not fit is an error with its line and column, never a
    silent change. Day and month are told apart by proof, or not at all.

    Parameters overrule what would be found: `load "tx.csv" delimiter=";" decimal=","`,
    `load "tx.csv" dates="dd/MM/yyyy"`, `load "tx.csv" types=text`.

    ```seg
    load "no such file.csv"
    # error: E0602
    ```

    The file is only read. `rejects=100` sets aside up to 100 rows that cannot be read and counts
    them.
    """
}
