/// The sums of the cells of groups: exact, and so the same in every order of rows.
///
/// Whole numbers and decimals are added as 128-bit integers. Binary numbers are added as 128-bit
/// multiples of the lowest bit that any of them has, where the span from that bit to the highest,
/// with room for the carries, is at most 126 bits: always so for amounts of one kind. Otherwise the
/// rows are taken group by group through a `Superaccumulator`, which has a place for every bit of a
/// `Double`. In each case the result is rounded once, at the end.
struct ExactSums {
  enum Totals {
    /// `total × 2^exponent / 10^scale` of each group.
    case narrow([Int64], scale: Int, exponent: Int)
    case wide([Int128], scale: Int, exponent: Int)
    case unlimited([Superaccumulator])
  }

  let totals: Totals
  /// The number of present cells of each group.
  let counts: [Int]

  init(_ numerals: Numerals, by grouping: Grouping) {
    counts = grouping.presentCounts(numerals.validity)
    switch numerals.values {
    case .exact(let values, let scale):
      totals = ExactSums.add(values, numerals.validity, grouping, scale: scale)
    case .binary(let values):
      totals = ExactSums.add(values, numerals.validity, grouping)
    }
  }

  private static func add(
    _ values: [Int64], _ validity: Bitmap?, _ grouping: Grouping, scale: Int
  ) -> Totals {
    let ids = grouping.ids
    var greatest: UInt64 = 0
    for value in values { greatest |= value.magnitude }
    let bits = (64 - greatest.leadingZeroBitCount) + bitWidth(values.count)
    if bits <= 62 {
      var totals = [Int64](repeating: 0, count: grouping.count)
      if let validity {
        for row in ids.indices where validity[row] { totals[Int(ids[row])] &+= values[row] }
      } else {
        for row in ids.indices { totals[Int(ids[row])] &+= values[row] }
      }
      return .narrow(totals, scale: scale, exponent: 0)
    }
    var totals = [Int128](repeating: 0, count: grouping.count)
    for row in ids.indices where validity.map({ $0[row] }) ?? true {
      totals[Int(ids[row])] += Int128(values[row])
    }
    return .wide(totals, scale: scale, exponent: 0)
  }

  private static func add(
    _ values: [Double], _ validity: Bitmap?, _ grouping: Grouping
  ) -> Totals {
    let ids = grouping.ids
    var lowest = Int.max
    var highest = Int.min
    for row in values.indices where validity.map({ $0[row] }) ?? true {
      let value = values[row]
      if value == 0 { continue }
      let (significand, exponent) = parts(value)
      lowest = min(lowest, exponent + significand.trailingZeroBitCount)
      highest = max(highest, exponent + 64 - significand.magnitude.leadingZeroBitCount)
    }
    if lowest > highest { lowest = 0; highest = 0 }
    let bits = highest - lowest + bitWidth(values.count)
    if bits <= 62 {
      var totals = [Int64](repeating: 0, count: grouping.count)
      for row in ids.indices where validity.map({ $0[row] }) ?? true {
        let (significand, exponent) = parts(values[row])
        // Bits shifted out on the right are zeros.
        totals[Int(ids[row])] &+= significand << (exponent - lowest)
      }
      return .narrow(totals, scale: 0, exponent: lowest)
    }
    if bits <= 126 {
      var totals = [Int128](repeating: 0, count: grouping.count)
      for row in ids.indices where validity.map({ $0[row] }) ?? true {
        let (significand, exponent) = parts(values[row])
        totals[Int(ids[row])] += Int128(significand) << Int128(exponent - lowest)
      }
      return .wide(totals, scale: 0, exponent: lowest)
    }
    var totals: [Superaccumulator] = []
    let (rows, starts) = grouping.buckets()
    for group in 0..<grouping.count {
      var total = Superaccumulator()
      for row in rows[starts[group]..<starts[group + 1]]
      where validity.map({ $0[Int(row)] }) ?? true {
        total.add(values[Int(row)])
      }
      totals.append(total)
    }
    return .unlimited(totals)
  }

  /// A number as `significand × 2^exponent`, the significand with its sign and up to 53 bits.
  static func parts(_ value: Double) -> (significand: Int64, exponent: Int) {
    let bits = value.bitPattern
    let field = Int((bits >> 52) & 0x7ff)
    let fraction = Int64(bits & 0x000f_ffff_ffff_ffff)
    let magnitude = field == 0 ? fraction : fraction | 1 << 52
    return (value.sign == .minus ? -magnitude : magnitude, max(field, 1) - 1075)
  }

  private static func bitWidth(_ count: Int) -> Int { 64 - count.leadingZeroBitCount }

  /// The sum of each group divided by a whole number, rounded once; `nil` where `divisors` is 0.
  func quotients(by divisors: [Int]) -> [Double?] {
    switch totals {
    case .narrow(let totals, let scale, let exponent):
      let unit = PowerOfTen.wide(scale).magnitude
      return zip(totals, divisors).map { total, divisor in
        divisor == 0
          ? nil
          : ExactFraction.nearest(
            Int128(total), over: unit * UInt128(divisor), exponent: exponent)
      }
    case .wide(let totals, let scale, let exponent):
      let unit = PowerOfTen.wide(scale).magnitude
      return zip(totals, divisors).map { total, divisor in
        divisor == 0
          ? nil
          : ExactFraction.nearest(total, over: unit * UInt128(divisor), exponent: exponent)
      }
    case .unlimited(let totals):
      return zip(totals, divisors).map { total, divisor in
        divisor == 0 ? nil : total.quotient(by: divisor)
      }
    }
  }

  /// The sums, as whole numbers or decimals where the cells are such and every sum fits 64 bits.
  ///
  /// Otherwise they are numbers. A group without cells has no sum, nor has one whose sum is no
  /// finite number.
  func column(isWhole: Bool, isExact: Bool) -> Column {
    let present = Bitmap(counts.map { $0 > 0 })
    let validity = present.setCount == counts.count ? nil : present
    switch totals {
    case .narrow(let totals, let scale, _) where isExact:
      let cells = Cells(totals, validity: validity)
      return isWhole ? .integer(cells) : .decimal(cells, scale: scale)
    case .wide(let totals, let scale, _) where isExact:
      return .exact(
        count: totals.count, validity: validity, scale: scale, isWhole: isWhole,
        narrow: { Arithmetic.narrowed(totals[$0]) }, wide: { totals[$0] })
    case .narrow, .wide, .unlimited:
      let sums = quotients(by: counts.map { $0 == 0 ? 0 : 1 })
      return .finiteNumbers(sums.map { $0 ?? 0 }, validity: validity)
    }
  }

  /// The sum of each group divided by the number of its cells, rounded once.
  var means: [Double?] { quotients(by: counts) }
}

extension Grouping {
  /// The number of rows of each group that are present.
  func presentCounts(_ validity: Bitmap?) -> [Int] {
    guard let validity else { return sizes }
    var counts = [Int](repeating: 0, count: count)
    for row in ids.indices where validity[row] { counts[Int(ids[row])] += 1 }
    return counts
  }
}
