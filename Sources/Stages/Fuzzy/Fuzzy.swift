import Clustering
import Diagnostics
import Planning
import Syntax

/// `fuzzy k=4 m=2`: customers belong to several segments by degrees.
package struct Fuzzy: Stage {
  private let model: ModelCall
  private let ks: SweepValues<Int>
  private let exponents: SweepValues<Double>
  private let restarts: SweepValues<Int>
  private let maxIterations: SweepValues<Int>

  package static let signature = StageSignature(
    "fuzzy", "Groups customers around k centres, with a degree of membership in each.",
    group: .model, inputs: [.scaled, .features],
    parameters: [
      Parameter(
        "k", .integer(1...10_000), "The number of segments; `k in 2...8` tries several.",
        isRequired: true, canSweep: true),
      Parameter(
        "m", .number(1.01...100),
        "How fuzzy memberships are: near 1 they are almost 0 or 1, for large values almost equal.",
        standard: "2", canSweep: true),
      .restarts(fromOther: "centres", standard: "5"),
      .seedOfStarts,
      Parameter(
        "max_iterations", .integer(1...1_000_000), "The maximum number of iterations of one start.",
        standard: "500", canSweep: true),
    ],
    gives: "Model<fuzzy>, or Sweep<fuzzy> for `… in …`",
    aliases: ["cmeans", "FuzzyCMeans", "fcm", "fanny", "fuzzy_cmeans"])

  package init?(_ call: BoundCall, on input: ValueType, _ checker: inout StageChecker) {
    guard var model = ModelCall(call, on: input, &checker),
      let ks = checker.sweep(whole: "k", standard: 0),
      let exponents = checker.sweep(number: "m", standard: 2),
      let restarts = checker.sweep(whole: "restarts", standard: 5),
      let maxIterations = checker.sweep(whole: "max_iterations", standard: 500)
    else { return nil }
    model.tries(ks)
    model.tries(exponents)
    model.tries(restarts)
    model.tries(maxIterations)
    model.checkCount(&checker)
    self.model = model
    self.ks = ks
    self.exponents = exponents
    self.restarts = restarts
    self.maxIterations = maxIterations
  }

  /// Other seeds, one segment fewer and more, and memberships half and twice as fuzzy.
  package static func alternatives(to call: BoundCall) -> [Alternative] {
    Alternative.otherSeeds(of: call) + call.otherSegmentCounts
      + call.otherNumbers(of: "m") { m in [1 + (m - 1) / 2, 1 + (m - 1) * 2] }
  }

  package var output: ValueType { model.output }

  /// The number of models that are fitted.
  package var candidates: Int { model.count }

  /// The points twice, and the memberships [n, k] for the largest k.
  package func workingMemory(rows: Int, threads: Int) -> Int {
    model.memory(rows: rows) + rows * 16 * (ks.values.last ?? 1)
  }

  package func run(
    _ input: Value?, replaying replayed: LedgerRecord?, _ context: RunContext
  ) throws(StageFailure) -> StageResult {
    try model.run(input, context) { (fitting) throws(ClusteringError) in
      for exponent in exponents.values {
        for restarts in restarts.values {
          for iterations in maxIterations.values {
            for k in ks.values where try fitting.canHave(k) {
              let method = FuzzyCMeans(
                k: k, fuzziness: exponent, starts: restarts, seed: fitting.seed,
                maxIterations: iterations)
              try fit(method, &fitting)
            }
          }
        }
      }
    }
  }

  private func fit(_ method: FuzzyCMeans, _ fitting: inout Fitting) throws(ClusteringError) {
    let found = try method.fit(fitting.points(), control: fitting.control())
    var parameters = LedgerRecord()
    parameters["m"] = .number(method.fuzziness)
    parameters["seed"] = .integer(Int(method.seed))
    parameters["restarts"] = .integer(method.starts)
    if maxIterations.isSwept { parameters["max_iterations"] = .integer(method.maxIterations) }
    var numbers = LedgerRecord()
    numbers["objective"] = .number(found.objective)
    numbers["partition_coefficient"] = .number(found.partitionCoefficient)
    if found.xieBeni.isFinite { numbers["fuzzy_xie_beni"] = .number(found.xieBeni) }
    try fitting.add(
      Fitting.FitResult(
        labels: found.labels, centroids: found.centroids, sizes: found.sizes, rule: found.rule,
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

extension Fuzzy {
  package static let manual = """
    **What it minimises.** Fuzzy c-means: Σ over customers and segments of *u*^*m* · ‖*x* − *c*‖², where
    the memberships *u* of a customer sum to 1. A customer halfway between two segments has a
    membership of one half in each, one at a centre has 1. The segment is the one with the largest
    membership, which is that of the nearest centre, and `confidence` is that membership. Segments are
    numbered by the sum of their memberships, the largest first.

    ```seg
    sample transactions customers=300 seed=7
      | rfm | log monetary, frequency | scale zscore | fuzzy k=3 seed=1 | profile
    ```

    `memberships` returns those in all segments:

    ```seg
    sample transactions customers=300 seed=7
      | rfm | log monetary, frequency | scale zscore | fuzzy k=3 seed=1
      | memberships | take 6
    ```

    ```seg
    sample transactions customers=300 seed=7 | rfm | scale zscore | fuzzy k=3 m=1
    # error: E0309
    ```

    **When.** Use it if the customers between two segments matter most, and a hard boundary would hide
    them. `m` is the fuzziness: 2 is usual, and near 1 the result is that of `kmeans`.

    **New customers** get their memberships by the same formula, and the segment of the nearest centre.

    **Cost.** O(*starts · iterations · n k d*), and *k* numbers of memory per customer.

    **Where it misleads.** With many features, distances are similar and so are memberships: choose an `m`
    nearer to 1. A membership is a share among the segments, not a probability: a customer far from all
    centres belongs to all of them equally. The ledger records the objective, the partition coefficient
    (1 if all memberships are 0 or 1, 1/*k* if all are equal) and the Xie-Beni index of memberships
    (smaller is better).

    J. Dunn, 1973; J. Bezdek, 1981; X. Xie and G. Beni, 1991.
    """
}
