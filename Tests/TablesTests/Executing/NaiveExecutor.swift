import Relations

@testable import Tables

/// Relations run row by row over literals, as slowly and as plainly as their definitions read.
///
/// The oracle of the columnar executor: it shares no code with it but the calendar.
struct NaiveTable: Equatable {
  var names: [String]
  var rows: [[Literal]]

  init(names: [String], rows: [[Literal]]) {
    self.names = names
    self.rows = rows
  }

  init(_ table: Table) {
    names = table.fields.map(\.name)
    rows = (0..<table.rowCount).map { row in
      table.fields.indices.map { table[row, $0] }
    }
  }

  func cells(_ name: String) -> [Literal] {
    let index = required(names.firstIndex(of: name))
    return rows.map { $0[index] }
  }
}

struct NaiveExecutor {
  let tables: [String: NaiveTable]

  func run(_ relation: Relation) -> NaiveTable {
    switch relation {
    case .scan(let name): return required(tables[name])
    case .filter(let source, let condition):
      var table = run(source)
      table.rows = table.rows.filter { holds(condition, table.names, $0) }
      return table
    case .project(let source, let columns):
      let table = run(source)
      return NaiveTable(
        names: columns.map(\.name),
        rows: table.rows.map { row in
          columns.map { NaiveScalar(names: table.names, row: row).value($0.scalar) }
        })
    case .aggregate(let source, let keys, let aggregates):
      return aggregate(run(source), keys, aggregates)
    case .distinct(let source, let keys, let keep):
      let table = run(source)
      let indices = (keys.isEmpty ? table.names : keys).map {
        required(table.names.firstIndex(of: $0))
      }
      var kept: [[Literal]] = []
      for row in keep == .first ? table.rows : table.rows.reversed()
      where !kept.contains(where: { other in
        indices.allSatisfy { order(other[$0], row[$0]) == 0 }
      }) {
        kept.append(row)
      }
      return NaiveTable(names: table.names, rows: keep == .first ? kept : kept.reversed())
    case .sort(let source, let keys):
      let table = run(source)
      let keyed = table.rows.enumerated().map { index, row in
        (index, row, keys.map { NaiveScalar(names: table.names, row: row).value($0.scalar) })
      }
      let sorted = keyed.sorted { left, right in
        for (part, key) in keys.enumerated() {
          let a = left.2[part]
          let b = right.2[part]
          var comparison = order(a, b)
          if key.descending, a != .null, b != .null { comparison = -comparison }
          if comparison != 0 { return comparison < 0 }
        }
        return left.0 < right.0
      }
      return NaiveTable(names: table.names, rows: sorted.map(\.1))
    case .limit(let source, let count):
      let table = run(source)
      return NaiveTable(names: table.names, rows: Array(table.rows.prefix(count)))
    case .join(let left, let right, let join): return self.join(run(left), run(right), join)
    case .union(let first, let second):
      let a = run(first)
      let b = run(second)
      return NaiveTable(
        names: a.names,
        rows: a.rows
          + b.rows.map { row in a.names.map { row[required(b.names.firstIndex(of: $0))] } })
    }
  }

  private func holds(_ condition: Scalar, _ names: [String], _ row: [Literal]) -> Bool {
    NaiveScalar(names: names, row: row).value(condition) == .boolean(true)
  }

  private func join(_ left: NaiveTable, _ right: NaiveTable, _ join: Join) -> NaiveTable {
    let kept = right.names.indices.filter { index in
      !join.keys.contains { $0.right == right.names[index] }
    }
    var rows: [[Literal]] = []
    for row in left.rows {
      let matches = right.rows.filter { other in
        join.keys.allSatisfy { key in
          let a = row[required(left.names.firstIndex(of: key.left))]
          let b = other[required(right.names.firstIndex(of: key.right))]
          return a != .null && b != .null && order(a, b) == 0
        }
      }
      for match in matches { rows.append(row + kept.map { match[$0] }) }
      if matches.isEmpty, join.kind == .left { rows.append(row + kept.map { _ in .null }) }
    }
    return NaiveTable(names: left.names + kept.map { right.names[$0] }, rows: rows)
  }

  private func aggregate(
    _ table: NaiveTable, _ keys: [String], _ aggregates: [NamedAggregate]
  ) -> NaiveTable {
    let indices = keys.map { required(table.names.firstIndex(of: $0)) }
    var groups: [(key: [Literal], rows: [[Literal]])] = keys.isEmpty ? [([], [])] : []
    for row in table.rows {
      let key = indices.map { row[$0] }
      if let found = groups.firstIndex(where: { orderOfRows($0.key, key) == 0 }) {
        groups[found].rows.append(row)
      } else {
        groups.append((key, [row]))
      }
    }
    groups.sort { orderOfRows($0.key, $1.key) < 0 }
    return NaiveTable(
      names: keys + aggregates.map(\.name),
      rows: groups.map { group in
        group.key
          + aggregates.map {
            NaiveAggregate(names: table.names, rows: group.rows).value($0.aggregate)
          }
      })
  }
}

func orderOfRows(_ left: [Literal], _ right: [Literal]) -> Int {
  for (a, b) in zip(left, right) where order(a, b) != 0 { return order(a, b) }
  return 0
}

/// Missing cells last, numbers by value, text by bytes.
func order(_ left: Literal, _ right: Literal) -> Int {
  func compare<Value: Comparable>(_ a: Value, _ b: Value) -> Int { a < b ? -1 : a > b ? 1 : 0 }
  switch (left, right) {
  case (.null, .null): return 0
  case (.null, _): return 1
  case (_, .null): return -1
  case (.boolean(let a), .boolean(let b)): return compare(a ? 1 : 0, b ? 1 : 0)
  case (.text(let a), .text(let b)):
    return a == b && Array(a.utf8) == Array(b.utf8)
      ? 0 : a.utf8.lexicographicallyPrecedes(b.utf8) ? -1 : 1
  case (.date(let a), .date(let b)): return compare(a, b)
  case (.timestamp(let a), .timestamp(let b)): return compare(a, b)
  case (.date(let a), .timestamp(let b)): return compare(Int64(a) * 86_400_000_000, b)
  case (.timestamp(let a), .date(let b)): return compare(a, Int64(b) * 86_400_000_000)
  case (.duration(let a), .duration(let b)):
    return a.months != b.months
      ? compare(a.months, b.months)
      : a.days != b.days ? compare(a.days, b.days) : compare(a.microseconds, b.microseconds)
  default:
    if let a = fraction(left), let b = fraction(right) {
      return compare(a.mantissa * power(b.scale), b.mantissa * power(a.scale))
    }
    return compare(double(left), double(right))
  }
}

/// A value that the tests know to be there.
func required<Value>(_ value: Value?) -> Value {
  guard let value else { preconditionFailure("the tests ask only for what is there") }
  return value
}

func power(_ exponent: Int) -> Int128 { (0..<exponent).reduce(1) { product, _ in product * 10 } }

func fraction(_ literal: Literal) -> (mantissa: Int128, scale: Int)? {
  switch literal {
  case .integer(let value): (Int128(value), 0)
  case .decimal(let mantissa, let scale): (Int128(mantissa), scale)
  default: nil
  }
}

/// The nearest number, by way of the decimal digits.
func double(_ literal: Literal) -> Double {
  switch literal {
  case .integer(let value): return Double(value)
  case .decimal(let mantissa, let scale): return required(Double("\(mantissa)e-\(scale)"))
  case .number(let value): return value
  default: preconditionFailure("a number, not \(literal)")
  }
}
