import Clustering
import Diagnostics
import Planning
import Syntax

/// `ward k in 2...8`: a hierarchy that keeps the sum of squares low, cut into segments.
package struct Ward: Stage {
  private let model: ModelCall
  private let cuts: HierarchyCuts

  package static let signature = StageSignature(
    "ward", "Merges the customers, nearest first, so that the squared distances grow least.",
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
    // A height is one of a linkage: the same height of another one means nothing.
    let isHeight = call.named["height"] != nil || call.swept["height"] != nil
    return HierarchyCuts.alternatives(to: call) + (isHeight ? [] : linkages)
  }

  package var output: ValueType { model.output }

  /// How many models it fits.
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
    **What it does.** Every customer begins as a segment of its own, and at each step the two segments
    *A* and *B* are merged whose union raises the sum of squared distances to the centroids least, by
    |*A*||*B*| / (|*A*| + |*B*|) · ‖μ_A − μ_B‖². The height of a merge is the root of twice that, as in
    scipy and in R's `ward.D2`. The same hierarchy serves every `k`, and nothing is drawn by lot.

    ```seg
    sample transactions customers=300 seed=7
      | rfm | log monetary, frequency | scale zscore | ward k in 2...6 | pick silhouette
    ```

    `k=auto` cuts where the next merge is farthest above the one before it, among 2 to 20 segments;
    `height=` cuts at a height in scaled units.

    ```seg
    sample transactions customers=300 seed=7 | rfm | scale robust | ward k=auto | profile
    ```

    ```seg
    sample transactions customers=300 seed=7 | rfm | scale zscore | ward
    # error: E0303
    ```

    **When.** For segments that are to nest, few for the board and more for the campaigns, and as a
    second opinion on `kmeans` that owes nothing to starts.

    **New customers** go to the segment of the nearest customer that was kept for this: so few are kept
    that every customer of the fit still gets its own segment.

    **Cost.** About O(*n* log² *n*) in few features, and no matrix of distances is kept: 200,000
    customers are a matter of a second.

    **Where it misleads.** It likes round segments of like size, as `kmeans` does, and a merge is never
    taken back: at the same `k` its inertia is as a rule above that of `kmeans`.

    J. Ward, J. Amer. Statist. Assoc. 58, 1963; D. Müllner, 2011. Heights as in scipy, to 1e-9.
    """
}
