import Clustering
import Diagnostics
import Matrices
import Planning
import Syntax

/// `kmeans k=4` fits one model; `kmeans k in 2...10` fits a candidate for each k.
package struct KMeansStage: Stage {
  private let model: ModelCall
  private let ks: Tried<Int>
  private let restarts: Tried<Int>
  private let maxIterations: Tried<Int>
  private let tolerances: Tried<Double>
  /// A file of starting centres in scaled units, one row each.
  private let start: String?

  package static let signature = StageSignature(
    "kmeans", "Groups customers around k centres so that the squared distances are least.",
    group: .model, inputs: [.scaled, .features],
    parameters: [
      Parameter(
        "k", .integer(1...100_000), "The number of segments; `k in 2...10` tries several.",
        isRequired: true, canSweep: true),
      Parameter(
        "restarts", .integer(1...10_000), "Starts from other centres; the best one is kept.",
        standard: "10", canSweep: true),
      Parameter(
        "seed", .integer(0 ... .max), "Decides the starts; the run's seed where it is left out."),
      Parameter(
        "max_iterations", .integer(1...1_000_000), "Moves of the centres in one start.",
        standard: "300", canSweep: true),
      Parameter(
        "tolerance", .number(0...1),
        "Stops when the centres move less, relative to the variance, as in scikit-learn.",
        standard: "0.0001", canSweep: true),
      Parameter("start", .path, "A CSV of starting centres in scaled units, a row each."),
    ],
    gives: "Model<kmeans>, or Sweep<kmeans> for `k in …`", aliases: ["KMeans", "k_means"])

  package init?(_ call: BoundCall, on input: ValueType, _ checker: inout StageChecker) {
    guard var model = ModelCall(call, on: input, &checker),
      let ks = checker.tried(whole: "k", standard: 0),
      let restarts = checker.tried(whole: "restarts", standard: 10),
      let maxIterations = checker.tried(whole: "max_iterations", standard: 300),
      let tolerances = checker.tried(number: "tolerance", standard: 1e-4),
      let start = checker.text("start", standard: nil)
    else { return nil }
    model.tries(ks, ks.columns)
    model.tries(restarts, restarts.columns)
    model.tries(maxIterations, maxIterations.columns)
    model.tries(tolerances, tolerances.columns)
    if start != nil, ks.isSwept {
      checker.report(.startFixesSegments(at: call.range))
      return nil
    }
    model.checkCount(&checker)
    self.model = model
    self.ks = ks
    self.restarts = restarts
    self.maxIterations = maxIterations
    self.tolerances = tolerances
    self.start = start
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

  package var output: ValueType { model.output }

  package func workingMemory(rows: Int) -> Int { model.memory(rows: rows) }

  package func run(
    _ input: Value?, replaying replayed: LedgerRecord?, _ context: RunContext
  ) throws(StageFailure) -> StageResult {
    var centres: Matrix?
    if let start {
      let scaled = try Scaled(input, typed: model.features, at: model.range)
      centres = try StartingCentres(path: start, range: model.range).read(
        for: scaled, k: ks.values[0], context)
    }
    return try model.run(input, context) { (fitting) throws(ClusteringError) in
      for restarts in restarts.values {
        for iterations in maxIterations.values {
          for tolerance in tolerances.values {
            let settings = KMeans(
              k: ks.values[0], restarts: restarts, seed: fitting.seed, maxIterations: iterations,
              tolerance: tolerance, start: centres)
            try fit(settings, &fitting)
          }
        }
      }
    }
  }

  /// All numbers of segments with the same settings: their restarts share the threads.
  private func fit(_ settings: KMeans, _ fitting: inout Fitting) throws(ClusteringError) {
    var possible: [Int] = []
    for k in ks.values where fitting.canHave(k) { possible.append(k) }
    if settings.start != nil {
      guard !possible.isEmpty else { return }
      try add(
        settings.fit(fitting.points, control: fitting.control()), by: settings, &fitting)
      return
    }
    let sweep = KMeansSweep(
      possible, restarts: settings.restarts, seed: settings.seed,
      maxIterations: settings.maxIterations, tolerance: settings.tolerance)
    let result = try sweep.fit(fitting.points, control: fitting.control(of: possible.count))
    for found in result.models {
      var settings = settings
      settings.k = found.k
      try add(found, by: settings, &fitting)
    }
    if result.isCancelled { throw .cancelled }
  }

  private func add(
    _ found: KMeansModel, by settings: KMeans, _ fitting: inout Fitting
  ) throws(ClusteringError) {
    var parameters = LedgerRecord()
    parameters["seed"] = .integer(Int(settings.seed))
    parameters["restarts"] = .integer(settings.restarts)
    if maxIterations.isSwept { parameters["max_iterations"] = .integer(settings.maxIterations) }
    if tolerances.isSwept { parameters["tolerance"] = .number(settings.tolerance) }
    var metrics = Metrics()
    metrics[.inertia] = found.inertia
    metrics[.stability] = found.restartAgreement
    try fitting.add(
      Fitting.Found(
        labels: found.labels, centroids: found.centroids, sizes: found.sizes, rule: found.rule,
        method: .kMeans(settings), iterations: found.iterations,
        hasConverged: found.hasConverged, parameters: parameters, metrics: metrics))
    if !found.hasConverged {
      fitting.remark(
        Diagnostic(
          .notConverged, "k=\(found.k) still moved after \(found.iterations) iterations",
          at: model.range,
          fixes: [Diagnostic.Fix("max_iterations=\(settings.maxIterations * 4)")]))
    }
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
