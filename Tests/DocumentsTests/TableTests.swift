import Diagnostics
import Relations
import Testing

@testable import Documents

/// A table as a terminal of a width shows it.
private func drawn(
  _ table: TableBlock, width: Int? = nil, rows: Int? = nil, glyphs: Style.Glyphs = .unicode,
  color: Style.Color = .none
) -> String {
  TerminalFormat(
    style: Style(width: width, color: color, glyphs: glyphs), maximumRows: rows,
    seeAll: "`:last` shows all"
  ).text(of: Document([.table(table)]))
}

private func number(_ value: Double) -> TableBlock.Cell { .number(value, significant: 3) }

/// What `describe` shows of three features.
private let features = TableBlock(
  headings: [
    .init(""), .init("missing"), .init("min"), .init("distribution"), .init("median"), .init("max"),
  ],
  rows: [
    [
      .text("recency"), .share(0), number(1), .histogram([1, 0.6, 0.4, 0.2, 0.1, 0.001, 0, 1]),
      number(61), number(729),
    ],
    [.text("frequency"), .share(0.0004), number(1), .histogram([1, 0.2]), number(4), number(212)],
    [
      .text("monetary"), .share(0.031), number(3.5), .histogram([]), number(318.119),
      number(61400.22),
    ],
  ])

/// Five columns of orders, the first three rows of 48,112.
private let orders = TableBlock(
  headings: [
    .init("customer_id", detail: "id"), .init("order_date", detail: "date"),
    .init("amount", detail: "EUR"), .init("year", detail: "int", grouping: .none),
    .init("note", detail: "text"),
  ],
  rows: [
    [
      .value(.text("C-0117")), .value(.date(20_270)), .value(.decimal(mantissa: 149_900, scale: 2)),
      .value(.integer(2025)), .value(.text("first order of the year, paid by invoice")),
    ],
    [
      .value(.text("C-0118")), .value(.date(20_271)), .value(.null), .value(.integer(2025)),
      .value(.null),
    ],
    [
      .value(.text("C-0119")), .value(.date(20_272)), .value(.decimal(mantissa: -995, scale: 2)),
      .value(.integer(2025)), .value(.text("市場調査 \u{1b}[31mred\u{202E}")),
    ],
  ],
  totalRows: 48_112, highlighted: [1])

struct TableTests {
  @Test func `numbers of a column have the same decimals and pictures stand beside them`() {
    #expect(
      drawn(features, width: 80) == """
                      missing   min   distribution   median      max
          ─────────   ───────   ───   ────────────   ──────   ──────
          recency        0.0%   1.0   █▅▄▂▂▂▁█           61      729
          frequency     <0.1%   1.0   █▂                  4      212
          monetary       3.1%   3.5                     318   61,400

        """)
  }

  @Test func `what is cut is announced, and a row pointed out has its mark`() {
    #expect(
      drawn(orders, width: 80, rows: 3) == """
          customer_id  order_date    amount  year  note
          id           date             EUR   int  text
          ───────────  ──────────  ────────  ────  ─────────────────────────────────────
          C-0117       2025-07-01  1,499.00  2025  first order of the year, paid by inv…
        ▸ C-0118       2025-07-02         –  2025  –
          C-0119       2025-07-03     -9.95  2025  市場調査 \\u{1b}[31mred\\u{202e}
          … 48,109 more rows, `:last` shows all

        """)
    #expect(
      drawn(orders, width: 40, rows: 3) == """
          customer_id  order_date    amount
          id           date             EUR
          ───────────  ──────────  ────────
          C-0117       2025-07-01  1,499.00
        ▸ C-0118       2025-07-02         –
          C-0119       2025-07-03     -9.95
          … 48,109 more rows and 2 more columns,
            `:last` shows all
          not shown: year, note

        """)
    #expect(
      drawn(orders, width: 20, rows: 1) == """
          customer_id
          id
          ───────────
          C-0117
        ▸ C-0118
          … 48,110 more rows
            and 4 more
            columns, `:last`
            shows all

        """)
  }

  @Test func `a wide terminal shows everything`() {
    let text = drawn(orders, width: 200)
    #expect(text.contains("first order of the year, paid by invoice\n"))
    #expect(drawn(orders) == text)
    #expect(drawn(orders, width: 500) == text)
  }

  @Test func `a marked row behind the cut is shown all the same`() {
    let table = TableBlock(
      headings: [.init("k"), .init("silhouette")],
      rows: (2...9).map { [number(Double($0)), number(1 / Double($0))] }, highlighted: [5])
    #expect(
      drawn(table, width: 40, rows: 2) == """
          k   silhouette
          ─   ──────────
          2        0.500
          3        0.333
          …
        ▸ 7        0.143
          … 5 more rows, `:last` shows all

        """)
  }

  @Test func `ASCII glyphs replace ours`() {
    #expect(
      drawn(features, width: 60, rows: 1, glyphs: .ascii) == """
                    missing   min   distribution   median   max
          -------   -------   ---   ------------   ------   ---
          recency      0.0%     1   #=-..._#           61   729
          ... 2 more rows, `:last` shows all

        """
    )
  }

  @Test func `tables without rows or columns say so`() {
    #expect(
      drawn(TableBlock(headings: [.init("a"), .init("b")], rows: []), width: 80) == """
          a   b
          ─   ─
          no rows

        """)
    #expect(drawn(TableBlock(headings: [], rows: [[], []])) == "  no columns, 2 rows\n")
  }

  @Test func `a short row has empty cells and one row is singular`() {
    let table = TableBlock(
      headings: [.init("a"), .init("b")], rows: [[.text("x")]], totalRows: 2)
    #expect(
      drawn(table) == """
          a   b
          ─   ─
          x
          … 1 more row, `:last` shows all

        """)
  }

  @Test(arguments: [0, 1, 20, 21, 33, 40, 80, 200, 500])
  func `no line is wider than the terminal`(width: Int) {
    let long = TableBlock(
      headings: (0..<30).map { .init(String(repeating: "長い", count: $0 + 1)) },
      rows: [(0..<30).map { .text(String(repeating: "x\u{7}", count: 10 * $0)) }])
    for table in [features, orders, long] {
      for glyphs in [Style.Glyphs.unicode, .ascii] {
        let text = drawn(table, width: width, rows: 2, glyphs: glyphs)
        for line in text.split(separator: "\n") {
          #expect(line.displayWidth <= max(20, width), "\(line)")
        }
      }
    }
  }

  @Test func `colours add nothing but escapes`() {
    let colored = drawn(orders, width: 80, color: .ansi)
    #expect(colored.contains("\u{1b}[1;32m▸\u{1b}[0m"))
    let bare = colored.replacing(#/\u{1b}\[[0-9;]*m/#, with: "")
    #expect(bare == drawn(orders, width: 80))
  }
}
