import Diagnostics
import Execution
import Planning
import Session
import Syntax
import Tables
import Testing

/// What `:save` writes gives what the prompt gave.
struct SavedScriptTests {
  private let shop = SmallShop()

  /// The JSON of a result without the line on which it stands.
  private func json(_ value: Runner.Remembered) -> String {
    var outcome = Outcome()
    outcome.results = [.value(value, SourceRange(source: 0, start: 0, end: 0))]
    return SessionResult(plan: Plan(), checkProblems: [], outcome: outcome)
      .json(sources: sources).text()
  }

  private var sources: SourceMap {
    var sources = SourceMap()
    _ = sources.add(SourceText(name: "nowhere", text: ""))
    return sources
  }

  /// What a script shows last.
  private func run(_ script: String) throws -> Runner.Remembered {
    var session = Session(shop.settings)
    let result = session.run(SourceText(name: "saved.seg", text: script))
    #expect(result.errors == [], "\(script)")
    guard case .value(let value, _)? = result.outcome.results.last else {
      throw NothingShown()
    }
    return value
  }

  private struct NothingShown: Error {}

  @Test(arguments: [
    ["LOAD | rfm", "| scale zscore", "| kmeans k in 2...4", "| pick silhouette"],
    ["let tx = LOAD | drop amount < 5", "let other = LOAD", "tx | rfm | scale robust"],
    ["param low: number = 30", "fn big(a) = a > low", "LOAD | keep big(amount)", "| rfm"],
    [
      "let tx = LOAD", "let f = tx | rfm", "let tx = LOAD | keep amount > 50",
      "f | scale zscore | kmeans k=2",
    ],
  ])
  func `a saved script gives the same result`(lines: [String]) throws {
    var prompt = shop.prompt()
    for line in lines {
      let reply = prompt.submit(line.replacing("LOAD", with: shop.load))
      #expect(reply.results.flatMap(\.errors) == [])
    }
    let script = try #require(prompt.savedScript())
    let shown = try #require(prompt.last)
    #expect(try json(run(script.text)) == json(shown), "\(script.text)")
  }

  @Test func `roles and the seed are written out`() throws {
    var prompt = shop.prompt()
    _ = prompt.submit("\(shop.load) | rfm | scale zscore | kmeans k=2")
    let text = try #require(prompt.savedScript()).text
    #expect(text.contains("rfm id=`Customer ID` date=order_date amount=amount order=order_id"))
    #expect(text.contains("kmeans k=2 seed=1"))
  }

  @Test func `only what a name depends on is saved`() throws {
    var prompt = shop.prompt()
    for line in [
      "let a = \(shop.load)", "let b = \(shop.load) | rfm", "let c = a | keep amount > 1",
    ] {
      _ = prompt.submit(line)
    }
    let text = try #require(prompt.savedScript("c")).text
    #expect(text.contains("let a ="))
    #expect(!text.contains("let b ="))
    #expect(text.hasSuffix("\nc\n"))
  }

  @Test func `a saved script is formatted and has the edition`() throws {
    var prompt = shop.prompt()
    _ = prompt.submit("\(shop.load)|rfm")
    let text = try #require(prompt.savedScript()).text
    #expect(text.hasPrefix("seg 1\n"))
    #expect(Formatter.format(SourceText(name: "again", text: text)).text == text)
  }

  @Test func `a product of price and quantity is written so that it is one argument`() throws {
    let file = shop.folder.write(
      "lines.csv",
      "CustomerID,InvoiceDate,Quantity,UnitPrice\nA,2024-01-02,2,3.5\nB,2024-01-03,1,2.5\n")
    var prompt = shop.prompt()
    _ = prompt.submit("load \"\(file)\" | rfm")
    let text = try #require(prompt.savedScript()).text
    #expect(text.contains("amount=(Quantity * UnitPrice)"))
    _ = try run(text)
  }
}
