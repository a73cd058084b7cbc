import Relations

/// Rounding to whole numbers and to decimal places.
///
/// Halves go away from zero, as people round money. A binary number counts as the shortest decimal
/// that reads back as it, which is what the analyst sees: 2.675 to two places is 2.68.
enum RoundingEvaluation {
  /// Functions `round` (one argument), `floor` and `ceil`: whole numbers, or numbers if one of them
  /// does not fit 64 bits.
  static func whole(_ function: ScalarFunction, _ column: Column) -> Column {
    let numerals = Numerals(column)
    switch numerals.values {
    case .exact(_, scale: 0):
      guard case .decimal(let cells, _) = column else { return column }
      return .integer(cells)
    case .exact(let values, let scale):
      let unit = PowerOfTen.narrow(scale)
      let half = unit / 2
      return .integer(
        Cells(
          values.map { value in
            let (quotient, rest) = value.quotientAndRemainder(dividingBy: unit)
            return switch function {
            case .floor: rest < 0 ? quotient - 1 : quotient
            case .ceil: rest > 0 ? quotient + 1 : quotient
            default: rest >= half ? quotient + 1 : rest <= -half ? quotient - 1 : quotient
            }
          }, validity: numerals.validity))
    case .binary(let values):
      let rounded = values.map { value in
        switch function {
        case .floor: value.rounded(.down)
        case .ceil: value.rounded(.up)
        default: value.rounded(.toNearestOrAwayFromZero)
        }
      }
      var whole = [Int64](repeating: 0, count: values.count)
      for (row, value) in rounded.enumerated() {
        if numerals.validity.map({ !$0[row] }) ?? false { continue }
        guard let fitting = Int64(exactly: value) else {
          return .number(Cells(rounded, validity: numerals.validity))
        }
        whole[row] = fitting
      }
      return .integer(Cells(whole, validity: numerals.validity))
    }
  }

  /// Rounds to so many decimal places: a decimal column if all cells fit one, else numbers.
  ///
  /// Places below 0 round to tens, hundreds and so on; they count as -18...18.
  static func places(_ column: Column, _ places: Column) -> Column {
    guard case .integer(let digits) = places else {
      preconditionFailure("a checked plan rounds to a whole number of places")
    }
    let present = intersection(column.validity, digits.validity)
    let wanted = digits.values.map { Int(min(18, max(-18, $0))) }
    var scale = 0
    for row in wanted.indices where present.map({ $0[row] }) ?? true {
      scale = max(scale, wanted[row])
    }
    // A cell is never given more places than it has.
    if case .exact(_, let given) = Numerals(column).values { scale = min(scale, given) }
    var mantissas = [Int64](repeating: 0, count: wanted.count)
    var numbers: [Double] = []
    for row in wanted.indices where present.map({ $0[row] }) ?? true {
      guard let decimal = ExactDecimal(column[row]),
        let mantissa = decimal.rounded(places: wanted[row]).mantissa(scale: scale)
      else {
        numbers = [Double](repeating: 0, count: wanted.count)
        break
      }
      mantissas[row] = mantissa
    }
    if numbers.isEmpty { return .decimal(Cells(mantissas, validity: present), scale: scale) }
    let doubles = Numerals(column).doubles
    for row in wanted.indices where present.map({ $0[row] }) ?? true {
      numbers[row] =
        ExactDecimal(column[row])?.rounded(places: wanted[row]).number ?? doubles[row]
    }
    return .number(Cells(numbers, validity: present))
  }
}

/// A decimal fraction: `mantissa × 10^-scale`.
struct ExactDecimal: Equatable {
  let mantissa: Int128
  /// In 0...36.
  let scale: Int

  private init(_ mantissa: Int128, scale: Int) {
    self.mantissa = mantissa
    self.scale = scale
  }

  /// The decimal value of a literal; a binary number counts as its shortest decimal, or as 0 below
  /// 1e-19.
  ///
  /// `nil` for what is not a number, and for numbers of 1e16 and more, which have no decimal places, or
  /// with more than 36 places.
  init?(_ literal: Literal) {
    switch literal {
    case .integer(let value): self.init(Int128(value), scale: 0)
    case .decimal(let mantissa, let scale): self.init(Int128(mantissa), scale: scale)
    case .number(let value):
      if value.magnitude < 1e-19 {
        // Nothing is left of it at any number of places.
        self.init(0, scale: 0)
        return
      }
      guard value.magnitude < 1e16, let decimal = ExactDecimal(parsing: value.description.utf8)
      else { return nil }
      self = decimal
    case .null, .boolean, .text, .date, .timestamp, .duration: return nil
    }
  }

  /// A sign, digits, a point with digits and a power of ten, of which only digits must be there.
  init?(parsing text: some Collection<UInt8>) {
    var rest = text[...]
    var isNegative = false
    if let sign = rest.first, sign == UInt8(ascii: "-") || sign == UInt8(ascii: "+") {
      isNegative = sign == UInt8(ascii: "-")
      rest = rest.dropFirst()
    }
    var mantissa: Int128 = 0
    var scale = 0
    var digits = 0
    var isFraction = false
    while let byte = rest.first {
      if byte == UInt8(ascii: "."), !isFraction {
        isFraction = true
      } else if (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte) {
        digits += 1
        guard mantissa < PowerOfTen.wide(35) else { return nil }
        mantissa = mantissa * 10 + Int128(byte - UInt8(ascii: "0"))
        if isFraction { scale += 1 }
      } else {
        break
      }
      rest = rest.dropFirst()
    }
    guard digits > 0 else { return nil }
    if let mark = rest.first {
      guard mark == UInt8(ascii: "e") || mark == UInt8(ascii: "E"),
        let exponent = Int(String(decoding: rest.dropFirst(), as: UTF8.self)),
        (-400...400).contains(exponent)
      else { return nil }
      scale -= exponent
    }
    if mantissa == 0 { scale = 0 }
    if scale < 0 {
      guard scale >= -18, mantissa < PowerOfTen.wide(18) else { return nil }
      mantissa *= PowerOfTen.wide(-scale)
      scale = 0
    }
    while scale > 0, mantissa % 10 == 0 {
      mantissa /= 10
      scale -= 1
    }
    guard scale <= 36 else { return nil }
    self.init(isNegative ? -mantissa : mantissa, scale: scale)
  }

  /// `places` in -18...18.
  func rounded(places: Int) -> ExactDecimal {
    if places >= scale { return self }
    if scale - places > 36 { return ExactDecimal(0, scale: 0) }
    let rounded = mantissa.dividedRoundingHalfAway(by: PowerOfTen.wide(scale - places))
    if places >= 0 { return ExactDecimal(rounded, scale: places) }
    return ExactDecimal(rounded * PowerOfTen.wide(-places), scale: 0)
  }

  /// The mantissa with another scale, if it is whole and fits 64 bits.
  func mantissa(scale wanted: Int) -> Int64? {
    if wanted < scale {
      let (quotient, rest) = mantissa.quotientAndRemainder(
        dividingBy: PowerOfTen.wide(scale - wanted))
      return rest == 0 ? Int64(exactly: quotient) : nil
    }
    let (product, overflow) = mantissa.multipliedReportingOverflow(
      by: PowerOfTen.wide(wanted - scale))
    return overflow ? nil : Int64(exactly: product)
  }

  var number: Double {
    ExactFraction.nearest(mantissa, over: PowerOfTen.wide(scale).magnitude)
  }
}
