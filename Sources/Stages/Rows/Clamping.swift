import Planning
import Relations
import Tables

/// A column brought between two limits; a missing cell stays missing.
struct Clamping: Sendable {
  let column: String
  let low: Literal
  let high: Literal

  /// The cell between the limits.
  ///
  /// A comparison with a missing value is false, so that a missing cell and a limit that is not
  /// known leave the cell as it is.
  var scalar: Scalar {
    .cases(
      [
        Scalar.Case(isBelow, .literal(low)),
        Scalar.Case(isAbove, .literal(high)),
      ], otherwise: .column(column))
  }

  private var isBelow: Scalar { .call(.less, [.column(column), .literal(low)]) }
  private var isAbove: Scalar { .call(.greater, [.column(column), .literal(high)]) }

  /// What the ledger keeps: the limits, and how many cells they moved.
  func record(over table: Table, _ context: RunContext) throws(StageFailure) -> LedgerRecord {
    var record = LedgerRecord()
    record["low"] = .cell(low)
    record["high"] = .cell(high)
    record["clamped_low"] = .integer(try context.count(of: isBelow, in: table))
    record["clamped_high"] = .integer(try context.count(of: isAbove, in: table))
    return record
  }
}

extension [Clamping] {
  /// Brings the columns between their limits, counts what was moved, and keeps everything else.
  func run(on input: Value, as output: ValueType, _ context: RunContext) throws(StageFailure)
    -> StageResult
  {
    guard let table = input.rows else { throw .brokenPlan }
    var record = LedgerRecord()
    for clamping in self {
      record[clamping.column] = .record(try clamping.record(over: table, context))
    }
    let computed = map { NamedScalar($0.column, $0.scalar) }
    let result = try context.run(
      Relation.scan(stageInput).deriving(computed, among: table.fields.map(\.name)), over: table)
    return StageResult(try input.carrying(result, as: output), record: record)
  }
}
