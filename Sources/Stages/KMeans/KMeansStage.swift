import Clustering
import Diagnostics
import Matrices
import Planning
import Syntax

/// `kmeans k=4` fits one model; `kmeans k in 2...10` fits a candidate for each k.
package struct KMeansStage: Stage {
  let model: ModelCall
  let ks: SweepValues<Int>
  private let methods: SweepValues<Search>
  private let trims: SweepValues<Double>
  /// The minimum and the maximum share of the customers in a segment; `nil` if sizes are not bounded.
  let shares: ClosedRange<Double>?
  private let restarts: SweepValues<Int>
  let maxIterations: SweepValues<Int>
  let tolerances: SweepValues<Double>
  /// A file of initial centres in scaled units, one row each.
  private let start: String?

  package static let signature = StageSignature(
    "kmeans", "Groups customers around k centres with the smallest sum of squared distances.",
    group: .model, inputs: [.scaled, .features],
    parameters: [
      .numberOfSegments,
      Parameter(
        "method",
        Search.choices, "The algorithm.", standard: Search.lloyd.rawValue,
        canSweep: true),
      Parameter(
        "trim", .share, "The share of the customers that are set aside as outliers.",
        standard: "0%", canSweep: true),
      Parameter(
        "min_share", .share, "The minimum share of the customers in a segment.", standard: "0%"),
      Parameter(
        "max_share", .share, "The maximum share of the customers in a segment.", standard: "100%"),
      .restarts(fromOther: "centres", standard: "10"),
      .seedOfStarts,
      Parameter(
        "max_iterations", .integer(1...1_000_000), "The maximum number of iterations of one start.",
        standard: "300", canSweep: true),
      Parameter(
        "tolerance", .number(0...1),
        "Stops when the centres move less, relative to the variance, as in scikit-learn.",
        standard: "0.0001", canSweep: true),
      Parameter("start", .path, "A CSV file of initial centres in scaled units, one row each."),
    ],
    gives: "Model<kmeans>, or Sweep<kmeans> for `k in …`", aliases: ["KMeans", "k_means"])

  package init?(_ call: BoundCall, on input: ValueType, _ checker: inout StageChecker) {
    guard var model = ModelCall(call, on: input, &checker),
      let ks = checker.sweep(whole: "k", standard: 0),
      let methods = checker.sweep(word: "method", standard: Search.lloyd),
      let trims = checker.sweep(number: "trim", standard: 0),
      let shares = checker.shares(for: ks.values),
      let restarts = checker.sweep(whole: "restarts", standard: 10),
      let maxIterations = checker.sweep(whole: "max_iterations", standard: 300),
      let tolerances = checker.sweep(number: "tolerance", standard: 1e-4),
      let start = checker.text("start", standard: nil)
    else { return nil }
    model.tries(ks)
    model.tries(methods)
    model.tries(trims)
    model.tries(restarts)
    model.tries(maxIterations)
    model.tries(tolerances)
    if start != nil, ks.isSwept {
      checker.report(.startFixesSegments(at: call.range))
      return nil
    }
    checker.checkVariants(
      methods: methods.values, trims: trims.values, isBounded: shares.bounds != nil,
      hasStart: start != nil)
    model.checkCount(&checker)
    self.model = model
    self.ks = ks
    self.methods = methods
    self.trims = trims
    self.shares = shares.bounds
    self.restarts = restarts
    self.maxIterations = maxIterations
    self.tolerances = tolerances
    self.start = start
  }

  /// Other seeds, one segment fewer and more if k is fixed, and the other methods unless another
  /// parameter excludes them.
  package static func alternatives(to call: BoundCall) -> [Alternative] {
    let rulesOut = ["trim", "min_share", "max_share", "start"]
    let isPlain = rulesOut.allSatisfy { call.named[$0] == nil && call.swept[$0] == nil }
    return Alternative.otherSeeds(of: call) + call.otherSegmentCounts
      + (isPlain ? call.otherWords(of: "method") : [])
  }

  package var output: ValueType { model.output }

  /// The number of models that are fitted.
  package var candidates: Int { model.count }

  /// The points, in lanes and as the passes search them; with bounds on sizes, the transport to all
  /// segments for the largest k.
  ///
  /// For `method=minibatch` alone, only memory that does not grow with the rows.
  package func workingMemory(rows: Int, threads: Int) -> Int {
    if methods.values == [.minibatch] { return batchMemory(rows: rows) }
    if shares != nil { return model.memory(rows: rows) + rows * 40 * (ks.values.last ?? 1) }
    let columns = model.features.features.count
    let sweep = KMeansSweep(ks.values, restarts: start == nil ? restarts.values.max() ?? 1 : 1)
    let others = model.memory(rows: rows) + (methods.values == [.lloyd] ? 0 : rows * 8 * columns)
    return max(others, sweep.workingBytes(rows: rows, columns: columns, threads: threads))
  }

  private func batchMemory(rows: Int) -> Int {
    MiniBatchKMeans(k: ks.values.last ?? 1).workingBytes(
      rows: rows, columns: model.features.features.count)
  }

  /// Suggests mini-batches, if the call can use them and they need less memory.
  package func instead(rows: Int) -> [Diagnostic.Fix] {
    let isPlain = shares == nil && trims.values == [0] && start == nil
    guard isPlain, methods.values != [.minibatch],
      batchMemory(rows: rows) < workingMemory(rows: rows, threads: 1)
    else { return [] }
    return [
      Diagnostic.Fix(
        "method=minibatch", remark: "reads the rows in blocks, and keeps no copy of them")
    ]
  }

  package func run(
    _ input: Value?, replaying replayed: LedgerRecord?, _ context: RunContext
  ) throws(StageFailure) -> StageResult {
    let centres = try model.centres(in: start, of: input, k: ks.values[0], context)
    return try model.run(input, context) { (fitting) throws(ClusteringError) in
      for method in methods.values {
        for trim in trims.values {
          for settings in settings(start: centres, seed: fitting.seed) {
            try fit(
              Variant(method: method, trim: trim, settings: settings), &fitting)
          }
        }
      }
    }
  }

  /// The settings that are swept besides the number of segments and the method.
  private func settings(start: Matrix?, seed: UInt64) -> [KMeans] {
    var all: [KMeans] = []
    for restarts in restarts.values {
      for iterations in maxIterations.values {
        for tolerance in tolerances.values {
          all.append(
            KMeans(
              k: ks.values[0], restarts: restarts, seed: seed, maxIterations: iterations,
              tolerance: tolerance, start: start))
        }
      }
    }
    return all
  }

  /// The parameters of a model, for the ledger and the table of candidates.
  func parameters(of variant: Variant) -> LedgerRecord {
    let settings = variant.settings
    var parameters = LedgerRecord()
    if variant.method != .lloyd || methods.isSwept {
      parameters["method"] = .text(variant.method.rawValue)
    }
    if variant.trim > 0 || trims.isSwept { parameters["trim"] = .number(variant.trim) }
    if let shares {
      parameters["min_share"] = .number(shares.lowerBound)
      parameters["max_share"] = .number(shares.upperBound)
    }
    parameters["seed"] = .integer(Int(settings.seed))
    parameters["restarts"] = .integer(settings.restarts)
    if maxIterations.isSwept { parameters["max_iterations"] = .integer(settings.maxIterations) }
    if tolerances.isSwept { parameters["tolerance"] = .number(settings.tolerance) }
    return parameters
  }
}

extension DiagnosticCode {
  package static let fewDistinctRows = DiagnosticCode(
    "W0901", "fewer distinct customers than segments",
    page: """
      Customers with equal features are always in the same segment, so there cannot be more segments
      than distinct customers. Candidates above that number are left out.
      """)

  package static let notConverged = DiagnosticCode(
    "W0902", "a model did not converge",
    page: """
      The centres still moved when `max_iterations` was reached. The segments are usable, but more
      iterations would improve them slightly: raise `max_iterations`.
      """)

  package static let interrupted = DiagnosticCode(
    "W0903", "a stage was stopped",
    page: """
      Ctrl-C stopped a stage. The results finished by then are kept and can be used; the ledger records
      that the stage was interrupted.
      """)
}

extension KMeansStage {
  package static let manual = """
    **What it minimises.** The inertia: the sum over customers of the squared distance to the centroid
    of their segment. It runs Lloyd's algorithm from greedy k-means++ starts, improved by moves of single
    customers (Hartigan and Wong). The result depends only on the customers, not on the order of rows, the
    number of threads or the machine. Segments are numbered by size, the largest first. For a single
    feature the optimal segments are computed without starts (H. Wang and M. Song, 2011).

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

    **When.** Try it first: it is fast and well known, and each segment is described by one row of
    numbers, its centroid.

    **New customers** go to the nearest centroid, unless stated otherwise below.

    **Cost.** O(*restarts · iterations · n k d*); a million customers in three features take a few
    seconds.

    **Where it misleads.** It favours round segments of similar size, and outliers pull centres towards them:
    check the sizes, and try `log monetary` or `scale robust` if one segment holds nearly everybody. It
    always finds `k` segments, even if there are none in the data: use `pick verdict` to find out.

    **Outliers.** With `trim` the customers farthest from all centres are set aside as noise, so that they
    do not move the centres. With `trim=5%`, the farthest 5% are determined together with the segments
    (J. Cuesta-Albertos and others, 1997); a new customer as far away is noise too.

    ```seg
    sample transactions customers=300 seed=7
      | rfm | scale zscore | kmeans k=3 trim=5% seed=1 | profile
    ```

    **Sizes.** If segments must be large enough for a campaign, or small enough to be served, bound them
    with `min_share` and `max_share`; the result has the smallest inertia within the bounds (P. Bradley
    and others, 2000). New customers are assigned by distance plus a penalty for full segments, so that
    the shares are preserved. Customers with equal features stay together, so a size may miss a bound by
    their number.

    ```seg
    sample transactions customers=300 seed=7
      | rfm | scale zscore | kmeans k=4 min_share=15% max_share=40% seed=1 | profile
    ```

    ```seg
    sample transactions customers=300 seed=7 | rfm | scale zscore | kmeans k=4 min_share=30%
    # error: E0951
    ```

    **Nested segments.** `method=bisecting` splits the segment with the largest inertia in two until there
    are k: the segments of a smaller k are unions of those of a larger one (M. Steinbach and others,
    2000). A new customer goes to the nearer half at each split.

    ```seg
    sample transactions customers=300 seed=7
      | rfm | scale zscore | kmeans k in 2...6 method in [lloyd, bisecting] restarts=3
      | show k, method, inertia
    ```

    **Very many customers.** `method=minibatch` clusters a random sample of 200,000 distinct customers,
    updates the centres by further batches and then by all customers (D. Sculley, 2010); with fewer
    customers it is ordinary k-means. It reads the scaled features in place, block by block, and makes no
    copy of them: if `kmeans` is refused for lack of memory, the message suggests it.
    `tolerance` applies to `lloyd` and `bisecting`; the others iterate until nothing moves.

    S. Lloyd, 1982; D. Arthur and S. Vassilvitskii, 2007; J. Hartigan and M. Wong, 1979.
    """
}
