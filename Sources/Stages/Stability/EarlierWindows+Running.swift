import Clustering
import Diagnostics
import Matrices
import Planning
import Syntax
import Tables

extension EarlierWindows {
  /// Goes back step by step, and clusters the lines up to each day.
  ///
  /// - Parameters:
  ///   - model: The segments of today.
  ///   - type: The type of its features.
  ///   - range: Where messages point.
  ///   - context: The run that this is a part of.
  /// - Returns: One window for each step, the latest first.
  /// - Throws: `.cancelled`; E0641 if no line has a date. A failure of one window is recorded in that window.
  /// - Complexity: That of `count` + 1 runs of the stages, and of `count` fits.
  func run(
    _ model: Model, typed type: FeaturesType, at range: SourceRange, _ context: RunContext
  ) throws(StageFailure) -> [EarlierWindow] {
    guard let replaying = context.replaying else { brokenPlan() }
    var index = 0
    var lines: Value?
    let today = try replaying.replay(Array(stages[...place]), given: nil, records: [:]) {
      (value, _) throws(StageFailure) in
      index += 1
      if index == place { lines = value }
      return value
    }
    guard let lines, let made = today.last?.value else { brokenPlan() }
    guard let end = try end(of: lines, context) else {
      throw .problems([
        Diagnostic(
          .windowsWithoutDates, "no line has a date in `\(date)`", at: range,
          fixes: [Diagnostic.Fix("stability bootstrap", remark: "needs no dates")])
      ])
    }
    let run = WindowRun(
      windows: self, model: model, type: type, range: range, made: made, replaying: replaying,
      places: try places(of: model, context))
    var found: [EarlierWindow] = []
    let share = 1 / Double(count + 1)
    for times in 1...count {
      let day = Self.day(end, back: times, of: step)
      context.control.progress?(share * Double(times))
      var outcome: EarlierWindow.Outcome
      do throws(StageFailure) {
        outcome = try run.outcome(back: times, to: day, context)
      } catch {
        guard case .problems(let problems) = error else { throw error }
        outcome = .impossible(problems.first?.message ?? "")
      }
      if context.control.cancellation.isCancelled { throw .cancelled(partial: nil) }
      found.append(EarlierWindow(end: day.daysSinceEpoch, outcome: outcome))
    }
    return found
  }

  /// The index of each customer of today, by the text of its key.
  private func places(
    of model: Model, _ context: RunContext
  ) throws(StageFailure) -> [String: Int] {
    let keys = model.scaled.features.table.cells(of: model.scaled.features.key)
    var places = [String: Int](minimumCapacity: keys.count)
    for row in 0..<keys.count {
      if row % WindowRun.rowsPerLook == 0, context.control.cancellation.isCancelled {
        throw .cancelled(partial: nil)
      }
      places[keys[row].plainText] = row
    }
    return places
  }
}

/// What all windows of one run share.
private struct WindowRun {
  let windows: EarlierWindows
  let model: Model
  let type: FeaturesType
  let range: SourceRange
  /// The features of today, before later stages.
  let made: Value
  let replaying: any StageReplaying
  /// The index of each customer of today, by the text of its key; its order is never used.
  let places: [String: Int]

  /// The number of customers between two checks for cancellation.
  static let rowsPerLook = 4096

  func outcome(
    back times: Int, to day: CivilDate, _ context: RunContext
  ) throws(StageFailure) -> EarlierWindow.Outcome {
    let stages = windows.stages(back: times)
    var index = 0
    let before = try replaying.replay(stages, given: nil, records: [:]) {
      (value, _) throws(StageFailure) in
      index += 1
      return windows.cuts.contains(index) ? try windows.cut(value, after: day, context) : value
    }
    let then = try Scaled(before.last?.value, typed: type, at: range)
    guard then.features.table.rowCount > 0 else { return .impossible("there were no customers") }
    let now = try today(by: before)
    let control = context.control.quiet(threads: context.control.threads)
    let method = (model.method.segmentCount == nil ? model.method.with(k: model.k) : model.method)
      .knowing(then.categoryColumns)
    do throws(ClusteringError) {
      let points = try PreparedPoints(then.matrix, control: control)
      let refitted = try method.refit(points, control: control)
      let found = try EarlierWindow.Comparison(
        now: model.labels, before: placed(refitted.labels, of: then, control: control),
        assigned: placed(
          refitted.assign(now.matrix, control: control), of: now, control: control),
        earlier: refitted.labels)
      guard found.common > 0 else {
        return .impossible("none of today's customers existed")
      }
      return .compared(found)
    } catch {
      throw StageFailure(error, then.features, at: range)
    }
  }

  /// The customers of today with the limits, centres and spreads of then, like new rows for that model.
  private func today(by before: [ReplayedStage]) throws(StageFailure) -> Scaled {
    let records = before.dropFirst(windows.place + 1).reduce(into: [String: [LedgerRecord]]()) {
      $0[$1.path, default: []].append($1.record)
    }
    let steps = try replaying.replay(
      Array(windows.stages[windows.place...]), given: made, records: records
    ) { value, _ in value }
    return try Scaled(steps.last?.value, typed: type, at: range)
  }

  /// The segments of customers by their index today; `nil` for customers that are missing.
  private func placed(
    _ labels: [Int], of scaled: Scaled, control: RunControl
  ) throws(ClusteringError) -> [Int?] {
    let keys = scaled.features.table.cells(of: scaled.features.key)
    var placed = [Int?](repeating: nil, count: places.count)
    for (row, label) in labels.enumerated() {
      if row % Self.rowsPerLook == 0, control.cancellation.isCancelled { throw .cancelled }
      if let place = places[keys[row].plainText] { placed[place] = label }
    }
    return placed
  }
}
