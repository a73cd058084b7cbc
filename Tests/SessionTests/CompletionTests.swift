import Session
import Testing

/// What Tab offers at the end of a text.
struct CompletionTests {
  private let shop = SmallShop()

  private func candidates(_ line: String, after lines: [String] = []) -> [String] {
    var prompt = shop.prompt()
    for line in lines { _ = prompt.submit(line.replacing("LOAD", with: shop.load)) }
    let line = line.replacing("LOAD", with: shop.load)
    return prompt.completion(of: line, at: line.count).candidates.map(\.text)
  }

  @Test func `behind a bar stand the stages that take the value`() {
    let table = candidates("LOAD | ")
    #expect(table.contains("rfm") && table.contains("drop"))
    #expect(!table.contains("pick") && !table.contains("kmeans") && !table.contains("load"))
    let scaled = candidates("LOAD | rfm | scale zscore | ")
    #expect(scaled.contains("kmeans") && !scaled.contains("rfm"))
  }

  @Test func `a bar at the beginning follows the last value`() {
    #expect(candidates("| sca", after: ["LOAD | rfm"]) == ["scale"])
    #expect(candidates("| pi", after: ["LOAD | rfm"]) == [])
  }

  @Test func `a stage that is wrong further up is no obstacle`() {
    #expect(candidates("LOAD | nosuch | dr").contains("drop"))
  }

  @Test(arguments: [
    ("LOAD | drop am", ["amount"]), ("LOAD | drop amount > 3 and or", ["order_id", "order_date"]),
    ("LOAD | drop Cust", ["`Customer ID`"]), ("LOAD | keep starts_w", ["starts_with("]),
    ("LOAD | rfm | scale z", ["zscore"]), ("LOAD | rfm | scale zscore | kmeans res", ["restarts="]),
    ("LOAD | rfm | scale zscore | kmeans k in 2...4 | pick silh", ["silhouette"]),
    ("LOAD | rfm | scale zscore | kmeans k in 2...4 | measure by mon", ["monetary"]),
    (
      "LOAD | rfm | scale zscore | kmeans k in 2...4 | measure by monetary | pick monetary_e",
      ["monetary_eta_squared"]
    ),
    ("LOAD | rfm da", ["date="]), ("LOAD | rfm date=order_d", ["order_date"]),
    ("LOAD | expect amount > 0 sever", ["severity="]),
    ("LOAD | features total = sum(am", ["amount"]),
    ("LOAD | features total = sum(amount) by `Cust", ["`Customer ID`"]),
    ("LOAD | drop amount < 3 bec", ["because"]),
    ("LOAD | rfm | scale zscore | kmeans k=2 | stability win", ["windows"]),
    ("LOAD | rfm | scale zscore | kmeans k=2 | stability windows ev", ["every="]),
    (
      "LOAD | rfm | scale zscore | kmeans k=2 | stability windows every=",
      ["1 week", "1 month", "1 quarter", "1 year"]
    ),
  ])
  func `a word is completed by what stands there`(line: String, expected: [String]) {
    #expect(candidates(line) == expected)
  }

  @Test func `a parameter that is given is not offered again`() {
    #expect(candidates("LOAD | rfm | scale zscore | kmeans k=3 restarts=5 re") == [])
  }

  @Test func `a statement begins with a dataset or a source`() {
    #expect(candidates("bas", after: ["let basket = LOAD"]) == ["basket"])
    #expect(candidates("loa") == ["load"])
    #expect(candidates("let x = loa") == ["load"])
  }

  @Test func `files are completed inside the text of load`() {
    shop.folder.write("tz.csv", "a\n1\n")
    let folder = shop.folder.path
    #expect(candidates("load \"\(folder)/t") == ["\(folder)/tx.csv", "\(folder)/tz.csv"])
    #expect(candidates("LOAD | drop note == \"\(folder)/t") == [])
  }

  @Test(arguments: [
    (":he", [":help"]), (":help kmea", ["kmeans"]), (":set wi", ["width"]),
    (":set color a", ["auto", "always"]), (":explain E020", []), (":source rf", ["rfm"]),
    (":cache c", ["clear"]),
  ])
  func `commands are completed`(line: String, expected: [String]) {
    let found = candidates(line)
    if expected.isEmpty {
      #expect(found.allSatisfy { $0.hasPrefix("E020") } && !found.isEmpty)
    } else {
      #expect(found == expected)
    }
  }

  @Test func `the number of characters typed is that of the word`() {
    let prompt = shop.prompt()
    let line = "\(shop.load) | drop amou"
    #expect(prompt.completion(of: line, at: line.count).typed == 4)
  }

  @Test func `every beginning of a long pipeline gives an answer`() {
    let prompt = shop.prompt()
    let line =
      "let s = \(shop.load) | drop amount < 3 because \"x\" | rfm date=order_date | scale zscore "
      + "| kmeans k in 2...4 restarts=3 | pick silhouette"
    for length in stride(from: 0, through: line.count, by: 3) {
      _ = prompt.completion(of: line, at: length)
    }
  }
}
