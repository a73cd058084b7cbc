import Matrices
import Relations
import Testing

@testable import Tables

@Suite struct InvarianceTests {
  private let table = RandomTables.table(rows: 700, seed: 21, missing: 0.1)

  private let summary = Relation.aggregate(
    .scan("t"), keys: ["word", "int"],
    ["int", "large", "decimal", "number", "real"].flatMap { name in
      let column = Scalar.column(name)
      return [
        NamedAggregate("sum \(name)", .sum(column)), NamedAggregate("mean \(name)", .mean(column)),
        NamedAggregate("deviation \(name)", .deviation(column, .sample)),
        NamedAggregate("median \(name)", .quantile(column, 0.5)),
        NamedAggregate("quantile \(name)", .quantile(column, 0.3)),
        NamedAggregate("mode \(name)", .mode(column)),
        NamedAggregate("first \(name)", .first(column, by: .column("day"))),
        NamedAggregate("distinct \(name)", .distinct(column)),
      ]
    })

  private func run(_ relation: Relation, _ table: Table, threads: Int = 2) throws -> [[Literal]] {
    NaiveTable(
      try Executor(control: RunControl(threads: threads)).run(relation, over: ["t": table])
    ).rows
  }

  @Test(arguments: 1...8 as ClosedRange<UInt64>)
  func `no bit of an aggregate depends on the order of rows`(_ seed: UInt64) throws {
    let expected = try run(summary, table, threads: 1)
    let shuffled = RandomTables.shuffled(table, seed: seed)
    #expect(try run(summary, shuffled) == expected)
    #expect(try run(summary, shuffled.compacted(), threads: 5) == expected)
  }

  @Test func `a sum of real numbers of all sizes does not depend on the order of rows`() throws {
    var random = SplitMix(seed: 4)
    let values = (0..<500).map { _ in
      Double(
        sign: Bool.random(using: &random) ? .plus : .minus,
        exponent: Int.random(in: -900...900, using: &random),
        significand: Double.random(in: 1..<2, using: &random))
    }
    let wild = Table([
      ("g", .integer(Cells((0..<500).map { Int64($0 % 7) }))), ("x", .number(Cells(values))),
    ])
    let relation = Relation.aggregate(
      .scan("t"), keys: ["g"],
      [NamedAggregate("s", .sum(.column("x"))), NamedAggregate("m", .mean(.column("x")))])
    let expected = try run(relation, wild)
    for seed in 1...5 as ClosedRange<UInt64> {
      #expect(try run(relation, RandomTables.shuffled(wild, seed: seed)) == expected)
    }
  }

  @Test func `an overflow anywhere makes the whole column numbers in every order of rows`() throws {
    let cells = Column([.integer(.max), .integer(1), .null, .integer(-3)], type: .integer)
    let table = Table([("x", cells)])
    let double = Relation.project(
      .scan("t"), [NamedScalar("y", .call(.add, [.column("x"), .column("x")]))])
    for seed in 1...4 as ClosedRange<UInt64> {
      let result = try Executor(control: RunControl(threads: 1)).run(
        double, over: ["t": RandomTables.shuffled(table, seed: seed)])
      #expect(result.fields == [Field("y", .number)])
      let found = (0..<4).map { result[$0, 0] }
      #expect(found.contains(.number(0x1p64)))
      #expect(found.contains(.number(2)) && found.contains(.number(-6)))
      #expect(found.contains(.null))
    }
  }

  @Test func `what stands in a missing cell has no effect`() throws {
    let present = Bitmap([true, false])
    let columns: [(String, Column)] = [
      ("a", .integer(Cells([1, .max], validity: present))),
      ("b", .number(Cells([1, .infinity], validity: present))),
      (
        "c",
        .text(TextCells(codes: Cells([0, -1], validity: present), dictionary: TextPool(["x"])))
      ),
    ]
    let table = Table(columns)
    let relation = Relation.project(
      .scan("t"),
      [
        NamedScalar("a", .call(.add, [.column("a"), .column("a")])),
        NamedScalar("b", .call(.add, [.column("b"), .column("a")])),
        NamedScalar("c", .call(.upper, [.column("c")])),
        NamedScalar("d", .call(.equal, [.column("c"), .column("c")])),
        NamedScalar("e", .isIn(.column("c"), [.text("x")], negated: false)),
      ])
    #expect(
      try run(relation, table) == [
        [.integer(2), .number(2), .text("X"), .boolean(true), .boolean(true)],
        [.null, .null, .null, .boolean(false), .boolean(false)],
      ])
    let groups = Relation.aggregate(
      .scan("t"), keys: ["c", "a"], [NamedAggregate("s", .sum(.column("b")))])
    #expect(
      try run(groups, table) == [
        [.text("x"), .integer(1), .number(1)], [.null, .null, .null],
      ])
  }

  @Test func `minus zero and zero are one key, and the key is zero`() throws {
    for values in [[-0.0, 0.0], [0.0, -0.0]] {
      let rows = try run(
        .aggregate(.scan("t"), keys: ["x"], [NamedAggregate("n", .rows)]),
        Table([("x", .number(Cells(values)))]))
      #expect(rows.count == 1)
      let key: Double? = if case .number(let key) = rows[0][0] { key } else { nil }
      #expect(key?.sign == .plus)
    }
  }

  @Test func `a cancelled run stops`() throws {
    let cancellation = Cancellation()
    cancellation.cancel()
    for threads in [1, 2] {
      let executor = Executor(control: RunControl(threads: threads, cancellation: cancellation))
      #expect(throws: ExecutionError.cancelled) {
        try executor.run(summary, over: ["t": table])
      }
      #expect(throws: ExecutionError.cancelled) {
        try executor.evaluate(.column("int"), over: table)
      }
      #expect(throws: ExecutionError.cancelled) { try executor.contentHash(of: table) }
    }
  }

  @Test func `a sort looks for a stop before each digit in which words differ`() throws {
    struct Stop: Error, Equatable {}
    // Two digits of eleven bits each, and one that is the same everywhere.
    var random = SplitMix(seed: 5)
    let words = (0..<2000).map { _ in
      UInt64.random(in: 0..<1 << 22, using: &random) | 1 << 40
    }
    var looks = 0
    let order = Radix.order(of: words) { looks += 1 }
    #expect(looks == 2)
    #expect(order.map { words[Int($0)] } == words.sorted())
    #expect(throws: Stop()) {
      try Radix.order(of: words) { () throws(Stop) in throw Stop() }
    }
  }

  @Test func `many rows and sparse keys give the groups that few and dense ones give`() throws {
    // Enough rows for every path: the table of all words, the hash table and the radix sort.
    var random = SplitMix(seed: 8)
    let dense = (0..<20_000).map { _ in Int64.random(in: 0..<3000, using: &random) }
    let sparse = dense.map { ($0 - 1500) * 3_000_000_000_000_000 }
    let real = dense.map { Double($0 - 1500) * 1.5 }
    let many = Table([
      ("dense", .integer(Cells(dense))), ("sparse", .integer(Cells(sparse))),
      ("real", .number(Cells(real))),
    ])
    func sizes(_ key: String) throws -> [Literal] {
      try run(.aggregate(.scan("t"), keys: [key], [NamedAggregate("n", .rows)]), many).map { $0[1] }
    }
    #expect(try sizes("dense") == sizes("sparse"))
    #expect(try sizes("dense") == sizes("real"))
    let distinct = Relation.distinct(.scan("t"), keys: ["sparse", "real", "dense"], keep: .first)
    #expect(try run(distinct, many).count == Set(dense).count)
    let sorted = try run(.sort(.scan("t"), [SortKey(.column("real"))]), many).map { $0[0] }
    #expect(sorted == dense.sorted().map { .integer($0) })
  }
}
