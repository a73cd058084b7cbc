import Relations

extension Literal {
  /// The value as a reader sees it: numbers grouped, dates as `2025-07-01`, nothing as `–`.
  ///
  /// Texts are raw.
  func readableText(grouped: Bool = true) -> String {
    switch self {
    case .null: "–"
    case .boolean(let value): value ? "true" : "false"
    case .integer(let value): DecimalDigits(value).text(decimals: 0, grouped: grouped)
    case .decimal(let mantissa, let scale):
      DecimalDigits(mantissa: mantissa, scale: scale).text(
        decimals: max(0, scale), grouped: grouped)
    case .number(let value): ReadableNumber(value, significant: 6).text
    case .text(let value): value
    case .date(let days): CalendarDay(daysSince1970: Int(days)).text
    case .timestamp(let microseconds): timestampText(microseconds, separator: " ")
    case .duration(let duration): durationText(duration)
    }
  }

  /// The value in full, so that it can be read back; empty for a missing one.
  ///
  /// Texts are raw.
  var exactText: String {
    switch self {
    case .null: ""
    case .boolean(let value): value ? "true" : "false"
    case .integer(let value): String(value)
    case .decimal(let mantissa, let scale):
      DecimalDigits(mantissa: mantissa, scale: scale).text(decimals: max(0, scale), grouped: false)
    case .number(let value): numberText(value)
    case .text(let value): value
    case .date(let days): CalendarDay(daysSince1970: Int(days)).text
    case .timestamp(let microseconds): timestampText(microseconds, separator: "T")
    case .duration(let duration): durationText(duration)
    }
  }
}

/// The shortest text that reads back as the same number; whole numbers have no fraction, and what
/// is no number is empty.
func numberText(_ value: Double) -> String {
  guard !value.isNaN else { return "" }
  let text = value.description
  return text.hasSuffix(".0") ? String(text.dropLast(2)) : text
}

/// A day of the proleptic Gregorian calendar.
struct CalendarDay {
  let year: Int
  let month: Int
  let day: Int

  /// Counts in cycles of 400 years, which all have 146,097 days, from the 1st of March of year 0,
  /// so that the leap day is the last day of a year.
  init(daysSince1970 days: Int) {
    let shifted = days + 719_468
    let cycle = (shifted >= 0 ? shifted : shifted - 146_096) / 146_097
    let dayOfCycle = shifted - cycle * 146_097
    let leapDays = dayOfCycle / 1_460 - dayOfCycle / 36_524 + dayOfCycle / 146_096
    let yearOfCycle = (dayOfCycle - leapDays) / 365
    let dayOfYear = dayOfCycle - (365 * yearOfCycle + yearOfCycle / 4 - yearOfCycle / 100)
    let monthFromMarch = (5 * dayOfYear + 2) / 153
    day = dayOfYear - (153 * monthFromMarch + 2) / 5 + 1
    month = monthFromMarch < 10 ? monthFromMarch + 3 : monthFromMarch - 9
    year = yearOfCycle + cycle * 400 + (month <= 2 ? 1 : 0)
  }

  /// Year, month and day with hyphens, as in `2025-07-01`.
  var text: String {
    (year < 0 ? "-" : "") + zeroPadded(abs(year), to: 4) + "-" + zeroPadded(month, to: 2) + "-"
      + zeroPadded(day, to: 2)
  }
}

private func zeroPadded(_ value: Int, to digits: Int) -> String {
  let text = String(value)
  return String(repeating: "0", count: max(0, digits - text.count)) + text
}

/// Hours, minutes, seconds, and a fraction where there is one.
private func clockText(_ microseconds: Int64) -> String {
  let seconds = Int(microseconds / 1_000_000)
  let fraction = Int(microseconds % 1_000_000)
  var text = zeroPadded(seconds / 3600, to: 2) + ":" + zeroPadded(seconds / 60 % 60, to: 2)
  text += ":" + zeroPadded(seconds % 60, to: 2)
  guard fraction != 0 else { return text }
  var decimals = zeroPadded(fraction, to: 6)
  while decimals.hasSuffix("0") { decimals.removeLast() }
  return text + "." + decimals
}

private func timestampText(_ microseconds: Int64, separator: String) -> String {
  let perDay: Int64 = 86_400_000_000
  let inDay = (microseconds % perDay + perDay) % perDay
  let days = Int((microseconds - inDay) / perDay)
  return CalendarDay(daysSince1970: days).text + separator + clockText(inDay)
}

private func durationText(_ duration: Relations.Duration) -> String {
  func part(_ count: Int, _ unit: String) -> String? {
    count == 0 ? nil : "\(count) \(unit)\(abs(count) == 1 ? "" : "s")"
  }
  var parts = [part(duration.months, "month"), part(duration.days, "day")].compactMap { $0 }
  if duration.microseconds != 0 {
    let magnitude = Int64(clamping: duration.microseconds.magnitude)
    parts.append((duration.microseconds < 0 ? "-" : "") + clockText(magnitude))
  }
  return parts.isEmpty ? "0 days" : parts.joined(separator: " ")
}
