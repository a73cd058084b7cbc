import Clustering
import Diagnostics
import Planning
import Syntax

/// `hdbscan min_size=50`: persistent dense regions of varying density, and noise.
package struct HDBSCANStage: Stage {
  private let model: ModelCall
  private let leastSize: SweepValues<Given<Int>>
  private let leastPoints: SweepValues<Given<Int>>
  private let selections: SweepValues<Selection>

  /// Which of the nested segments are selected.
  private enum Selection: String, SweptWord {
    case eom, leaf

    var meaning: String {
      switch self {
      case .eom: "The most persistent ones: excess of mass."
      case .leaf: "The smallest ones: more segments, of more similar size."
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
    "hdbscan", "Finds persistent dense regions, which may differ in density, and noise.",
    group: .model, inputs: [.scaled, .features],
    parameters: [
      Parameter(
        "min_size",
        .either(
          .integer(2...10_000_000), [.init("auto", "1 % of the customers, at least 5.")]),
        "The minimum number of customers in a segment.", standard: "auto", canSweep: true),
      Parameter(
        "min_points",
        .either(.integer(1...10_000_000), [.init("auto", "The same as `min_size`.")]),
        "The number of neighbours, itself included, that measure the density around a customer.",
        standard: "auto", canSweep: true),
      Parameter(
        "selection", Selection.choices,
        "Which of the nested segments are selected.",
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

  /// Half and twice the minimum size and the points, or `auto`; the other selection.
  package static func alternatives(to call: BoundCall) -> [Alternative] {
    call.otherCounts(of: "min_size") { [($0 + 1) / 2, 2 * $0] }
      + call.otherCounts(of: "min_points") { [($0 + 1) / 2, 2 * $0] }
      + call.otherWords(of: "selection")
  }

  package var output: ValueType { model.output }

  /// The number of models that are fitted.
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
    **What it does.** It works like `dbscan` at all radii at once: as the radius shrinks, regions split, and
    the most persistent ones are selected. The persistence of a region is the sum over its customers of
    1/*r* at which they leave, less 1/*r* at which the region appeared. The distance of two customers is
    the maximum of their distance and both core distances. Customers in no region are noise.

    ```seg
    sample transactions customers=400 seed=7
      | rfm | log monetary, frequency | scale zscore | hdbscan min_size=15
    ```

    `min_points` counts the customer itself, as scikit-learn does; in the package hdbscan
    `min_samples` is one lower for the same result. `selection=leaf` selects the smallest segments.

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

    **When.** Use it if segments differ in density and some customers belong to none. There is no radius
    to choose, only the minimum size of a segment.

    **New customers** go to the segment that reaches them first, if it is dense enough there, else to noise.
    The confidence of a customer is the strength of its membership: 1 in the centre of a segment.

    **Cost.** About O(*n* log² *n*) in few features, O(*n*²*d*) and more in many; memory grows with *n*
    alone.

    **Where it misleads.** Half of the customers may be noise, which no campaign can use; a larger
    `min_size` and a smaller `min_points` leave fewer out. Edges of equal length are cut together, so that
    the order of rows does not matter; scikit-learn may differ there.

    R. Campello, D. Moulavi, J. Sander, PAKDD 2013; L. McInnes, J. Healy, 2017.
    """
}
