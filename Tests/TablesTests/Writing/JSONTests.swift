import Testing

@testable import Tables

struct JSONTests {
  static let values: [(JSONValue, String)] = [
    (JSONValue.null, "null"), (true, "true"), (-12, "-12"), (.number(1), "1"),
    (.number(0.1), "0.1"), (.number(-0.0), "0"), (.number(1e300), "1e+300"),
    (.number(.infinity), "null"), (.decimal(mantissa: -5, scale: 2), "-0.05"),
    ("a\"b\\\u{1b}\u{202e}é", #""a\"b\\\u001b\u202eé""#),
    (.object([("b", 1), ("a", [1, 2, "x"])]), #"{"a":[1,2,"x"],"b":1}"#), (.array([]), "[]"),
  ]

  @Test(arguments: values)
  func `a value has one text`(value: JSONValue, text: String) {
    #expect(value.text(.compact) == text)
  }

  @Test func `members are sorted and arrays of plain values stay on one line`() {
    let value: JSONValue = .object([
      ("z", [1, 2]), ("a", [.object([("k", true)]), .array([])]), ("e", .object([])),
    ])
    #expect(
      value.text() == """
        {
          "a": [
            {
              "k": true
            },
            []
          ],
          "e": {},
          "z": [1, 2]
        }

        """)
  }

  @Test(arguments: [
    ("", JSONError.Problem.expectedValue), ("[1,]", .expectedValue), ("[1", .expected("]")),
    ("{\"a\" 1}", .expected(":")), ("{a:1}", .expected("\"")),
    (
      "{\"a\":1,\"a\":2}",
      .duplicateName("a")
    ), ("\"abc", .unclosedString), ("\"a\nb\"", .controlCharacterInString),
    ("\"\\x\"", .unknownEscape), ("\"\\ud800\"", .halfSurrogate), ("01", .malformedNumber),
    ("1.", .malformedNumber), ("-", .malformedNumber), ("1e999", .numberTooLarge),
    ("nan", .expectedValue), ("1 2", .textAfterEnd),
    (String(repeating: "[", count: 300), .nestedTooDeep),
  ])
  func `what is not json is an error`(text: String, problem: JSONError.Problem) {
    #expect { _ = try JSONParser.parse(text) } throws: { ($0 as? JSONError)?.problem == problem }
  }

  @Test func `an error names line and column`() {
    #expect { _ = try JSONParser.parse("{\n  \"a\": tru\n}") } throws: {
      ($0 as? JSONError) == JSONError(problem: .expectedValue, line: 2, column: 8)
    }
  }

  @Test func `bytes that are not utf-8 are an error`() {
    #expect(throws: JSONError.self) { _ = try JSONParser.parse([0x22, 0xC3, 0x28, 0x22]) }
  }

  @Test func `what is written is read back`() throws {
    var random = Random(state: 7)
    for _ in 0..<500 {
      let value = random.json(depth: 0)
      for layout in [JSONWriter.Layout.compact, .indented] {
        let bytes = JSONWriter.text(value, layout: layout)
        let read = try JSONParser.parse(bytes)
        #expect(JSONWriter.text(read, layout: layout) == bytes)
      }
    }
  }

  private struct Random {
    var state: UInt64

    mutating func next(_ bound: Int) -> Int {
      state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
      return Int((state >> 33) % UInt64(bound))
    }

    mutating func json(depth: Int) -> JSONValue {
      switch next(depth > 3 ? 5 : 7) {
      case 0: return .null
      case 1: return .bool(next(2) == 0)
      case 2: return .integer(Int64(next(1 << 30)) - (1 << 29))
      case 3: return .number(Double(next(1 << 30)) / Double(next(1000) + 1))
      case 4: return .string(String((0..<next(6)).map { _ in text }))
      case 5: return .array((0..<next(5)).map { _ in json(depth: depth + 1) })
      default: return .object((0..<next(5)).map { ("\($0)", json(depth: depth + 1)) })
      }
    }

    private var text: Character {
      mutating get { ["a", "\"", "\\", "\n", "\u{0}", "é", "🙂", "\u{2028}"][next(8)] }
    }
  }
}
