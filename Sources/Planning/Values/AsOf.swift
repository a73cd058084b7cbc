import Tables

/// The day up to which recency is counted, moved when a run of the past is applied.
///
/// What a run decided is fixed: thresholds, seeds, scalings. Two things are open, since they say which
/// data are meant and not how they are judged: the paths of inputs, and `as_of`.
package enum AsOf: Equatable, Sendable {
  /// Days since 1970-01-01.
  case day(Int32)
  /// The day after the last purchase of the fresh data, as `rfm` counts without `as_of`.
  case latest

  /// `2026-07-01`, `@2026-07-01` or `latest`.
  package init?(_ text: String) {
    if text == "latest" {
      self = .latest
      return
    }
    let parts = text.drop { $0 == "@" }.split(separator: "-", omittingEmptySubsequences: false)
    guard parts.count == 3, let year = Int(parts[0]), let month = Int(parts[1]),
      let day = Int(parts[2])
    else { return nil }
    let date = CivilDate(year: year, month: month, day: day)
    guard date.isValid else { return nil }
    self = .day(date.daysSinceEpoch)
  }
}
