/// The shortest decimal digits that read back as the same number.
///
/// Whole numbers have no `.0`, minus zero is `0`, and very large or small magnitudes have an
/// exponent such as `1e+20`. The text does not depend on a locale.
///
/// - Precondition: `value` is finite; formats without a word for the others ask beforehand.
package func numberText(_ value: Double) -> String {
  precondition(value.isFinite, "only a finite number can be written")
  if value == 0 { return "0" }
  let text = value.description
  return text.hasSuffix(".0") ? String(text.dropLast(2)) : text
}

/// A decimal written with all the digits of its scale: mantissa 1250, scale 2 is `12.50`.
package func decimalText(mantissa: Int64, scale: Int) -> String {
  if scale <= 0 { return String(mantissa) }
  let digits = String(mantissa.magnitude)
  let padded = String(repeating: "0", count: max(0, scale + 1 - digits.count)) + digits
  let split = padded.index(padded.endIndex, offsetBy: -scale)
  return (mantissa < 0 ? "-" : "") + padded[..<split] + "." + padded[split...]
}
