import Diagnostics

/// A count with thousands separators: 541,909.
func grouped(_ number: Int) -> String {
  var digits = String(number.magnitude)
  var groups: [String] = []
  while digits.count > 3 {
    groups.insert(String(digits.suffix(3)), at: 0)
    digits = String(digits.dropLast(3))
  }
  groups.insert(digits, at: 0)
  return (number < 0 ? "-" : "") + groups.joined(separator: ",")
}

/// A count with a noun, in singular or plural: 1 customer, 4,338 customers.
func counted(_ number: Int, _ noun: String) -> String {
  grouped(number) + " " + noun + (number == 1 ? "" : "s")
}

/// A share for a message: 99%, 0.4%.
func percent(_ share: Double) -> String {
  let value = share * 100
  if value >= 10 || value == 0 { return "\(Int(value.rounded()))%" }
  let tenths = Int((value * 10).rounded())
  return "\(tenths / 10).\(tenths % 10)%"
}

/// A list of names for a sentence: `a`, `b` and `c`.
func listed(_ names: [String]) -> String {
  let shown = names.map { quoted($0) }
  guard let last = shown.last, shown.count > 1 else { return shown.joined() }
  return shown.dropLast().joined(separator: ", ") + " and " + last
}

/// A number with two decimals, for a metric in a sentence.
func hundredths(_ value: Double) -> String {
  let whole = Int((value.magnitude * 100).rounded())
  let rest = whole % 100
  return (value < 0 && whole > 0 ? "-" : "") + "\(whole / 100)." + (rest < 10 ? "0" : "")
    + "\(rest)"
}
