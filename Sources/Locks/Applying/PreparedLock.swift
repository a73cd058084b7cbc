import Clustering
import Diagnostics
import Execution
import Matrices
import Planning
import Relations
import Session
import Syntax
import Tables

/// A lock with its script, read, checked and compiled once, to be applied any number of times.
///
/// ```swift
/// let prepared = try PreparedLock(document, of: source, settings, options)
/// let morning = try prepared.apply()            // the files that the options name
/// let one = try prepared.apply(rows, control)   // rows in the place of the first source
/// ```
///
/// Applying reads no script and no lock. Rows that are given are computed alone: tables that the
/// script joins to them are read once, by `holdingOperands`.
package struct PreparedLock: Sendable {
  package let model: LockDocument.FittedModel
  /// The texts that the places of messages are in.
  package let sources: SourceMap
  let document: LockDocument
  /// The column that names the entity.
  package var key: String { features.key }
  /// The stages that lead to the model, its source first.
  let stages: [PlannedStage]
  /// Features as the last of them gives them.
  let features: FeaturesType
  let files: FileAccess
  private let plan: Plan
  private let rule: any AssignmentRule
  private let context: RunContext
  private let schemas: [FreshSchema]
  private let asOf: AsOf?
  private var replay: Replay

  /// Checks the script of a lock and takes what the lock fitted.
  ///
  /// - Throws: `ApplicationFailure` with E0705 for another script, E0706 for other columns, E0710 and
  ///   E0711 for a model or an input that there is not, E0726 for a day that cannot be moved.
  package init(
    _ lock: LockDocument, of source: SourceText, _ settings: SessionSettings,
    _ options: ApplicationOptions
  ) throws(ApplicationFailure) {
    var sources = SourceMap()
    do throws(StageFailure) {
      try self.init(lock, source, settings, options, &sources)
    } catch {
      throw ApplicationFailure(reason: error, sources: sources)
    }
  }

  private init(
    _ lock: LockDocument, _ source: SourceText, _ settings: SessionSettings,
    _ options: ApplicationOptions, _ sources: inout SourceMap
  ) throws(StageFailure) {
    guard lock.script.tree == LockDocument.treeDigest(source) else {
      throw .problems([.otherScript(quoted(source.name))])
    }
    let fitted = try lock.model(options.model)
    model = fitted
    guard case .kept(let rule) = fitted.rule else {
      preconditionFailure("a lock that is applied was read with the files beside it")
    }
    self.rule = rule
    document = lock
    asOf = options.asOf
    var settings = settings
    settings.seed = UInt64(lock.seed)
    settings.effects = .skipped
    settings.files.substitutes.merge(try lock.substitutes(options.inputs, settings)) { $1 }
    var session = Session(settings)
    var parameters = lock.parameters.reduce(into: [:]) { $0[$1.name] = $1.value }
    let movesParameter = try lock.move(options.asOf, among: &parameters)
    session.override(parameters)
    let checked = session.check(source)
    sources = session.sources
    self.sources = sources
    guard !checked.hasErrors else { throw .problems(checked.errors) }
    try checked.plan.requireSameMeaning(as: lock, session.sources)
    guard
      let pipeline = checked.plan.namedPipelines.first(where: { $0.name == fitted.name })?.pipeline
    else { throw .problems([.otherScript(quoted(source.name))]) }
    let lineage = Lineage(of: pipeline, in: checked.plan)
    guard let fit = lineage.fit else { throw .problems([.otherScript(quoted(source.name))]) }
    plan = checked.plan
    stages = Array(lineage.stages[..<fit])
    switch stages.last?.stage.output {
    case .features(let type), .scaled(let type, _): features = type
    default: throw .problems([.otherScript(quoted(source.name))])
    }
    context = session.runner.context
    files = settings.files
    schemas = lock.schemas(of: options.inputs, settings)
    var records = lock.steps.reduce(into: [String: [LedgerRecord]]()) {
      $0[$1.at, default: []].append($1.record)
    }
    if let asOf = options.asOf, !movesParameter { try asOf.move(&records, of: stages) }
    replay = Replay(plan, records: records, context)
  }

  /// The same lock with the tables that its script joins read already, so that `apply` on given rows
  /// opens no file.
  package func holdingOperands() throws(StageFailure) -> PreparedLock {
    var copy = self
    copy.replay = try replay.holdingOperands(of: stages)
    return copy
  }

  /// Pushes the files through that were named; nothing is fitted and nothing written.
  ///
  /// The rows that the lock was made of get the labels that they have in it, exactly.
  package func apply() throws(ApplicationFailure) -> Application {
    do throws(StageFailure) {
      return try apply(given: nil, context)
    } catch {
      throw ApplicationFailure(reason: error, sources: sources)
    }
  }

  /// Pushes rows through, in the place of what the first stage would read.
  ///
  /// - Parameters:
  ///   - rows: With the columns and types of the input that the model's rows come from.
  ///   - control: Threads and cancellation of this call.
  /// - Returns: One row for each entity.
  /// - Throws: `StageFailure` with what the stages raise, E0727 for rows after the locked day.
  package func apply(_ rows: Table, _ control: RunControl) throws(StageFailure) -> Application {
    try apply(given: .table(Rows(rows)), context.with(control: control))
  }

  private func apply(
    given rows: Value?, _ context: RunContext
  ) throws(StageFailure) -> Application {
    var incomplete = IncompleteRows()
    let key = features.key
    let replayed = try replay.run(
      stages, given: rows, in: context,
      prepare: { value, planned throws(StageFailure) in
        incomplete.remove(from: value, before: planned)
      },
      withoutFaults: { value, fails throws(StageFailure) in
        try FaultyRows(of: value, key: key)?.removed(where: fails)
      })
    try requireEarlier(replayed)
    var application = try assign(replayed, incomplete, context)
    switch replayed.steps.last?.value {
    case .scaled(let scaled): application.features = scaled.features
    case .features(let features): application.features = features
    default: break
    }
    application.drift = DriftReport(
      document, model: model.name, schemas: schemas, plan: plan, replayed: replayed,
      features: application.features, table: application.table, files: files)
    return application
  }

  /// Refuses rows after the day up to which the lock counts, unless that day was given.
  ///
  /// Recencies below zero would all be drift, and say nothing about the customers.
  private func requireEarlier(_ replayed: Replay.Result) throws(StageFailure) {
    guard asOf == nil else { return }
    for step in replayed.steps where step.planned.isRecencyCheck {
      guard case .text("warn")? = step.record["status"],
        case .text("pass")? = document.steps.first(where: { $0.at == step.planned.path })?
          .record["status"]
      else { continue }
      let past = replayed.remarks.first { $0.code == .expectationWarning }
      throw .problems([
        Diagnostic(
          .pastAsOf, "the fresh data reach past the `as_of` of the lock", at: .process,
          notes: [document.lockedDay(of: stages)].compactMap(\.self)
            + (past.map { [$0.message] } ?? []),
          fixes: [
            Diagnostic.Fix("--as_of 2026-07-01", remark: "counts recency up to that day"),
            Diagnostic.Fix(
              "--as_of latest", remark: "up to the day after the last purchase of the fresh data"),
          ])
      ])
    }
  }

  /// The segment that the locked rule gives each entity that came through.
  private func assign(
    _ replayed: Replay.Result, _ incomplete: IncompleteRows, _ context: RunContext
  ) throws(StageFailure) -> Application {
    let features: Features
    var matrix: Matrix
    switch replayed.steps.last?.value {
    case .scaled(let scaled): (features, matrix) = (scaled.features, scaled.matrix)
    case .features(let raw):
      features = incomplete.completeRows(of: raw)
      matrix = Matrix(columns: features.names.map { features.table.numbers(of: $0).values })
    default: brokenPlan()
    }
    guard features.names == model.features else {
      throw .problems([.otherScript("the list of features")])
    }
    let assignment = try rule.assignment(of: &matrix, control: context.control)
    let trail = try EntityTrail(replayed.steps, key: features.key, context)
    let rows = AssignedRows(
      features, assignment.rows, k: model.sizes.count, tooLarge: assignment.tooLarge)
    var notes = replayed.remarks
    if let stage = trail.begins {
      notes.append(
        Diagnostic(
          .entitiesFromHere,
          "`\(features.key)` is made by `\(stage.code)`: rows that went before cannot be followed",
          at: .process))
    }
    return Application(
      table: rows.table(trail, features, incomplete, names: model.names), sizes: rows.sizes,
      unassigned: trail.keys.count - rows.sizes.reduce(0, +), model: model, remarks: notes,
      sources: sources)
  }
}

extension AssignmentRule {
  /// Labels of every row; a row that is too large to compute with is computed as zeros, and named.
  fileprivate func assignment(
    of matrix: inout Matrix, control: RunControl
  ) throws(StageFailure) -> (rows: SegmentAssignment, tooLarge: Set<Int>) {
    func labels(_ matrix: Matrix) throws(StageFailure) -> SegmentAssignment? {
      do throws(ClusteringError) {
        return try assign(matrix, control: control)
      } catch {
        if error == .cancelled { throw .cancelled(partial: nil) }
        return nil
      }
    }
    if let rows = try labels(matrix) { return (rows, []) }
    let whole = matrix
    let faulty = try FaultSearch.faults(among: Array(0..<matrix.rows)) {
      rows throws(StageFailure) in
      try labels(whole.selecting(rows)) == nil
    }
    for row in faulty {
      for column in 0..<matrix.columns { matrix[row, column] = 0 }
    }
    guard !faulty.isEmpty, let rows = try labels(matrix) else {
      throw .problems([
        Diagnostic(
          .otherSchema, "a feature of the fresh data is too large to compute with", at: .process)
      ])
    }
    return (rows, Set(faulty))
  }
}

extension Matrix {
  fileprivate func selecting(_ rows: [Int]) -> Matrix {
    Matrix(rows: rows.count, columns: columns, values: rows.flatMap { Array(row($0)) })
  }
}

extension Plan {
  /// Modules and roles must be those of the lock: else the same script means something else.
  fileprivate func requireSameMeaning(
    as lock: LockDocument, _ sources: SourceMap
  ) throws(StageFailure) {
    for module in lock.script.modules {
      guard let text = sources.sources.first(where: { $0.name == module.name }),
        LockDocument.treeDigest(text) == module.tree
      else { throw .problems([.otherScript("the module \(quoted(module.name))")]) }
    }
    for (found, role) in zip(found, lock.roles) {
      for (now, then) in zip(found.arguments, role.arguments.inOrder(of: found.arguments))
      where now.source != then?.source {
        throw .problems([
          Diagnostic(
            .otherSchema,
            "`\(now.parameter)` of `\(role.stage)` would be \(quoted(now.source)) in the fresh data",
            at: found.stage, notes: ["in the lock it is \(quoted(then?.source ?? "not found"))"])
        ])
      }
    }
  }
}

extension [LockDocument.Role.Argument] {
  /// Those of the same parameters, in the order of what was found now.
  fileprivate func inOrder(of found: [FoundArguments.Argument]) -> [LockDocument.Role.Argument?] {
    found.map { argument in first { $0.parameter == argument.parameter } }
  }
}
