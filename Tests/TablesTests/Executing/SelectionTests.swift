import Matrices
import Relations
import Testing

@testable import Tables

@Suite struct SelectionTests {
  private let executor = Executor(control: RunControl(threads: 2))
  private let table = Table([
    (
      "id",
      Column([.integer(1), .integer(2), .integer(2), .null, .integer(1), .null], type: .integer)
    ),
    (
      "amount",
      Column(
        [
          .decimal(mantissa: 150, scale: 2), .null, .decimal(mantissa: 1, scale: 0), .integer(2),
          .integer(-1), .null,
        ], type: .number)
    ),
    ("name", Column(["b", "a", "a", "c", "b", "d"].map { .text($0) }, type: .text)),
  ])

  @Test func `a filter narrows the selection and copies no cell`() throws {
    let filtered = try executor.run(
      .filter(.scan("t"), .call(.greater, [.column("amount"), .literal(.integer(0))])),
      over: ["t": table])
    #expect(filtered.selection == [0, 2, 3])
    #expect(filtered.storedRows == 6)
    #expect(filtered.compacted().storedRows == 3)
    #expect(NaiveTable(filtered.compacted()) == NaiveTable(filtered))
  }

  @Test func `rows with a missing cell in a tested column are counted`() throws {
    func missing(_ condition: Scalar) throws -> Int? {
      try condition.missesTested.map { try executor.selectedRows(where: $0, in: table).count }
    }
    let positive = Scalar.call(.greater, [.column("amount"), .literal(.integer(0))])
    let known = Scalar.call(.not, [.call(.isNull, [.column("id")])])
    #expect(try missing(positive) == 2)
    #expect(try missing(known) == nil)
    let both = Scalar.call(
      .or, [positive, .call(.equal, [.column("id"), .literal(.integer(1))])])
    #expect(try executor.selectedRows(where: both, in: table) == [0, 2, 3, 4])
    #expect(try missing(both) == 3)
  }

  @Test func `numbers for a matrix come with the rows that have none`() {
    #expect(table.numbers(of: "amount").values == [1.5, 0, 1, 2, -1, 0])
    #expect(table.numbers(of: "amount").missing == [1, 5])
    #expect(table.selecting([4, 1]).numbers(of: "amount").missing == [1])
  }

  @Test func `columns are added beside the selected rows`() {
    let wider = table.selecting([3, 0]).appending([("x", .integer(Cells([7, 8])))])
    #expect(NaiveTable(wider).cells("name") == [.text("c"), .text("b")])
    #expect(NaiveTable(wider).cells("x") == [.integer(7), .integer(8)])
  }

  @Test func `duplicate keys are counted, and shown in order`() throws {
    let found = try executor.duplicateKeys(of: table, keys: ["id"], limit: 1)
    #expect(found.count == 2)
    #expect(found.examples == [.init(key: [.integer(1)], rows: 2)])
    #expect(
      try executor.duplicateKeys(of: table, keys: ["id", "name"], limit: 5).examples == [
        .init(key: [.integer(1), .text("b")], rows: 2),
        .init(key: [.integer(2), .text("a")], rows: 2),
      ])
    #expect(
      try executor.duplicateKeys(of: table.selecting([0, 1]), keys: ["id"], limit: 5).count == 0)
  }

  @Test func `the content hash is the same for the same rows in any order`() throws {
    let large = RandomTables.table(rows: 300, seed: 1)
    let hash = try executor.contentHash(of: large)
    for seed in 1...5 as ClosedRange<UInt64> {
      let shuffled = RandomTables.shuffled(large, seed: seed)
      #expect(try executor.contentHash(of: shuffled) == hash)
      #expect(try executor.contentHash(of: shuffled.compacted()) == hash)
    }
    #expect(hash.description.count == 32)
  }

  @Test func `the content hash sees every cell and every repetition`() throws {
    let hash = try executor.contentHash(of: table)
    #expect(try executor.contentHash(of: table.selecting([0, 1, 2, 3, 4])) != hash)
    #expect(try executor.contentHash(of: table.selecting([0, 1, 2, 3, 4, 5, 0])) != hash)
    // Twice the same row is not nothing.
    #expect(
      try executor.contentHash(of: table.selecting([0, 0]))
        != executor.contentHash(of: table.selecting([1, 1])))
    for column in table.fields.indices {
      for row in 0..<table.rowCount {
        var cells = NaiveTable(table)
        cells.rows[row][column] =
          cells.rows[row][column] == .null
          ? (column == 2 ? .text("z") : .integer(9)) : .null
        let changed = Table(
          table.fields.enumerated().map { index, field in
            (field.name, Column(cells.rows.map { $0[index] }, type: field.type))
          })
        #expect(try executor.contentHash(of: changed) != hash)
      }
    }
  }

  @Test func `the content hash counts numbers by value`() throws {
    let same: [Column] = [
      .integer(Cells([5, -20])), .decimal(Cells([500, -2000]), scale: 2), .number(Cells([5, -20])),
    ]
    let hashes = try same.map { try executor.contentHash(of: Table([("x", $0)])) }
    #expect(Set(hashes).count == 1)
  }

  @Test func `a table without columns keeps its rows`() throws {
    let bare = Table(fields: [], columns: [], storedRows: 3)
    let result = try executor.run(
      .aggregate(.scan("t"), keys: [], [NamedAggregate("n", .rows)]), over: ["t": bare])
    #expect(result[0, 0] == .integer(3))
    #expect(try executor.run(.limit(.scan("t"), 2), over: ["t": bare]).rowCount == 2)
    #expect(try executor.run(.project(.scan("t"), []), over: ["t": bare]).rowCount == 3)
    #expect(
      try executor.run(.distinct(.scan("t"), keys: [], keep: .last), over: ["t": bare]).rowCount
        == 1)
  }

  @Test(arguments: [
    ("2.675", 2, "2.68"), ("0.125", 2, "0.13"), ("-0.125", 2, "-0.13"), ("2.5", 0, "3"),
    ("-2.5", 0, "-3"), ("1250", -2, "1300"), ("1249.99", -2, "1200"), ("1e300", 2, "1e+300"),
    ("0.1", 5, "0.1"), ("1e-300", 2, "0"), ("-4e-20", 18, "0"),
    ("6e-19", 18, "0.000000000000000001"),
    ("123456789.987654321", 4, "123456789.9877"), ("0.0004999", 3, "0"),
  ])
  func `halves are rounded away from zero, of what the analyst sees`(
    _ text: String, _ places: Int64, _ expected: String
  ) throws {
    let number = try #require(Double(text))
    let table = Table([("x", .number(Cells([number])))])
    let rounded = Scalar.call(
      .toText, [.call(.round, [.column("x"), .literal(.integer(places))])])
    #expect(try executor.evaluate(rounded, over: table)[0] == .text(expected))
  }

  @Test func `a product of decimals that is too long becomes numbers, each rounded once`() throws {
    let table = Table([
      ("a", .decimal(Cells([9_999_999_999_999, 15]), scale: 10)),
      ("b", .decimal(Cells([9_999_999_999_999, 20]), scale: 10)),
    ])
    let product = try executor.evaluate(
      .call(.multiply, [.column("a"), .column("b")]), over: table)
    #expect(product == .number(Cells([999_999.9999998, 3e-18])))
  }
}
