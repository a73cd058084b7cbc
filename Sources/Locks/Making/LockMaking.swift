import Clustering
import Diagnostics
import Digests
import Execution
import Matrices
import Planning
import Session
import StandardLibrary
import Syntax
import Tables

/// A script that was run to be recorded, and what there is to record.
package struct RecordedRun: Sendable {
  package let result: SessionResult
  package let sources: SourceMap
  /// As far as the run came; it goes into a file only if the run came to its end.
  package let document: LockDocument
  /// The labels of each model by customer, in the order of `document.models`: never written.
  package let models: [Model]
}

/// What a recorded run needs to be told beside the script.
package struct RecordingOptions: Sendable {
  /// The version of this engine.
  package var version: String
  /// Values for params, as text.
  package var parameters: [String: String] = [:]
  /// The secret that ids are mixed with.
  package var idKey: [UInt8]?

  package init(version: String, parameters: [String: String] = [:], idKey: [UInt8]? = nil) {
    self.version = version
    self.parameters = parameters
    self.idKey = idKey
  }
}

extension LockDocument {
  /// How far metrics of two runs may be off: they are the same bits on one machine, and only
  /// logarithms of other mathematical libraries differ in their last digit.
  static let metricTolerance = 1e-6
}

extension Session {
  /// Runs a script from scratch, without acting on the world, and records what it decided and found.
  ///
  /// - Throws: `StageFailure` if a file that was read cannot be read once more.
  package static func record(
    _ source: SourceText, _ settings: SessionSettings, _ options: RecordingOptions,
    onStage: (@Sendable (String) -> Void)? = nil
  ) throws(StageFailure) -> RecordedRun {
    var settings = settings
    settings.effects = .rehearsed
    settings.retention = .forRecord
    settings.files.recordsDigests = true
    var session = Session(settings, onStage: onStage)
    session.override(options.parameters)
    let result = session.run(source)
    let models = session.models(of: result)
    let document = LockDocument(
      engine: .init(
        version: options.version, numerics: LockDocument.numerics, language: 1,
        library: LockDocument.libraryDigest),
      seed: Int(settings.seed), script: session.mark(source),
      parameters: result.plan.parameters.map {
        .init(
          name: $0.name, value: $0.value.plainText, isGiven: options.parameters[$0.name] != nil)
      }.sorted { $0.name.utf8.lexicographicallyPrecedes($1.name.utf8) },
      inputs: try session.inputs(of: result.plan, keys: models.map(\.model.scaled.features.key)),
      roles: result.plan.found.map { found in
        .init(
          stage: session.sources.text(in: found.stage),
          arguments: found.arguments.map { .init(parameter: $0.parameter, source: $0.source) })
      },
      steps: result.outcome.decisions.map { .init($0) },
      models: models.map { named in
        .init(
          named.model, name: named.name, at: named.at, idKey: options.idKey,
          tolerances: Tolerances(result.outcome.expectations))
      },
      expectations: result.outcome.expectations.map {
        .init(
          at: $0.at, code: $0.code, status: $0.status.rawValue, value: $0.value,
          tolerance: $0.tolerance ?? LockDocument.metricTolerance)
      },
      profiles: models.map {
        LockDocument.Profile(of: $0.model.scaled.features, model: $0.name)
      },
      outputs: result.outcome.files.map {
        .init(at: $0.at, path: $0.path, rows: $0.rows, digest: $0.digest, content: $0.content)
      },
      locks: LockDocument.UsedLock.all(of: result.plan))
    return RecordedRun(
      result: result, sources: session.sources, document: document, models: models.map(\.model))
  }

  private func mark(_ source: SourceText) -> LockDocument.ScriptMark {
    let own = sources.sources.filter { $0.name != source.name && !$0.name.hasPrefix("stdlib/") }
    var modules: [LockDocument.Module] = []
    for module in own where !modules.contains(where: { $0.name == module.name }) {
      modules.append(.init(name: module.name, tree: LockDocument.treeDigest(module)))
    }
    return LockDocument.ScriptMark(
      tree: LockDocument.treeDigest(source),
      modules: modules.sorted { $0.name.utf8.lexicographicallyPrecedes($1.name.utf8) })
  }

  private func inputs(of plan: Plan, keys: [String]) throws(StageFailure) -> [LockDocument.Input] {
    let named = NamedColumns(plan)
    var inputs: [LockDocument.Input] = []
    for planned in plan.sources {
      guard let source = planned.stage as? any SniffedSource,
        case .table(let rows)? = runner.remembered(planned)
      else { continue }
      for path in source.paths where !inputs.contains(where: { $0.path == path }) {
        let name = LockDocument.inputName(of: path, among: inputs.map(\.name))
        inputs.append(
          try LockDocument.Input(
            name: name, path: path, table: rows.table, schema: source.schema, keys: keys,
            named: named,
            runner.context))
      }
    }
    return inputs.sorted { $0.name.utf8.lexicographicallyPrecedes($1.name.utf8) }
  }

  struct NamedModel {
    let name: String
    let at: String
    var model: Model
  }

  /// The models that a script names or shows, each once.
  func models(of result: SessionResult) -> [NamedModel] {
    var shown: [Value] = []
    for case .value(let remembered, _) in result.outcome.results { shown.append(remembered.value) }
    var models: [NamedModel] = []
    var place = 0
    for (name, isShown, pipeline) in result.plan.namedPipelines {
      var value = isShown ? nil : runner.datasets[name]?.value
      if isShown, place < shown.count {
        value = shown[place]
        place += 1
      }
      let model: Model
      switch value {
      case .model(let found): model = found
      case .profile(let profile): model = profile.model
      default: continue
      }
      let lineage = Lineage(of: pipeline, in: result.plan)
      guard let fit = lineage.fit else { continue }
      if let known = models.firstIndex(where: { $0.model.isSame(as: model) }) {
        // The same segments further down the script, where they may have got names.
        models[known].model.names = models[known].model.names ?? model.names
        continue
      }
      models.append(NamedModel(name: name, at: lineage.stages[fit].path, model: model))
    }
    return models
  }
}

extension LockDocument {
  /// The digest of a script's tree: comments, documentation and layout do not move it.
  package static func treeDigest(_ source: SourceText) -> String {
    Digest.sha256(Parser.parse(source, number: 0).script.canonicalText).description
  }

  static var libraryDigest: String {
    Digest.sha256(
      StandardLibrary.modules.map { module in
        treeDigest(SourceText(name: module.name, text: module.text))
      }.joined()
    ).description
  }

  /// The name of an input: its file's without folder and endings, with a number if that is taken.
  static func inputName(of path: String, among taken: [String]) -> String {
    let file = path.split(separator: "/").last.map(String.init) ?? path
    let stem = file.split(separator: ".").first.map(String.init) ?? file
    guard taken.contains(stem) else { return stem }
    var number = 2
    while taken.contains("\(stem)_\(number)") { number += 1 }
    return "\(stem)_\(number)"
  }
}

extension Model {
  /// Whether it is the same model under another name.
  fileprivate func isSame(as other: Model) -> Bool {
    algorithm == other.algorithm && labels == other.labels && centroids == other.centroids
      && scaled.features.names == other.scaled.features.names
  }
}

/// How far metrics may be off: the widest tolerance that an expectation names for them.
private struct Tolerances {
  private var named: [Metric: Double] = [:]

  init(_ expectations: [ExpectationResult]) {
    for expectation in expectations {
      guard let tolerance = expectation.tolerance else { continue }
      for metric in expectation.metrics { named[metric] = max(named[metric] ?? 0, tolerance) }
    }
  }

  subscript(metric: Metric) -> Double { named[metric] ?? LockDocument.metricTolerance }
}

extension LockDocument.FittedModel {
  fileprivate init(
    _ model: Model, name: String, at: String, idKey: [UInt8]?, tolerances: Tolerances
  ) {
    func rows(_ matrix: Matrix) -> [[Double]] { (0..<matrix.rows).map { Array(matrix.row($0)) } }
    func measures(_ model: Model) -> [LockDocument.Measure] {
      Metric.all.compactMap { metric in
        guard let value = model.metrics[metric], value.isFinite else { return nil }
        return .init(
          name: metric.name, value: value, tolerance: tolerances[metric])
      }.sorted { $0.name.utf8.lexicographicallyPrecedes($1.name.utf8) }
    }
    func varied(_ model: Model, by swept: [String]) -> LedgerRecord {
      swept.filter { $0 != "k" }.reduce(into: LedgerRecord()) { $0[$1] = model.parameters[$1] }
    }
    self.init(
      name: name, at: at, algorithm: model.algorithm, key: model.scaled.features.key,
      features: model.scaled.features.names, centroids: rows(model.centroids),
      originalCentroids: rows(model.originalCentroids), rule: .kept(model.rule), sizes: model.sizes,
      rows: model.labels.count, noise: model.noise, names: model.names?.names ?? [],
      labels: LockDocument.LabelDigest(model, idKey: idKey), metrics: measures(model),
      candidates: (model.choice?.sweep.candidates ?? []).map {
        .init(
          k: $0.k, varied: varied($0, by: model.choice?.sweep.swept ?? []), sizes: $0.sizes,
          metrics: measures($0))
      })
  }
}

extension LockDocument.LabelDigest {
  fileprivate init(_ model: Model, idKey: [UInt8]?) {
    inOrder = Digest.sha256(model.labels.map { String($0) }.joined(separator: ",")).description
    let table = model.scaled.features.table
    guard let idKey, let ids = table.column(model.scaled.features.key) else { return }
    let pairs = model.labels.enumerated().map { row, label in
      let id = ids[table.storedRow(row)].plainText
      return "\(Digest.hmac(Array(id.utf8), key: idKey)):\(label)"
    }
    keyed = Digest.sha256(pairs.sorted().joined(separator: "\n")).description
  }
}
