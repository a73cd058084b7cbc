#if canImport(Glibc)
  import Glibc
#elseif canImport(Darwin)
  import Darwin
#endif
import Relations

/// Arithmetic on the cells of numeric columns.
///
/// Whole numbers and decimals are computed exactly: `+` and `-` keep the longer scale, `*` adds the
/// scales. Where a result does not fit (64 bits of mantissa, scale 18), the whole column becomes
/// numbers, each cell the exact result rounded once. With a binary number on one side both sides
/// are numbers. A result that is not a finite number (a division by zero, the root of a negative
/// number, more than the largest number) is missing.
enum Arithmetic {
  static func binary(_ function: ScalarFunction, _ left: Column, _ right: Column) -> Column {
    let isWhole = left.type == .integer && right.type == .integer
    let left = Numerals(left)
    let right = Numerals(right)
    let present = intersection(left.validity, right.validity)
    if case .exact(let a, let scaleA) = left.values, case .exact(let b, let scaleB) = right.values {
      switch function {
      case .add, .subtract:
        return sum(
          a, scaleA, b, scaleB, subtracts: function == .subtract, present, isWhole: isWhole)
      case .multiply:
        return .exact(
          count: a.count, validity: present, scale: scaleA + scaleB, isWhole: isWhole,
          narrow: { a[$0].multipliedReportingOverflow(by: b[$0]) },
          wide: { Int128(a[$0]) * Int128(b[$0]) })
      case .remainder:
        return remainder(a, scaleA, b, scaleB, present, isWhole: isWhole)
      case .divide:
        return quotient(a, scaleA, b, scaleB, present)
      default: break
      }
    }
    let a = left.doubles
    let b = right.doubles
    return .finiteNumbers(
      a.indices.map { number(function, a[$0], b[$0]) }, validity: present)
  }

  private static func number(_ function: ScalarFunction, _ a: Double, _ b: Double) -> Double {
    switch function {
    case .add: a + b
    case .subtract: a - b
    case .multiply: a * b
    case .divide: a / b
    case .power: pow(a, b)
    case .remainder:
      // The remainder has the sign of the divisor, as in R and in spreadsheets.
      { rest in rest != 0 && (rest < 0) != (b < 0) ? rest + b : rest }(fmod(a, b))
    default: preconditionFailure("\(function.rawValue) is arithmetic of two numbers")
    }
  }

  private static func sum(
    _ a: [Int64], _ scaleA: Int, _ b: [Int64], _ scaleB: Int, subtracts: Bool,
    _ present: Bitmap?, isWhole: Bool
  ) -> Column {
    let scale = max(scaleA, scaleB)
    let unitA = PowerOfTen.wide(scale - scaleA)
    let unitB = PowerOfTen.wide(scale - scaleB)
    if unitA == 1 && unitB == 1 {
      return .exact(
        count: a.count, validity: present, scale: scale, isWhole: isWhole,
        narrow: { row in
          subtracts
            ? a[row].subtractingReportingOverflow(b[row]) : a[row].addingReportingOverflow(b[row])
        },
        wide: { subtracts ? Int128(a[$0]) - Int128(b[$0]) : Int128(a[$0]) + Int128(b[$0]) })
    }
    func wide(_ row: Int) -> Int128 {
      let left = Int128(a[row]) * unitA
      let right = Int128(b[row]) * unitB
      return subtracts ? left - right : left + right
    }
    return .exact(
      count: a.count, validity: present, scale: scale, isWhole: isWhole,
      narrow: { narrowed(wide($0)) }, wide: wide)
  }

  /// The same number in 64 bits, if it fits.
  static func narrowed(_ wide: Int128) -> (partialValue: Int64, overflow: Bool) {
    Int64(exactly: wide).map { ($0, false) } ?? (0, true)
  }

  private static func remainder(
    _ a: [Int64], _ scaleA: Int, _ b: [Int64], _ scaleB: Int, _ present: Bitmap?, isWhole: Bool
  ) -> Column {
    let scale = max(scaleA, scaleB)
    let unitA = PowerOfTen.wide(scale - scaleA)
    let unitB = PowerOfTen.wide(scale - scaleB)
    func wide(_ row: Int) -> Int128 {
      let divisor = Int128(b[row]) * unitB
      if divisor == 0 { return 0 }
      let rest = Int128(a[row]) * unitA % divisor
      return rest != 0 && (rest < 0) != (divisor < 0) ? rest + divisor : rest
    }
    return .exact(
      count: a.count,
      validity: presence(present, without: b.indices.filter { b[$0] == 0 }, count: a.count),
      scale: scale, isWhole: isWhole, narrow: { narrowed(wide($0)) }, wide: wide)
  }

  private static func quotient(
    _ a: [Int64], _ scaleA: Int, _ b: [Int64], _ scaleB: Int, _ present: Bitmap?
  ) -> Column {
    let scale = min(scaleA, scaleB)
    let unitA = PowerOfTen.wide(scaleB - scale)
    let unitB = PowerOfTen.wide(scaleA - scale)
    let values = a.indices.map { row -> Double in
      if b[row] == 0 { return 0 }
      let numerator = Int128(a[row]) * unitA
      let denominator = Int128(b[row]) * unitB
      return ExactFraction.nearest(
        denominator < 0 ? -numerator : numerator, over: denominator.magnitude)
    }
    return .number(
      Cells(
        values,
        validity: presence(present, without: b.indices.filter { b[$0] == 0 }, count: a.count)))
  }

  static func unary(_ function: ScalarFunction, _ column: Column) -> Column {
    let isWhole = column.type == .integer
    let numerals = Numerals(column)
    let present = numerals.validity
    if case .exact(let a, let scale) = numerals.values {
      switch function {
      case .negate:
        return .exact(
          count: a.count, validity: present, scale: scale, isWhole: isWhole,
          narrow: { Int64(0).subtractingReportingOverflow(a[$0]) }, wide: { -Int128(a[$0]) })
      case .abs:
        return .exact(
          count: a.count, validity: present, scale: scale, isWhole: isWhole,
          narrow: { a[$0] < 0 ? Int64(0).subtractingReportingOverflow(a[$0]) : (a[$0], false) },
          wide: { Int128(a[$0].magnitude) })
      case .sign:
        let cells = Cells(a.map { $0.signum() }, validity: present)
        return isWhole ? .integer(cells) : .decimal(cells, scale: 0)
      default: break
      }
    }
    return .finiteNumbers(numerals.doubles.map { number(function, $0) }, validity: present)
  }

  private static func number(_ function: ScalarFunction, _ value: Double) -> Double {
    switch function {
    case .negate: -value
    case .abs: value.magnitude
    case .sign: value > 0 ? 1 : value < 0 ? -1 : 0
    case .sqrt: value.squareRoot()
    case .exp: exp(value)
    case .ln: log(value)
    case .log1p: log1p(value)
    case .log10: log10(value)
    default: preconditionFailure("\(function.rawValue) is arithmetic of one number")
    }
  }
}
