/// A number as it is written: exactly `mantissa × 10^-scale`, or a float where that has no room.
enum WrittenNumber: Equatable {
  case exact(mantissa: Int64, scale: Int)
  case float(Double)
}

/// What a cell says when it is read as a number.
enum NumberReading: Equatable {
  case number(WrittenNumber)
  /// A whole number that would lose its look: `00123`, or 16 digits and more. Such are ids.
  case identifier
  /// The magnitude exceeds what a 64-bit float holds.
  case tooLarge
  case none
}

/// Powers of ten that fit 64 bits.
let powersOfTen: [Int64] = (0...18).reduce(into: []) { powers, _ in
  powers.append((powers.last ?? 0) == 0 ? 1 : (powers.last ?? 1) * 10)
}

/// Reads a number by a strict grammar: `-` digits, a decimal mark with digits, an exponent.
///
/// There is no plus sign, no space inside, no group mark, no hexadecimal, no `_`, no `nan` and no
/// `inf`. `.5` is a number, `5.` is not.
func readNumber(
  _ bytes: Span<UInt8>, _ start: Int, _ end: Int, decimalMark: UInt8
) -> NumberReading {
  var i = start
  guard i < end else { return .none }
  let negative = unsafe bytes[unchecked: i] == 0x2D
  if negative { i += 1 }
  let wholeStart = i
  var mantissa: UInt64 = 0
  // Nineteen digits always fit 64 bits; what is longer goes the slow way.
  while i < end {
    let digit = unsafe bytes[unchecked: i] &- 0x30
    if digit > 9 { break }
    mantissa = mantissa &* 10 &+ UInt64(digit)
    i += 1
  }
  let wholeDigits = i - wholeStart
  var fractionDigits = 0
  if i < end, unsafe bytes[unchecked: i] == decimalMark {
    i += 1
    let fractionStart = i
    while i < end {
      let digit = unsafe bytes[unchecked: i] &- 0x30
      if digit > 9 { break }
      mantissa = mantissa &* 10 &+ UInt64(digit)
      i += 1
    }
    fractionDigits = i - fractionStart
    if fractionDigits == 0 { return .none }
  }
  if wholeDigits == 0 && fractionDigits == 0 { return .none }
  let hasLeadingZero = wholeDigits > 1 && bytes[wholeStart] == 0x30
  if i < end {
    guard isExponent(bytes, i, end) else { return .none }
    return hasLeadingZero ? .identifier : float(bytes, start, end, decimalMark)
  }
  if hasLeadingZero { return .identifier }
  if fractionDigits == 0 && wholeDigits > 15 { return .identifier }
  if wholeDigits + fractionDigits > 18 { return float(bytes, start, end, decimalMark) }
  let signed = negative ? -Int64(mantissa) : Int64(mantissa)
  return .number(.exact(mantissa: signed, scale: fractionDigits))
}

/// A whole number of any look, for a column that is declared to hold them.
func readInteger(_ bytes: Span<UInt8>, _ start: Int, _ end: Int) -> Int64? {
  var i = start
  guard i < end else { return nil }
  let negative = bytes[i] == 0x2D
  if negative { i += 1 }
  guard i < end else { return nil }
  var value: Int64 = 0
  while i < end {
    let digit = bytes[i] &- 0x30
    guard digit <= 9 else { return nil }
    let (tens, overflow) = value.multipliedReportingOverflow(by: 10)
    let (next, tooFar) = tens.subtractingReportingOverflow(Int64(digit))
    if overflow || tooFar { return nil }
    value = next
    i += 1
  }
  // Built from below, so that the least number fits as well.
  if negative { return value }
  return value == .min ? nil : -value
}

private func isExponent(_ bytes: Span<UInt8>, _ start: Int, _ end: Int) -> Bool {
  var i = start
  guard bytes[i] | 0x20 == UInt8(ascii: "e") else { return false }
  i += 1
  if i < end, bytes[i] == UInt8(ascii: "+") || bytes[i] == UInt8(ascii: "-") { i += 1 }
  guard i < end else { return false }
  while i < end {
    guard bytes[i] &- 0x30 <= 9 else { return false }
    i += 1
  }
  return true
}

private func float(
  _ bytes: Span<UInt8>, _ start: Int, _ end: Int, _ decimalMark: UInt8
) -> NumberReading {
  var text = ""
  for i in start..<end {
    text.unicodeScalars.append(bytes[i] == decimalMark ? "." : Unicode.Scalar(bytes[i]))
  }
  if text.hasPrefix(".") { text = "0" + text }
  if text.hasPrefix("-.") { text = "-0" + text.dropFirst() }
  guard let value = Double(text) else { return .none }
  return value.isFinite ? .number(.float(value)) : .tooLarge
}

/// The nearest 64-bit float to `mantissa × 10^-scale`.
func nearestDouble(mantissa: Int64, scale: Int) -> Double {
  // Both sides are exact below 2^53 and 10^22, so that one division rounds once.
  if mantissa.magnitude < 1 << 53 { return Double(mantissa) / Double(powersOfTen[scale]) }
  return Double(decimalText(mantissa: mantissa, scale: scale)) ?? Double(mantissa)
}
