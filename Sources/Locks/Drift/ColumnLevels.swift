import Diagnostics
import Digests
import Execution
import Planning
import Relations
import Documents
import Tables

/// The levels of a column, as far as a lock may keep them: enough to tell a new one, too little to
/// read the old ones.
///
/// Of a level there is a short digest, so that a text of the file is never in a lock. Only columns of
/// texts are kept that some decision names, that name nobody by themselves (no key, nothing that looks
/// like an id, nothing marked as personal), and that have few levels; and of these only levels that
/// many entities share. A name or an address belongs to one customer and is therefore never kept, even
/// where a column that nobody marked holds it.
enum ColumnLevels {
  /// A column with more levels is no category.
  static let most = 50
  /// A level that fewer entities have could tell who they are.
  static let leastEntities = 10
  /// Hexadecimal digits of a digest.
  ///
  /// A new level passes for an old one in 1 of 20,000 cases (50 of 2²⁰). For the same reason a word of
  /// a dictionary that fits is no proof: of a million words about fifty fit by chance.
  static let digits = 5

  /// What stands in a lock for one level of a column.
  static func digest(of level: some Sequence<UInt8>, in column: String) -> String {
    String(
      Digest.sha256(Array(column.utf8) + [0] + Array(level)).description.prefix(digits))
  }

  /// The digests of the levels of a column, ascending; none where it may not be kept.
  ///
  /// `keys` are the columns that name entities; without one of them in the table, rows are counted.
  static func digests(
    of column: String, in table: Table, keys: [String], _ executor: Executor
  ) throws(ExecutionError) -> [String] {
    guard case .text(let cells)? = table.column(column), cells.dictionary.count > 0,
      cells.dictionary.count <= most, !keys.contains(column)
    else { return [] }
    let entities: Aggregate =
      keys.first { table.index(of: $0) != nil }.map { .distinct(.column($0)) } ?? .rows
    let counts = try executor.run(
      .aggregate(.scan("rows"), keys: [column], [NamedAggregate("(entities)", entities)]),
      over: ["rows": table])
    var digests: [String] = []
    for row in 0..<counts.rowCount {
      guard case .text(let level) = counts[row, 0], case .integer(let entities) = counts[row, 1],
        entities >= Int64(leastEntities)
      else { continue }
      digests.append(digest(of: level.utf8, in: column))
    }
    return Set(digests).sorted()
  }
}

/// Levels of a column of fresh rows that the locked rows did not have.
package struct NewLevels: Equatable, Sendable {
  /// The name of the input.
  package let input: String
  package let column: String
  /// The first decision that names the column.
  package let decision: String
  /// The new ones, most frequent first, of equals the lesser text; each with its rows.
  package let levels: [Level]

  package struct Level: Equatable, Sendable {
    package let text: String
    package let rows: Int
  }

  package var rows: Int { levels.reduce(0) { $0 + $1.rows } }

  /// Compares a column with what a lock kept of it; `nil` where nothing is new, or nothing was kept.
  init?(
    of table: Table, _ column: LockDocument.InputColumn, input: String, decision: String
  ) {
    guard !column.levels.isEmpty, case .text(let cells)? = table.column(column.name) else {
      return nil
    }
    var counts = [Int](repeating: 0, count: cells.dictionary.count)
    for row in 0..<table.rowCount {
      if let code = cells.codes[table.storedRow(row)] { counts[Int(code)] += 1 }
    }
    let known = Set(column.levels)
    let found = counts.indices.filter { code in
      counts[code] > 0
        && !known.contains(
          ColumnLevels.digest(of: cells.dictionary.utf8(code), in: column.name))
    }
    guard !found.isEmpty else { return nil }
    self.input = input
    self.column = column.name
    self.decision = decision
    levels = found.map { Level(text: cells.dictionary[$0], rows: counts[$0]) }
      .sorted { ($1.rows, $0.text) < ($0.rows, $1.text) }
  }
}

extension NewLevels {
  /// Those of a source that was read in the place of one that a lock knows.
  static func all(
    of source: Replay.Step, _ lock: LockDocument, _ named: NamedColumns, _ files: FileAccess
  ) -> [NewLevels] {
    guard let stage = source.planned.stage as? any SniffedSource, let table = source.value.rows
    else { return [] }
    let inputs = lock.inputs.filter { input in
      stage.paths.contains(files.actual(input.path))
    }
    return inputs.flatMap { input in
      input.columns.compactMap { column in
        named[column.name].flatMap {
          NewLevels(of: table, column, input: input.name, decision: $0)
        }
      }
    }
  }

  /// What is new, how often, and which decision was written without it.
  package var sentence: String {
    let shown = levels.prefix(5).map {
      "\(quoted(VisibleText($0.text).cut(to: 40))) (\(readable($0.rows)) of the rows)"
    }
    let rest = levels.count - shown.count
    let isOne = levels.count == 1
    return
      "`\(VisibleText(column).text)` has \(isOne ? "a level" : "\(readable(levels.count)) levels") that the locked data "
      + "did not have, or rarely: " + shown.joined(separator: ", ")
      + (rest > 0 ? " and \(readable(rest)) more" : "")
      + "; `\(decision)` was written without \(isOne ? "it" : "them")."
  }

  var json: JSONValue {
    [
      "input": .string(input), "column": .string(column), "decision": .string(decision),
      "levels": .array(
        levels.prefix(50).map {
          ["level": .string($0.text), "rows": .integer(Int64($0.rows))]
        }),
      "count": .integer(Int64(levels.count)), "rows": .integer(Int64(rows)),
    ]
  }
}
