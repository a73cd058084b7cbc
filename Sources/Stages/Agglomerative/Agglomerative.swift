import Clustering
import Diagnostics
import Planning
import Syntax

/// `agglomerative linkage=average k=4`: a hierarchy by any linkage, cut into segments.
package struct Agglomerative: Stage {
  private let model: ModelCall
  private let linkages: SweepValues<Linkage>
  private let cuts: HierarchyCuts

  package static let signature = StageSignature(
    "agglomerative", "Merges the nearest segments step by step, with a choice of linkage.",
    group: .model, inputs: [.scaled, .features],
    parameters: [
      Parameter(
        "linkage", Linkage.choices, "How the distance between two segments is measured.",
        standard: Linkage.average.rawValue,
        canSweep: true)
    ] + HierarchyCuts.parameters,
    gives: "Model<agglomerative>, or Sweep<agglomerative> for `… in …`",
    aliases: ["AgglomerativeClustering", "linkage", "agnes", "hierarchical"])

  package init?(_ call: BoundCall, on input: ValueType, _ checker: inout StageChecker) {
    guard var model = ModelCall(call, on: input, &checker),
      let linkages = checker.sweep(word: "linkage", standard: Linkage.average)
    else { return nil }
    model.tries(linkages)
    guard let cuts = HierarchyCuts(call, into: &model, &checker) else { return nil }
    model.checkCount(&checker)
    self.model = model
    self.linkages = linkages
    self.cuts = cuts
  }

  /// Other cuts, and the standard linkages unless the call cuts by height.
  package static func alternatives(to call: BoundCall) -> [Alternative] {
    let isHeight = call.named["height"] != nil || call.swept["height"] != nil
    return HierarchyCuts.alternatives(to: call)
      + (isHeight
        ? [] : call.otherWords(of: "linkage", among: ["single", "complete", "average", "ward"]))
  }

  package var output: ValueType { model.output }

  /// The number of models that are fitted.
  package var candidates: Int { model.count }

  package func workingMemory(rows: Int, threads: Int) -> Int {
    model.memory(rows: rows, linkages: linkages.values)
  }

  package func instead(rows: Int) -> [Diagnostic.Fix] {
    [Diagnostic.Fix("ward", remark: "a hierarchy that needs less memory")]
  }

  package func run(
    _ input: Value?, replaying replayed: LedgerRecord?, _ context: RunContext
  ) throws(StageFailure) -> StageResult {
    try model.run(input, context) { (fitting) throws(ClusteringError) in
      for linkage in linkages.values {
        var parameters = LedgerRecord()
        parameters["linkage"] = .text(linkage.rawValue)
        try cuts.fit(linkage, parameters: parameters, &fitting)
      }
    }
  }
}

extension Linkage: SweptWord {
  package var meaning: String {
    switch self {
    case .single: "The smallest distance between a customer of each: finds chains."
    case .complete: "The largest distance between a customer of each: gives compact segments."
    case .average: "The mean distance between customers of both."
    case .weighted: "The mean of the distances to the two segments that were merged."
    case .ward: "The increase in the sum of squared distances, as in `ward`."
    case .centroid: "The distance between the means."
    case .median: "The distance between the midpoints of the merged segments."
    }
  }
}

extension Agglomerative {
  package static let manual = """
    **What it does.** Every customer starts as a segment of its own, and at each step the two nearest
    segments are merged. The linkage defines the distance between two segments: that of the two nearest
    customers (`single`), of the two farthest (`complete`), the mean over all pairs (`average`), the mean
    of the two parts last merged (`weighted`), that of the centroids (`centroid`), or of the midpoints of
    the parts (`median`). Merge heights are the same as in scipy.

    ```seg
    sample transactions customers=200 seed=7
      | rfm | log monetary, frequency | scale zscore
      | agglomerative linkage in [average, complete] k in 2...4 | pick silhouette
    ```

    ```seg
    sample transactions customers=200 seed=7 | rfm | scale zscore | agglomerative linkage=mean k=3
    # error: E0206
    ```

    **When.** Use `average` if segments may differ in size, `complete` if no segment may be wide, `single`
    to find chains and isolated outliers; for round segments `ward` is better and faster.

    **New customers** go to the segment of the nearest stored customer. The lock stores as few customers as
    possible, but enough that every customer of the fit is assigned to its own segment.

    **Cost.** `single` about O(*n* log² *n*) in few features, the others O(*n*²*d*) at worst. No linkage
    keeps a full distance matrix: `complete`, `average` and `weighted` compute the distance of two
    segments from their customers when it is needed. 200,000 customers fit in 200 MiB. A run that needs
    more memory than there is is refused before it starts.

    **Where it misleads.** `single` joins two segments along any chain of customers between them; with
    `centroid` and `median`, merge heights may decrease, so that a cut by height can be misleading. All
    but `ward` tend to produce one large segment and a few small, distant ones: check the sizes.

    D. Müllner, "Modern hierarchical, agglomerative clustering algorithms", 2011; scipy's conventions.
    """
}
