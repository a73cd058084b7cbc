import Diagnostics
import Planning
import Tables

extension Runner {
  /// Whether a plan can run, and how.
  enum Fitting {
    /// The plan as it is, or with sources that keep only what is looked at.
    case fits(Plan, holding: Retention)
    case tooLarge(Diagnostic)
  }

  /// What is known before a plan runs.
  var start: ExecutionSchedule.Start {
    let context = context
    return ExecutionSchedule.Start(
      names: names.mapValues(\.identity), values: Set(memory.held), reported: memory.known
    ) { ($0.stage as? any FileStage)?.stamp(context) ?? "" }
  }

  /// Whether all that was remembered, and all that a plan makes, can be held.
  package func holdsAll(of plan: Plan) -> Bool {
    estimate(of: plan, holding: retention).most <= context.memoryLimit
  }

  /// Makes a plan fit the memory: first by letting go what nobody asks for at present, the results that
  /// were not used for longest, then by holding only what the plan comes back to, then by leaving out
  /// columns that no stage looks at.
  ///
  /// A lock describes every column of what was read, so that nothing is left out where one is made.
  mutating func fitting(_ plan: Plan) -> Fitting {
    let limit = context.memoryLimit
    func fits(_ estimate: MemoryEstimate) -> Bool { estimate.most <= limit }
    if fits(estimate(of: plan, holding: retention)) { return .fits(plan, holding: retention) }
    var shorter = retention
    if retention == .everything {
      let course = ExecutionSchedule(plan, from: start, holding: .named)
      for identity in memory.held where !course.recalls(identity, after: -1) {
        memory.letGo(identity)
        if fits(estimate(of: plan, holding: retention)) { return .fits(plan, holding: retention) }
      }
      shorter = .named
    }
    let whole = estimate(of: plan, holding: shorter)
    guard let problem = whole.problem(limit: limit) else { return .fits(plan, holding: shorter) }
    let need = MemoryNeed(needed: whole.most, limit: limit)
    guard effects == .happen, let narrowed = plan.narrowed(because: need, holding: shorter) else {
      return .tooLarge(problem)
    }
    if let problem = estimate(of: narrowed, holding: shorter).problem(limit: limit) {
      return .tooLarge(problem)
    }
    return .fits(narrowed, holding: shorter)
  }

  private func estimate(of plan: Plan, holding retention: Retention) -> MemoryEstimate {
    var bytes = StoredBytes()
    var values: [String: (rows: Int?, kind: ValueKind)] = [:]
    for reached in names.values {
      values[reached.identity] = (reached.rows, reached.type.kind)
      if let value = reached.value { bytes.add(value) }
    }
    for identity in memory.held {
      guard let value = memory[identity], let report = memory.report(identity) else { continue }
      values[identity] = (report.rows, report.kind)
      bytes.add(value)
    }
    return MemoryEstimate(
      plan, from: .init(course: start, values: values, bytes: bytes.count), holding: retention,
      threads: context.control.threads)
  }
}
