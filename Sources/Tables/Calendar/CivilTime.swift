/// A date with a time of day, without a time zone.
package struct CivilTime: Hashable, Sendable {
  package let date: CivilDate
  /// Microseconds since midnight, 0..<86,400,000,000.
  package let microsecondOfDay: Int64

  package static let microsecondsPerDay: Int64 = 86_400_000_000

  /// A time of day on a date; a leap second (60) is not taken.
  package init(
    date: CivilDate, hour: Int, minute: Int, second: Int = 0, microsecond: Int = 0
  ) {
    self.date = date
    microsecondOfDay = Int64(((hour * 60 + minute) * 60 + second) * 1_000_000 + microsecond)
  }

  /// The time so many microseconds after 1970-01-01T00:00:00.
  package init(microsecondsSinceEpoch: Int64) {
    let days = CivilTime.days(ofMicroseconds: microsecondsSinceEpoch)
    date = CivilDate(daysSinceEpoch: days)
    microsecondOfDay = microsecondsSinceEpoch - Int64(days) * CivilTime.microsecondsPerDay
  }

  /// Microseconds since 1970-01-01T00:00:00.
  package var microsecondsSinceEpoch: Int64 {
    Int64(date.daysSinceEpoch) * CivilTime.microsecondsPerDay + microsecondOfDay
  }

  package var hour: Int { Int(microsecondOfDay / 3_600_000_000) }
  package var minute: Int { Int(microsecondOfDay / 60_000_000 % 60) }
  package var second: Int { Int(microsecondOfDay / 1_000_000 % 60) }
  package var microsecond: Int { Int(microsecondOfDay % 1_000_000) }

  /// The day that a time falls on, in days since 1970-01-01.
  package static func days(ofMicroseconds microseconds: Int64) -> Int32 {
    let quotient = microseconds / microsecondsPerDay
    let floor = microseconds % microsecondsPerDay < 0 ? quotient - 1 : quotient
    return Int32(clamping: floor)
  }
}

extension CivilTime: CustomStringConvertible {
  /// The form `2025-06-30T08:26:00` of ISO 8601, with a fraction only if there is one.
  package var description: String { "\(date)T\(clockText(microsecondOfDay))" }

  /// The same with a space between the date and the time of day, as people read it.
  package var readableText: String { "\(date) \(clockText(microsecondOfDay))" }
}

/// Hours, minutes, seconds, and a fraction where there is one; hours go on beyond 24.
func clockText(_ microseconds: Int64) -> String {
  let seconds = Int(microseconds / 1_000_000)
  let fraction = Int(microseconds % 1_000_000)
  var text =
    "\(zeros(seconds / 3600, to: 2)):\(zeros(seconds / 60 % 60, to: 2)):\(zeros(seconds % 60, to: 2))"
  guard fraction != 0 else { return text }
  text += "." + zeros(fraction, to: 6)
  while text.hasSuffix("0") { text.removeLast() }
  return text
}
