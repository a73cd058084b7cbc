import Relations
import Testing

@testable import Tables

/// Reading that keeps the cells of some columns only, against reading that keeps all.
struct KeptColumnsTests {
  /// Cells of one kind each, with what only a late row shows: decimals among whole numbers, numbers
  /// that fit no common scale, the order of day and month, missing cells.
  private static let kinds: [[String]] = [
    ["12", "7", "", "-3"], ["1", "2", "3.5"], ["900000000000000", "0.0000000001", "4"],
    ["1e300", "2", ""], ["03/04/2024", "05/06/2024", "25/12/2024"], ["03/04/2024", "05/06/2024"],
    ["2024-01-02", ""], ["2024-01-02 10:00:00", "2024-01-03 11:30:00"], ["true", "false", ""],
    ["a", "b\"\"c", "d,e", "é", ""], ["00123", "4", "5"], ["12", "n/a", "x"],
  ]

  private func text(_ random: inout Random, rows: Int) -> (text: String, columns: [String]) {
    let kinds = (0..<2 + random.next(5)).map { _ in random.next(Self.kinds.count) }
    let names = kinds.indices.map { random.next(4) == 0 ? "key\($0)_id" : "c\($0)" }
    var lines = [names.joined(separator: ",")]
    for _ in 0..<rows {
      lines.append(
        kinds.map { kind in
          let cell = Self.kinds[kind][random.next(Self.kinds[kind].count)]
          return cell.contains(where: { "\",".contains($0) }) ? "\"\(cell)\"" : cell
        }.joined(separator: ","))
      if random.next(200) == 0 { lines.append("odd,row") }
    }
    return (lines.joined(separator: "\n"), names)
  }

  private func outcome(
    _ text: String, kept: Set<String>?, chunk: Int, _ rejects: ReadOptions.Rejects
  ) -> (table: Table?, rest: String) {
    do {
      let result = try read(text, threads: 2) {
        $0.kept = kept
        $0.chunkBytes = chunk
        $0.rejects = rejects
        $0.missing = ["n/a"]
      }
      return (
        result.table,
        "\(result.rows) \(result.rejects) \(result.sniff) \(result.sniff.remarks)"
      )
    } catch {
      return (nil, "\(error)")
    }
  }

  @Test
  func `what is not kept is read and checked all the same, and the rest is the same to a bit`() {
    var random = Random(state: 3)
    var tables = 0
    for round in 0..<400 {
      let (text, names) = text(&random, rows: random.next(60))
      let kept = Set(names.filter { _ in random.next(2) == 0 })
      let rejects: ReadOptions.Rejects = round % 2 == 0 ? .refuse : .keepGoing(limit: 3)
      let chunk = 1 + random.next(100)
      let whole = outcome(text, kept: nil, chunk: chunk, rejects)
      let some = outcome(text, kept: kept, chunk: chunk, rejects)
      #expect(some.rest == whole.rest, "round \(round)")
      guard let all = whole.table, let table = some.table else { continue }
      tables += 1
      for name in names where kept.contains(name) {
        #expect(
          String(describing: table.column(name)) == String(describing: all.column(name)),
          "round \(round), \(name)")
      }
      // Only keys are kept unasked.
      let others = table.fields.filter { !kept.contains($0.name) }
      #expect(others.allSatisfy { $0.type == .text && isIdentifierName($0.name) })
      #expect(table.rowCount == all.rowCount)
    }
    #expect(tables > 100)
  }

  @Test func `numbers that fit no common scale are numbers, kept or not`() throws {
    let lines = "a,b\n" + String(repeating: "900000000000000,1\n", count: 3) + "0.0000000001,2\n"
    let whole = try read(lines) { $0.chunkBytes = 30 }
    let some = try read(lines) {
      $0.chunkBytes = 30
      $0.kept = ["b"]
    }
    #expect(whole.sniff.fields[0].type == .number)
    #expect(some.sniff.fields == whole.sniff.fields)
    #expect(some.table.fields.map(\.name) == ["b"])
  }
}
