import Planning
import Relations
import Tables

/// Limits a column to a range; a missing cell stays missing.
///
/// ```swift
/// let clamping = Clamping(column: "amount", low: .integer(0), high: .integer(1_000))
/// input.deriving([NamedScalar("amount", clamping.scalar)], among: ["id", "amount"])
/// ```
struct Clamping: Sendable {
  let column: String
  let low: Literal
  let high: Literal

  /// The cell, limited to the range.
  ///
  /// A comparison with a missing value is false, so a missing cell or an unknown limit leaves the
  /// cell unchanged.
  var scalar: Scalar {
    .cases(
      [
        Scalar.Case(isBelow, .literal(low)),
        Scalar.Case(isAbove, .literal(high)),
      ], otherwise: .column(column))
  }

  fileprivate var isBelow: Scalar { .call(.less, [.column(column), .literal(low)]) }
  fileprivate var isAbove: Scalar { .call(.greater, [.column(column), .literal(high)]) }
}

/// The limits of a column, and the number of cells that they change.
package struct CountedClamping: Sendable {
  let clamping: Clamping
  let below: Int
  let above: Int

  fileprivate var record: LedgerRecord {
    var record = LedgerRecord()
    record["low"] = .cell(clamping.low)
    record["high"] = .cell(clamping.high)
    record["clamped_low"] = .integer(below)
    record["clamped_high"] = .integer(above)
    return record
  }
}

/// A stage that limits columns to a range, counts the changed cells, and keeps everything else.
package protocol ClampingStage: FittedStage where Numbers == [CountedClamping] {
  var columns: [String] { get }
  /// All columns of the input, in order.
  var all: [String] { get }

  /// The limits of a column.
  func limits(of column: String, in rows: Rows, _ context: RunContext) throws(StageFailure)
    -> (low: Literal, high: Literal)

  /// Whether recorded limits are used on new data.
  var recordsLimits: Bool { get }
}

extension ClampingStage {
  package var columnsAsked: Set<String>? { Set(columns) }

  package func outline(over input: Relation) -> Relation {
    relation(
      over: input,
      with: columns.map {
        CountedClamping(
          clamping: Clamping(column: $0, low: .null, high: .null), below: 0, above: 0)
      })
  }

  package func fit(
    _ rows: Rows, replaying replayed: LedgerRecord?, _ context: RunContext
  ) throws(StageFailure) -> [CountedClamping] {
    var numbers: [CountedClamping] = []
    for column in columns {
      let clamping: Clamping
      if recordsLimits, case .record(let stored)? = replayed?[column],
        case .cell(let low)? = stored["low"], case .cell(let high)? = stored["high"]
      {
        clamping = Clamping(column: column, low: low, high: high)
      } else {
        let limits = try limits(of: column, in: rows, context)
        clamping = Clamping(column: column, low: limits.low, high: limits.high)
      }
      numbers.append(
        CountedClamping(
          clamping: clamping, below: try context.count(of: clamping.isBelow, in: rows),
          above: try context.count(of: clamping.isAbove, in: rows)))
    }
    return numbers
  }

  package func record(_ numbers: [CountedClamping]) -> LedgerRecord {
    var record = LedgerRecord()
    for number in numbers { record[number.clamping.column] = .record(number.record) }
    return record
  }

  package func relation(over input: Relation, with numbers: [CountedClamping]) -> Relation {
    input.deriving(
      numbers.map { NamedScalar($0.clamping.column, $0.clamping.scalar) }, among: all)
  }
}
