import Matrices
import Relations
import Testing

@testable import Tables

@Suite struct EdgeTests {
  private let executor = Executor(control: RunControl(threads: 1))

  private func value(_ scalar: Scalar) throws -> Literal {
    try executor.evaluate(scalar, over: Table(fields: [], columns: [], storedRows: 1))[0]
  }

  private func call(_ function: ScalarFunction, _ arguments: Literal...) -> Scalar {
    .call(function, arguments.map { .literal($0) })
  }

  @Test func `whole numbers at the ends of 64 bits do not trap`() throws {
    let least = Literal.integer(.min)
    let greatest = Literal.integer(.max)
    #expect(try value(call(.negate, least)) == .number(0x1p63))
    #expect(try value(call(.abs, least)) == .number(0x1p63))
    #expect(try value(call(.subtract, least, greatest)) == .number(-0x1p64))
    #expect(try value(call(.multiply, least, least)) == .number(0x1p126))
    #expect(try value(call(.divide, least, .integer(-1))) == .number(0x1p63))
    #expect(try value(call(.remainder, least, .integer(-1))) == .integer(0))
    #expect(try value(call(.less, least, .decimal(mantissa: .min, scale: 18))) == .boolean(true))
    #expect(try value(call(.round, .number(1e19))) == .number(1e19))
    #expect(try value(call(.toInteger, .number(1e19))) == .null)
    #expect(
      try value(call(.substring, .text("abc"), .integer(.max), .integer(.max))) == .text(""))
    #expect(
      try value(call(.substring, .text("abc"), .integer(.min), .integer(.max))) == .text(""))
  }

  @Test func `what has no finite result is missing`() throws {
    for scalar in [
      call(.divide, .integer(1), .integer(0)), call(.remainder, .integer(1), .integer(0)),
      call(.divide, .number(1), .number(0)), call(.remainder, .number(1), .number(0)),
      call(.sqrt, .integer(-1)), call(.ln, .integer(0)),
      call(.log10, .decimal(mantissa: -1, scale: 1)),
      call(.exp, .integer(1000)), call(.multiply, .number(1e300), .number(1e300)),
      call(.power, .integer(0), .integer(-1)),
    ] {
      #expect(try value(scalar) == .null, "\(scalar)")
    }
  }

  @Test func `dates at the ends of their range do not trap`() throws {
    let long = Duration(months: .max, days: .max, microseconds: .max)
    for start in [
      Literal.date(.max), .date(.min), .timestamp(.max), .timestamp(.min), .duration(long),
      .date(0),
    ] {
      #expect(try value(call(.addDuration, start, .duration(long))) == .null)
      #expect(try value(call(.subtractDuration, start, .duration(long))) == .null)
    }
    for day in [Int32.max, .min] {
      for function in [ScalarFunction.year, .quarter, .month, .week, .weekday, .day] {
        _ = try value(call(function, .date(day)))
      }
      _ = try value(call(.yearsBetween, .date(day), .date(0)))
      _ = try value(call(.less, .date(day), .timestamp(0)))
    }
    _ = try value(call(.hour, .timestamp(.min)))
    #expect(try value(call(.addDuration, .date(30), .duration(Duration(months: 1)))) == .date(58))
  }

  @Test(arguments: [
    ("ß", "ß", "ß"), ("ẞ", "ß", "ẞ"), ("İ", "i", "İ"), ("ǆ", "ǆ", "Ǆ"), ("ᾳ", "ᾳ", "ᾼ"),
    ("Σ", "σ", "Σ"),
    ("é", "é", "É"), ("ﬁ", "ﬁ", "ﬁ"),
  ])
  func `case mapping is of scalar to scalar`(
    _ text: String, _ lower: String, _ upper: String
  ) throws {
    #expect(try value(call(.lower, .text(text))) == .text(lower))
    #expect(try value(call(.upper, .text(text))) == .text(upper))
  }

  @Test func `a pattern with many stars takes no exponential time`() throws {
    let text = String(repeating: "a", count: 20_000)
    let pattern = String(repeating: "*a", count: 30) + "b"
    #expect(try value(call(.matches, .text(text), .text(pattern))) == .boolean(false))
  }

  @Test func `a deviation of enormous, of tiny and of nearly equal cells is right`() throws {
    func deviation(_ values: [Double]) throws -> Literal {
      try executor.run(
        .aggregate(
          .scan("t"), keys: [], [NamedAggregate("d", .deviation(.column("x"), .population))]),
        over: ["t": Table([("x", .number(Cells(values)))])])[0, 0]
    }
    #expect(try deviation([1e200, -1e200]) == .number(1e200))
    #expect(try deviation([1e308, -1e308]) == .number(1e308))
    #expect(try deviation([1e15 + 1, 1e15 + 2, 1e15 + 3, 1e15 + 4]) == .number(1.25.squareRoot()))
    #expect(try deviation([7]) == .number(0))
  }

  @Test func `decimals and binary numbers compare as numbers`() throws {
    #expect(
      try value(call(.equal, .decimal(mantissa: 1, scale: 1), .number(0.1))) == .boolean(true))
    #expect(
      try value(call(.equal, .decimal(mantissa: 10, scale: 2), .decimal(mantissa: 1, scale: 1)))
        == .boolean(true))
  }
}
