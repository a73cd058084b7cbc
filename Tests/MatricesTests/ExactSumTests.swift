import Matrices
import Testing

struct ExactSumTests {
  private func sum(_ terms: [Double]) -> Double {
    var sum = ExactSum()
    for term in terms { sum.add(term) }
    return sum.value
  }

  @Test func `what other sums lose is kept`() {
    #expect(sum([]) == 0)
    #expect(sum([1e100, 1, -1e100]) == 1)
    #expect(sum([1e300, 1e-300, -1e300]) == 1e-300)
    #expect(sum([-0x1p-1074, -0x1p-1074, 0]) == -0x1p-1073)
    #expect(sum([0x1p1023, 0x1p1022, -0x1p1023]) == 0x1p1022)
    #expect(sum([1, -2]) == -1)
    #expect(sum([.infinity, 1]) == .infinity)
    #expect(sum([.infinity, -.infinity]).isNaN)
    #expect(sum(Array(repeating: 0.1, count: 10)) == 1)
  }

  @Test(arguments: 1...20 as ClosedRange<UInt64>)
  func `the order of the terms changes no bit`(_ seed: UInt64) {
    let random = CounterRandom(seed: seed, purpose: .sampling)
    let terms = (0..<200 as Range<UInt64>).map { i -> Double in
      let size = Double(sign: .plus, exponent: random.index(3 * i, below: 120) - 60, significand: 1)
      return (random.unit(3 * i + 1) - 0.5) * size
    }
    let order = terms.indices.sorted {
      random.bits(UInt64(9000 + $0)) < random.bits(UInt64(9000 + $1))
    }
    let exact = sum(terms)
    #expect(sum(order.map { terms[$0] }) == exact)
    #expect(sum(terms.reversed()) == exact)
    // A plain sum of 200 terms is off by at most 200 roundings of the sum of their sizes.
    let sizes = terms.reduce(0) { $0 + $1.magnitude }
    #expect(abs(terms.reduce(0, +) - exact) <= 200 * 0x1p-53 * sizes)
  }
}
