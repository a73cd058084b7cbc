import Clustering
import Diagnostics
import Planning
import Syntax

/// `kmedians k=4`: segments around medians, by Manhattan distances.
package struct KMediansStage: Stage {
  private let model: ModelCall
  private let ks: SweepValues<Int>
  private let restarts: SweepValues<Int>
  private let maxIterations: SweepValues<Int>

  package static let signature = StageSignature(
    "kmedians", "Groups customers around k medians with the smallest sum of Manhattan distances.",
    group: .model, inputs: [.scaled, .features],
    parameters: [
      .numberOfSegments,
      .restarts(fromOther: "customers", standard: "10"),
      .seedOfStarts,
      Parameter(
        "max_iterations", .integer(1...1_000_000), "The maximum number of iterations of one start.",
        standard: "300", canSweep: true),
    ],
    gives: "Model<kmedians>, or Sweep<kmedians> for `… in …`",
    aliases: ["KMedians", "k_medians"])

  package init?(_ call: BoundCall, on input: ValueType, _ checker: inout StageChecker) {
    guard var model = ModelCall(call, on: input, &checker),
      let ks = checker.sweep(whole: "k", standard: 0),
      let restarts = checker.sweep(whole: "restarts", standard: 10),
      let maxIterations = checker.sweep(whole: "max_iterations", standard: 300)
    else { return nil }
    model.tries(ks)
    model.tries(restarts)
    model.tries(maxIterations)
    model.checkCount(&checker)
    self.model = model
    self.ks = ks
    self.restarts = restarts
    self.maxIterations = maxIterations
  }

  /// Other seeds, one segment fewer and more.
  package static func alternatives(to call: BoundCall) -> [Alternative] {
    Alternative.otherSeeds(of: call) + call.otherSegmentCounts
  }

  package var output: ValueType { model.output }

  /// The number of models that are fitted.
  package var candidates: Int { model.count }

  /// The points, the order of each column, and for each thread the distances and labels of a start.
  package func workingMemory(rows: Int, threads: Int) -> Int {
    let columns = model.features.features.count
    return model.memory(rows: rows) + rows * (4 * columns + 56 * threads)
  }

  package func run(
    _ input: Value?, replaying replayed: LedgerRecord?, _ context: RunContext
  ) throws(StageFailure) -> StageResult {
    try model.run(input, context) { (fitting) throws(ClusteringError) in
      for restarts in restarts.values {
        for iterations in maxIterations.values {
          for k in ks.values where try fitting.canHave(k) {
            try fit(
              KMedians(
                k: k, restarts: restarts, seed: fitting.seed, maxIterations: iterations),
              &fitting)
          }
        }
      }
    }
  }

  private func fit(_ method: KMedians, _ fitting: inout Fitting) throws(ClusteringError) {
    let found = try method.fit(fitting.points(), control: fitting.control())
    var parameters = LedgerRecord()
    parameters["seed"] = .integer(Int(method.seed))
    parameters["restarts"] = .integer(method.restarts)
    if maxIterations.isSwept { parameters["max_iterations"] = .integer(method.maxIterations) }
    var numbers = LedgerRecord()
    numbers["total_distance"] = .number(found.totalDistance)
    try fitting.add(
      Fitting.FitResult(
        labels: found.labels, centroids: found.medians, sizes: found.sizes, rule: found.rule,
        method: method, iterations: found.iterations, hasConverged: found.hasConverged,
        parameters: parameters, numbers: numbers))
    if !found.hasConverged {
      fitting.remark(
        Diagnostic(
          .notConverged, "k=\(found.k) did not converge in \(found.iterations) iterations",
          at: model.range,
          fixes: [Diagnostic.Fix("max_iterations=\(method.maxIterations * 4)")]))
    }
  }
}

extension KMediansStage {
  package static let manual = """
    **What it minimises.** The sum over customers of the Manhattan distance to the centre of their
    segment: the sum of the absolute differences of the features. The centre has the median of every
    feature. Differences are not squared, so that a few distant customers barely move a centre.

    ```seg
    sample transactions customers=300 seed=7
      | rfm | scale robust | kmedians k=4 seed=1 | profile median
    ```

    ```seg
    sample transactions customers=300 seed=7
      | rfm | log monetary, frequency | scale robust
      | compare (kmeans k in 2...4) (kmedians k in 2...4) seed=1 | show algorithm, k, silhouette
    ```

    ```seg
    sample transactions customers=100 seed=7 | rfm | scale zscore | kmedians k=0
    # error: E0309
    ```

    **When.** Use it if features have long tails that you do not want to reduce with `log` or
    `winsorize`, or if a segment should be described by its typical customer, feature by feature.
    `kmedoids` has real customers as centres and is slower; `kmeans trim=5%` sets outliers aside.

    **New customers** go to the nearest median by Manhattan distance, ties to the lower number.

    **Cost.** O(*restarts · iterations · n k d*), after one sort of every feature.

    **Where it misleads.** Medians are computed feature by feature, so a centre may combine values that no
    customer has together. The silhouette and the other metrics use Euclidean distances, whatever the
    distance here. The best of several starts is kept, and a better solution may exist: raise `restarts`
    if the total distance in the ledger still decreases.

    P. Bradley, O. Mangasarian, W. Street, 1996; starts after D. Arthur and S. Vassilvitskii, 2007.
    """
}
