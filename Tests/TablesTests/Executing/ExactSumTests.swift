import Matrices
import Relations
import Testing

@testable import Tables

@Suite struct ExactSumTests {
  private func sum(_ values: [Double]) throws -> Literal {
    let table = Table([("x", .number(Cells(values)))])
    let result = try Executor(control: RunControl(threads: 1)).run(
      .aggregate(.scan("t"), keys: [], [NamedAggregate("s", .sum(.column("x")))]),
      over: ["t": table])
    return result[0, 0]
  }

  private func permutations<Element>(_ values: [Element]) -> [[Element]] {
    guard values.count > 1 else { return [values] }
    return values.indices.flatMap { index in
      var rest = values
      let first = rest.remove(at: index)
      return permutations(rest).map { [first] + $0 }
    }
  }

  private static let cancelling: [(values: [Double], sum: Double)] = [
    ([1e300, 1, -1e300], 1), ([1e300, 1e-300, -1e300], 1e-300),
    ([0.1, 0.2, 0.3], 0.6), ([1e16, 1, 1], 10_000_000_000_000_002), ([1e16, 1], 1e16),
    ([0x1p-1074, 0x1p-1074, -1e308, 1e308], 0x1p-1073), ([1e308, 1e308, -1e308], 1e308),
    ([9_007_199_254_740_992, 1, 1e-20], 9_007_199_254_740_994),
    ([9_007_199_254_740_992, 1], 9_007_199_254_740_992),
    ([-1.5, 1.5], 0), ([3], 3), ([-7.25], -7.25),
  ]

  @Test(arguments: cancelling)
  func `a sum of numbers is exact and rounded once in every order of rows`(
    _ values: [Double], _ expected: Double
  ) throws {
    for order in permutations(values) {
      #expect(try sum(order) == .number(expected), "\(order)")
    }
  }

  @Test func `a sum that is more than the largest number is missing`() throws {
    #expect(try sum([1e308, 1e308]) == .null)
  }

  @Test func `the accumulator of any size and the one of 128 bits agree`() {
    var random = SplitMix(seed: 7)
    for _ in 0..<200 {
      let values = (0..<50).map { _ in
        Double(sign: .plus, exponent: Int.random(in: -20...20, using: &random), significand: 1)
          * Double.random(in: -1...1, using: &random)
      }
      var wide = Superaccumulator()
      for value in values { wide.add(value) }
      let narrow = ExactSums(
        Numerals(.number(Cells(values))), by: .single(rows: values.count))
      for divisor in [1, 3, 7, 50, 1_000_003] {
        #expect(narrow.quotients(by: [divisor]) == [wide.quotient(by: divisor)])
      }
    }
  }

  @Test func `a fraction is rounded as division rounds it where division is exact`() {
    var random = SplitMix(seed: 11)
    for _ in 0..<5000 {
      let numerator = Int64.random(in: -(1 << 53)...(1 << 53), using: &random)
      let denominator = Int64.random(in: 1...(1 << 53), using: &random)
      let expected = Double(numerator) / Double(denominator)
      // Through the long division, by a common factor that keeps the value.
      let factor: Int128 = 1 << 40
      let found = ExactFraction.nearest(
        Int128(numerator) * factor, over: UInt128(denominator) << 40)
      #expect(found == expected)
    }
  }

  private static let edges: [(Int128, UInt128, Int, Double)] = [
    (1, 3, -1076, 0), (1, 1, -1074, 0x1p-1074), (3, 2, -1074, 0x1p-1073), (1, 2, -1074, 0),
    (.max, 1, 1000, .infinity), (.min, 1, 0, -0x1p127),
    (9_444_732_965_739_290_427_392 + 1_048_576, 1, 0, 0x1p73),
    (9_444_732_965_739_290_427_392 + 1_048_577, 1, 0, 0x1.0000000000001p73),
  ]

  @Test(arguments: edges)
  func `a fraction is rounded to the nearest number at the edges`(
    _ numerator: Int128, _ denominator: UInt128, _ exponent: Int, _ expected: Double
  ) {
    #expect(
      ExactFraction.nearest(numerator, over: denominator, exponent: exponent) == expected)
  }
}
