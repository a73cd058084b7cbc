import Diagnostics
import Relations
import Testing

@testable import Documents

/// A document with one block of every kind, and texts that try to be more than text.
private let document = Document([
  .heading("Features per customer_id"),
  .note(.warning, "columns differ 900-fold\nin spread"),
  .paragraph("First *line*\nsee https://example.org and www.example.org"),
  .table(
    TableBlock(
      headings: [.init("name", detail: "text"), .init("share"), .init("mean"), .init("shape")],
      rows: [
        [
          .value(.text("a|b\t<script>\n\"x\", \\ \u{1b}[31m")), .share(0.0314),
          .number(1.0 / 3, significant: 3), .histogram([0, 0.5, 1]),
        ],
        [.value(.null), .share(1), .number(61_400, significant: 3), .empty],
      ], totalRows: 5, highlighted: [1])),
  .chart(
    BarChart(
      title: "Silhouette by k", measure: "mean silhouette", labels: ["2", "3", "10"],
      values: [0.41, 0.44701, nil], marked: 1, remark: "highest")),
  .code("| scale zscore\n| kmeans k=4"),
])

struct FormatTests {
  @Test func `a terminal shows every block`() {
    #expect(
      TerminalFormat(style: Style(width: 80)).text(of: document) == #"""
          Features per customer_id
          warning: columns differ 900-fold\nin spread

          First *line*
          see https://example.org and www.example.org
          name                                share         mean   shape
          text
          ────────────────────────────────   ──────   ──────────   ─────
          a|b\t<script>\n"x", \ \u{1b}[31m     3.1%        0.333   ▁▅█
        ▸ –                                  100.0%   61,400
          … 3 more rows

          Silhouette by k (mean silhouette)
           2  0.410  ████████████████████████████████████▊
        ▸  3  0.447  ████████████████████████████████████████  highest
          10      –

            | scale zscore
            | kmeans k=4

        """#)
  }

  @Test func `a pipe gets everything in full with tabs between`() {
    #expect(
      PlainFormat().text(of: document)
        == #"""
        Features per customer_id

        warning: columns differ 900-fold\nin spread

        First *line*
        see https://example.org and www.example.org

        name→share→mean→shape
        a|b\t<script>\n"x", \ \u{1b}[31m→0.0314→0.3333333333333333→0 0.5 1
        →1→61400→
        … 3 more rows

        label→mean silhouette
        2→0.41
        3→0.44701
        10→

        | scale zscore
        | kmeans k=4

        """#.replacing("→", with: "\t"))
  }

  @Test func `Markdown reads as the same text`() {
    #expect(
      MarkdownFormat().text(of: document)
        == #"""
        ## Features per customer_id

        > **Warning:** columns differ 900-fold\\nin spread

        First \*line\*  ¬
        see https\://example.org and www\.example.org

        | name (text) | share | mean | shape |
        | --- | ---: | ---: | --- |
        | a\|b\\t&lt;script&gt;\\n"x", \\ \\u{1b}\[31m | 3.1% | 0.333 | ▁▅█ |
        | **–** | **100.0%** | **61,400** |  |

        … 3 more rows

        ```text
          Silhouette by k (mean silhouette)
           2  0.410  ████████████████████████████████████▊
        ▸  3  0.447  ████████████████████████████████████████  highest
          10      –
        ```

        ```seg
        | scale zscore
        | kmeans k=4
        ```

        """#.replacing("¬", with: ""))
  }

  @Test func `CSV and TSV hold the tables, raw and escaped in their own ways`() {
    #expect(
      SeparatedFormat(.comma).text(of: document)
        == #"""
        name,share,mean,shape
        "a|b→<script>
        ""x"", \ ␛[31m",0.0314,0.3333333333333333,0 0.5 1
        ,1,61400,

        label,mean silhouette
        2,0.41
        3,0.44701
        10,

        """#.replacing("→", with: "\t").replacing("␛", with: "\u{1b}"))
    #expect(
      SeparatedFormat(.tab).text(of: document)
        == #"""
        name→share→mean→shape
        a|b\t<script>\n"x", \\ ␛[31m→0.0314→0.3333333333333333→0 0.5 1
        →1→61400→

        label→mean silhouette
        2→0.41
        3→0.44701
        10→

        """#.replacing("→", with: "\t").replacing("␛", with: "\u{1b}"))
  }

  @Test(arguments: [
    ("customer_id", "customer_id"), ("_x_ y_", #"\_x\_ y\_"#), ("-9.95", "-9.95"),
    ("- a", #"\- a"#),
    ("# a", "\\# a"), ("#1", "#1"), ("---", #"\---"#), ("1. a", #"1\. a"#), ("2.5", "2.5"),
    ("1) a", #"1\) a"#), ("a & b", "a &amp; b"), ("`x`", #"\`x\`"#), ("![a](b)", #"!\[a\](b)"#),
    ("a\u{202E}b", #"a\\u{202e}b"#),
  ])
  func `nothing in a text is markup`(raw: String, escaped: String) {
    #expect(markdownText(raw) == escaped)
  }

  @Test func `a fence is longer than what it holds`() {
    let text = MarkdownFormat().text(of: Document([.code("a\n```\nb")]))
    #expect(text == "````seg\na\n```\nb\n````\n")
  }

  @Test func `one empty cell in one column is still a row`() {
    let table = TableBlock(headings: [.init("a")], rows: [[.empty], [.text(" b")]])
    let document = Document([.table(table)])
    #expect(SeparatedFormat(.comma).text(of: document) == "a\n\"\"\n\" b\"\n")
  }

  @Test func `an empty document is no text in any format`() {
    let formats: [any DocumentFormat] = [
      TerminalFormat(style: .plain), PlainFormat(), MarkdownFormat(), SeparatedFormat(.comma),
    ]
    for format in formats { #expect(format.text(of: Document([])) == "") }
  }
}
