import Diagnostics
import Documents
import Planning
import Relations
import Syntax
import Tables

/// Finds values far from the others: `outliers amount by mad action=cap`.
package struct Outliers: FittedStage {
  let columns: [String]
  /// All columns of the input, in order.
  let all: [String]
  let rule: Rule
  /// The maximum distance of a value from the centre, in units of spread.
  let limit: Double
  let action: Action
  let range: SourceRange
  package let output: ValueType

  /// The column that `action=flag` adds.
  static let flag = "is_outlier"

  package static let signature = StageSignature(
    "outliers", "Finds values far from the others, and flags, caps or drops them.", group: .clean,
    inputs: [.table, .features],
    positional: Parameter("columns", .columns, "Numeric columns.", isRequired: true),
    parameters: [
      Parameter(
        "limit", .number(0...1_000_000),
        "The maximum distance from the centre, in units of spread; by default 1.5 for `iqr`, 3 for"
          + " `zscore`, 3.5 for `mad`."),
      Parameter("action", Action.choices, "What happens to outliers.", standard: "flag"),
    ],
    clauses: [
      ClauseParameter(
        .by, Parameter("rule", Rule.choices, "The rule that sets the limits.", isRequired: true))
    ],
    gives: "the same kind", aliases: ["outlier", "detect_outliers", "anomalies"])

  package init?(_ call: BoundCall, on input: ValueType, _ checker: inout StageChecker) {
    guard let table = input.table,
      let columns = checker.numericColumns(call.positional, in: table, for: "outliers"),
      let clause = call.clauses[.by], let item = clause.items.first,
      let parameter = call.signature.clauses.first?.parameter,
      let rule: Rule = checker.word(item.value, of: parameter),
      let limit = checker.number("limit", standard: rule.limit),
      let action = checker.word("action", standard: Action.flag)
    else { return nil }
    if limit == 0 {
      checker.report(
        Diagnostic(
          .outOfRange, "with a limit of 0 every value except the centre would be an outlier",
          at: call.named["limit"]?.range ?? call.range,
          fixes: [Diagnostic.Fix("\(rule.limit)", at: call.named["limit"]?.range)]))
      return nil
    }
    self.columns = columns.map(\.name)
    all = table.columns.map(\.name)
    self.rule = rule
    self.limit = limit
    self.action = action
    range = call.range
    switch action {
    case .drop: output = input.ofOtherRows
    case .cap:
      output = input.with(
        table.replacing(
          columns.map { column in
            var column = column
            // A limit can be a fraction, even for whole numbers.
            if column.type == .integer { column.type = .number }
            return column
          }))
    case .flag:
      if let taken = table[Outliers.flag] {
        checker.report(
          Diagnostic(
            .duplicateColumn, "the input already has a column `\(taken.name)`", at: call.nameRange,
            fixes: [
              Diagnostic.Fix("| rename was_outlier = \(Outliers.flag)", remark: "before it")
            ]))
        return nil
      }
      var flag = ColumnType(Outliers.flag, .boolean, missing: .never, origin: call.range)
      flag.personal = columns.compactMap(\.personal).first
      output = input.with(table.replacing([flag]))
    }
  }

  /// The call left out, and the other rules.
  package static func alternatives(to call: BoundCall) -> [Alternative] {
    guard let written = call.clauses[.by]?.items.first?.value else { return [] }
    return [.leftOut]
      + Rule.allCases.map(\.rawValue).filter { $0 != written.source }.map { word in
        Alternative(.changed(call.call.with(written.replaced(by: word), behind: .by)), "by \(word)")
      }
  }

  package var columnsAsked: Set<String>? { Set(columns) }

  /// The sorted cells of a column.
  package func workingMemory(rows: Int, threads: Int) -> Int { 72 * rows }

  package func outline(over input: Relation) -> Relation {
    relation(over: input, with: columns.map { Fences(column: $0, low: .null, high: .null) })
  }

  package func fit(
    _ rows: Rows, replaying replayed: LedgerRecord?, _ context: RunContext
  ) throws(StageFailure) -> [Fences] {
    var found: [Fences] = []
    for column in columns {
      var fences: Fences
      if case .record(let stored)? = replayed?[column], case .cell(let low)? = stored["low"],
        case .cell(let high)? = stored["high"]
      {
        fences = Fences(column: column, low: low, high: high)
      } else {
        fences = try rule.fences(of: column, limit: limit, at: range, in: rows, context)
      }
      fences.below = try context.count(of: fences.isBelow, in: rows)
      fences.above = try context.count(of: fences.isAbove, in: rows)
      found.append(fences)
    }
    return found
  }

  package func record(_ numbers: [Fences]) -> LedgerRecord {
    var record = LedgerRecord()
    for fences in numbers {
      var entry = LedgerRecord()
      entry["low"] = .cell(fences.low)
      entry["high"] = .cell(fences.high)
      entry["below"] = .integer(fences.below)
      entry["above"] = .integer(fences.above)
      record[fences.column] = .record(entry)
    }
    return record
  }

  package func relation(over input: Relation, with numbers: [Fences]) -> Relation {
    let beyond = numbers.map(\.isBeyond).reduce(Scalar.literal(.boolean(false))) {
      .call(.or, [$0, $1])
    }
    switch action {
    case .flag: return input.deriving([NamedScalar(Outliers.flag, beyond)], among: all)
    case .drop: return .filter(input, .call(.not, [beyond]))
    case .cap:
      return input.deriving(numbers.map { NamedScalar($0.column, $0.capped) }, among: all)
    }
  }

  package func remarks(_ numbers: [Fences], of rows: Int) -> [Diagnostic] {
    numbers.filter { $0.below + $0.above > 0 }.map { fences in
      let (low, high) = (fences.low.readable, fences.high.readable)
      let below = counted(fences.below, "value") + " below \(low)"
      let above = counted(fences.above, "value") + " above \(high)"
      let sides = [fences.below > 0 ? below : nil, fences.above > 0 ? above : nil].compactMap { $0 }
      let isOne = fences.below + fences.above == 1
      return Diagnostic(
        .outliersFound,
        "`\(fences.column)`: \(sides.joined(separator: " and ")) \(action.done(toOne: isOne))",
        at: range,
        fixes: action == .flag
          ? [
            Diagnostic.Fix(
              "| keep \(Outliers.flag) | sort -\(quotedName(fences.column)) | take 10",
              remark: "shows the largest")
          ] : [])
    }
  }
}

extension Literal {
  /// A limit to four significant digits, for a message.
  fileprivate var readable: String {
    doubleValue.map { Documents.readable($0, significant: 4) } ?? plainText
  }
}

extension Outliers {
  /// The range of values that are not outliers, both ends included.
  package struct Fences: Sendable {
    let column: String
    let low: Literal
    let high: Literal
    /// The number of cells below and above the range.
    var below = 0
    var above = 0

    init(column: String, low: Literal, high: Literal) {
      self.column = column
      self.low = low
      self.high = high
    }

    /// False for a missing cell.
    var isBelow: Scalar { .call(.less, [.column(column), .literal(low)]) }
    var isAbove: Scalar { .call(.greater, [.column(column), .literal(high)]) }
    var isBeyond: Scalar { .call(.or, [isBelow, isAbove]) }

    /// The cell, limited to the range.
    var capped: Scalar {
      .cases(
        [Scalar.Case(isBelow, .literal(low)), Scalar.Case(isAbove, .literal(high))],
        otherwise: .column(column))
    }
  }

  /// What happens to outliers.
  enum Action: String, ParameterWord {
    case flag, cap, drop

    var meaning: String {
      switch self {
      case .flag: "Adds a column `\(Outliers.flag)`, and changes nothing else."
      case .cap: "Replaces the value by the limit that it exceeds."
      case .drop: "Drops the row."
      }
    }

    /// The wording in a message.
    func done(toOne isOne: Bool) -> String {
      switch self {
      case .flag: isOne ? "is flagged" : "are flagged"
      case .cap: isOne ? "was set to the limit" : "were set to the limit"
      case .drop: isOne ? "was dropped with its row" : "were dropped with their rows"
      }
    }
  }

  /// The measures of centre and spread.
  enum Rule: String, ParameterWord {
    case iqr, zscore, mad

    var meaning: String {
      switch self {
      case .iqr: "Beyond the quartiles by `limit` interquartile ranges (J. Tukey)."
      case .zscore: "Beyond the mean by `limit` standard deviations; extremes widen the limits."
      case .mad: "Beyond the median by `limit` times 1.4826 median absolute deviations."
      }
    }

    /// The usual limit.
    var limit: Double {
      switch self {
      case .iqr: 1.5
      case .zscore: 3
      case .mad: 3.5
      }
    }

    /// The limits of a column.
    ///
    /// A column without a value has none.
    ///
    /// - Throws: E0420 if the spread is 0, so that every other value would be an outlier.
    func fences(
      of column: String, limit: Double, at range: SourceRange, in rows: Rows, _ context: RunContext
    ) throws(StageFailure) -> Fences {
      let cell = Scalar.column(column)
      let aggregates: [Aggregate] =
        switch self {
        case .iqr: [.quantile(cell, 0.25), .quantile(cell, 0.75)]
        case .zscore: [.mean(cell), .deviation(cell, .sample)]
        case .mad: [.quantile(cell, 0.5)]
        }
      let numbers = try context.numbers(aggregates, in: rows).map(\.doubleValue)
      guard let first = numbers[0] else { return Fences(column: column, low: .null, high: .null) }
      let middle: (low: Double, high: Double)
      let spread: Double
      switch self {
      case .iqr:
        middle = (first, numbers[1] ?? first)
        spread = middle.high - middle.low
      case .zscore:
        middle = (first, first)
        spread = numbers[1] ?? 0
      case .mad:
        middle = (first, first)
        let distance = Scalar.call(.abs, [.call(.subtract, [cell, .literal(.number(first))])])
        let median = try context.numbers([.quantile(distance, 0.5)], in: rows)[0].doubleValue
        spread = 1.4826 * (median ?? 0)
      }
      guard spread > 0 else { throw .problems([.noSpread(column, middle: first, self, at: range)]) }
      return Fences(
        column: column, low: .number(middle.low - limit * spread),
        high: .number(middle.high + limit * spread))
    }
  }
}

extension Diagnostic {
  /// The spread of a column is 0: E0420.
  fileprivate static func noSpread(
    _ column: String, middle: Double, _ rule: Outliers.Rule, at range: SourceRange
  ) -> Diagnostic {
    let why =
      switch rule {
      case .iqr: "at least half of `\(column)` is \(Literal.number(middle).plainText)"
      case .zscore: "every value of `\(column)` is \(Literal.number(middle).plainText)"
      case .mad: "more than half of `\(column)` is \(Literal.number(middle).plainText)"
      }
    return Diagnostic(
      .noSpread, "\(why), so every other value would be an outlier by `\(rule.rawValue)`",
      at: range,
      fixes: rule == .zscore
        ? [] : [Diagnostic.Fix("| winsorize \(quotedName(column)) to 0%...99%")])
  }
}
