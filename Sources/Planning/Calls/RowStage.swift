import Diagnostics
import Relations
import Tables

/// A stage over rows that says what it gives as a relation over its input.
///
/// From that relation follows which columns it reads, and which cells of its result are stored in its
/// input already. Rows flow from one such stage to the next as a relation, until somebody needs cells.
package protocol RowStage: Stage {
  /// What it gives. Numbers that only the data can say are `null` in it.
  func outline(over input: Relation) -> Relation

  /// The columns that it asks the data about, beside those that the relation reads; `nil` for all.
  var columnsAsked: Set<String>? { get }

  /// Whether the cells that it replaces are kept beside the new ones.
  var keepsReplaced: Bool { get }
}

extension RowStage {
  /// None.
  package var columnsAsked: Set<String>? { [] }

  /// They are not.
  package var keepsReplaced: Bool { false }

  /// The columns of the input without which these columns of the output could not be given.
  ///
  /// The stage works as well on rows that lack the others, and gives what it would have given of them.
  ///
  /// - Parameter wanted: Names of the output's columns; `nil` for all there are.
  /// - Returns: Names of the input's columns, some of which may not exist; `nil` for all there are.
  package func columnsNeeded(for wanted: Set<String>?) -> Set<String>? {
    guard let asked = columnsAsked else { return nil }
    return outline(over: .scan(stageInput)).columnsRead(for: wanted, scanning: stageInput)?
      .union(asked)
  }
}

/// A stage that is a relation and needs no numbers of the data: `take`, `select`, `sort`.
package protocol RelationStage: RowStage {
  /// The same request wherever the rows live.
  func relation(over input: Relation) -> Relation

  /// The value of the kind that the check saw, with the rows of the relation.
  func value(of input: Value, _ rows: Rows, _ context: RunContext) throws(StageFailure) -> Value
}

extension RelationStage {
  package func outline(over input: Relation) -> Relation { relation(over: input) }

  package func value(
    of input: Value, _ rows: Rows, _ context: RunContext
  ) throws(StageFailure) -> Value { try input.carrying(rows, as: output, context) }
}

/// A stage that first asks the data for numbers (limits, medians, counts) and then is a relation.
///
/// The numbers go into the ledger; on fresh data those that decide something are used again.
package protocol FittedStage: RowStage {
  associatedtype Numbers: Sendable

  /// Asks the data; what an earlier run recorded is taken from there.
  func fit(_ rows: Rows, replaying replayed: LedgerRecord?, _ context: RunContext)
    throws(StageFailure) -> Numbers

  /// The numbers as the ledger keeps them.
  func record(_ numbers: Numbers) -> LedgerRecord

  func relation(over input: Relation, with numbers: Numbers) -> Relation

  /// Notes and warnings that the numbers call for; of `rows` rows that came in.
  func remarks(_ numbers: Numbers, of rows: Int) -> [Diagnostic]

  /// The value of the kind that the check saw, with the rows of the relation.
  func value(of input: Value, _ rows: Rows, _ context: RunContext) throws(StageFailure) -> Value
}

extension FittedStage {
  package func remarks(_ numbers: Numbers, of rows: Int) -> [Diagnostic] { [] }

  package func value(
    of input: Value, _ rows: Rows, _ context: RunContext
  ) throws(StageFailure) -> Value { try input.carrying(rows, as: output, context) }
}
