import Relations
import Tables
import Testing

@testable import Documents

struct NumberTests {
  @Test(arguments: [
    (0, 3, "0"), (-0.0, 3, "0"), (1, 3, "1"), (0.41, 3, "0.41"), (0.41049, 3, "0.41"),
    (0.4105, 3, "0.411"), (2.675, 3, "2.68"), (-2.675, 3, "-2.68"), (61_437.2, 3, "61,437"),
    (999.6, 3, "1,000"), (9.996, 3, "10"), (0.000123456, 3, "0.000123"), (0.00001234, 3, "1.23e-5"),
    (9.999e-6, 3, "1e-5"), (1e15, 3, "1e15"), (123_456_789_012_345, 3, "123,456,789,012,345"),
    (1e300, 2, "1e300"), (1.0 / 3, 6, "0.333333"), (100, 1, "100"), (-0.0004, 1, "-0.0004"),
    (.nan, 3, "–"), (.infinity, 3, "∞"), (-.infinity, 3, "-∞"), (1e21, 3, "1e21"),
    (.leastNonzeroMagnitude, 3, "5e-324"),
  ])
  func `a number keeps its significant digits and every digit before the point`(
    value: Double, significant: Int, text: String
  ) {
    #expect(readable(value, significant: significant) == text)
  }

  @Test func `rounding is half away from zero on the shortest decimal`() throws {
    // The oracle rounds whole thousandths, which are exact.
    for thousandths in -20_000...20_000 {
      let digits = try #require(DecimalDigits(Double(thousandths) / 1000))
      let magnitude = (abs(thousandths) + 5) / 10
      let sign = thousandths < 0 && magnitude > 0 ? "-" : ""
      let rest = magnitude % 100
      let expected = sign + "\(magnitude / 100)." + (rest < 10 ? "0" : "") + "\(rest)"
      #expect(digits.rounded(toDecimals: 2).text(decimals: 2, grouped: false) == expected)
    }
  }

  @Test(arguments: [
    (0, "0.0%"), (0.0004, "<0.1%"), (0.019, "1.9%"), (0.5, "50.0%"), (0.9996, ">99.9%"),
    (1, "100.0%"),
    (12.5, "1,250.0%"), (.nan, "–"), (-0.25, "-25.0%"),
  ])
  func `a share that is not nothing is not shown as nothing`(share: Double, text: String) {
    #expect(readableShare(share) == text)
  }

  @Test(arguments: [
    (Literal.null, "–", ""), (.boolean(true), "true", "true"),
    (.integer(-48_112), "-48,112", "-48112"),
    (.integer(.min), "-9,223,372,036,854,775,808", "-9223372036854775808"),
    (.decimal(mantissa: 1_204_500, scale: 3), "1,204.500", "1204.500"),
    (.decimal(mantissa: -5, scale: 2), "-0.05", "-0.05"),
    (.decimal(mantissa: 12, scale: 0), "12", "12"),
    (.number(0.1), "0.1", "0.1"), (.number(5), "5", "5"), (.number(.nan), "–", ""),
    (.number(1.0 / 3), "0.333333", "0.3333333333333333"), (.number(1e300), "1e300", "1e+300"),
    (.date(0), "1970-01-01", "1970-01-01"), (.date(19_782), "2024-02-29", "2024-02-29"),
    (.date(-719_528), "0000-01-01", "0000-01-01"), (.date(-719_529), "-0001-12-31", "-0001-12-31"),
    (.timestamp(-1), "1969-12-31 23:59:59.999999", "1969-12-31T23:59:59.999999"),
    (.timestamp(86_400_000_000 + 3_661_500_000), "1970-01-02 01:01:01.5", "1970-01-02T01:01:01.5"),
    (.duration(Duration(months: 24, days: 1)), "24 months 1 day", "24 months 1 day"),
    (.duration(Duration()), "0 days", "0 days"),
    (.duration(Duration(microseconds: -1_000_000)), "-00:00:01", "-00:00:01"),
  ])
  func `values have a text for readers and one that reads back`(
    literal: Literal, readable: String, exact: String
  ) {
    #expect(literal.readableText() == readable)
    #expect(literal.exactText == exact)
  }
}
