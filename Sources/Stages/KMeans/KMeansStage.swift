import Clustering
import Diagnostics
import Matrices
import Planning
import Relations
import Syntax
import Tables

/// `kmeans k=4` fits one model; `kmeans k in 2...10` fits a candidate for each k.
package struct KMeansStage: Stage {
  /// The numbers of segments, ascending; one unless `isSweep`.
  let ks: [Int]
  let isSweep: Bool
  let restarts: Int
  /// `nil` where the script leaves it to the run.
  let seed: UInt64?
  let maxIterations: Int
  let tolerance: Double
  /// A file of starting centres in scaled units, one row each.
  let start: String?
  let features: FeaturesType
  let range: SourceRange

  package static let signature = StageSignature(
    "kmeans", "Groups customers around k centres so that the squared distances are least.",
    group: .model, inputs: [.scaled, .features],
    parameters: [
      Parameter(
        "k", .integer(1...100_000), "The number of segments; `k in 2...10` tries several.",
        isRequired: true, canSweep: true),
      Parameter(
        "restarts", .integer(1...10_000), "Starts from other centres; the best one is kept.",
        standard: "10"),
      Parameter(
        "seed", .integer(0 ... .max), "Decides the starts; the run's seed where it is left out."),
      Parameter(
        "max_iterations", .integer(1...1_000_000), "Moves of the centres in one start.",
        standard: "300"),
      Parameter(
        "tolerance", .number(0...1),
        "Stops when the centres move less, relative to the variance, as in scikit-learn.",
        standard: "0.0001"),
      Parameter("start", .path, "A CSV of starting centres in scaled units, a row each."),
    ],
    gives: "Model<kmeans>, or Sweep<kmeans> for `k in …`", aliases: ["KMeans", "k_means"])

  package init?(_ call: BoundCall, on input: ValueType, _ checker: inout StageChecker) {
    switch input {
    case .scaled(let type, _): features = type
    case .features(let type):
      checker.refusePersonal(type, at: call.nameRange)
      features = type
    default: return nil
    }
    range = call.range
    if let values = call.swept["k"] {
      guard let ks = checker.wholeNumbers(values, of: "k") else { return nil }
      self.ks = ks
      isSweep = true
    } else {
      guard let k = checker.integer("k", standard: 0) else { return nil }
      ks = [k]
      isSweep = false
    }
    guard let restarts = checker.integer("restarts", standard: 10),
      let seed = checker.integer("seed", standard: -1),
      let maxIterations = checker.integer("max_iterations", standard: 300),
      let tolerance = checker.number("tolerance", standard: 1e-4),
      let start = checker.text("start", standard: nil)
    else { return nil }
    self.restarts = restarts
    self.seed = call.named["seed"] == nil ? nil : UInt64(seed)
    self.maxIterations = maxIterations
    self.tolerance = tolerance
    self.start = start
    if start != nil, isSweep {
      checker.report(
        Diagnostic(
          .cannotSweep, "starting centres fix the number of segments", at: call.range,
          fixes: [Diagnostic.Fix("k=…", remark: "as many as the file has rows")]))
      return nil
    }
  }

  /// Other seeds, and one segment fewer and more where their number is fixed.
  package static func alternatives(to call: BoundCall) -> [Alternative] {
    var alternatives = Alternative.otherSeeds(of: call)
    if let written = call.named["k"], call.named["start"] == nil,
      case .number(let literal) = written, let k = Int(literal.digits)
    {
      alternatives += [k - 1, k + 1].filter { $0 > 1 }.map { other in
        Alternative(.changed(call.call.setting("k", to: written.replaced(by: other))), "k=\(other)")
      }
    }
    return alternatives
  }

  package var output: ValueType {
    isSweep ? .sweep(features, algorithms: ["kmeans"]) : .model(features, algorithm: "kmeans")
  }

  /// The points twice (as rows and in lanes), and labels and distances of each candidate.
  package func workingMemory(rows: Int) -> Int {
    rows * 8 * (2 * features.features.count + 2 * ks.count)
  }

  package func run(
    _ input: Value?, replaying replayed: LedgerRecord?, _ context: RunContext
  ) throws(StageFailure) -> StageResult {
    let scaled = try Scaled(input, typed: features, at: range)
    var centres: Matrix?
    if let start {
      centres = try StartingCentres(path: start, range: range).read(
        for: scaled.features, k: ks[0], context)
    }
    let seed = self.seed ?? context.seed
    var remarks: [Diagnostic] = []
    if case .features? = input, let warning = scaled.unequalSpread(at: range) {
      remarks.append(warning)
    }
    do throws(ClusteringError) {
      let points = try PreparedPoints(scaled.matrix, control: context.control)
      let possible = ks.filter { $0 <= points.distinctRows }
      guard let most = possible.last else {
        throw .moreSegmentsThanDistinctRows(k: ks[0], distinct: points.distinctRows)
      }
      if possible.count < ks.count {
        remarks.append(
          Diagnostic(
            .fewDistinctRows,
            "there are only \(points.distinctRows) different customers: k above \(most) was left "
              + "out", at: range))
      }
      if isSweep {
        let sweep = KMeansSweep(
          possible, restarts: restarts, seed: seed, maxIterations: maxIterations,
          tolerance: tolerance)
        let result = try sweep.fit(points, control: context.control)
        guard !result.models.isEmpty else { throw .cancelled }
        remarks += result.models.compactMap(notConverged)
        let value = Sweep(
          candidates: result.models.map {
            Model($0, of: scaled, settings: settings(seed), by: method(k: $0.k, seed: seed))
          },
          swept: ["k"], interrupted: result.isCancelled)
        let stage = StageResult(.sweep(value), record: record(seed, value), remarks: remarks)
        if result.isCancelled { return stage.interrupted(range, of: ks.count) }
        return stage
      }
      let kMeans = method(k: ks[0], seed: seed, start: centres)
      let model = try kMeans.fit(points, control: context.control)
      let value = Model(model, of: scaled, settings: settings(seed), by: kMeans)
      return StageResult(
        .model(value), record: record(seed, nil),
        remarks: remarks + [notConverged(model)].compactMap { $0 })
    } catch {
      throw StageFailure(error, scaled.features, at: range)
    }
  }

  private func method(k: Int, seed: UInt64, start: Matrix? = nil) -> KMeans {
    KMeans(
      k: k, restarts: restarts, seed: seed, maxIterations: maxIterations, tolerance: tolerance,
      start: start)
  }

  private func settings(_ seed: UInt64) -> LedgerRecord {
    var record = LedgerRecord()
    record["seed"] = .integer(Int(seed))
    record["restarts"] = .integer(restarts)
    return record
  }

  private func record(_ seed: UInt64, _ sweep: Sweep?) -> LedgerRecord {
    var record = settings(seed)
    if let sweep { record["candidates"] = .list(sweep.candidates.map { .integer($0.k) }) }
    return record
  }

  private func notConverged(_ model: KMeansModel) -> Diagnostic? {
    guard !model.hasConverged else { return nil }
    return Diagnostic(
      .notConverged, "k=\(model.k) still moved after \(model.iterations) iterations", at: range,
      fixes: [Diagnostic.Fix("max_iterations=\(maxIterations * 4)")])
  }
}

extension StageResult {
  /// A result that Ctrl-C cut short: what is finished stays usable.
  fileprivate func interrupted(_ range: SourceRange, of wanted: Int) -> StageResult {
    var result = self
    let finished = if case .sweep(let sweep) = value { sweep.candidates.count } else { 0 }
    result.remarks.append(
      Diagnostic(
        .interrupted, "stopped: \(finished) of \(wanted) candidates are finished and kept",
        at: range))
    return result
  }
}

extension Model {
  fileprivate init(
    _ model: KMeansModel, of scaled: Scaled, settings: LedgerRecord, by method: KMeans
  ) {
    var parameters = LedgerRecord()
    parameters["k"] = .integer(model.k)
    for entry in settings.entries { parameters[entry.name] = entry.value }
    self.init(
      algorithm: "kmeans", parameters: parameters, scaled: scaled, labels: model.labels,
      centroids: model.centroids, sizes: model.sizes, rule: model.rule, method: .kMeans(method),
      inertia: model.inertia, iterations: model.iterations, converged: model.hasConverged)
    metrics[.inertia] = model.inertia
    metrics[.stability] = model.restartAgreement
    let total = Double(max(1, model.sizes.reduce(0, +)))
    metrics[.smallest] = Double(model.sizes.min() ?? 0) / total
    metrics[.largest] = Double(model.sizes.max() ?? 0) / total
  }
}

extension DiagnosticCode {
  package static let fewDistinctRows = DiagnosticCode(
    "W0901", "fewer different customers than segments",
    page: """
      Customers with equal features always share a segment, so there cannot be more segments than
      different customers. Candidates above that number are left out.
      """)

  package static let notConverged = DiagnosticCode(
    "W0902", "a start was stopped before it settled",
    page: """
      The centres still moved when `max_iterations` was reached. The segments are usable, and a
      little more would be gained by going on: raise `max_iterations`.
      """)

  package static let interrupted = DiagnosticCode(
    "W0903", "a stage was stopped",
    page: """
      Ctrl-C stopped a stage. What was finished by then is kept and can be used; the ledger says that
      it was cut short.
      """)
}

extension KMeansStage {
  package static let manual = """
    Lloyd's algorithm from greedy k-means++ starts, polished by single moves (Hartigan and Wong).
    The result is a function of the customers alone: not of the order of rows, the number of threads
    or the machine. Segments are numbered by size, the largest first.

    ```seg
    sample transactions customers=300 seed=7 | rfm | scale robust | kmeans k=4 seed=1 | profile
    ```

    `k in 2...10` fits a candidate for each k, which `pick` chooses from:

    ```seg
    sample transactions customers=300 seed=7
      | rfm | scale robust | kmeans k in 2...6 restarts=5 | pick silhouette
    ```

    ```seg
    sample transactions customers=300 seed=7 | rfm | scale zscore | kmeans k=0
    # error: E0309
    ```

    k-means likes round segments of like size, and outliers pull centres towards them: look at the
    sizes, and try `log monetary` or `scale robust` when one segment holds nearly everybody.

    New customers go to the nearest centre. S. Lloyd, 1982; D. Arthur and S. Vassilvitskii, 2007.
    """
}
