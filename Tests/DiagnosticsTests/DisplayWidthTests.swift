import Testing

@testable import Diagnostics

struct DisplayWidthTests {
  @Test(arguments: [
    ("", 0), ("abc", 3), ("é", 1), ("e\u{301}", 1), ("市場", 4), ("한국", 4), ("ｶﾅ", 2), ("Ａ", 2),
    ("👍", 2), ("👍🏽", 2), ("🇩🇪", 2), ("❤\u{FE0F}", 2), ("❤", 1), ("–…▇█▌", 5),
    ("\u{1112}\u{1161}\u{11AB}", 2),
    ("नमस्ते", 4), ("שלום", 4), ("\u{20000}", 2), ("½", 1),
  ])
  func `widths are those of a terminal`(text: String, width: Int) {
    #expect(text.displayWidth == width)
  }

  @Test func `a cut text is never wider than asked for and never splits a character`() {
    #expect("customer".cut(toWidth: 8) == "customer")
    #expect("customers".cut(toWidth: 8) == "custome…")
    #expect("市場調査".cut(toWidth: 6) == "市場…")
    #expect("customers".cut(toWidth: 5, mark: "...") == "cu...")
    #expect("customers".cut(toWidth: 0) == "")
    #expect("customers".cut(toWidth: 2, mark: "...") == "")
  }

  @Test func `text is broken at blanks and keeps its inner spacing`() {
    #expect("a  b  c".wrapped(toWidth: nil) == ["a  b  c"])
    #expect("aa  bb  cc dd".wrapped(toWidth: 7) == ["aa  bb", "cc dd"])
    #expect("aa bb cc".wrapped(toWidth: 5, hanging: 2) == ["aa bb", "  cc"])
    #expect("abcdefgh".wrapped(toWidth: 3) == ["abc", "def", "gh"])
    #expect("  abcdef".wrapped(toWidth: 4) == ["  ab", "cdef"])
    #expect("市場調査".wrapped(toWidth: 5) == ["市場", "調査"])
    #expect("".wrapped(toWidth: 3) == [""])
  }
}
