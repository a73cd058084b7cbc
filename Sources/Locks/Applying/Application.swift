import Clustering
import Diagnostics
import Execution
import Matrices
import Planning
import Relations
import Session
import Documents
import Syntax
import Tables

/// Fresh rows that went through the decisions of a lock: one row for each entity of the input.
package struct Application: Sendable {
  /// The key, `segment` from 1, its `name` where it has one, `distance`, `confidence`,
  /// `unassigned_reason`; ascending by key.
  package let table: Table
  /// How many entities each segment got.
  package let sizes: [Int]
  package let unassigned: Int
  /// The model of the lock that was applied.
  package let model: LockDocument.FittedModel
  package let remarks: [Diagnostic]
  package let sources: SourceMap
  /// The entities that came through, with the features that the model saw.
  package fileprivate(set) var features: Features?
  /// How the fresh data differ from the locked ones.
  package fileprivate(set) var drift: DriftReport?

  /// Shares of the segments now and when the lock was made.
  package var document: Document {
    let headings = ["segment", "customers", "share", "share in the lock"].map {
      TableBlock.Heading($0, alignment: .trailing)
    }
    let assigned = Double(max(1, sizes.reduce(0, +)))
    let locked = Double(max(1, model.sizes.reduce(0, +)))
    var rows = sizes.indices.map { segment -> [TableBlock.Cell] in
      [
        .text(
          String(segment + 1) + (model.names.isEmpty ? "" : " " + model.names[segment])),
        .text(readable(sizes[segment])),
        .text(readableShare(Double(sizes[segment]) / assigned)),
        .text(readableShare(Double(model.sizes[segment]) / locked)),
      ]
    }
    if unassigned > 0 { rows.append([.text("none"), .text(readable(unassigned)), .empty, .empty]) }
    return Document(
      [.table(TableBlock(headings: headings, rows: rows))] + (drift?.blocks ?? []))
  }
}

/// Why fresh rows could not go through, with the texts that its places are in.
package struct ApplicationFailure: Error, Sendable {
  package let reason: StageFailure
  package let sources: SourceMap
}

/// What `apply` is asked for.
package struct ApplicationOptions: Sendable {
  /// Fresh files by the name of the input; an empty name stands for the only one.
  package var inputs: [(name: String, path: String)]
  /// Which model, where the lock has several.
  package var model: String?
  /// Rows that are there already, in the place of what the first stage would read.
  var rows: Table?

  package init(inputs: [(name: String, path: String)], model: String? = nil) {
    self.inputs = inputs
    self.model = model
  }
}

extension Session {
  /// Pushes fresh rows through the decisions of a lock; nothing is fitted and nothing written.
  ///
  /// The rows that the lock was made of get the labels that they have in it, exactly.
  ///
  /// - Throws: `ApplicationFailure` with E0705 for another script, E0706 for other columns, E0710 and E0711
  ///   for a model or an input that there is not, and whatever stages raise.
  package static func apply(
    _ lock: LockDocument, of source: SourceText, _ settings: SessionSettings,
    _ options: ApplicationOptions
  ) throws(ApplicationFailure) -> Application {
    var sources = SourceMap()
    do throws(StageFailure) {
      return try apply(lock, of: source, settings, options, &sources)
    } catch {
      throw ApplicationFailure(reason: error, sources: sources)
    }
  }

  private static func apply(
    _ lock: LockDocument, of source: SourceText, _ settings: SessionSettings,
    _ options: ApplicationOptions, _ sources: inout SourceMap
  ) throws(StageFailure) -> Application {
    guard lock.script.tree == LockDocument.treeDigest(source) else {
      throw .problems([.otherScript(quoted(source.name))])
    }
    let model = try lock.model(options.model)
    var settings = settings
    settings.seed = UInt64(lock.seed)
    settings.effects = .skipped
    settings.files.substitutes.merge(try lock.substitutes(options.inputs, settings)) { $1 }
    var session = Session(settings)
    session.override(
      lock.parameters.reduce(into: [:]) { $0[$1.name] = $1.value })
    let checked = session.check(source)
    sources = session.sources
    guard !checked.hasErrors else { throw .problems(checked.errors) }
    try session.requireSameMeaning(checked.plan, as: lock)
    guard
      let pipeline = checked.plan.namedPipelines.first(where: { $0.name == model.name })?.pipeline
    else { throw .problems([.otherScript(quoted(source.name))]) }
    let lineage = Lineage(of: pipeline, in: checked.plan)
    guard let fit = lineage.fit else { throw .problems([.otherScript(quoted(source.name))]) }
    let records = lock.steps.reduce(into: [String: [LedgerRecord]]()) {
      $0[$1.at, default: []].append($1.record)
    }
    var incomplete = IncompleteRows()
    let replayed = try Replay(checked.plan, records: records, session.runner.context).run(
      Array(lineage.stages[..<fit]), given: options.rows.map { .table($0) }
    ) { value, planned throws(StageFailure) in
      try incomplete.remove(from: value, before: planned)
    }
    var application = try session.assign(replayed, model, incomplete)
    switch replayed.steps.last?.value {
    case .scaled(let scaled): application.features = scaled.features
    case .features(let features): application.features = features
    default: break
    }
    application.drift = DriftReport(
      lock, model: model.name, schemas: lock.schemas(of: options.inputs, settings),
      plan: checked.plan, replayed: replayed, features: application.features,
      table: application.table, files: settings.files)
    return application
  }

  /// Modules and roles must be those of the lock: else the same script means something else.
  private func requireSameMeaning(
    _ plan: Plan, as lock: LockDocument
  ) throws(StageFailure) {
    for module in lock.script.modules {
      guard let text = sources.sources.first(where: { $0.name == module.name }),
        LockDocument.treeDigest(text) == module.tree
      else { throw .problems([.otherScript("the module \(quoted(module.name))")]) }
    }
    for (found, role) in zip(plan.found, lock.roles) {
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

  /// The segment that the locked rule gives each entity that came through.
  private func assign(
    _ replayed: Replay.Result, _ model: LockDocument.FittedModel, _ incomplete: IncompleteRows
  ) throws(StageFailure) -> Application {
    let control = runner.context.control
    let features: Features
    let matrix: Matrix
    switch replayed.steps.last?.value {
    case .scaled(let scaled): (features, matrix) = (scaled.features, scaled.matrix)
    case .features(let raw):
      features = incomplete.completeRows(of: raw)
      matrix = Matrix(columns: features.names.map { features.table.numbers(of: $0).values })
    default: throw .brokenPlan
    }
    guard features.names == model.features else {
      throw .problems([.otherScript("the list of features")])
    }
    guard case .kept(let rule) = model.rule else {
      preconditionFailure("a lock that is applied was read with the files beside it")
    }
    let assignment: SegmentAssignment
    do throws(ClusteringError) {
      assignment = try rule.assign(matrix, control: control)
    } catch {
      if error == .cancelled { throw .cancelled(partial: nil) }
      throw .problems([
        Diagnostic(
          .otherSchema, "a feature of the fresh data is too large to compute with", at: .process)
      ])
    }
    let trail = try EntityTrail(replayed.steps, key: features.key, runner.context)
    let rows = AssignedRows(features, assignment, k: model.sizes.count)
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

/// Entities that reached the scaling with a feature missing: no rule can place them.
private struct IncompleteRows {
  /// The feature that is missing, by the key's text.
  private(set) var missing: [String: String] = [:]

  /// Takes them out before a stage that makes features comparable.
  mutating func remove(from value: Value, before planned: PlannedStage) throws(StageFailure)
    -> Value
  {
    guard case .features(let features) = value, case .scaled = planned.stage.output else {
      return value
    }
    let keys = features.table.cells(of: features.key)
    for name in features.names {
      for row in features.table.numbers(of: name).missing {
        missing[keys[row].plainText] = missing[keys[row].plainText] ?? name
      }
    }
    return .features(completeRows(of: features))
  }

  func completeRows(of features: Features) -> Features {
    guard !missing.isEmpty else { return features }
    let keys = features.table.cells(of: features.key)
    let rows = (0..<features.table.rowCount).filter { missing[keys[$0].plainText] == nil }
    return features.replacing(
      features.table.selecting(rows.map { Int32($0) }), names: features.names)
  }
}

/// Labels, distances and confidences by the key's text.
private struct AssignedRows {
  private let places: [String: Int]
  private let assignment: SegmentAssignment
  let sizes: [Int]

  init(_ features: Features, _ assignment: SegmentAssignment, k: Int) {
    let keys = features.table.cells(of: features.key)
    places = (0..<features.table.rowCount).reduce(into: [:]) { $0[keys[$1].plainText] = $1 }
    self.assignment = assignment
    sizes = (0..<k).map { label in assignment.labels.count { $0 == label } }
  }

  func table(
    _ trail: EntityTrail, _ features: Features, _ incomplete: IncompleteRows, names: [String]
  ) -> Table {
    let count = trail.keys.count
    var segments = [Int64](repeating: 0, count: count)
    var distances = [Double](repeating: 0, count: count)
    var confidences = [Double](repeating: 0, count: count)
    var assigned = Bitmap(repeating: false, count: count)
    var reasons = [Int32](repeating: 0, count: count)
    var pool: [String] = []
    for row in 0..<count {
      let key = trail.keys[row].plainText
      if let place = places[key], assignment.labels[place] >= 0 {
        assigned[row] = true
        segments[row] = Int64(assignment.labels[place] + 1)
        distances[row] = assignment.distances[place]
        confidences[row] = assignment.confidences[place]
        continue
      }
      let reason =
        trail.removedBy[row].map { $0.code } ?? incomplete.missing[key].map { "\($0) is missing" }
        ?? (places[key] == nil ? "no row left" : "in no segment: noise")
      if let known = pool.firstIndex(of: reason) {
        reasons[row] = Int32(known)
      } else {
        reasons[row] = Int32(pool.count)
        pool.append(reason)
      }
    }
    var unassigned = Bitmap(repeating: true, count: count)
    for row in 0..<count where assigned[row] { unassigned[row] = false }
    if pool.isEmpty { pool = [""] }
    let called: [(String, Column)] =
      names.isEmpty
      ? []
      : [
        (
          "name",
          .text(
            TextCells(
              codes: Cells(segments.map { Int32(max(0, $0 - 1)) }, validity: assigned),
              dictionary: TextPool(names)))
        )
      ]
    return Table(
      [
        (features.key, trail.keys),
        ("segment", .integer(Cells(segments, validity: assigned))),
      ] + called + [
        ("distance", .number(Cells(distances, validity: assigned))),
        ("confidence", .number(Cells(confidences, validity: assigned))),
        (
          "unassigned_reason",
          .text(
            TextCells(
              codes: Cells(reasons, validity: unassigned), dictionary: TextPool(pool)))
        ),
      ])
  }
}

extension [LockDocument.Role.Argument] {
  /// Those of the same parameters, in the order of what was found now.
  fileprivate func inOrder(of found: [FoundArguments.Argument]) -> [LockDocument.Role.Argument?] {
    found.map { argument in first { $0.parameter == argument.parameter } }
  }
}

extension Diagnostic {
  static func otherScript(_ what: String) -> Diagnostic {
    Diagnostic(
      .otherScript, "\(what) is not the one that was locked", at: .process,
      notes: ["the numbers of the lock belong to other decisions"],
      fixes: [Fix("segue lock F.seg", remark: "locks it as it is now")])
  }
}
