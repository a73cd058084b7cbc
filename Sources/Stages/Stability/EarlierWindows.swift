import Diagnostics
import Planning
import Relations
import Syntax
import Tables

/// How a script is run again on the lines up to earlier days: which lines are cut, where, and how far
/// back.
///
/// Lines are cut as soon as they have their date, so that limits, fill values and duplicates depend on
/// the remaining lines only. Tables that are joined are not cut; lines that are appended are.
struct EarlierWindows: Sendable {
  /// The stages up to the fit, the source first; without stages that write files.
  let stages: [PlannedStage]
  /// The index of the stage that computes the features.
  let place: Int
  let features: FeaturesStage
  /// The date column of its lines.
  let date: String
  /// The indices of the stages before which lines are cut.
  let cuts: Set<Int>
  /// The step, in whole months and days.
  let step: Duration
  let count: Int

  /// The last day of a window, from the last day of today; months are calendar months.
  static func day(_ end: CivilDate, back times: Int, of step: Duration) -> CivilDate {
    let months = end.adding(months: -times * step.months)
    return CivilDate(daysSinceEpoch: months.daysSinceEpoch - Int32(times * step.days))
  }

  /// The stages with the dates of the features moved back by `times` steps.
  ///
  /// Dates that are read from the data follow the cut automatically.
  func stages(back times: Int) -> [PlannedStage] {
    let moved = features.replacingDates { Self.day($0, back: times, of: step) }
    var stages = stages
    stages[place] = stages[place].with(moved, identity: stages[place].identity)
    return stages
  }

  /// Keeps lines up to a day, and lines without a date.
  func cut(_ value: Value, after day: CivilDate, _ context: RunContext) throws(StageFailure)
    -> Value
  {
    guard case .table(let rows) = value else { return value }
    let isEarly = Scalar.call(
      .lessOrEqual, [.call(.toDate, [.column(date)]), .literal(.date(day.daysSinceEpoch))])
    let isUndated = Scalar.call(.isNull, [.column(date)])
    return .table(
      try context.rows(.filter(.scan(stageInput), .call(.or, [isEarly, isUndated])), over: rows))
  }

  /// The day up to which the features count; `nil` if no line has a date.
  ///
  /// It is the last date in their expressions, or the last day of the lines.
  func end(of lines: Value, _ context: RunContext) throws(StageFailure) -> CivilDate? {
    if let written = features.lastWrittenDate { return written }
    guard case .table(let rows) = lines else { brokenPlan() }
    let last = try context.numbers([.max(.call(.toDate, [.column(date)]))], in: rows)
    guard case .date(let day) = last[0] else { return nil }
    return CivilDate(daysSinceEpoch: day)
  }
}

extension EarlierWindows {
  /// Reads `replicates`, `every` and `date` of a call; problems are reported to `checker`.
  init?(_ call: BoundCall, _ checker: inout StageChecker) {
    guard let count = checker.integer("replicates", standard: 3),
      let step = checker.duration("every", standard: Duration(months: 1))
    else { return nil }
    for name in ["share", "seed"] {
      guard let given = call.named[name] else { continue }
      checker.report(
        Diagnostic(
          .settingWithoutUse, "`\(name)` has no effect on `windows`", at: given.range,
          notes: ["nothing is drawn: each window is fitted with the seed of the model"]))
      return nil
    }
    if let given = call.named["replicates"], count > 120 {
      checker.report(
        Diagnostic(
          .outOfRange, "\(count) windows are more than the maximum of 120",
          at: given.range,
          fixes: [Diagnostic.Fix("12", at: given.range)]))
      return nil
    }
    if let given = call.named["every"], !step.isStep {
      checker.report(
        Diagnostic(
          .outOfRange, "a step is in whole days or months, at most 100 years",
          at: given.range,
          fixes: [Diagnostic.Fix("1 month", at: given.range)]))
      return nil
    }
    let stages = Array(
      checker.upstream.filter { !($0.stage is any EffectStage) }.prefix { planned in
        switch planned.stage.output {
        case .sweep, .model: false
        default: true
        }
      })
    guard let place = stages.firstIndex(where: { $0.stage is FeaturesStage }), place > 0,
      let features = stages[place].stage as? FeaturesStage,
      case .table(let lines) = stages[place - 1].stage.output
    else {
      checker.report(.windowsWithoutDates("the model has no `features` or `rfm` before it", call))
      return nil
    }
    guard let date = checker.dateColumn(of: features, in: lines, call) else { return nil }
    // As early as the column has the form that the features use.
    let first =
      stages[..<place].lastIndex { $0.stage.output.table?[date]?.type.isTemporal != true }
      .map { $0 + 1 } ?? 0
    guard !(stages[first].stage is Summarize) else {
      checker.report(
        .windowsWithoutDates("`\(date)` is a column of rows that `summarize` aggregated", call))
      return nil
    }
    let joined = stages.indices.filter { $0 > first && stages[$0 - 1].stage is any OperandStage }
    self.stages = stages
    self.place = place
    self.features = features
    self.date = date
    cuts = Set(([first + 1, place] + joined).filter { $0 <= place })
    self.step = step
    self.count = count
  }
}

extension Duration {
  /// Whether it leads to an earlier day within the calendar.
  fileprivate var isStep: Bool {
    microseconds == 0 && months >= 0 && days >= 0 && months + days > 0 && months <= 1200
      && days <= 36_600
  }
}

extension FeaturesStage {
  /// The last of the dates in the expressions; `nil` if one is read from the data.
  fileprivate var lastWrittenDate: CivilDate? {
    guard !wholeTable.types.contains(where: \.isTemporal) else { return nil }
    var last: CivilDate?
    _ = replacingDates { date in
      last = last.map { max($0, date) } ?? date
      return date
    }
    return last
  }
}

extension StageChecker {
  /// The date column of the lines: the given one, the only date that the features use, or the only date.
  fileprivate mutating func dateColumn(
    of features: FeaturesStage, in lines: TableType, _ call: BoundCall
  ) -> String? {
    let dates = lines.columns.filter { $0.type.isTemporal }.map(\.name)
    if let given = call.named["date"] {
      guard let column = column(given, in: lines) else { return nil }
      guard column.type.isTemporal else {
        report(
          .unexpectedKind(column.type.phrase, wanted: "a column of dates", at: given.range))
        return nil
      }
      return column.name
    }
    let asked = features.aggregates.flatMap(\.aggregate.columns) + features.wholeTable.columns
    let used = dates.filter(asked.contains)
    let candidates = used.isEmpty ? dates : used
    switch candidates.count {
    case 0: report(.windowsWithoutDates("the lines before `features` have no date", call))
    case 1: return candidates[0]
    default:
      report(
        Diagnostic(
          .severalDates,
          "\(listed(candidates)) are dates of these lines, and `windows` needs one",
          at: call.range,
          fixes: candidates.prefix(3).map { Diagnostic.Fix("date=\(quotedName($0))") }))
    }
    return nil
  }
}
