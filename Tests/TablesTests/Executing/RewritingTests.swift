import Matrices
import Relations
import Testing

@testable import Tables

/// Random pipelines of relations over the tables of `RandomTables`.
private struct RandomPipeline {
  private(set) var steps: [@Sendable (Relation) -> Relation] = []
  /// The columns at its end, with their types.
  private(set) var columns: [(name: String, type: ScalarType)]
  private var random: SplitMix

  init(seed: UInt64, length: Int) {
    random = SplitMix(seed: seed)
    columns = RandomTables.table(rows: 0, seed: 0).fields.map { ($0.name, $0.type) }
    for _ in 0..<length { add() }
  }

  /// The steps as one relation.
  var composed: Relation { steps.reduce(.scan("t")) { $1($0) } }

  private mutating func name(_ types: ScalarType...) -> String? {
    columns.filter { types.contains($0.type) }.randomElement(using: &random)?.name
  }

  private mutating func some(_ count: Int) -> [String] {
    Array(columns.map(\.name).shuffled(using: &random).prefix(count))
  }

  private mutating func condition() -> Scalar? {
    switch Int.random(in: 0..<4, using: &random) {
    case 0: return name(.boolean).map { .column($0) }
    case 1: return some(1).first.map { .call(.not, [.call(.isNull, [.column($0)])]) }
    case 2:
      return name(.text).map {
        .isIn(.column($0), [.text("a"), .text("ab"), .text("*b")], negated: true)
      }
    default:
      return name(.integer, .number).map {
        .call(.less, [.column($0), .literal(.decimal(mantissa: 15, scale: 1))])
      }
    }
  }

  private mutating func computed() -> (Scalar, ScalarType)? {
    switch Int.random(in: 0..<6, using: &random) {
    case 0:
      guard let a = name(.number), let b = name(.number, .integer) else { return nil }
      return (.call(.add, [.column(a), .column(b)]), .number)
    case 1: return name(.text).map { (.call(.lower, [.column($0)]), .text) }
    case 2: return name(.date, .timestamp).map { (.call(.month, [.column($0)]), .integer) }
    case 3:
      return name(.date).map {
        (
          .call(
            .parseTimestamp,
            [.call(.toText, [.column($0)]), .literal(.text("yyyy-MM-dd"))]), .timestamp
        )
      }
    case 4: return name(.date).map { (.call(.toTimestamp, [.column($0)]), .timestamp) }
    default:
      guard let condition = condition() else { return nil }
      return (
        .cases(
          [.init(condition, .literal(.integer(1)))], otherwise: .literal(.integer(0))), .integer
      )
    }
  }

  private mutating func add() {
    switch Int.random(in: 0..<10, using: &random) {
    case 0, 1:
      guard let condition = condition() else { return }
      steps.append { .filter($0, condition) }
    case 2, 3, 4:
      guard let (scalar, type) = computed() else { return }
      let replaced = Bool.random(using: &random) ? some(1).first : nil
      let name = replaced ?? "c\(steps.count)"
      let kept = columns
      columns.removeAll { $0.name == name }
      columns.append((name, type))
      steps.append {
        .project(
          $0,
          kept.filter { $0.name != name }.map { NamedScalar($0.name, .column($0.name)) } + [
            NamedScalar(name, scalar)
          ])
      }
    case 5:
      // Other names and fewer columns.
      let kept = columns.shuffled(using: &random).prefix(max(4, columns.count * 4 / 5))
      let number = steps.count
      let names = kept.enumerated().map {
        $0.offset % 3 == 0 ? "r\(number)\($0.element.name)" : $0.element.name
      }
      columns = zip(kept, names).map { ($1, $0.type) }
      let projection = zip(kept, names).map { NamedScalar($1, .column($0.name)) }
      steps.append { .project($0, projection) }
    case 6:
      let keys = some(Int.random(in: 0...2, using: &random))
      let kept: Relation.Kept = Bool.random(using: &random) ? .first : .last
      steps.append { .distinct($0, keys: keys, keep: kept) }
    case 7:
      let keys = some(2).map { SortKey(.column($0), descending: Bool.random(using: &random)) }
      steps.append { .sort($0, keys) }
    case 8:
      let count = Int.random(in: 0...40, using: &random)
      steps.append { .limit($0, count) }
    default: addOther()
    }
  }

  private mutating func addOther() {
    switch Int.random(in: 0..<3, using: &random) {
    case 0:
      guard let key = name(.text), !columns.contains(where: { $0.name.hasPrefix("joined") }) else {
        return
      }
      columns += [("joined", .integer), ("joined text", .text)]
      let right = Relation.project(
        .distinct(.scan("u"), keys: ["word"], keep: .first),
        [
          NamedScalar("joined key", .column("word")), NamedScalar("joined", .column("int")),
          NamedScalar("joined text", .call(.lower, [.column("text")])),
        ])
      let kind: Join.Kind = Bool.random(using: &random) ? .left : .inner
      steps.append { .join($0, right, Join(keys: [.init(key, "joined key")], kind: kind)) }
    case 1:
      guard let condition = condition() else { return }
      steps.append { .union($0, .filter($0, condition)) }
    default:
      guard steps.count > 3, let number = name(.integer, .number) else { return }
      let keys = some(2).filter { $0 != number }
      let types = columns.filter { keys.contains($0.name) }
      columns = keys.compactMap { key in types.first { $0.name == key } }
      columns += [("rows\(steps.count)", .integer), ("least\(steps.count)", .number)]
      let place = steps.count
      steps.append {
        .aggregate(
          $0, keys: keys,
          [
            NamedAggregate("rows\(place)", .rows),
            NamedAggregate("least\(place)", .min(.column(number))),
          ])
      }
    }
  }
}

@Suite struct RewritingTests {
  private let executor = Executor(control: RunControl(threads: 2))

  private func tables(_ seed: UInt64) -> [String: Table] {
    [
      "t": RandomTables.table(rows: 40, seed: seed), "u": RandomTables.table(rows: 20, seed: 99),
    ]
  }

  @Test(arguments: 0..<50)
  func `random pipelines agree with the definition, composed and step by step`(
    _ seed: Int
  ) throws {
    let pipeline = RandomPipeline(seed: UInt64(seed), length: 8)
    let tables = tables(UInt64(seed))
    let expected = NaiveExecutor(tables: tables.mapValues { NaiveTable($0) })
      .run(pipeline.composed)
    let scanned: (String) -> [String] = { tables[$0]?.fields.map(\.name) ?? [] }
    #expect(pipeline.composed.columnNames(scanning: scanned) == expected.names)

    var stepwise = required(tables["t"])
    for step in pipeline.steps {
      var now = tables
      now["t"] = stepwise
      stepwise = try executor.run(step(.scan("t")), over: now)
    }
    let composed = try executor.run(pipeline.composed, over: tables)
    let rewritten = try executor.run(
      pipeline.composed.choosingFirst.computing(only: nil), over: tables)
    for table in [stepwise, composed, rewritten] {
      let found = NaiveTable(table)
      #expect(found.names == expected.names)
      try #require(found.rows.count == expected.rows.count)
      for (row, cells) in found.rows.enumerated() {
        #expect(zip(cells, expected.rows[row]).allSatisfy { isSame($0, $1, 1e-12) })
      }
      // Not only equal by value: one way gives the bits of the other.
      #expect(found == NaiveTable(stepwise))
    }
  }

  @Test(arguments: 0..<40)
  func `columns that are not needed make no difference to the others`(_ seed: Int) throws {
    let pipeline = RandomPipeline(seed: UInt64(seed) + 1000, length: 7)
    let tables = tables(UInt64(seed))
    let whole = NaiveTable(try executor.run(pipeline.composed, over: tables))
    var random = SplitMix(seed: UInt64(seed))
    let wanted = Set(whole.names.shuffled(using: &random).prefix(2))

    let fewer = NaiveTable(
      try executor.run(pipeline.composed.computing(only: wanted), over: tables))
    for name in wanted { #expect(fewer.cells(name) == whole.cells(name)) }

    let needed = pipeline.composed.columnsRead(for: wanted, scanning: "t")
    let narrow = required(tables["t"]).keeping(needed)
    let narrowed = tables.merging(["t": narrow]) { $1 }
    let present = pipeline.composed.passingOnPresent {
      narrowed[$0]?.fields.map(\.name) ?? []
    }
    let given = NaiveTable(try executor.run(present, over: narrowed))
    for name in wanted { #expect(given.cells(name) == whole.cells(name)) }
  }

  @Test func `a choice of rows goes below what computes columns, if it can`() {
    let doubled = [
      NamedScalar("id", .column("key")),
      NamedScalar("twice", .call(.add, [.column("a"), .column("a")])),
    ]
    func present(_ name: String) -> Scalar { .call(.not, [.call(.isNull, [.column(name)])]) }
    let projected = Relation.project(.scan("t"), doubled)
    #expect(
      Relation.filter(projected, present("id")).choosingFirst
        == .project(.filter(.scan("t"), present("key")), doubled))
    #expect(
      Relation.filter(projected, present("twice")).choosingFirst
        == .filter(projected, present("twice")))
    #expect(
      Relation.limit(.sort(projected, [SortKey(.column("id"))]), 3).choosingFirst
        == .project(.limit(.sort(.scan("t"), [SortKey(.column("key"))]), 3), doubled))
    #expect(
      Relation.distinct(projected, keys: ["id"], keep: .last).choosingFirst
        == .project(.distinct(.scan("t"), keys: ["key"], keep: .last), doubled))
    // Rows that are equal in all columns may differ in those that are not passed on.
    #expect(
      Relation.distinct(projected, keys: [], keep: .first).choosingFirst
        == .distinct(projected, keys: [], keep: .first))
  }

  @Test func `cells of a result are traced to the columns that they are stored in`() {
    let renamed = Relation.project(
      .filter(.scan("t"), .column("flag")),
      [NamedScalar("b", .column("a")), NamedScalar("c", .call(.negate, [.column("a")]))])
    #expect(renamed.origin(of: "b") == "a")
    #expect(renamed.origin(of: "c") == nil)
    #expect(renamed.rowOrigin == .chosen)
    #expect(Relation.project(.scan("t"), []).rowOrigin == .same)
    #expect(Relation.sort(.aggregate(.scan("t"), keys: ["a"], []), []).rowOrigin == .new)
    #expect(Relation.aggregate(.scan("t"), keys: ["a"], []).origin(of: "a") == nil)
  }
}

extension Table {
  /// These columns only; at least one, so that there are rows.
  fileprivate func keeping(_ names: Set<String>?) -> Table {
    guard let names else { return self }
    var places = fields.indices.filter { names.contains(fields[$0].name) }
    if places.isEmpty { places = [0] }
    return Table(
      fields: places.map { fields[$0] }, columns: places.map { columns[$0] },
      selection: selection, storedRows: storedRows)
  }
}
