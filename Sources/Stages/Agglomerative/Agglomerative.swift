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
    "agglomerative", "Merges the customers, nearest first, by a distance between segments.",
    group: .model, inputs: [.scaled, .features],
    parameters: [
      Parameter(
        "linkage", Linkage.choices, "How far apart two segments are.",
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

  /// Other cuts, and the linkages of the textbooks where none is a height of its own.
  package static func alternatives(to call: BoundCall) -> [Alternative] {
    let isHeight = call.named["height"] != nil || call.swept["height"] != nil
    return HierarchyCuts.alternatives(to: call)
      + (isHeight
        ? [] : call.otherWords(of: "linkage", among: ["single", "complete", "average", "ward"]))
  }

  package var output: ValueType { model.output }

  /// How many models it fits.
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
    case .single: "The least distance between a customer of each: finds chains."
    case .complete: "The greatest distance between a customer of each: compact segments."
    case .average: "The mean distance between customers of both."
    case .weighted: "The mean of the distances of the two segments it was merged from."
    case .ward: "By how much the sum of squared distances grows, as the stage `ward`."
    case .centroid: "The distance between the means."
    case .median: "The distance between the middles of the middles."
    }
  }
}

extension Agglomerative {
  package static let manual = """
    **What it does.** Every customer begins as a segment of its own, and at each step the two nearest
    segments are merged. How far apart two segments are is the linkage: the two nearest customers
    (`single`), the two farthest (`complete`), the mean over all pairs (`average`), the mean of the two
    parts last merged (`weighted`), the centroids (`centroid`), or the midpoints of the parts
    (`median`). Heights are those of scipy.

    ```seg
    sample transactions customers=200 seed=7
      | rfm | log monetary, frequency | scale zscore
      | agglomerative linkage in [average, complete] k in 2...4 | pick silhouette
    ```

    ```seg
    sample transactions customers=200 seed=7 | rfm | scale zscore | agglomerative linkage=mean k=3
    # error: E0206
    ```

    **When.** `average` where segments may differ in size, `complete` where none may be wide, `single`
    to find chains and lone outliers; for round segments `ward` is better and faster.

    **New customers** go to the segment of the nearest customer that was kept for this: so few are kept
    that every customer of the fit still gets its own segment.

    **Cost.** `single` about O(*n* log² *n*) in few features, the others O(*n*²*d*) at worst. No linkage
    keeps a matrix of all distances: `complete`, `average` and `weighted` compute from the customers of
    two segments how far apart these are, when it is asked for. 200,000 customers are possible in 200
    MiB. What cannot fit is refused before it starts.

    **Where it misleads.** `single` runs along any bridge between two segments; `centroid` and `median`
    may merge lower than before, so that a cut by height is not what it seems. All but `ward` tend to
    leave small far segments and one large one: look at the sizes.

    D. Müllner, "Modern hierarchical, agglomerative clustering algorithms", 2011; scipy's conventions.
    """
}
