import Relations

/// The functions of the language, each with its help: checker, completion and manual read this list.
package struct FunctionEntry: Sendable {
  package enum Meaning: Sendable {
    case scalar(ScalarFunction)
    case aggregate(AggregateName)
    /// The whole table's aggregate, also inside groups.
    case wholeTable(AggregateName)
  }

  package let name: String
  /// As help shows it: `round(x, digits = 0)`.
  package let usage: String
  package let summary: String
  package let meaning: Meaning
}

/// The aggregates by their names in the language.
package enum AggregateName: String, CaseIterable, Sendable {
  case count
  case countDistinct = "count_distinct"
  case missing
  case sum, mean, median, quantile, min, max
  case sd
  case share, any, all, mode, first, last
}

package enum FunctionLibrary {
  package static func entry(_ name: String) -> FunctionEntry? {
    entries.first { $0.name == name }
  }

  private static func scalar(_ function: ScalarFunction, _ usage: String, _ summary: String)
    -> FunctionEntry
  {
    FunctionEntry(
      name: function.rawValue, usage: usage, summary: summary, meaning: .scalar(function))
  }

  private static func aggregate(_ name: AggregateName, _ usage: String, _ summary: String)
    -> FunctionEntry
  {
    FunctionEntry(
      name: name.rawValue, usage: usage, summary: summary, meaning: .aggregate(name))
  }

  package static let entries: [FunctionEntry] = [
    aggregate(.count, "count()", "Rows; with a column, the cells that are not missing."),
    aggregate(.countDistinct, "count_distinct(x)", "Distinct values, missing left out."),
    aggregate(.missing, "missing(x)", "Cells that are missing."),
    aggregate(.sum, "sum(x)", "The sum, exact and rounded once; missing over nothing."),
    aggregate(.mean, "mean(x)", "The arithmetic mean."),
    aggregate(.median, "median(x)", "The middle value, or the mean of the two middle ones."),
    aggregate(.quantile, "quantile(x, p)", "The p-quantile, type 7 as in R; p such as 90%."),
    aggregate(.min, "min(x)", "The least value."),
    aggregate(.max, "max(x)", "The greatest value."),
    aggregate(.sd, "sd(x)", "The population standard deviation (denominator n)."),
    aggregate(.share, "share(condition)", "The share of rows for which the condition holds."),
    aggregate(.any, "any(condition)", "Whether it holds for some row."),
    aggregate(.all, "all(condition)", "Whether it holds for every row."),
    aggregate(.mode, "mode(x)", "The most frequent value; the least of those that tie."),
    aggregate(.first, "first(x, by = d)", "The value of x where d is least."),
    aggregate(.last, "last(x, by = d)", "The value of x where d is greatest."),
    FunctionEntry(
      name: "latest", usage: "latest(date)",
      summary: "The last day in the whole table: a clock that a rerun repeats.",
      meaning: .wholeTable(.max)),
    FunctionEntry(
      name: "earliest", usage: "earliest(date)", summary: "The first day in the whole table.",
      meaning: .wholeTable(.min)),
    scalar(.abs, "abs(x)", "Without the sign."),
    scalar(.sign, "sign(x)", "−1, 0 or 1."),
    scalar(.round, "round(x, digits)", "To so many digits; halves away from zero."),
    scalar(.floor, "floor(x)", "The next whole number below."),
    scalar(.ceil, "ceil(x)", "The next whole number above."),
    scalar(
      .remainder, "mod(x, y)", "The remainder, with the sign of y, as in R and spreadsheets."),
    scalar(.power, "power(x, y)", "x to the y."),
    scalar(.sqrt, "sqrt(x)", "The square root; missing below zero."),
    scalar(.exp, "exp(x)", "e to the x."),
    scalar(.ln, "ln(x)", "The natural logarithm; missing at and below zero."),
    scalar(.log1p, "log1p(x)", "ln(1 + x); missing at and below −1."),
    scalar(.log10, "log10(x)", "The decimal logarithm; missing at and below zero."),
    scalar(.least, "least(x, y, …)", "The least of its arguments, missing left out."),
    scalar(.greatest, "greatest(x, y, …)", "The greatest of its arguments, missing left out."),
    scalar(.coalesce, "coalesce(x, y, …)", "The first that is not missing; also written x ?? y."),
    scalar(.lower, "lower(t)", "In lower case."),
    scalar(.upper, "upper(t)", "In upper case."),
    scalar(.trim, "trim(t)", "Without spaces at both ends."),
    scalar(.length, "length(t)", "The number of characters."),
    scalar(.concat, "concat(t, u, …)", "The texts joined."),
    scalar(.replace, "replace(t, old, new)", "With every `old` replaced."),
    scalar(.substring, "substring(t, start, length)", "Characters from `start`, counted from 1."),
    scalar(.startsWith, "starts_with(t, prefix)", "Whether it begins so, by exact characters."),
    scalar(.endsWith, "ends_with(t, suffix)", "Whether it ends so."),
    scalar(.contains, "contains(t, part)", "Whether it holds the part."),
    scalar(.year, "year(d)", "The year."),
    scalar(.quarter, "quarter(d)", "1…4."),
    scalar(.month, "month(d)", "1…12."),
    scalar(.week, "week(d)", "The ISO week, 1…53."),
    scalar(.weekday, "weekday(d)", "1 Monday … 7 Sunday."),
    scalar(.day, "day(d)", "The day of the month."),
    scalar(.hour, "hour(t)", "The hour, 0…23."),
    scalar(.toDate, "date(t)", "The day of a timestamp."),
    scalar(.daysBetween, "days_between(a, b)", "Whole days from a to b, by calendar day."),
    scalar(.monthsBetween, "months_between(a, b)", "Whole months from a to b."),
    scalar(.yearsBetween, "years_between(a, b)", "Whole years from a to b."),
    scalar(.toText, "text(x)", "As text."),
    scalar(.toNumber, "number(t)", "The number that a text is; missing where it is none."),
    scalar(.toInteger, "int(x)", "The whole number that it is; missing where it is none."),
  ]
}
