import Matrices
import Relations
import Testing

@testable import Tables

/// Runs a relation in the columnar and in the naive executor and compares all cells, for tables of
/// several sizes, whole and through a selection, with 1, 2 and 5 threads.
func check(
  _ relation: Relation, sizes: [Int] = [0, 1, 2, 37, 300], tolerance: Double = 1e-12,
  sourceLocation: SourceLocation = #_sourceLocation
) throws {
  for size in sizes {
    // All or nothing missing needs no many rows.
    for missing in size < 50 ? [0.2, 0, 1] : [0.2] {
      let seed = UInt64(size) + 3
      let stored = RandomTables.table(rows: size, seed: seed, missing: missing)
      let other = RandomTables.table(rows: min(size, 40), seed: 99, missing: missing)
      let half = stored.selecting(
        (0..<Int32(size)).filter { $0 % 3 != 0 }.reversed())
      for table in [stored, half] {
        let expected = NaiveExecutor(
          tables: ["t": NaiveTable(table), "u": NaiveTable(other)]
        ).run(relation)
        for threads in [1, 2, 5] {
          let found = try Executor(control: RunControl(threads: threads))
            .run(relation, over: ["t": table, "u": other])
          #expect(found.fields.map(\.name) == expected.names, sourceLocation: sourceLocation)
          #expect(found.rowCount == expected.rows.count, sourceLocation: sourceLocation)
          guard found.rowCount == expected.rows.count else { return }
          for (row, cells) in NaiveTable(found).rows.enumerated()
          where !zip(cells, expected.rows[row]).allSatisfy({ isSame($0, $1, tolerance) }) {
            Issue.record(
              "row \(row) of \(size): \(cells) instead of \(expected.rows[row])",
              sourceLocation: sourceLocation)
            return
          }
        }
      }
    }
  }
}

/// Equal by value; binary numbers may differ by a rounding, because the naive way rounds often.
func isSame(_ found: Literal, _ expected: Literal, _ tolerance: Double) -> Bool {
  if found == .null || expected == .null { return found == expected }
  let isNumeric = found.type?.isNumeric ?? false
  if isNumeric != (expected.type?.isNumeric ?? false) { return false }
  // Dates beside timestamps become midnights.
  let isTemporal = (found.type?.isTemporal ?? false) && (expected.type?.isTemporal ?? false)
  if !isNumeric {
    return (isTemporal || found.type == expected.type) && order(found, expected) == 0
  }
  if order(found, expected) == 0 { return true }
  let a = double(found)
  let b = double(expected)
  return abs(a - b) <= tolerance * max(1, abs(a), abs(b))
}

@Suite struct DifferentialTests {
  static let numeric = ["int", "large", "decimal", "fine", "number", "real"]
  static let all = [
    "bool", "int", "large", "decimal", "number", "real", "text", "date", "time", "span",
  ]

  private func project(_ scalars: [Scalar]) -> Relation {
    .project(
      .scan("t"), scalars.enumerated().map { NamedScalar("c\($0.offset)", $0.element) })
  }

  private func call(_ function: ScalarFunction, _ columns: String...) -> Scalar {
    .call(function, columns.map { .column($0) })
  }

  @Test(arguments: [
    ScalarFunction.add, .subtract, .multiply, .divide, .remainder, .equal, .notEqual, .less,
    .lessOrEqual, .greater, .greaterOrEqual,
  ])
  func `arithmetic and comparison of numbers agree with the definition`(
    _ function: ScalarFunction
  ) throws {
    try check(
      project(
        Self.numeric.flatMap { left in
          Self.numeric.map { call(function, left, $0) }
        }), sizes: [0, 1, 20, 60], tolerance: 1e-9)
  }

  @Test(arguments: [
    ScalarFunction.negate, .abs, .sign, .round, .floor, .ceil, .sqrt, .exp, .ln, .log1p, .log10,
    .toText, .toNumber, .toInteger,
  ])
  func `functions of one number agree with the definition`(_ function: ScalarFunction) throws {
    try check(project(Self.numeric.map { call(function, $0) }))
  }

  @Test func `rounding to places agrees with decimal arithmetic`() throws {
    let places: [Int64] = [-2, -1, 0, 1, 2, 5]
    try check(
      project(
        Self.numeric.flatMap { name in
          places.map { .call(.round, [.column(name), .literal(.integer($0))]) }
        } + [call(.round, "real", "int")]))
  }

  @Test func `powers agree with the definition`() throws {
    try check(project([call(.power, "fine", "int"), call(.power, "real", "fine")]))
  }

  @Test(arguments: [
    ScalarFunction.equal, .notEqual, .less, .lessOrEqual, .greater, .greaterOrEqual, .least,
    .greatest, .coalesce,
  ])
  func `comparisons of every type agree with the definition`(
    _ function: ScalarFunction
  ) throws {
    let pairs = [
      ("bool", "flag"), ("int", "decimal"), ("fine", "number"), ("text", "word"), ("text", "text"),
      ("date", "day"), ("day", "moment"), ("moment", "day"), ("time", "moment"),
    ]
    try check(
      project(
        pairs.map { call(function, $0, $1) } + [
          .call(function, [.column("text"), .literal(.text("ab"))]),
          .call(function, [.literal(.text("ab")), .column("text")]),
          .call(function, [.column("decimal"), .literal(.integer(1))]),
          .call(function, [.column("number"), .literal(.decimal(mantissa: 5, scale: 1))]),
          .call(function, [.column("span"), .column("span")]),
          .call(function, [.column("int"), .literal(.null)]),
        ]))
  }

  @Test func `conditions agree with the definition`() throws {
    let less = call(.less, "int", "fine")
    let conditions: [Scalar] = [
      call(.and, "bool", "flag"), call(.or, "bool", "flag"), call(.not, "bool"),
      .call(.or, [less, call(.isNull, "decimal")]),
      .call(.and, [.call(.not, [less]), .column("flag")]),
      .isIn(
        .column("int"), [.integer(1), .decimal(mantissa: 20, scale: 1), .null], negated: false),
      .isIn(.column("number"), [.integer(1), .number(0.5)], negated: true),
      .isIn(.column("text"), [.text("a"), .text("é"), .null], negated: false),
      .isIn(.column("text"), [], negated: true),
      .isIn(.column("day"), [.date(19_003), .date(19_004)], negated: false),
      call(.isNull, "text"), .call(.isNull, [.literal(.null)]),
      .call(.equal, [.literal(.null), .literal(.null)]),
    ]
    try check(project(conditions))
    for condition in conditions { try check(.filter(.scan("t"), condition), sizes: [0, 1, 50]) }
  }

  @Test func `branches agree with the definition`() throws {
    let sign: Scalar = .cases(
      [
        .init(.call(.less, [.column("int"), .literal(.integer(0))]), .literal(.text("below"))),
        .init(call(.isNull, "int"), .literal(.null)),
        .init(call(.contains, "text", "word"), .column("text")),
      ], otherwise: .column("word"))
    let mixed: Scalar = .cases(
      [.init(.column("bool"), .column("int")), .init(.column("flag"), .column("decimal"))],
      otherwise: .literal(.integer(7)))
    try check(
      project([
        sign, mixed, .call(.coalesce, [.column("int"), .column("number"), .literal(.integer(0))]),
        .call(.coalesce, [.literal(.null), .column("day"), .column("moment")]),
        .call(.length, [sign]),
      ]))
  }

  @Test func `functions of text agree with the definition`() throws {
    try check(
      project([
        call(.lower, "text"), call(.trim, "text"), call(.length, "text"),
        .call(
          .upper, [.call(.replace, [.column("text"), .literal(.text("ß")), .literal(.text(""))])]),
        call(.concat, "text", "word", "text"), call(.concat),
        call(.replace, "text", "word", "text"),
        .call(.substring, [.column("text"), .column("int"), .literal(.integer(3))]),
        .call(.substring, [.column("text"), .literal(.integer(2)), .column("int")]),
        call(.startsWith, "text", "word"), call(.endsWith, "text", "word"),
        call(.contains, "text", "word"), call(.matches, "text", "word"),
        .call(.matches, [.column("text"), .literal(.text("*b?c*"))]),
        .call(.matches, [.column("text"), .literal(.text("*e*e*t ?i*s"))]),
        call(.toText, "text"), call(.toNumber, "text"), call(.toInteger, "text"),
        call(.toText, "bool"), call(.toNumber, "bool"), call(.toInteger, "bool"),
        call(.toText, "date"), call(.toText, "time"),
        .call(.concat, [.column("text"), .literal(.null)]),
      ]))
  }

  @Test func `functions of dates agree with another calendar`() throws {
    let parts: [ScalarFunction] = [.year, .quarter, .month, .week, .weekday, .day, .toDate]
    try check(
      project(
        parts.flatMap { [call($0, "date"), call($0, "time")] } + [
          call(.hour, "time"), call(.daysBetween, "date", "time"),
          call(.monthsBetween, "date", "day"), call(.monthsBetween, "day", "date"),
          call(.yearsBetween, "time", "date"), call(.addDuration, "date", "span"),
          call(.subtractDuration, "date", "span"), call(.addDuration, "time", "span"),
          call(.subtractDuration, "time", "span"), call(.addDuration, "span", "span"),
          call(.subtractDuration, "span", "span"),
        ]), sizes: [0, 1, 80])
  }

  @Test func `texts read by patterns agree with the definition`() throws {
    let date = call(.toText, "date")
    let time = call(.toText, "time")
    let iso = Scalar.literal(.text("yyyy-MM-dd"))
    let other = Scalar.literal(.text("M/d/yyyy"))
    let seconds = Scalar.literal(.text("epoch"))
    let moment = Scalar.literal(.text("yyyy-MM-dd'T'HH:mm:ss"))
    try check(
      project([
        .call(.parseDate, [date, iso]), .call(.parseDate, [.column("text"), iso, other]),
        .call(.parseDate, [call(.toText, "large"), other, seconds]),
        .call(.parseTimestamp, [call(.toText, "large"), seconds]),
        .call(.parseTimestamp, [time, moment, iso]), .call(.parseTimestamp, [date, iso]),
        .call(.parseDate, [.literal(.null), iso]), call(.toTimestamp, "date"),
        call(.toTimestamp, "time"),
      ]))
  }

  static let keys: [[String]] = [
    [], ["int"], ["text"], ["bool", "word"], ["number", "day", "bool"], ["span", "text"],
    ["large", "real", "time", "date"],
  ]

  @Test(arguments: keys)
  func `aggregates of every type agree with the definition`(_ keys: [String]) throws {
    var aggregates: [Aggregate] = [.rows]
    for name in Self.all {
      let column = Scalar.column(name)
      aggregates += [
        .count(column), .missing(column), .distinct(column), .min(column), .max(column),
        .mode(column), .first(column, by: .column("day")), .last(column, by: .column("word")),
      ]
    }
    for name in Self.numeric {
      let column = Scalar.column(name)
      aggregates += [
        .sum(column), .mean(column), .deviation(column, .population), .deviation(column, .sample),
        .quantile(column, 0.5), .quantile(column, 0.1), .quantile(column, 1),
      ]
    }
    let less = call(.less, "int", "fine")
    aggregates += [
      .share(less), .any(less), .all(less), .share(.column("bool")), .any(.column("bool")),
      .all(.column("bool")), .sum(call(.multiply, "int", "decimal")), .sum(.literal(.null)),
      .count(.literal(.null)), .max(call(.toDate, "time")),
    ]
    try check(
      .aggregate(
        .scan("t"), keys: keys,
        aggregates.enumerated().map { NamedAggregate("a\($0.offset)", $0.element) }),
      sizes: [0, 1, 20, 150], tolerance: 1e-9)
  }

  @Test(arguments: keys)
  func `distinct rows and sorted rows agree with the definition`(_ keys: [String]) throws {
    for kept in [Relation.Kept.first, .last] {
      try check(.distinct(.scan("t"), keys: keys, keep: kept), sizes: [0, 1, 20, 100])
    }
    try check(
      .sort(
        .scan("t"),
        keys.enumerated().map { SortKey(.column($0.element), descending: $0.offset % 2 == 0) }),
      sizes: [0, 1, 20, 600])
    try check(.limit(.sort(.scan("t"), keys.map { SortKey(.column($0)) }), 7))
  }

  @Test func `joins agree with the definition`() throws {
    let renamed = Relation.project(
      .scan("u"),
      [
        NamedScalar("k", .column("int")), NamedScalar("d", .column("decimal")),
        NamedScalar("w", .column("word")), NamedScalar("v", .column("text")),
        NamedScalar("x", .column("moment")),
      ])
    for kind in Join.Kind.allCases {
      for keys in [
        [Join.Pair("int", "k")], [.init("word", "w"), .init("int", "k")], [.init("fine", "d")],
        [.init("day", "x")], [.init("text", "w")],
      ] {
        try check(.join(.scan("t"), renamed, Join(keys: keys, kind: kind)), sizes: [0, 1, 30, 90])
      }
    }
  }

  @Test func `unions agree with the definition`() throws {
    let swapped = Relation.project(
      .scan("u"),
      RandomTables.table(rows: 0, seed: 0).fields.reversed().map { field in
        switch field.name {
        case "int": NamedScalar("int", .column("decimal"))
        case "decimal": NamedScalar("decimal", .column("int"))
        case "fine": NamedScalar("fine", .column("real"))
        case "day": NamedScalar("day", .column("moment"))
        case "text": NamedScalar("text", .column("word"))
        default: NamedScalar(field.name, .column(field.name))
        }
      })
    try check(.union(.scan("t"), swapped))
    try check(.union(.filter(.scan("t"), .column("bool")), .scan("u")))
  }
}
