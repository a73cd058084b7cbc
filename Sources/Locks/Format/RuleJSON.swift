import Clustering
import Matrices
import Tables

/// Rules as JSON: every number reads back as the same bits, infinite ones stand as `null`.
enum RuleJSON {
  /// The object that tells a rule: its kind, and then its fields.
  static func json(of rule: any AssignmentRule) -> JSONValue {
    .object([("kind", .string(type(of: rule).kind))] + members(of: rule.fields))
  }

  private static func members(of fields: RuleFields) -> [(String, JSONValue)] {
    fields.fields.map { ($0.name, json(of: $0.value)) }
  }

  private static func json(of value: RuleFields.Value) -> JSONValue {
    switch value {
    case .text(let text): .string(text)
    case .whole(let whole): .integer(Int64(whole))
    case .number(let number): .fraction(number)
    case .flag(let flag): .bool(flag)
    case .wholes(let wholes): .wholes(wholes)
    case .numbers(let numbers): .fractions(numbers)
    case .flags(let flags): .array(flags.map { .bool($0) })
    case .matrix(let matrix): rows(matrix)
    case .matrices(let matrices): .array(matrices.map(rows))
    case .fields(let fields): .object(members(of: fields))
    case .list(let list): .array(list.map { .object(members(of: $0)) })
    }
  }

  private static func rows(_ matrix: Matrix) -> JSONValue {
    .array((0..<matrix.rows).map { .fractions(Array(matrix.row($0))) })
  }

  /// The rule that an object tells.
  ///
  /// - Throws: `LockReader.Fault` for members that are missing, of another kind, or do not fit.
  static func rule(_ reader: LockReader) throws(LockReader.Fault) -> any AssignmentRule {
    let kind = try reader.text("kind")
    guard let rule = try AssignmentRules.rule(kind, from: RuleMembers(reader)) else {
      throw LockReader.Fault(place: reader.place + ".kind")
    }
    return rule
  }
}

/// The members of a rule's JSON object as its fields.
private struct RuleMembers: RuleReader {
  private let reader: LockReader

  init(_ reader: LockReader) { self.reader = reader }

  func text(_ name: String) throws(LockReader.Fault) -> String { try reader.text(name) }
  func whole(_ name: String) throws(LockReader.Fault) -> Int { try reader.whole(name) }
  func flag(_ name: String) throws(LockReader.Fault) -> Bool { try reader.flag(name) }
  func wholes(_ name: String) throws(LockReader.Fault) -> [Int] { try reader.wholes(name) }
  func numbers(_ name: String) throws(LockReader.Fault) -> [Double] { try reader.numbers(name) }

  func number(_ name: String) throws(LockReader.Fault) -> Double {
    let member = try reader.member(name)
    guard let number = member.json.double else { throw misfit(name) }
    return number
  }

  func numbersOrInfinity(_ name: String) throws(LockReader.Fault) -> [Double] {
    try list(name) { $0 == .null ? .infinity : $0.double }
  }

  func flags(_ name: String) throws(LockReader.Fault) -> [Bool] { try list(name, \.bool) }

  func matrix(_ name: String, columns: Int?) throws(LockReader.Fault) -> Matrix {
    try Self.matrix(reader.member(name), columns: columns)
  }

  func matrices(_ name: String) throws(LockReader.Fault) -> [Matrix] {
    var matrices: [Matrix] = []
    for element in try reader.elements(name) { matrices.append(try Self.matrix(element)) }
    return matrices
  }

  func list(_ name: String) throws(LockReader.Fault) -> [RuleMembers] {
    try reader.elements(name).map { RuleMembers($0) }
  }

  func group(_ name: String) -> RuleMembers? { reader.optional(name).map { RuleMembers($0) } }

  func misfit(_ name: String) -> LockReader.Fault {
    LockReader.Fault(place: "\(reader.place).\(name)")
  }

  private func list<Element>(
    _ name: String, _ element: (JSONValue) -> Element?
  ) throws(LockReader.Fault) -> [Element] {
    let member = try reader.member(name)
    guard let array = member.json.array else { throw misfit(name) }
    let values = array.compactMap(element)
    guard values.count == array.count else { throw misfit(name) }
    return values
  }

  /// Rows of numbers, at least one unless the number of columns is given.
  private static func matrix(
    _ reader: LockReader, columns: Int? = nil
  ) throws(LockReader.Fault) -> Matrix {
    guard let rows = reader.json.array else { throw LockReader.Fault(place: reader.place) }
    let values = rows.map { $0.array?.compactMap(\.double) ?? [] }
    let width = columns ?? values.first?.count ?? 0
    guard width > 0, zip(rows, values).allSatisfy({ $0.array?.count == $1.count }),
      values.allSatisfy({ $0.count == width })
    else { throw LockReader.Fault(place: reader.place) }
    return Matrix(rows: values.count, columns: width, values: values.flatMap { $0 })
  }
}
