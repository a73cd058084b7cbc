/// A day of the proleptic Gregorian calendar.
///
/// Days are counted from 1970-01-01. The conversions are those of H. Hinnant, "chrono-Compatible
/// Low-Level Date Algorithms", 2013: years begin in March, so that the leap day is the last.
package struct CivilDate: Hashable, Comparable, Sendable {
  package let year: Int
  /// 1...12 for a date that exists.
  package let month: Int
  /// 1...31 for a date that exists.
  package let day: Int

  /// A date as written; `isValid` says whether the calendar has it.
  package init(year: Int, month: Int, day: Int) {
    self.year = year
    self.month = month
    self.day = day
  }

  /// The date so many days after 1970-01-01.
  package init(daysSinceEpoch days: Int32) {
    // Days since 0000-03-01, cut into eras of 400 years.
    let shifted = Int(days) + 719_468
    let era = (shifted >= 0 ? shifted : shifted - 146_096) / 146_097
    let dayOfEra = shifted - era * 146_097
    let yearOfEra =
      (dayOfEra - dayOfEra / 1460 + dayOfEra / 36_524 - dayOfEra / 146_096) / 365
    let dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100)
    let marchMonth = (5 * dayOfYear + 2) / 153
    day = dayOfYear - (153 * marchMonth + 2) / 5 + 1
    month = marchMonth < 10 ? marchMonth + 3 : marchMonth - 9
    year = yearOfEra + era * 400 + (month <= 2 ? 1 : 0)
  }

  /// The number of days since 1970-01-01.
  ///
  /// A date that does not exist counts on into the months that follow.
  package var daysSinceEpoch: Int32 {
    let shiftedYear = month <= 2 ? year - 1 : year
    let era = (shiftedYear >= 0 ? shiftedYear : shiftedYear - 399) / 400
    let yearOfEra = shiftedYear - era * 400
    let dayOfYear = (153 * (month > 2 ? month - 3 : month + 9) + 2) / 5 + day - 1
    let dayOfEra = yearOfEra * 365 + yearOfEra / 4 - yearOfEra / 100 + dayOfYear
    return Int32(clamping: era * 146_097 + dayOfEra - 719_468)
  }

  /// Whether the calendar has this date; years are 1...9999.
  package var isValid: Bool {
    (1...9999).contains(year) && (1...12).contains(month)
      && day >= 1 && day <= CivilDate.length(ofMonth: month, year: year)
  }

  package static func isLeap(_ year: Int) -> Bool {
    year % 4 == 0 && (year % 100 != 0 || year % 400 == 0)
  }

  /// The number of days of a month 1...12.
  package static func length(ofMonth month: Int, year: Int) -> Int {
    switch month {
    case 2: isLeap(year) ? 29 : 28
    case 4, 6, 9, 11: 30
    default: 31
    }
  }

  /// The same day of the month so many months on, or the last day of that month if it is shorter.
  package func adding(months: Int) -> CivilDate {
    let total = year * 12 + (month - 1) + months
    let newYear = total >= 0 ? total / 12 : (total - 11) / 12
    let newMonth = total - newYear * 12 + 1
    return CivilDate(
      year: newYear, month: newMonth,
      day: min(day, CivilDate.length(ofMonth: newMonth, year: newYear)))
  }

  /// Monday is 1, Sunday is 7.
  package var weekday: Int { CivilDate.weekday(daysSinceEpoch: daysSinceEpoch) }

  /// Monday is 1, Sunday is 7.
  package static func weekday(daysSinceEpoch days: Int32) -> Int {
    // 1970-01-01 was a Thursday.
    let sinceMonday = (Int(days) + 3) % 7
    return (sinceMonday < 0 ? sinceMonday + 7 : sinceMonday) + 1
  }

  /// 1...4.
  package var quarter: Int { (month + 2) / 3 }

  /// 1...366.
  package var dayOfYear: Int {
    Int(daysSinceEpoch - CivilDate(year: year, month: 1, day: 1).daysSinceEpoch) + 1
  }

  /// The week of ISO 8601, and the year that the week belongs to.
  ///
  /// Week 1 is the week, Monday to Sunday, with the first Thursday of the year.
  package var isoWeek: (year: Int, week: Int) {
    let thursday = CivilDate(daysSinceEpoch: daysSinceEpoch + Int32(4 - weekday))
    return (thursday.year, (thursday.dayOfYear - 1) / 7 + 1)
  }

  /// Whole months from one date to another, negative if `other` is earlier.
  ///
  /// A month is full when its day is reached, or the last day of a shorter month.
  package func wholeMonths(until other: CivilDate) -> Int {
    if other < self { return -other.wholeMonths(until: self) }
    let months = (other.year - year) * 12 + other.month - month
    return adding(months: months) > other ? months - 1 : months
  }

  package static func < (left: CivilDate, right: CivilDate) -> Bool {
    (left.year, left.month, left.day) < (right.year, right.month, right.day)
  }

  /// The form `2025-06-30` of ISO 8601.
  package var description: String {
    "\(zeros(year, to: 4))-\(zeros(month, to: 2))-\(zeros(day, to: 2))"
  }
}

extension CivilDate: CustomStringConvertible {}

/// A whole number of at least so many digits, filled with zeros on the left.
func zeros(_ number: Int, to width: Int) -> String {
  let digits = String(number.magnitude)
  let padding = String(repeating: "0", count: max(0, width - digits.count))
  return (number < 0 ? "-" : "") + padding + digits
}
