import Execution
import Planning
import Relations
import Tables

/// Where entities of the input went: those that reached the model, and what took the others away.
struct EntityTrail: Sendable {
  /// Every entity of the input once, ascending by key.
  let keys: Column
  /// For each entity the stage that removed its last row, or `nil` if it reached the end.
  let removedBy: [PlannedStage?]
  /// The stage from which on entities can be distinguished, where that is not the source.
  let begins: PlannedStage?

  /// Follows the key of the features back through the steps that were replayed.
  init(_ steps: [Replay.Step], key: String, _ context: RunContext) throws(StageFailure) {
    var names: [String] = []
    var name = key
    var first = steps.count
    for place in steps.indices.reversed() {
      guard let table = steps[place].value.rows, table.index(of: name) != nil else { break }
      names.insert(name, at: 0)
      first = place
      guard place > 0, let before = steps[place - 1].value.rows,
        let earlier = EntityTrail.name(of: name, of: table, in: before)
      else { break }
      name = earlier
    }
    guard first < steps.count else {
      preconditionFailure("the features have the column of their key")
    }
    let start = try EntityTrail.entities(of: steps[first].value, names[0], context)
    var removedBy = [PlannedStage?](repeating: nil, count: start.count)
    var left = Set(start.texts)
    for (place, name) in zip((first + 1)..<steps.count, names.dropFirst()) {
      let here = Set(try EntityTrail.entities(of: steps[place].value, name, context).texts)
      for (row, text) in start.texts.enumerated() where left.contains(text) && !here.contains(text)
      {
        removedBy[row] = steps[place].planned
      }
      left.formIntersection(here)
    }
    keys = start.column
    self.removedBy = removedBy
    begins = first == 0 ? nil : steps[first].planned
  }

  private struct Entities {
    let column: Column
    let texts: [String]
    var count: Int { texts.count }
  }

  /// The entities that a value has rows of; a missing key is none.
  private static func entities(
    of value: Value, _ key: String, _ context: RunContext
  ) throws(StageFailure) -> Entities {
    guard let table = value.rows else { brokenPlan() }
    let known = Relation.filter(
      .scan(stageInput), .call(.not, [.call(.isNull, [.column(key)])]))
    let found = try context.run(.aggregate(known, keys: [key], []), over: table)
    let column = found.cells(of: key)
    return Entities(
      column: column, texts: (0..<found.rowCount).map { column[$0].plainText })
  }

  /// What a column was called one stage before; `nil` where it was made by that stage.
  private static func name(of name: String, of table: Table, in before: Table) -> String? {
    guard let column = table.column(name) else { return nil }
    if let same = before.column(name), same.count != column.count || same == column { return name }
    if let other = before.fields.first(where: { before.column($0.name) == column }) {
      return other.name
    }
    return before.index(of: name) == nil ? nil : name
  }
}
