import Clustering
import Diagnostics
import Planning
import Syntax

/// `ward k in 2...8`: a hierarchy that keeps the sum of squares low, cut into segments.
package struct Ward: Stage {
  private let model: ModelCall
  private let cuts: HierarchyCuts

  package static let signature = StageSignature(
    "ward", "Merges segments step by step, with the smallest increase of the squared distances.",
    group: .model, inputs: [.scaled, .features], parameters: HierarchyCuts.parameters,
    gives: "Model<ward>, or Sweep<ward> for `k in …`",
    aliases: ["hclust", "ward_d2", "fclusterdata"])

  package init?(_ call: BoundCall, on input: ValueType, _ checker: inout StageChecker) {
    guard var model = ModelCall(call, on: input, &checker),
      let cuts = HierarchyCuts(call, into: &model, &checker)
    else { return nil }
    model.checkCount(&checker)
    self.model = model
    self.cuts = cuts
  }

  /// Other cuts, and two other linkages.
  package static func alternatives(to call: BoundCall) -> [Alternative] {
    let linkages = ["average", "complete"].map { linkage in
      Alternative(
        .changed(
          call.call.renamed("agglomerative", keeping: ["k", "height"])
            .setting("linkage", to: .null(call.range).replaced(by: linkage))),
        "agglomerative linkage=\(linkage)")
    }
    // A height depends on the linkage: the same height has no meaning for another one.
    let isHeight = call.named["height"] != nil || call.swept["height"] != nil
    return HierarchyCuts.alternatives(to: call) + (isHeight ? [] : linkages)
  }

  package var output: ValueType { model.output }

  /// The number of models that are fitted.
  package var candidates: Int { model.count }

  package func workingMemory(rows: Int, threads: Int) -> Int {
    model.memory(rows: rows, linkages: [.ward])
  }

  package func run(
    _ input: Value?, replaying replayed: LedgerRecord?, _ context: RunContext
  ) throws(StageFailure) -> StageResult {
    try model.run(input, context) { (fitting) throws(ClusteringError) in
      try cuts.fit(.ward, parameters: LedgerRecord(), &fitting)
    }
  }
}

extension Ward {
  package static let manual = """
    **What it does.** Every customer starts as a segment of its own, and at each step the two segments *A*
    and *B* are merged whose union has the smallest increase of the sum of squared distances to the
    centroids, |*A*||*B*| / (|*A*| + |*B*|) · ‖μ_A − μ_B‖². The height of a merge is the root of twice
    that, as in scipy and in R's `ward.D2`. The same hierarchy is used for every `k`, and nothing is
    random.

    ```seg
    sample transactions customers=300 seed=7
      | rfm | log monetary, frequency | scale zscore | ward k in 2...6 | pick silhouette
    ```

    `k=auto` cuts at the largest gap between merge heights, among 2 to 20 segments; `height=` cuts at a
    height in scaled units.

    ```seg
    sample transactions customers=300 seed=7 | rfm | scale robust | ward k=auto | profile
    ```

    ```seg
    sample transactions customers=300 seed=7 | rfm | scale zscore | ward
    # error: E0303
    ```

    **When.** Use it for nested segments, few for the board and more for the campaigns, and as a second
    opinion on `kmeans` that does not depend on starts.

    **New customers** go to the segment of the nearest stored customer. The lock stores as few customers as
    possible, but enough that every customer of the fit is assigned to its own segment.

    **Cost.** About O(*n* log² *n*) in few features, without a distance matrix: 200,000
    customers take about a second.

    **Where it misleads.** It favours round segments of similar size, like `kmeans`, and a merge is never
    undone: for the same `k` its inertia is usually higher than that of `kmeans`.

    J. Ward, J. Amer. Statist. Assoc. 58, 1963; D. Müllner, 2011. Heights as in scipy, to 1e-9.
    """
}
