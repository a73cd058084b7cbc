import Clustering
import Diagnostics
import Planning
import Syntax

/// `optics min_points=10 xi=0.05`: dense regions of differing density, read from one order.
package struct OPTICSStage: Stage {
  private let model: ModelCall
  private let leastPoints: SweepValues<Int>
  private let maximumRadius: Double?
  private let readings: [OPTICS.Reading]

  package static let signature = StageSignature(
    "optics", "Orders customers so that dense regions are valleys, and reads segments from them.",
    group: .model, inputs: [.scaled, .features],
    parameters: [
      Parameter(
        "min_points", .integer(2...1_000_000),
        "So many neighbours, itself included, make a customer the core of a region.", standard: "5",
        canSweep: true),
      Parameter(
        "xi", .number(0.0001...0.9999),
        "How steep the walls of a valley are: the share by which distances fall or rise.",
        standard: "0.05", canSweep: true),
      Parameter(
        "eps", .number(0...1e150),
        "Cuts the order at this radius instead, as `dbscan` would divide the customers.",
        canSweep: true),
      Parameter(
        "max_radius", .number(0...1e150),
        "Nothing farther is looked at, in scaled units; saves time with many customers."),
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
          .twoCuts, "`xi` and `eps` both say how segments are read from the order",
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

  /// A radius a tenth smaller and larger, walls half and twice as steep, half and twice the points.
  package static func alternatives(to call: BoundCall) -> [Alternative] {
    let isRadius = call.named["eps"] != nil || call.swept["eps"] != nil
    return call.otherNumbers(of: "eps") { [0.9 * $0, 1.1 * $0] }
      + (isRadius ? [] : call.otherNumbers(of: "xi") { [0.5 * $0, 2 * $0] })
      + call.otherCounts(of: "min_points") { [($0 + 1) / 2, 2 * $0] }
  }

  package var output: ValueType { model.output }

  /// How many models it fits.
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
    **What it does.** It walks from customer to customer, always to the one that can be reached at the
    least distance: max(core distance, distance), the core distance being that to the `min_points`-th
    customer. These distances are low in dense regions and high between them: segments are the valleys,
    be they denser or thinner than others. `xi` is how steep their walls must be. What lies in no
    valley is noise.

    ```seg
    sample transactions customers=400 seed=7
      | rfm | log monetary, frequency | scale zscore | optics min_points=10 xi=0.03
    ```

    With `eps` the order is cut at a radius instead, and several radii cost one walk:

    ```seg
    sample transactions customers=400 seed=7
      | rfm | log monetary, frequency | scale zscore | optics min_points=8 eps in [0.4, 0.6, 0.8]
      | show k, eps, smallest
    ```

    ```seg
    sample transactions customers=100 seed=7 | rfm | scale zscore | optics xi=0.05 eps=0.5
    # error: E0910
    ```

    **When.** To see how dense the customers lie before a radius is chosen, and where `dbscan` at one
    radius finds either the thin segments or the dense ones.

    **New customers.** With `eps` they go to the nearest core within it, with `xi` to the segment, or
    the noise, of the nearest customer that was kept for this.

    **Cost.** *n* times the neighbours within `max_radius`: a full order takes time in the square of
    the number of customers, and `max_radius` shortens it.

    **Where it misleads.** `xi` is sensitive: a little less of it and a valley falls into several, so
    look at two or three values. `hdbscan` asks for less judgement.

    M. Ankerst, M. Breunig, H.-P. Kriegel, J. Sander, SIGMOD 1999; E. Schubert, M. Gertz, 2018.
    """
}
