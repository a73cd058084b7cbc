import Clustering
import Diagnostics
import Planning
import Syntax

/// `optics min_points=10 xi=0.05`: dense regions of varying density, from one ordering.
package struct OPTICSStage: Stage {
  private let model: ModelCall
  private let leastPoints: SweepValues<Int>
  private let maximumRadius: Double?
  private let readings: [OPTICS.Reading]

  package static let signature = StageSignature(
    "optics",
    "Orders customers so that dense regions form valleys, and extracts segments from them.",
    group: .model, inputs: [.scaled, .features],
    parameters: [
      Parameter(
        "min_points", .integer(2...1_000_000),
        "The number of neighbours, itself included, that make a customer a core point.",
        standard: "5",
        canSweep: true),
      Parameter(
        "xi", .number(0.0001...0.9999),
        "The steepness of a valley: the share by which distances fall or rise.",
        standard: "0.05", canSweep: true),
      Parameter(
        "eps", .number(0...1e150),
        "Cuts the ordering at this radius instead, with the segments of `dbscan`.",
        canSweep: true),
      Parameter(
        "max_radius", .number(0...1e150),
        "The maximum distance of neighbours, in scaled units; saves time with many customers."),
    ],
    gives: "Model<optics>, or Sweep<optics> for `… in …`", aliases: ["OPTICS"])

  package init?(_ call: BoundCall, on input: ValueType, _ checker: inout StageChecker) {
    guard var model = ModelCall(call, on: input, &checker),
      let leastPoints = checker.sweep(whole: "min_points", standard: 5),
      let maximumRadius = checker.number("max_radius", standard: .infinity)
    else { return nil }
    model.tries(leastPoints)
    func isGiven(_ name: String) -> Bool { call.named[name] != nil || call.swept[name] != nil }
    guard !(isGiven("xi") && isGiven("eps")) else {
      checker.report(
        Diagnostic(
          .twoCuts, "`xi` and `eps` both define how segments are extracted",
          at: call.nameRange,
          fixes: [Diagnostic.Fix("optics xi=0.05"), Diagnostic.Fix("optics eps=0.5")]))
      return nil
    }
    if isGiven("eps") {
      guard let radius = checker.sweep(number: "eps", standard: 0) else { return nil }
      model.tries(radius)
      readings = radius.values.map { .radius($0) }
      self.maximumRadius = min(maximumRadius, radius.values.last ?? 0)
    } else {
      guard let steepness = checker.sweep(number: "xi", standard: 0.05) else { return nil }
      model.tries(steepness)
      readings = steepness.values.map { .valleys(xi: $0) }
      self.maximumRadius = maximumRadius.isFinite ? maximumRadius : nil
    }
    model.checkCount(&checker)
    self.model = model
    self.leastPoints = leastPoints
  }

  /// A radius a tenth smaller and larger, half and twice the steepness, half and twice the points.
  package static func alternatives(to call: BoundCall) -> [Alternative] {
    let isRadius = call.named["eps"] != nil || call.swept["eps"] != nil
    return call.otherNumbers(of: "eps") { [0.9 * $0, 1.1 * $0] }
      + (isRadius ? [] : call.otherNumbers(of: "xi") { [0.5 * $0, 2 * $0] })
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
        let method = OPTICS(
          minimumWeight: Double(least), maximumRadius: maximumRadius ?? .infinity)
        let order = try method.fit(
          fitting.points(), control: fitting.control(of: readings.count))
        let control = context.control.quiet(threads: context.control.threads)
        for reading in readings {
          let found = try order.segments(by: reading)
          var parameters = LedgerRecord()
          parameters["min_points"] = .integer(least)
          switch reading {
          case .radius(let radius): parameters["eps"] = .number(radius)
          case .valleys(let xi): parameters["xi"] = .number(xi)
          }
          try fitting.add(
            Fitting.FitResult(
              labels: found.labels, centroids: found.centroids, sizes: found.sizes,
              rule: try found.rule(control: control), method: OPTICSSegments(method, reading),
              parameters: parameters))
        }
      }
    }
  }
}

extension OPTICSStage {
  package static let manual = """
    **What it does.** It orders the customers, always going on to the one with the smallest reachability
    distance: max(core distance, distance), where the core distance is that to the `min_points`-th
    customer. These distances are low in dense regions and high between them: segments are the valleys,
    which may differ in density. `xi` is the minimum steepness of a valley. Customers in no valley are
    noise.

    ```seg
    sample transactions customers=400 seed=7
      | rfm | log monetary, frequency | scale zscore | optics min_points=10 xi=0.03
    ```

    With `eps` the ordering is cut at a radius instead, and several radii need one ordering only:

    ```seg
    sample transactions customers=400 seed=7
      | rfm | log monetary, frequency | scale zscore | optics min_points=8 eps in [0.4, 0.6, 0.8]
      | show k, eps, smallest
    ```

    ```seg
    sample transactions customers=100 seed=7 | rfm | scale zscore | optics xi=0.05 eps=0.5
    # error: E0910
    ```

    **When.** Use it to see the densities before choosing a radius, or if `dbscan` with one radius finds
    either the sparse segments or the dense ones.

    **New customers.** With `eps` they go to the segment of the nearest core point within it, with `xi` to
    the segment, or noise, of the nearest stored customer.

    **Cost.** *n* times the number of neighbours within `max_radius`: a full ordering takes time
    quadratic in the number of customers, and `max_radius` reduces it.

    **Where it misleads.** The result is sensitive to `xi`: with a slightly smaller value a valley may split
    into several, so compare two or three values. `hdbscan` needs less judgement.

    M. Ankerst, M. Breunig, H.-P. Kriegel, J. Sander, SIGMOD 1999; E. Schubert, M. Gertz, 2018.
    """
}
