import Relations

@testable import Tables

/// Tables of every type of column, with few distinct cells so that groups and ties arise, and
/// missing ones.
enum RandomTables {
  static let texts = [
    "", "a", "A", "ab", "abc", "b*", "Ünï", "zß", " x ", "12", "-3.50", "1e3", "nan", "0x1", "Z",
    "longer than eight bytes", "longer than eight bits", "é", "e\u{301}",
  ]

  /// One column of each type, and of each representation of numbers.
  static func table(rows: Int, seed: UInt64, missing: Double = 0.2) -> Table {
    var random = SplitMix(seed: seed)
    func column(_ type: ScalarType, _ cell: (inout SplitMix) -> Literal) -> Column {
      let cells = (0..<rows).map { _ -> Literal in
        Double.random(in: 0..<1, using: &random) < missing ? .null : cell(&random)
      }
      return Column(cells, type: type)
    }
    return Table([
      ("bool", column(.boolean) { .boolean(Bool.random(using: &$0)) }),
      ("flag", column(.boolean) { .boolean(Bool.random(using: &$0)) }),
      ("int", column(.integer) { .integer(.random(in: -4...4, using: &$0)) }),
      (
        "large",
        column(.integer) { .integer(.random(in: -1_000_000_000...1_000_000_000, using: &$0)) }
      ),
      (
        "decimal",
        column(.number) { .decimal(mantissa: .random(in: -999...999, using: &$0), scale: 2) }
      ),
      (
        "fine",
        column(.number) { .decimal(mantissa: .random(in: -30...30, using: &$0), scale: 1) }
      ),
      ("number", column(.number) { .number(Double(Int.random(in: -20...20, using: &$0)) / 8) }),
      ("real", column(.number) { .number(.random(in: -1000...1000, using: &$0)) }),
      ("text", column(.text) { .text(required(texts.randomElement(using: &$0))) }),
      (
        "word",
        column(.text) {
          .text(required(["a", "ab", "*b", "?", "longer*", "x", "*"].randomElement(using: &$0)))
        }
      ),
      ("date", column(.date) { .date(.random(in: 11_000...20_000, using: &$0)) }),
      ("day", column(.date) { .date(.random(in: 19_000...19_010, using: &$0)) }),
      (
        "time",
        column(.timestamp) {
          .timestamp(.random(in: -5000...1_600_000_000, using: &$0) * 1_000_000)
        }
      ),
      (
        "moment",
        column(.timestamp) { .timestamp(.random(in: 19_000...19_010, using: &$0) * 86_400_000_000) }
      ),
      (
        "span",
        column(.duration) {
          .duration(
            Duration(
              months: .random(in: -2...14, using: &$0), days: .random(in: -3...3, using: &$0),
              microseconds: .random(in: -1...1, using: &$0) * 43_200_000_000))
        }
      ),
    ])
  }

  /// The same rows in another order.
  static func shuffled(_ table: Table, seed: UInt64) -> Table {
    var random = SplitMix(seed: seed)
    return table.selecting((0..<Int32(table.rowCount)).shuffled(using: &random))
  }
}
