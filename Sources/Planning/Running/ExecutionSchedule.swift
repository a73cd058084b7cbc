/// How long a run holds what its stages gave.
package enum Retention: Equatable, Sendable {
  /// For whatever may be asked next, as at a prompt.
  case everything
  /// Where that does not fit: what has a name, and what the plan itself comes back to.
  case named
  /// As long as the plan itself comes back to it, as in a script.
  case untilLastUse
  /// Also what was read and the models that have a name: what a lock describes.
  case forRecord
}

/// The way that a run takes through a plan: which stages run, which results are come back to, and
/// when each is needed for the last time.
///
/// It follows from the plan and from what is known before, so that whoever runs the plan and whoever
/// estimates it speak of the same steps.
package struct ExecutionSchedule: Sendable {
  package enum Action: Equatable, Sendable {
    /// Nobody needs its value again, and what it has to report is known.
    case isTold
    /// Its result is known and is taken.
    case isRecalled
    case runs
  }

  /// A stage as often as a pipeline comes to it; what an operand does stands before the stage that
  /// takes it.
  package struct Step: Sendable {
    package let planned: PlannedStage
    /// Equal identities mean equal values.
    package let identity: String
    package let action: Action
    /// What flows into it, by identity; `nil` for a source.
    package let input: String?
    package let operands: [String]
    /// Whether it gives the value of its pipeline, which others take or look at.
    package let isLast: Bool
  }

  /// What is known before the plan runs.
  package struct Start: Sendable {
    /// The identities of the values that have a name.
    package var names: [String: String]
    /// Results whose values are held.
    package var values: Set<String>
    /// Results of which is known at least what they have to report.
    package var reported: Set<String>
    /// What distinguishes this state of a source's files from another.
    package var stamp: @Sendable (PlannedStage) -> String

    package init(
      names: [String: String] = [:], values: Set<String> = [], reported: Set<String> = [],
      stamp: @escaping @Sendable (PlannedStage) -> String = { _ in "" }
    ) {
      self.names = names
      self.values = values
      self.reported = reported
      self.stamp = stamp
    }
  }

  package private(set) var steps: [Step] = []
  /// What is shown, which is held to the end.
  package private(set) var shown: [String] = []
  /// The identities of all values that get a name or had one, by name; of one that gets a second value
  /// the last.
  package private(set) var names: [String: String]
  private var values: Set<String>
  private var reported: Set<String>
  private let stamp: @Sendable (PlannedStage) -> String
  package let retention: Retention
  private var recalls: [String: Int] = [:]
  private var reads: [String: Int] = [:]
  private var uses: [String: Int] = [:]

  package init(_ plan: Plan, from start: Start = Start(), holding retention: Retention) {
    self.retention = retention
    names = start.names
    values = start.values
    reported = start.reported
    stamp = start.stamp
    for statement in plan.statements {
      switch statement.kind {
      case .text(let pieces):
        for case .property(let name, _) in pieces { read(name) }
      case .binding(let name, let pipeline):
        names[name] = follow(pipeline)
      case .shown(let pipeline):
        let identity = follow(pipeline)
        shown.append(identity)
        names["it"] = identity
      }
    }
    if retention == .forRecord { keepForRecord(plan) }
  }

  /// A source by itself, which is the same only while its files are.
  package static func identity(ofSource planned: PlannedStage, stamp: String) -> String {
    "\n| " + planned.identity + stamp
  }

  /// Whether a result is used again after a step.
  package func recalls(_ identity: String, after step: Int) -> Bool {
    retention == .everything || recalls[identity].map { $0 > step } ?? false
  }

  /// Whether the value of a name is read after a step.
  package func reads(_ name: String, after step: Int) -> Bool {
    switch retention {
    case .everything, .named: true
    case .untilLastUse, .forRecord: reads[name].map { $0 > step } ?? false
    }
  }

  /// Whether a value is still held after a step, by whomever.
  package func holds(_ identity: String, after step: Int) -> Bool {
    switch retention {
    case .everything: true
    case .named where names.values.contains(identity): true
    case .named, .untilLastUse, .forRecord:
      shown.contains(identity) || uses[identity].map { $0 > step } ?? false
    }
  }

  // MARK: Following

  private func identities(of pipeline: PlannedPipeline) -> [String] {
    var identity = head(of: pipeline) ?? ""
    return pipeline.stages.map { planned in
      identity += ExecutionSchedule.identity(ofSource: planned, stamp: stamp(planned))
      for operand in operands(of: planned) {
        identity += "\n(" + (identities(of: operand).last ?? head(of: operand) ?? "") + ")"
      }
      return identity
    }
  }

  private func head(of pipeline: PlannedPipeline) -> String? {
    if case .dataset(let name) = pipeline.head { names[name] } else { nil }
  }

  private func operands(of planned: PlannedStage) -> [PlannedPipeline] {
    (planned.stage as? any OperandStage)?.operands ?? []
  }

  /// Adds the steps of a pipeline, and gives the identity of its end.
  private mutating func follow(
    _ pipeline: PlannedPipeline, needsValue: Bool = true
  ) -> String {
    let identities = identities(of: pipeline)
    let actions = actions(for: pipeline, identities, needsValue: needsValue)
    let needsHead = actions.first.map { $0 == .runs } ?? needsValue
    if case .dataset(let name) = pipeline.head, needsHead { read(name) }
    var input = head(of: pipeline)
    for (place, planned) in pipeline.stages.enumerated() {
      let runs = actions[place] == .runs
      let operands = operands(of: planned).map { follow($0, needsValue: runs) }
      add(
        Step(
          planned: planned, identity: identities[place], action: actions[place], input: input,
          operands: operands, isLast: place == pipeline.stages.count - 1))
      input = identities[place]
    }
    return input ?? ""
  }

  private func actions(
    for pipeline: PlannedPipeline, _ identities: [String], needsValue: Bool
  ) -> [Action] {
    var isNeeded = needsValue
    var actions: [Action] = []
    for (planned, identity) in zip(pipeline.stages, identities).reversed() {
      let action: Action =
        planned.stage is any EffectStage
        ? .runs
        : isNeeded && values.contains(identity)
          ? .isRecalled : !isNeeded && reported.contains(identity) ? .isTold : .runs
      actions.append(action)
      isNeeded = action == .runs
    }
    return actions.reversed()
  }

  private mutating func read(_ name: String) {
    reads[name] = steps.count
    if let identity = names[name] { uses[identity] = steps.count }
  }

  private mutating func add(_ step: Step) {
    let place = steps.count
    switch step.action {
    case .isTold: break
    case .isRecalled:
      recalls[step.identity] = place
      uses[step.identity] = place
    case .runs:
      for taken in [step.input].compactMap(\.self) + step.operands { uses[taken] = place }
      if !(step.planned.stage is any EffectStage) {
        values.insert(step.identity)
        reported.insert(step.identity)
      }
    }
    if let stage = step.planned.stage as? any ReplayingStage, stage.runsEarlierStages {
      replay(at: place)
    }
    steps.append(step)
  }

  /// A stage that runs others again may ask for all that was read, and for all that has a name.
  private mutating func replay(at place: Int) {
    keepSources(until: place)
    for (name, identity) in names {
      reads[name] = place
      uses[identity] = place
    }
  }

  private mutating func keepSources(until place: Int) {
    for step in steps where step.planned.stage.isSource {
      recalls[step.identity] = place
      uses[step.identity] = place
    }
  }

  private mutating func keepForRecord(_ plan: Plan) {
    keepSources(until: .max)
    for case .binding(let name, let pipeline) in plan.statements.map(\.kind) {
      switch pipeline.output {
      case .model, .profile:
        reads[name] = .max
        if let identity = names[name] { uses[identity] = .max }
      case .table, .features, .scaled, .sweep, .display, .scalar, .run, .applied, .unknown: break
      }
    }
  }
}

extension Stage {
  /// Whether it begins a pipeline.
  package var isSource: Bool { type(of: self).signature.inputs.isEmpty }
}
