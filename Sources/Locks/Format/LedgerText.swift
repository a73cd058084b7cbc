import Planning
import Relations
import Tables

/// Ledger values as JSON and back, without loss: a stage that replays a lock gets the very record
/// that it wrote.
enum LedgerText {
  static func json(_ record: LedgerRecord) -> JSONValue {
    .object(record.entries.map { ($0.name, json($0.value)) })
  }

  static func json(_ value: LedgerValue) -> JSONValue {
    switch value {
    case .null: .null
    case .boolean(let flag): .bool(flag)
    case .integer(let number): .integer(Int64(number))
    case .number(let number): .fraction(number)
    case .text(let text): .string(text)
    case .cell(let literal): cell(literal)
    case .list(let values): .array(values.map(json))
    case .record(let record): json(record)
    }
  }

  /// A cell as an object of one member that names its type, which no record has.
  private static func cell(_ literal: Literal) -> JSONValue {
    switch literal {
    case .null: .object([("$missing", true)])
    case .boolean(let value): .object([("$boolean", .bool(value))])
    case .integer(let value): .object([("$integer", .integer(value))])
    case .decimal(let mantissa, let scale):
      .object([("$decimal", .array([.integer(mantissa), .integer(Int64(scale))]))])
    case .number(let value): .object([("$number", .fraction(value))])
    case .text(let text): .object([("$text", .string(text))])
    case .date(let day): .object([("$date", .string(CivilDate(daysSinceEpoch: day).description))])
    case .timestamp(let time): .object([("$timestamp", .integer(time))])
    case .duration(let length):
      .object([
        (
          "$duration",
          .array([
            .integer(Int64(length.months)), .integer(Int64(length.days)),
            .integer(length.microseconds),
          ])
        )
      ])
    }
  }

  /// The record that was written, or `nil` for what is none.
  static func record(_ json: JSONValue) -> LedgerRecord? {
    guard case .object(let members) = json else { return nil }
    var record = LedgerRecord()
    for (name, member) in members {
      guard let value = value(member) else { return nil }
      record[name] = value
    }
    return record
  }

  static func value(_ json: JSONValue) -> LedgerValue? {
    switch json {
    case .null: return .null
    case .bool(let flag): return .boolean(flag)
    case .integer(let number): return .integer(Int(number))
    case .number(let number): return .number(number)
    case .decimal: return json.double.map { .number($0) }
    case .string(let text): return .text(text)
    case .array(let elements):
      var values: [LedgerValue] = []
      for element in elements {
        guard let value = value(element) else { return nil }
        values.append(value)
      }
      return .list(values)
    case .object(let members):
      if members.count == 1, members[0].0.hasPrefix("$") {
        return literal(members[0].0, members[0].1).map { .cell($0) }
      }
      return record(json).map { .record($0) }
    }
  }

  private static func literal(_ type: String, _ json: JSONValue) -> Literal? {
    switch type {
    case "$missing": return .null
    case "$boolean": return json.bool.map { .boolean($0) }
    case "$integer": return json.integer.map { .integer($0) }
    case "$number": return json.double.map { .number($0) }
    case "$text": return json.string.map { .text($0) }
    case "$timestamp": return json.integer.map { .timestamp($0) }
    case "$date": return json.string.flatMap(day).map { .date($0) }
    case "$decimal":
      let parts = json.array?.compactMap(\.integer) ?? []
      guard parts.count == 2, (0...18).contains(parts[1]) else { return nil }
      return .decimal(mantissa: parts[0], scale: Int(parts[1]))
    case "$duration":
      let parts = json.array?.compactMap(\.integer) ?? []
      guard parts.count == 3, let months = Int(exactly: parts[0]),
        let days = Int(exactly: parts[1])
      else { return nil }
      return .duration(Duration(months: months, days: days, microseconds: parts[2]))
    default: return nil
    }
  }

  private static func day(_ text: String) -> Int32? {
    let parts = text.split(separator: "-").map { Int($0) }
    guard parts.count == 3, let year = parts[0], let month = parts[1], let day = parts[2] else {
      return nil
    }
    let date = CivilDate(year: year, month: month, day: day)
    return date.isValid ? date.daysSinceEpoch : nil
  }
}

extension JSONValue {
  /// A number that reads back as a fraction and not as a whole number: 5 is written `5.0`.
  static func fraction(_ value: Double) -> JSONValue {
    guard let whole = Int64(exactly: value), whole.magnitude < 1 << 53 else {
      return .number(value)
    }
    return .decimal(mantissa: whole * 10, scale: 1)
  }

  static func fractions(_ values: [Double]) -> JSONValue { .array(values.map { .fraction($0) }) }

  static func wholes(_ values: [Int]) -> JSONValue { .array(values.map { .integer(Int64($0)) }) }

  static func texts(_ values: [String]) -> JSONValue { .array(values.map { .string($0) }) }
}
