import Diagnostics
import Planning
import Relations
import Syntax
import Tables

/// Replaces values by a table in the script: `recode status with {"P" => "paid", "C" => "cancelled"}`.
package struct Recode: FittedStage {
  /// One line of the table.
  struct Mapping: Equatable, Sendable {
    let old: Literal
    /// `.null` for a value that becomes missing.
    let new: Literal
  }

  let column: String
  /// All columns of the input, in order.
  let all: [String]
  let mappings: [Mapping]
  /// The value of `else`; `nil` if the table has no such line.
  let otherwise: Literal?
  let rest: Rest
  let range: SourceRange
  package let output: ValueType

  package static let signature = StageSignature(
    "recode", "Replaces values of a column by a table of old and new values.", group: .clean,
    inputs: [.table, .features],
    positional: Parameter("column", .column, "The column.", isRequired: true),
    parameters: [
      Parameter(
        "rest", Rest.choices, "What happens to values that are not in the table.", standard: "keep")
    ],
    clauses: [
      ClauseParameter(
        .with,
        Parameter(
          "table", .block, "`{\"P\" => \"paid\", \"n/a\" => null, else => \"other\"}`.",
          isRequired: true))
    ],
    gives: "the same kind",
    aliases: ["map_values", "case_when", "replace_values", "fct_recode", "relabel"])

  package init?(_ call: BoundCall, on input: ValueType, _ checker: inout StageChecker) {
    guard let table = input.table, let item = checker.onlyItem(),
      let column = checker.column(item.value, in: table),
      let rest = checker.word("rest", standard: Rest.keep),
      let clause = call.clauses[.with], let written = clause.items.first
    else { return nil }
    guard case .block(let block) = written.value, !block.entries.isEmpty else {
      checker.report(
        .unexpectedKind(
          "something else", wanted: "old and new values in braces", at: written.range,
          remark: "such as {\"P\" => \"paid\", \"C\" => \"cancelled\"}"))
      return nil
    }
    guard let lines = checker.recoding(of: column, by: block) else { return nil }
    if let otherwise = lines.otherwise, call.named["rest"] != nil {
      checker.report(
        Diagnostic(
          .settingWithoutUse, "`else` already defines the other values", at: otherwise.range,
          notes: ["leave out `else`, or `rest`"]))
      return nil
    }
    self.column = column.name
    all = table.columns.map(\.name)
    mappings = lines.mappings
    otherwise = lines.otherwise?.value
    self.rest = rest
    range = call.range
    var changed = column
    changed.type = lines.type
    let becomesMissing =
      mappings.contains { $0.new == .null }
      || (otherwise.map { $0 == .null } ?? (rest == .missing))
    if becomesMissing, changed.missing == .never { changed.missing = .possible }
    output = input.with(table.replacing([changed]))
  }

  package var columnsAsked: Set<String>? { [column] }

  package func outline(over input: Relation) -> Relation {
    relation(over: input, with: Counts(moved: [], rest: 0))
  }

  /// The number of cells with each old value, and of those with a value that is not in the table.
  package struct Counts: Sendable {
    let moved: [Int]
    let rest: Int
  }

  package func fit(
    _ rows: Rows, replaying replayed: LedgerRecord?, _ context: RunContext
  ) throws(StageFailure) -> Counts {
    var moved: [Int] = []
    for mapping in mappings {
      moved.append(try context.count(of: equals(mapping.old), in: rows))
    }
    let rest = try context.count(of: isInRest, in: rows)
    if rest > 0, otherwise == nil, self.rest == .error {
      throw .problems([try unknownValues(rest, in: rows, context)])
    }
    return Counts(moved: moved, rest: rest)
  }

  package func record(_ counts: Counts) -> LedgerRecord {
    var record = LedgerRecord()
    record["moved"] = .list(
      zip(mappings, counts.moved).map { mapping, count in
        var line = LedgerRecord()
        line["old"] = .cell(mapping.old)
        line["new"] = .cell(mapping.new)
        line["rows"] = .integer(count)
        return .record(line)
      })
    record["rest"] = .integer(counts.rest)
    return record
  }

  package func relation(over input: Relation, with counts: Counts) -> Relation {
    let cell = Scalar.column(column)
    let cases = mappings.map { Scalar.Case(equals($0.old), .literal($0.new)) }
    let remaining: Scalar
    if let otherwise {
      // A missing cell does not count as a value that is not in the table.
      remaining = .cases(
        [.init(.call(.isNull, [cell]), .literal(.null))], otherwise: .literal(otherwise))
    } else {
      remaining = rest == .missing ? .literal(.null) : cell
    }
    return input.deriving([NamedScalar(column, .cases(cases, otherwise: remaining))], among: all)
  }

  package func remarks(_ counts: Counts, of rows: Int) -> [Diagnostic] {
    let idle = zip(mappings, counts.moved).filter { $0.1 == 0 && $0.0.old != .null }.map(\.0.old)
    guard !idle.isEmpty, rows > 0 else { return [] }
    return [
      Diagnostic(
        .idleMapping,
        "no row of `\(column)` is \(listed(idle.map(\.plainText)))",
        at: range, notes: ["text is compared byte by byte: case and spaces count"])
    ]
  }

  private func equals(_ value: Literal) -> Scalar {
    let cell = Scalar.column(column)
    return value == .null ? .call(.isNull, [cell]) : .call(.equal, [cell, .literal(value)])
  }

  /// True for a value that is not in the table; false for a missing cell.
  private var isInRest: Scalar {
    let cell = Scalar.column(column)
    let known = mappings.map(\.old).filter { $0 != .null }
    return .call(
      .and, [.call(.not, [.call(.isNull, [cell])]), .isIn(cell, known, negated: true)])
  }

  /// E0431 with the values that are not in the table, the most frequent first.
  private func unknownValues(
    _ count: Int, in rows: Rows, _ context: RunContext
  ) throws(StageFailure) -> Diagnostic {
    let frequent = try context.run(
      .limit(
        .sort(
          .aggregate(
            .filter(.scan(stageInput), isInRest), keys: [column],
            [NamedAggregate("(rows)", .rows)]),
          [SortKey(.column("(rows)"), descending: true), SortKey(.column(column))]), 5), over: rows)
    let isHidden = output.table?[column]?.isHidden == true
    let examples = (0..<frequent.rowCount).map { row in
      let rows = counted(Int(frequent[row, 1].doubleValue ?? 0), "row")
      return "\(quoted(frequent[row, 0].plainText)) in \(rows)"
    }
    return Diagnostic(
      .valueNotInTable,
      "\(counted(count, "row")) of `\(column)` \(count == 1 ? "has" : "have") a value that is not in the table",
      at: range, notes: isHidden ? [] : examples,
      fixes: [
        Diagnostic.Fix("rest=keep", remark: "keeps them unchanged"),
        Diagnostic.Fix("rest=missing", remark: "makes them missing"),
      ])
  }
}

extension Recode {
  /// What happens to values that are not in the table.
  enum Rest: String, ParameterWord {
    case keep, missing, error

    var meaning: String {
      switch self {
      case .keep: "They are kept."
      case .missing: "They become missing."
      case .error: "They are reported as an error."
      }
    }
  }
}

extension StageChecker {
  /// The lines of a table of values, the value of `else`, and the type of the new column.
  fileprivate mutating func recoding(
    of column: ColumnType, by block: Block
  ) -> (
    mappings: [Recode.Mapping], otherwise: (value: Literal, range: SourceRange)?, type: DataType
  )? {
    var mappings: [Recode.Mapping] = []
    var otherwise: (value: Literal, range: SourceRange)?
    var type: DataType?
    for entry in block.entries {
      guard case .rule(let condition, let value, let range) = entry else {
        report(
          .unexpectedKind(
            "a field", wanted: "an old and a new value", at: block.range,
            remark: "such as {\"P\" => \"paid\"}"))
        return nil
      }
      guard let new = constant(value, for: "a new value"), let new = new.literal.map({ ($0, new) })
      else { return nil }
      if new.0 != .null {
        if let type, type.scalar != new.1.type.scalar {
          report(
            .unexpectedKind(
              new.1.type.phrase, wanted: "\(type.phrase), as the values before", at: value.range))
          return nil
        }
        type = type ?? new.1.type
      }
      guard let condition else {
        otherwise = (new.0, range)
        continue
      }
      guard let old = constant(condition, for: "an old value"), let literal = old.literal else {
        return nil
      }
      guard
        literal == .null || old.type.scalar == column.type.scalar
          || old.type.isNumeric && column.type.isNumeric
      else {
        report(
          .unexpectedKind(
            old.type.phrase, wanted: column.type.phrase, at: condition.range,
            remark: "`\(column.name)` is \(column.type.phrase)"))
        return nil
      }
      if mappings.contains(where: { $0.old == literal }) {
        report(.duplicateArgument(condition.source, at: condition.range))
        return nil
      }
      mappings.append(Recode.Mapping(old: literal, new: new.0))
    }
    guard !mappings.isEmpty else {
      report(
        .unexpectedKind(
          "only `else`", wanted: "an old and a new value", at: block.range,
          remark: "such as {\"P\" => \"paid\"}"))
      return nil
    }
    let isTotal = otherwise != nil
    let kept = type ?? column.type
    guard isTotal || kept.scalar == column.type.scalar else {
      report(
        .unexpectedKind(
          kept.phrase, wanted: column.type.phrase, at: block.range,
          remark:
            "other values stay \(column.type.phrase); end with `else => null` to make them missing")
      )
      return nil
    }
    return (mappings, otherwise, kept)
  }
}
