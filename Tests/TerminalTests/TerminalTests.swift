import Diagnostics
import Synchronization
import TestSupport
import Testing

@testable import Terminal

#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

struct TerminalSettingsTests {
  private func settings(
    _ environment: [String: String], isTerminal: Bool = true, columns: Int? = 120
  ) -> TerminalSettings {
    TerminalSettings(isTerminal: isTerminal, columns: columns, environment: environment)
  }

  @Test func `colours follow the choice, NO_COLOR and the terminal`() {
    let xterm = ["TERM": "xterm", "LANG": "en_US.UTF-8"]
    #expect(settings(xterm).style().color == .ansi)
    #expect(settings(xterm).style(color: .never).color == .none)
    #expect(settings(xterm.merging(["NO_COLOR": "1"]) { $1 }).style().color == .none)
    #expect(settings(xterm.merging(["NO_COLOR": ""]) { $1 }).style().color == .ansi)
    #expect(settings(["TERM": "dumb"]).style().color == .none)
    #expect(settings([:]).style().color == .none)
    #expect(settings(xterm, isTerminal: false).style().color == .none)
    #expect(settings(xterm, isTerminal: false).style(color: .always).color == .ansi)
  }

  @Test(arguments: [
    (["LANG": "en_US.UTF-8"], Style.Glyphs.unicode), (["LANG": "de_DE.utf8"], .unicode),
    (["LANG": "C"], .ascii), ([:], .ascii), (["LANG": "en_US.UTF-8", "LC_ALL": "C"], .ascii),
    (["LANG": "C", "LC_CTYPE": "C.UTF-8"], .unicode),
    (["LANG": "en_US.UTF-8", "LC_ALL": ""], .unicode),
  ])
  func `glyphs follow the locale`(environment: [String: String], glyphs: Style.Glyphs) {
    #expect(settings(environment.merging(["TERM": "xterm"]) { $1 }).style().glyphs == glyphs)
  }

  @Test func `only a terminal has a width, and one that does not say has eighty`() {
    #expect(settings([:]).style().width == 120)
    #expect(settings([:]).style(width: 50).width == 50)
    #expect(settings([:], columns: nil).style().width == 80)
    #expect(settings(["COLUMNS": "99"], columns: nil).style().width == 99)
    #expect(settings(["COLUMNS": "0"], columns: nil).style().width == 80)
    #expect(settings([:], isTerminal: false).style().width == nil)
  }
}

struct CompletionTests {
  @Test func `one is inserted, several give their common beginning or a list`() {
    func action(_ word: String, _ candidates: [String]) -> Completions.Action {
      Completions(typed: word.count, candidates: candidates).action(for: word)
    }
    #expect(action("x", []) == .nothing)
    #expect(action("km", ["kmeans "]) == .replace(erase: 2, with: "kmeans "))
    #expect(action("kmeans", ["kmeans"]) == .nothing)
    #expect(action("k", ["kmeans", "kmedoids"]) == .replace(erase: 1, with: "kme"))
    #expect(action("kme", ["kmeans", "kmedoids"]) == .list(["kmeans", "kmedoids"]))
    #expect(action("", ["gmm", "kmeans"]) == .list(["gmm", "kmeans"]))
  }

  @Test func `a listing fits the width and shows no control characters`() {
    let names = ["amount", "customer_id", "date", "市場", "x\u{1b}[2J"]
    #expect(
      completionListing(names, width: 40) == [
        #"amount       date         x\u{1b}[2J"#, "customer_id  市場",
      ])
    for width in [1, 10, 40, 200] {
      for line in completionListing(names, width: width) {
        #expect(line.displayWidth <= max(1, width))
        #expect(VisibleText(line).text == line)
      }
    }
    #expect(completionListing([], width: 40) == [])
  }
}

struct HistoryFileTests {
  @Test(arguments: [
    ("connect \"postgres://me:pass@host/db\"", true), ("password = \"x\"", true),
    ("PASSWORD=x", true),
    ("api_key: 7", true), ("token=7", true), ("secret db_password", true),
    ("load \"tx.csv\"", false),
    ("keep tokens > 3", false), ("load \"https://example.org/a@b.csv\"", false),
    ("# the secretary asked", false),
  ])
  func `lines with secrets are told from others`(line: String, isSecret: Bool) {
    #expect(HistoryFile.holdsSecret(line) == isSecret)
  }

  @Test func `a statement is one entry unless joining would change it`() {
    #expect(HistoryFile.entries(of: "load \"a\"\n  | rfm\n") == ["load \"a\" | rfm"])
    #expect(HistoryFile.entries(of: "tx # all\n| rfm") == ["tx # all", "| rfm"])
    #expect(HistoryFile.entries(of: "") == [])
  }

  @Test func `a long history is cut to its last lines`() throws {
    let path = freshPath("long")
    defer { unsafe unlink(path) }
    let file = HistoryFile(path: path, limit: 3)
    #expect(file.entries() == [])
    for number in 0..<13 { file.append("line \(number)") }
    file.append("password=1")
    file.append("two\nlines")
    #expect(file.entries() == ["line 10", "line 11", "line 12"])
    #expect(HistoryFile(path: path, limit: 100).entries() == ["line 10", "line 11", "line 12"])
  }

  @Test func `a history that cannot be written is no error`() {
    let folder = TemporaryFolder()
    let file = HistoryFile(path: folder.path + "/none/history")
    file.append("x")
    #expect(file.entries() == [])
  }
}

/// A clock and a terminal that a test holds in its hand.
private final class Hand: Sendable {
  let time = Mutex(Duration.zero)
  let written = Mutex("")

  func line(_ style: Style, hint: String = "") -> ProgressLine {
    ProgressLine(
      style: style, hint: hint, now: { self.time.withLock { $0 } },
      write: { text in self.written.withLock { $0 += text } })
  }

  func advance(_ milliseconds: Int) { time.withLock { $0 += .milliseconds(milliseconds) } }

  /// What was written since the last look.
  func look() -> String {
    written.withLock { text in
      defer { text = "" }
      return text
    }
  }
}

struct ProgressLineTests {
  @Test func `nothing is drawn for what is quick, then ten times a second, and nothing stays`() {
    let hand = Hand()
    let line = hand.line(Style(width: 60))
    line.show("k=2", done: 0)
    hand.advance(200)
    line.show("k=2", done: 0.2)
    line.erase()
    #expect(hand.look() == "")
    line.show("k=2", done: 0)
    hand.advance(300)
    line.show("k=2", done: 0.5)
    #expect(hand.look() == "\r\u{1b}[2K  k=2 ██████████░░░░░░░░░░   50%")
    hand.advance(50)
    line.show("k=2", done: 0.6)
    #expect(hand.look() == "")
    hand.advance(2050)
    line.show("k=2", done: 0.6)
    #expect(hand.look() == "\r\u{1b}[2K  k=2 ████████████░░░░░░░░   60%  1 s left")
    line.erase()
    #expect(hand.look() == "\r\u{1b}[2K")
    line.erase()
    #expect(hand.look() == "")
  }

  @Test func `the time left counts from the beginning of its label`() {
    let hand = Hand()
    let line = hand.line(Style(width: 80), hint: "^C stops and keeps k=2…6")
    line.show("k=6", done: 0.9)
    hand.advance(60_000)
    line.show("k=7", done: 0.1)
    hand.advance(10_000)
    line.show("k=7", done: 0.25)
    #expect(
      hand.look().hasSuffix(
        "  k=7 █████░░░░░░░░░░░░░░░   25%  30 s left   ^C stops and keeps k=2…6"))
  }

  @Test(arguments: [0, 20, 30, 40, 60, 200])
  func `the line is narrower than the terminal and safe`(width: Int) {
    for done in [nil, 0, 0.314, 1, 7, .nan] as [Double?] {
      let text = progressText(
        "k=7 市場 \u{1b}[2J", done: done, elapsed: .seconds(5000), hint: "^C stops",
        style: Style(width: width, glyphs: .ascii))
      #expect(text.displayWidth < max(20, width))
      #expect(VisibleText(text).text == text)
    }
  }

  @Test func `many threads share one line`() async {
    let hand = Hand()
    let line = hand.line(Style(width: 60))
    await withTaskGroup(of: Void.self) { group in
      for worker in 0..<8 {
        group.addTask {
          for step in 0..<200 {
            hand.advance(1)
            line.show("k=\(worker)", done: Double(step) / 200)
          }
        }
      }
    }
    line.erase()
    let parts = hand.look().split(separator: "\r")
    #expect(parts.count > 2 && parts.count <= 18)
    #expect(parts.allSatisfy { $0.hasPrefix("\u{1b}[2K") })
  }
}
