import Diagnostics
import Session
import Testing

/// What a first-time analyst sees of all that could be said.
struct RemarkDigestTests {
  private let shop = SmallShop()

  private func digest(_ code: String) -> RemarkDigest {
    var session = Session(shop.settings)
    let result = session.run(SourceText(name: "a.seg", text: code))
    return RemarkDigest(result, sources: session.sources)
  }

  /// A file in which two columns are nearly numbers, and a customer number is one of them.
  private var file: String {
    var lines = ["customer_id,invoice,order_date,amount,code"]
    for row in 0..<200 {
      let odd = row % 40 == 10
      lines.append(
        "\(odd ? "X" : "")\(100 + row % 20),\(odd ? "C" : "")\(row),2024-01-\(10 + row % 15),5,"
          + "\(odd ? "seven" : "\(row)")")
    }
    return shop.folder.write("near.csv", lines.map { $0 + "\n" }.joined())
  }

  @Test func `a column that the script never names is no warning`() {
    let digest = digest("load \"\(file)\" | rfm")
    #expect(digest.warnings.filter { $0.message.contains("`code`") } == [])
    #expect((digest.foldedLine == nil) == digest.folded.isEmpty)
  }

  @Test func `a column that names customers or orders may be text`() {
    let digest = digest("load \"\(file)\" | drop starts_with(invoice, \"C\") | rfm")
    #expect(digest.warnings.filter { $0.message.contains("`invoice`") } == [])
    #expect(digest.warnings.filter { $0.message.contains("`customer_id`") } == [])
  }

  @Test func `roles are always told`() {
    #expect(digest("\(shop.load) | rfm").notes.contains { $0.code.id == "N0101" })
  }

  @Test func `names are found in code, parameters and properties left out`() {
    #expect(NamesUsed(in: "a | b c=d, `e f` > g.h").all == ["a", "b", "d", "e f", "g"])
    #expect(NamesUsed(in: "\"\"\"\nk is \\(model.k)\n\"\"\"").all == ["model"])
  }
}
