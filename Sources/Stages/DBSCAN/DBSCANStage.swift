import Clustering
import Diagnostics
import Planning
import Syntax

/// `dbscan eps=auto min_points=10`: dense regions of customers, and noise.
package struct DBSCANStage: Stage {
  private let model: ModelCall
  private let radius: SweepValues<Given<Double>>
  private let leastPoints: SweepValues<Int>

  package static let signature = StageSignature(
    "dbscan", "Finds dense regions of customers; the others are noise.",
    group: .model, inputs: [.scaled, .features],
    parameters: [
      Parameter(
        "eps",
        .either(
          .number(0...1e150), [.init("auto", "The knee of the distances to the neighbours.")]),
        "The radius within which customers are neighbours, in scaled units.", standard: "auto",
        canSweep: true),
      Parameter(
        "min_points", .integer(1...1_000_000),
        "The number of neighbours, itself included, that make a customer a core point.",
        standard: "5", canSweep: true),
    ],
    gives: "Model<dbscan>, or Sweep<dbscan> for `… in …`", aliases: ["DBSCAN", "fpc"])

  package init?(_ call: BoundCall, on input: ValueType, _ checker: inout StageChecker) {
    guard var model = ModelCall(call, on: input, &checker),
      let radius = checker.sweep(numberOrAuto: "eps"),
      let leastPoints = checker.sweep(whole: "min_points", standard: 5)
    else { return nil }
    model.tries(radius)
    model.tries(leastPoints)
    model.checkCount(&checker)
    self.model = model
    self.radius = radius
    self.leastPoints = leastPoints
  }

  /// A radius a tenth smaller and larger, or left to the data; half and twice the points.
  package static func alternatives(to call: BoundCall) -> [Alternative] {
    call.otherNumbers(of: "eps") { [0.9 * $0, 1.1 * $0] }
      + call.otherCounts(of: "min_points") { [($0 + 1) / 2, 2 * $0] }
  }

  package var output: ValueType { model.output }

  /// The number of models that are fitted.
  package var candidates: Int { model.count }

  /// The points twice, and the search tree.
  package func workingMemory(rows: Int, threads: Int) -> Int { 2 * model.memory(rows: rows) }

  package func run(
    _ input: Value?, replaying replayed: LedgerRecord?, _ context: RunContext
  ) throws(StageFailure) -> StageResult {
    try model.run(input, context) { (fitting) throws(ClusteringError) in
      for least in leastPoints.values {
        for radius in radius.values {
          try fit(radius, least, &fitting)
        }
      }
    }
  }

  private func fit(
    _ given: Given<Double>, _ least: Int, _ fitting: inout Fitting
  ) throws(ClusteringError) {
    let radius: Double
    switch given {
    case .value(let value): radius = value
    case .auto: radius = try Self.knee(leastPoints: least, &fitting)
    }
    let method = DBSCAN(radius: radius, minimumWeight: Double(least))
    let found = try method.fit(fitting.points(), control: fitting.control())
    var parameters = LedgerRecord()
    parameters["eps"] = .number(radius)
    parameters["min_points"] = .integer(least)
    var numbers = LedgerRecord()
    numbers["core"] = .integer(found.isCore.count { $0 })
    try fitting.add(
      Fitting.FitResult(
        labels: found.labels, centroids: found.centroids, sizes: found.sizes, rule: found.rule,
        method: method, parameters: parameters, numbers: numbers))
  }

  /// The distance at the knee of the sorted distances to the neighbours; if there is none, the distance
  /// within which 95% of the customers have their neighbours, with a warning.
  static func knee(
    leastPoints: Int, _ fitting: inout Fitting
  ) throws(ClusteringError) -> Double {
    let curve = try NeighbourDistances(
      fitting.points(), minimumWeight: Double(leastPoints), control: fitting.control())
    if let knee = curve.knee(), knee > 0 { return knee }
    var passed = 0.0
    let limit = curve.weights.reduce(0, +) / 20
    var radius = curve.distances.first ?? 0
    for (distance, weight) in zip(curve.distances, curve.weights) {
      radius = distance
      passed += weight
      if passed >= limit { break }
    }
    fitting.remark(
      Diagnostic(
        .noKnee,
        "the distances to the \(leastPoints) nearest customers have no knee: eps is "
          + "\(hundredths(radius)), within which 95% have them", at: fitting.call.range,
        fixes: [Diagnostic.Fix("eps in linspace(0.2, 1.0, 9)", remark: "shows what it changes")]))
    return radius
  }
}

extension DiagnosticCode {
  package static let noKnee = DiagnosticCode(
    "W0911", "no clear value for eps",
    page: """
      `eps=auto` sorts the distances to the nearest neighbours and takes the one at which the curve
      bends upward: below it customers are in dense regions, above it they are isolated. If the curve has
      no such knee, as when density decreases evenly, the distance within which 95% of the customers
      have their neighbours is taken. Try several: `eps in linspace(0.2, 1.0, 9)`.
      """)
}

extension DBSCANStage {
  package static let manual = """
    **What it does.** A customer with at least `min_points` customers within `eps`, itself included, is
    a core point; core points within `eps` of each other are in the same segment; a customer within `eps`
    of a core point belongs to the nearest one, whatever the order of rows. The others are noise: they
    belong to no segment, and are counted separately. The number of segments follows from the data.

    ```seg
    sample transactions customers=400 seed=7
      | rfm | log monetary, frequency | scale zscore | dbscan eps=0.6 min_points=8
    ```

    `eps=auto` takes the knee of the distances to the `min_points`-th neighbour. Both can be swept; a
    range of numbers needs steps:

    ```seg
    sample transactions customers=400 seed=7
      | rfm | log monetary, frequency | scale zscore
      | dbscan eps in linspace(0.4, 0.8, 3) min_points in [5, 10] | show k, eps, min_points, smallest
    ```

    ```seg
    sample transactions customers=400 seed=7 | rfm | scale zscore | dbscan eps in 0.2...1.0
    # error: E0305
    ```

    **When.** Use it if segments may have any shape and outliers should not belong to any: few
    features, and about the same density in all segments.

    **New customers** go to the segment of the nearest core point within `eps`, else to none.

    **Cost.** About O(*n* log *n*) in few features, O(*n*²*d*) at worst, in memory that grows with *n*
    alone.

    **Where it misleads.** If segments differ in density, no single `eps` fits: use `hdbscan`. The
    silhouette favours round segments and leaves noise out: it says little about clusters found by
    density. With many features all distances are similar, and so are all densities.

    M. Ester, H.-P. Kriegel, J. Sander, X. Xu, KDD 1996; E. Schubert and others, 2017.
    """
}
