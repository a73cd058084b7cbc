import Diagnostics
import Matrices
import Planning
import Relations
import Syntax
import Tables

/// Draws rows at random without replacement: the same rows for the same seed, whatever their order.
struct RowDraw: Sendable {
  let count: Int
  /// `nil` if the script does not set it: then the seed of the run is used.
  let seed: UInt64?

  init?(_ call: BoundCall, _ checker: inout StageChecker) {
    guard let item = checker.onlyItem(), let seed = checker.integer("seed", standard: 0),
      let value = checker.constant(item.value, for: "`sample`")
    else { return nil }
    guard case .integer(let count)? = value.literal, count >= 0 else {
      checker.report(
        .unexpectedKind(
          value.type.phrase, wanted: "a number of rows", at: item.range,
          remark: "after rows, `sample` draws some of them"))
      return nil
    }
    for parameter in ["customers", "until", "dirt", "dirt_share"] {
      guard let expression = call.named[parameter] else { continue }
      checker.report(
        Diagnostic(
          .unknownParameter, "`\(parameter)` is for generated data only",
          at: expression.range,
          notes: ["after rows, `sample` only takes: seed"]))
    }
    guard !checker.hasProblems else { return nil }
    self.count = Int(count)
    self.seed = call.named["seed"] == nil ? nil : UInt64(seed)
  }

  func run(_ input: Value, seed: UInt64, as type: ValueType, _ context: RunContext)
    throws(StageFailure) -> StageResult
  {
    guard let table = input.rows else { brokenPlan() }
    let chosen = try rows(of: table, seed: seed, context)
    var record = LedgerRecord()
    record["seed"] = .integer(Int(clamping: seed))
    return StageResult(
      try input.carrying(Rows(table.selecting(chosen)), as: type, context), record: record)
  }

  /// The rows with the smallest random numbers, ascending.
  ///
  /// Random numbers are assigned in the order of the values, so that the order of the file does not
  /// matter; among rows that are equal in every column it makes no difference which one is drawn.
  private func rows(of table: Table, seed: UInt64, _ context: RunContext) throws(StageFailure)
    -> [Int32]
  {
    guard count < table.rowCount else { return (0..<table.rowCount).map { Int32($0) } }
    let numbered = table.appending([
      ("(row)", .integer(Cells((0..<table.rowCount).map { Int64($0) })))
    ])
    let sorted = try context.run(
      .sort(.scan(stageInput), table.fields.map { SortKey(.column($0.name)) }), over: numbered)
    let lots = CounterRandom(seed: seed, purpose: .rowDraw)
    let winners = (0..<sorted.rowCount)
      .map { (lot: lots.bits(UInt64($0)), place: $0) }
      .sorted { ($0.lot, $0.place) < ($1.lot, $1.place) }
      .prefix(count)
    let column = sorted.fields.count - 1
    return winners.compactMap { winner in
      if case .integer(let row) = sorted[winner.place, column] { Int32(row) } else { nil }
    }.sorted()
  }
}
