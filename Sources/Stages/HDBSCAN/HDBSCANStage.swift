import Clustering
import Diagnostics
import Planning
import Syntax

/// `hdbscan min_size=50`: regions that stay dense for long, each at a density of its own.
package struct HDBSCANStage: Stage {
  private let model: ModelCall
  private let leastSize: SweepValues<Given<Int>>
  private let leastPoints: SweepValues<Given<Int>>
  private let selections: SweepValues<Selection>

  /// Which of the segments that contain each other are taken.
  private enum Selection: String, SweptWord {
    case eom, leaf

    var meaning: String {
      switch self {
      case .eom: "Those that last longest: excess of mass."
      case .leaf: "The smallest ones: more, and more even."
      }
    }

    var selection: HDBSCAN.Selection {
      switch self {
      case .eom: .excessOfMass
      case .leaf: .leaves
      }
    }
  }

  package static let signature = StageSignature(
    "hdbscan", "Finds regions that stay dense for long, each at a density of its own, and noise.",
    group: .model, inputs: [.scaled, .features],
    parameters: [
      Parameter(
        "min_size",
        .either(
          .integer(2...10_000_000), [.init("auto", "1 % of the customers, at least 5.")]),
        "The least number of customers of a segment.", standard: "auto", canSweep: true),
      Parameter(
        "min_points",
        .either(.integer(1...10_000_000), [.init("auto", "As `min_size`.")]),
        "So many neighbours, itself included, tell how dense it is around a customer.",
        standard: "auto", canSweep: true),
      Parameter(
        "selection", Selection.choices,
        "Which of the segments that contain each other are taken.",
        standard: Selection.eom.rawValue, canSweep: true),
    ],
    gives: "Model<hdbscan>, or Sweep<hdbscan> for `… in …`", aliases: ["HDBSCAN"])

  package init?(_ call: BoundCall, on input: ValueType, _ checker: inout StageChecker) {
    guard var model = ModelCall(call, on: input, &checker),
      let leastSize = checker.sweep(wholeOrAuto: "min_size"),
      let leastPoints = checker.sweep(wholeOrAuto: "min_points"),
      let selections = checker.sweep(word: "selection", standard: Selection.eom)
    else { return nil }
    model.tries(leastSize)
    model.tries(leastPoints)
    model.tries(selections)
    model.checkCount(&checker)
    self.model = model
    self.leastSize = leastSize
    self.leastPoints = leastPoints
    self.selections = selections
  }

  /// Half and twice the least size and the points, or left to the data; the other selection.
  package static func alternatives(to call: BoundCall) -> [Alternative] {
    call.otherCounts(of: "min_size") { [($0 + 1) / 2, 2 * $0] }
      + call.otherCounts(of: "min_points") { [($0 + 1) / 2, 2 * $0] }
      + call.otherWords(of: "selection")
  }

  package var output: ValueType { model.output }

  /// How many models it fits.
  package var candidates: Int { model.count }

  /// The points twice, the search tree, and the spanning tree.
  package func workingMemory(rows: Int, threads: Int) -> Int {
    2 * model.memory(rows: rows) + 120 * rows
  }

  package func run(
    _ input: Value?, replaying replayed: LedgerRecord?, _ context: RunContext
  ) throws(StageFailure) -> StageResult {
    try model.run(input, context) { (fitting) throws(ClusteringError) in
      for selection in selections.values {
        for points in leastPoints.values {
          for size in leastSize.values {
            try fit(size, points, selection, &fitting)
          }
        }
      }
    }
  }

  private func fit(
    _ size: Given<Int>, _ points: Given<Int>, _ selection: Selection, _ fitting: inout Fitting
  ) throws(ClusteringError) {
    let least =
      switch size {
      case .auto: max(5, fitting.scaled.matrix.rows / 100)
      case .value(let size): size
      }
    let neighbours =
      switch points {
      case .auto: least
      case .value(let points): points
      }
    let method = HDBSCAN(
      minimumSegmentWeight: Double(least), minimumNeighbourWeight: Double(neighbours),
      selection: selection.selection)
    let found = try method.fit(fitting.points(), control: fitting.control())
    var parameters = LedgerRecord()
    parameters["min_size"] = .integer(least)
    parameters["min_points"] = .integer(neighbours)
    parameters["selection"] = .text(selection.rawValue)
    try fitting.add(
      Fitting.FitResult(
        labels: found.labels, centroids: found.centroids, sizes: found.sizes, rule: found.rule,
        method: method, parameters: parameters))
  }
}

extension HDBSCANStage {
  package static let manual = """
    **What it does.** As if `dbscan` were run at every radius at once: while the radius shrinks, regions
    fall apart, and those are taken that last longest, by the sum over their customers of 1/*r* at which
    they leave, less 1/*r* at which the region began. The distance of two customers is the largest of
    theirs and of both core distances. What belongs to no region is noise.

    ```seg
    sample transactions customers=400 seed=7
      | rfm | log monetary, frequency | scale zscore | hdbscan min_size=15
    ```

    `min_points` counts the customer itself, as scikit-learn does; in the package hdbscan
    `min_samples` is one lower for the same result. `selection=leaf` takes the smallest segments.

    ```seg
    sample transactions customers=400 seed=7
      | rfm | log monetary, frequency | scale zscore
      | hdbscan min_size in [10, 20, 40] selection in [eom, leaf]
      | show k, min_size, selection, smallest
    ```

    ```seg
    sample transactions customers=100 seed=7 | rfm | scale zscore | hdbscan min_size=1
    # error: E0309
    ```

    **When.** Dense and thin segments side by side, some customers who belong nowhere, and no radius to
    choose; only the least size that is still a segment to you.

    **New customers** go where they are reached first, if it is dense enough there, else to noise. The
    confidence of a customer is the strength of its membership: 1 in the heart of a segment.

    **Cost.** About O(*n* log² *n*) in few features, O(*n*²*d*) and more in many; memory grows with *n*
    alone.

    **Where it misleads.** Half of the customers may be noise, which no campaign can use; a larger
    `min_size` and a smaller `min_points` leave fewer out. Equal distances are cut at once, so that the
    order of rows decides nothing; scikit-learn may differ there.

    R. Campello, D. Moulavi, J. Sander, PAKDD 2013; L. McInnes, J. Healy, 2017.
    """
}
