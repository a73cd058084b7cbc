import Clustering
import Diagnostics
import Planning
import Syntax

/// `kmedoids k=4 distance=manhattan`: segments around representative customers.
package struct KMedoidsStage: Stage {
  private let model: ModelCall
  private let ks: SweepValues<Int>
  private let distances: SweepValues<Distance>
  private let restarts: SweepValues<Int>

  /// The distance of two customers.
  private enum Distance: String, SweptWord {
    case euclidean, manhattan, gower

    var meaning: String {
      switch self {
      case .euclidean: "The Euclidean distance."
      case .manhattan: "The sum of the absolute differences of the features."
      case .gower: "The mean difference of the features, each as a share of its range."
      }
    }
  }

  package static let signature = StageSignature(
    "kmedoids", "Groups customers around k of them with the smallest sum of distances.",
    group: .model, inputs: [.scaled, .features],
    parameters: [
      .numberOfSegments,
      Parameter(
        "distance", Distance.choices, "The distance of two customers.",
        standard: Distance.euclidean.rawValue, canSweep: true),
      .restarts(fromOther: "customers", standard: "3"),
      .seedOfStarts,
    ],
    gives: "Model<kmedoids>, or Sweep<kmedoids> for `… in …`",
    aliases: ["KMedoids", "pam", "clara", "k_medoids"])

  package init?(_ call: BoundCall, on input: ValueType, _ checker: inout StageChecker) {
    guard var model = ModelCall(call, on: input, &checker),
      let ks = checker.sweep(whole: "k", standard: 0),
      let distances = checker.sweep(word: "distance", standard: Distance.euclidean),
      let restarts = checker.sweep(whole: "restarts", standard: 3)
    else { return nil }
    model.tries(ks)
    model.tries(distances)
    model.tries(restarts)
    model.checkCount(&checker)
    self.model = model
    self.ks = ks
    self.distances = distances
    self.restarts = restarts
  }

  /// Other seeds, one segment fewer and more, and the other distances.
  package static func alternatives(to call: BoundCall) -> [Alternative] {
    Alternative.otherSeeds(of: call) + call.otherSegmentCounts + call.otherWords(of: "distance")
  }

  package var output: ValueType { model.output }

  /// The number of models that are fitted.
  package var candidates: Int { model.count }

  package func workingMemory(rows: Int, threads: Int) -> Int { model.memory(rows: rows) }

  package func run(
    _ input: Value?, replaying replayed: LedgerRecord?, _ context: RunContext
  ) throws(StageFailure) -> StageResult {
    try model.run(input, context) { (fitting) throws(ClusteringError) in
      for distance in distances.values {
        for restarts in restarts.values {
          for k in ks.values where try fitting.canHave(k) {
            try fit(k, distance, restarts, &fitting)
          }
        }
      }
    }
  }

  private func fit(
    _ k: Int, _ distance: Distance, _ restarts: Int, _ fitting: inout Fitting
  ) throws(ClusteringError) {
    let dissimilarity: Dissimilarity =
      switch distance {
      case .euclidean: .euclidean
      case .manhattan: .manhattan
      case .gower: .gower(fitting.scaled.categoryColumns)
      }
    let method = KMedoids(
      k: k, dissimilarity: dissimilarity, restarts: restarts, seed: fitting.seed)
    let found = try method.fit(fitting.points(), control: fitting.control())
    var parameters = LedgerRecord()
    parameters["distance"] = .text(distance.rawValue)
    parameters["seed"] = .integer(Int(fitting.seed))
    parameters["restarts"] = .integer(restarts)
    var numbers = LedgerRecord()
    numbers["total_distance"] = .number(found.totalDistance)
    try fitting.add(
      Fitting.FitResult(
        labels: found.labels, centroids: found.medoids, sizes: found.sizes, rule: found.rule,
        method: method, parameters: parameters, numbers: numbers))
  }
}

extension KMedoidsStage {
  package static let manual = """
    **What it minimises.** The sum of the distances of all customers to the medoid of their segment, which is
    one of the customers. Distances are not squared: distant customers have less influence than with
    `kmeans`. The distance can be chosen.

    ```seg
    sample transactions customers=300 seed=7
      | rfm | log monetary, frequency | scale robust
      | kmedoids k in 2...4 distance in [euclidean, manhattan] seed=1
      | show k, distance, silhouette, smallest
    ```

    ```seg
    sample transactions customers=300 seed=7 | rfm | scale none | kmedoids k=3 distance=gower | profile
    ```

    ```seg
    sample transactions customers=100 seed=7 | rfm | scale zscore | kmedoids k=0
    # error: E0309
    ```

    **When.** Use it if a segment should be represented by a real customer, if outliers should not move
    centres, or if you need another distance than the Euclidean. After `encode`, `gower` counts a category
    as one more feature, whatever its `gamma`.

    **New customers** go to the nearest medoid; `gower` uses the ranges of the fit.

    **Cost.** Up to 10,000 distinct customers, all are used (FasterPAM), with O(*n*²*d*) per round and
    few rounds; above that, medoids are found on five samples and the best ones are kept (CLARA).

    **Where it misleads.** The silhouette and the other metrics use Euclidean distances, whatever the
    distance here. On samples a small segment may be missed.

    L. Kaufman and P. Rousseeuw, 1990; E. Schubert and P. Rousseeuw, 2021.
    """
}
