import Diagnostics
import Relations
import Tables

extension Application {
  /// What `docs/schemas/apply.schema.json` describes: how many went where, and the rows if they were
  /// not written to a file.
  package func json(lock: String, output: String?) -> JSONValue {
    let assigned = Double(max(1, sizes.reduce(0, +)))
    let locked = Double(max(1, model.sizes.reduce(0, +)))
    var members: [(String, JSONValue)] = [
      ("segue", .integer(1)), ("lock", .string(lock)), ("model", .string(model.name)),
      ("output", output.map { .string($0) } ?? .null),
      ("customers", .integer(Int64(table.rowCount))), ("unassigned", .integer(Int64(unassigned))),
      (
        "segments",
        .array(
          sizes.indices.map { segment in
            [
              "segment": .integer(Int64(segment + 1)), "size": .integer(Int64(sizes[segment])),
              "share": .number(Double(sizes[segment]) / assigned),
              "share_in_lock": .number(Double(model.sizes[segment]) / locked),
            ]
          })
      ),
      ("drift", drift?.json ?? .null),
      (
        "notes",
        .array(
          remarks.map { ["code": .string($0.code.id), "text": .string($0.message)] })
      ),
    ]
    if output == nil { members.append(("rows", .array(records))) }
    return .object(members)
  }

  /// A member for each column of the table; the key is called `id`, whatever its column is.
  package var records: [JSONValue] {
    let names = ["id"] + table.fields.dropFirst().map(\.name)
    return (0..<table.rowCount).map { row in
      .object(
        names.indices.map { column in
          // An id is a text, also one of digits.
          (names[column], column == 0 ? id(table[row, 0]) : cell(table[row, column]))
        })
    }
  }

  private func id(_ value: Literal) -> JSONValue {
    value == .null ? .null : .string(value.plainText)
  }

  private func cell(_ value: Literal) -> JSONValue {
    switch value {
    case .null: .null
    case .integer(let number): .integer(number)
    case .number(let number): .number(number)
    case .boolean, .decimal, .text, .date, .timestamp, .duration: .string(value.plainText)
    }
  }
}
