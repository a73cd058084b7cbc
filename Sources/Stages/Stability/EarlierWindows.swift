import Diagnostics
import Planning
import Relations
import Syntax
import Tables

/// How a script is run again on the lines of earlier days: what is cut, where, and how far back.
///
/// The lines are cut away as early as they have their date, so that limits, fill values and duplicates
/// are found in the rest alone. Another table that comes in on the way is not cut; lines that are
/// appended are.
struct EarlierWindows: Sendable {
  /// Up to the fit, the source first; without stages that act on the world.
  let stages: [PlannedStage]
  /// The place of the stage that makes the features.
  let place: Int
  let features: FeaturesStage
  /// The column of its lines that says when they were.
  let date: String
  /// The places of the stages before which lines are cut away.
  let cuts: Set<Int>
  /// Whole months and days.
  let step: Duration
  let count: Int

  /// The day that a window ends, from today's end; months are counted on the calendar.
  static func day(_ end: CivilDate, back times: Int, of step: Duration) -> CivilDate {
    let months = end.adding(months: -times * step.months)
    return CivilDate(daysSinceEpoch: months.daysSinceEpoch - Int32(times * step.days))
  }

  /// The stages with the dates of the features so many steps earlier.
  ///
  /// Days that are read from the data follow the cut by themselves.
  func stages(back times: Int) -> [PlannedStage] {
    let moved = features.replacingDates { Self.day($0, back: times, of: step) }
    var stages = stages
    stages[place] = stages[place].with(moved, identity: stages[place].identity)
    return stages
  }

  /// Lines up to a day; those without a day stay.
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

  /// The day up to which the features count; `nil` where no line has a date.
  ///
  /// It is the last one that is written in them, or the last day of the lines.
  func end(of lines: Value, _ context: RunContext) throws(StageFailure) -> CivilDate? {
    if let written = features.lastWrittenDate { return written }
    guard case .table(let rows) = lines else { brokenPlan() }
    let last = try context.numbers([.max(.call(.toDate, [.column(date)]))], in: rows)
    guard case .date(let day) = last[0] else { return nil }
    return CivilDate(daysSinceEpoch: day)
  }
}

extension EarlierWindows {
  /// Reads `replicates`, `every` and `date` of a call; what is wrong goes to `checker`.
  init?(_ call: BoundCall, _ checker: inout StageChecker) {
    guard let count = checker.integer("replicates", standard: 3),
      let step = checker.duration("every", standard: Duration(months: 1))
    else { return nil }
    for name in ["share", "seed"] {
      guard let given = call.named[name] else { continue }
      checker.report(
        Diagnostic(
          .settingWithoutUse, "`\(name)` has no bearing on `windows`", at: given.range,
          notes: ["nothing is drawn: the model's own seed fits each window"]))
      return nil
    }
    if let given = call.named["replicates"], count > 120 {
      checker.report(
        Diagnostic(
          .outOfRange, "\(count) windows are more than the 120 that can be gone back",
          at: given.range,
          fixes: [Diagnostic.Fix("12", at: given.range)]))
      return nil
    }
    if let given = call.named["every"], !step.isStep {
      checker.report(
        Diagnostic(
          .outOfRange, "a step goes back by whole days or months, at most 100 years",
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
      checker.report(.windowsWithoutDates("no `features` or `rfm` leads to the model", call))
      return nil
    }
    guard let date = checker.dateColumn(of: features, in: lines, call) else { return nil }
    // As early as the column is what it is when features are made.
    let first =
      stages[..<place].lastIndex { $0.stage.output.table?[date]?.type.isTemporal != true }
      .map { $0 + 1 } ?? 0
    guard !(stages[first].stage is Summarize) else {
      checker.report(
        .windowsWithoutDates("`\(date)` is of rows that `summarize` brought together", call))
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
  /// Whether going back by it leads to an earlier day, and to one of our calendar.
  fileprivate var isStep: Bool {
    microseconds == 0 && months >= 0 && days >= 0 && months + days > 0 && months <= 1200
      && days <= 36_600
  }
}

extension FeaturesStage {
  /// The last of the dates that stand in the expressions, where none is read from the data.
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
  /// The column that says when lines were: the one that is written, the only date that features are
  /// made of, or the only date there is.
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
          "\(listed(candidates)) are dates of these lines, and `windows` cuts by one",
          at: call.range,
          fixes: candidates.prefix(3).map { Diagnostic.Fix("date=\(quotedName($0))") }))
    }
    return nil
  }
}
