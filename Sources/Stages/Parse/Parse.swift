import Diagnostics
import Planning
import Relations
import Syntax
import Tables

/// Reads text as dates: `parse order_date as "dd/MM/yyyy", "yyyy-MM-dd"`.
package struct Parse: DeclarationStage, RowStage {
  package let call: BoundCall
  let columns: [ColumnType]
  let conversions: [CellConversion]
  /// All columns of the input, in order.
  let all: [String]
  /// Whether a cell that cannot be read becomes missing.
  let allowsMisfits: Bool
  let wanted: String
  package let output: ValueType

  package static let signature = StageSignature(
    "parse", "Reads text as dates or times, by their patterns.",
    group: .shape, inputs: [.table],
    positional: Parameter("columns", .columns, "The columns.", isRequired: true),
    parameters: [
      Parameter(
        "misfits", MisfitRule.choices, "What happens to cells that match no pattern.",
        standard: "error")
    ],
    clauses: [
      ClauseParameter(
        .as,
        Parameter(
          "as", .texts,
          "Patterns such as \"dd/MM/yyyy\", tried in this order; or the word `date` or `timestamp`, "
            + "which detects the patterns.", isRequired: true))
    ],
    gives: "Table", aliases: ["parse_date", "to_date", "strptime", "to_datetime", "as_date"])

  package init?(_ call: BoundCall, on input: ValueType, _ checker: inout StageChecker) {
    guard let table = input.table, let columns = checker.columns(call.positional, in: table),
      let format = checker.format(),
      let misfits = checker.word("misfits", standard: MisfitRule.error)
    else { return nil }
    self.call = call
    self.columns = columns
    allowsMisfits = misfits == .missing
    wanted = format.wanted
    var conversions: [CellConversion] = []
    var changed: [ColumnType] = []
    for (column, item) in zip(columns, call.positional) {
      // A column that the reader detected as dates is not changed.
      let type: DataType =
        column.type.isTemporal && !format.isWord
        ? column.type : format.isTimestamp ? .timestamp : .date
      guard let conversion = CellConversion(column, to: type, patterns: format.patterns) else {
        checker.report(
          Diagnostic(
            .cannotBecome, "`\(column.name)` is \(column.type.phrase) and cannot be read as a date",
            at: item.range,
            fixes: column.type.isNumeric
              ? ["\"yyyyMMdd\"", "\"excel\"", "\"epoch\""].map { Diagnostic.Fix("as \($0)") } : []))
        continue
      }
      conversions.append(conversion)
      changed.append(
        ColumnType(
          column.name, type, missing: allowsMisfits ? .possible : column.missing,
          personal: column.personal))
    }
    guard !checker.hasProblems else { return nil }
    self.conversions = conversions
    all = table.columns.map(\.name)
    var result = table.replacing(changed)
    result.remarks.removeAll { remark in columns.contains { $0.name == remark.column } }
    output = .table(result)
  }

  package static func declarations(
    _ call: BoundCall, on input: TableType, _ checker: inout StageChecker
  ) -> [DeclaredField] {
    var quiet = checker
    guard let columns = quiet.columns(call.positional, in: input), let format = quiet.format(),
      !format.isWord, quiet.word("misfits", standard: MisfitRule.error) == .error
    else { return [] }
    return columns.map { column in
      DeclaredField(
        column.name, format.isTimestamp ? .timestamp : .date, datePatterns: format.patterns)
    }
  }

  package func outline(over input: Relation) -> Relation {
    converted(conversions).relation(over: input, among: all)
  }

  package var columnsAsked: Set<String>? { Set(columns.map(\.name)) }

  private func converted(_ conversions: [CellConversion]) -> ConvertedColumns {
    ConvertedColumns(conversions: Array(zip(columns.map(\.name), conversions)))
  }

  package func run(
    _ input: Value?, replaying replayed: LedgerRecord?, _ context: RunContext
  ) throws(StageFailure) -> StageResult {
    guard let given = input?.relationalRows else { brokenPlan() }
    let rows = try context.storing(given, toAsk: columnsAsked)
    var known: [CellConversion] = []
    for (index, column) in columns.enumerated() {
      if let conversion = stored(for: column.name, in: replayed) {
        known.append(conversion)
        continue
      }
      do throws(StageFailure) {
        known.append(try conversions[index].knowingPatterns(of: column.name, in: rows, context))
      } catch {
        throw error.placed(at: call.positional[index].range)
      }
    }
    let converted = converted(known)
    let result = try context.storing(
      context.rows(converted.relation(over: .scan(stageInput), among: all), over: rows),
      toAsk: columnsAsked)
    let counts = try converted.misfitCounts(from: rows, to: result, context)
    var record = LedgerRecord()
    var problems: [Diagnostic] = []
    for (index, column) in columns.enumerated() {
      let conversion = known[index]
      if case .same = conversion { continue }
      if counts[index] > 0, !allowsMisfits {
        problems.append(
          try conversion.misfits(of: column.name, in: rows, context).diagnostic(
            wanted: wanted, of: rows.count, at: call.positional[index].range,
            fixes: [
              Diagnostic.Fix(
                "misfits=missing", remark: "reads them as missing and counts them in the ledger")
            ]))
      }
      record[column.name] = .record(
        Parse.record(
          try conversion.patternCounts(of: column.name, in: rows, context),
          misfits: counts[index]))
    }
    guard problems.isEmpty else { throw .problems(problems) }
    return StageResult(.table(result), record: record)
  }

  /// The number of cells that each pattern read.
  private static func record(_ patterns: [(DatePattern, Int)], misfits: Int) -> LedgerRecord {
    var counts = LedgerRecord()
    for (pattern, count) in patterns { counts[pattern.text] = .integer(count) }
    var record = LedgerRecord()
    record["patterns"] = .record(counts)
    record["misfits"] = .integer(misfits)
    return record
  }

  /// The patterns that an earlier run detected, if the script says `date` instead of patterns.
  private func stored(for column: String, in replayed: LedgerRecord?) -> CellConversion? {
    guard case .record(let stored)? = replayed?[column],
      case .record(let counts)? = stored["patterns"],
      case .textToDates(_, let isTimestamp)? = columns.firstIndex(where: { $0.name == column })
        .map({ conversions[$0] })
    else { return nil }
    let patterns = counts.entries.compactMap { try? DatePattern($0.name) }
    return patterns.isEmpty ? nil : .textToDates(patterns, isTimestamp: isTimestamp)
  }
}

extension StageFailure {
  /// The same problems at a place of the script.
  fileprivate func placed(at range: SourceRange) -> StageFailure {
    guard case .problems(let problems) = self else { return self }
    return .problems(problems.map { $0.placed(at: range) })
  }
}

extension Diagnostic {
  /// The same problem at a place of the script.
  func placed(at range: SourceRange) -> Diagnostic {
    Diagnostic(
      code, message, at: range, remark: remark, labels: labels, notes: notes, fixes: fixes)
  }
}

/// What happens to cells that no pattern fits.
private enum MisfitRule: String, ParameterWord {
  case error, missing

  var meaning: String {
    switch self {
    case .error: "They are reported as an error."
    case .missing: "They become missing and are counted."
    }
  }
}

/// The argument after `as`.
private struct DateFormat {
  let patterns: [DatePattern]
  let isTimestamp: Bool
  /// `date` or `timestamp` instead of patterns.
  var isWord: Bool { patterns.isEmpty }

  var wanted: String {
    isWord
      ? isTimestamp ? "a time" : "a date"
      : patterns.map(\.text).joined(separator: " or ")
  }
}

extension StageChecker {
  fileprivate mutating func format() -> DateFormat? {
    guard let clause = call.clauses[.as] else { return nil }
    if clause.items.count == 1, case .name(let name) = clause.items[0].value,
      scope[name.text] == nil
    {
      guard name.text == "date" || name.text == "timestamp" else {
        report(
          Diagnostic(
            .unknownChoice, "`parse` reads dates, not `\(name.text)`", at: name.range,
            notes: ["a pattern such as \"dd/MM/yyyy\", or the word date or timestamp"],
            fixes: DataType.names.contains(name.text)
              ? [
                Diagnostic.Fix(
                  "| columns {\(call.positional.map { "\($0.value.source): \(name.text)" }.joined(separator: ", "))}",
                  remark: "reads numbers and other types")
              ] : [Diagnostic.Fix("date", at: name.range)]))
        return nil
      }
      return DateFormat(patterns: [], isTimestamp: name.text == "timestamp")
    }
    var patterns: [DatePattern] = []
    for item in clause.items {
      if case .binary = item.value {
        report(
          Diagnostic(
            .wrongKind, "a date pattern must be in double quotes", at: item.range,
            fixes: [
              Diagnostic.Fix("\"\(item.value.source.filter { $0 != " " })\"", at: item.range)
            ]))
        return nil
      }
      guard let value = constant(item.value, for: "a date pattern") else { return nil }
      guard case .text(let text)? = value.literal else {
        report(
          .unexpectedKind(
            value.type.phrase, wanted: "a pattern such as \"dd/MM/yyyy\"", at: item.range))
        return nil
      }
      guard let pattern = datePattern(StringLiteral(text, at: item.range)) else { return nil }
      patterns.append(pattern)
    }
    return DateFormat(patterns: patterns, isTimestamp: patterns.contains(where: \.hasTime))
  }
}

extension Parse {
  package static let manual = """
    Give the patterns of the dates; several patterns are tried in order. A cell that matches none is an
    error, or becomes missing with `misfits=missing` and is counted in the ledger.

    ```seg
    table [{id: 1, day: "31/01/2025"}, {id: 2, day: "2025-02-28"}]
      | parse day as "dd/MM/yyyy", "yyyy-MM-dd"
    ```

    ```seg
    table [{id: 1, day: "31/01/2025"}, {id: 2, day: "soon"}]
      | parse day as "dd/MM/yyyy" misfits=missing
    ```

    With the word `date` the patterns are detected, if the cells prove them. If they do not, nothing is
    guessed:

    ```seg
    table [{id: 1, day: "03/04/2024"}, {id: 2, day: "05/06/2024"}] | parse day as date
    # error: E0601
    ```

    Letters: `yyyy` `yy` year, `MM` `M` month, `MMM` `MMMM` its English name, `dd` `d` day, `HH` `H`
    hour, `hh` `h` with `a` for AM and PM, `mm` minute, `ss` second, `f` fraction, `X` offset. The
    words `"excel"`, `"epoch"` and `"epoch_ms"` read numbers. Columns that are dates already are
    not changed; directly after `load`, the file is read by the patterns.
    """
}
