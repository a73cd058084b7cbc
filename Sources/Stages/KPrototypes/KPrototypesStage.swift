import Clustering
import Diagnostics
import Planning
import Syntax

/// `encode plan | kprototypes k=4`: segments of numbers and categories.
package struct KPrototypesStage: Stage {
  private let model: ModelCall
  private let ks: SweepValues<Int>
  private let restarts: SweepValues<Int>

  package static let signature = StageSignature(
    "kprototypes",
    "Groups customers by numbers and categories around means and most frequent words.",
    group: .model, inputs: [.scaled, .features],
    parameters: [
      .numberOfSegments,
      .restarts(fromOther: "customers", standard: "5"),
      .seedOfStarts,
    ],
    gives: "Model<kprototypes>, or Sweep<kprototypes> for `… in …`",
    aliases: ["KPrototypes", "kproto", "k_prototypes", "kmodes", "KModes"])

  package init?(_ call: BoundCall, on input: ValueType, _ checker: inout StageChecker) {
    guard var model = ModelCall(call, on: input, &checker),
      let ks = checker.sweep(whole: "k", standard: 0),
      let restarts = checker.sweep(whole: "restarts", standard: 5)
    else { return nil }
    guard case .scaled(_, let method) = input, method.hasSuffix(Encode.mark) else {
      let words = model.features.table.columns.filter { $0.type == .text && $0.personal == nil }
      checker.report(
        Diagnostic(
          .noCategories, "`kprototypes` needs categories, and there are only numbers",
          at: call.nameRange,
          notes: words.isEmpty
            ? ["`join` brings columns of words beside the features"]
            : ["columns of words here: " + listed(words.map(\.name))],
          fixes: [
            Diagnostic.Fix("| encode \(words.first.map { quotedName($0.name) } ?? "plan")"),
            Diagnostic.Fix("kmeans", remark: "for numbers alone"),
          ]))
      return nil
    }
    model.tries(ks)
    model.tries(restarts)
    model.checkCount(&checker)
    self.model = model
    self.ks = ks
    self.restarts = restarts
  }

  package var output: ValueType { model.output }

  /// How many models it fits.
  package var candidates: Int { model.count }

  package func workingMemory(rows: Int, threads: Int) -> Int { model.memory(rows: rows) }

  package func run(
    _ input: Value?, replaying replayed: LedgerRecord?, _ context: RunContext
  ) throws(StageFailure) -> StageResult {
    try model.run(input, context) { (fitting) throws(ClusteringError) in
      for restarts in restarts.values {
        for k in ks.values where try fitting.canHave(k) { try fit(k, restarts, &fitting) }
      }
    }
  }

  private func fit(
    _ k: Int, _ restarts: Int, _ fitting: inout Fitting
  ) throws(ClusteringError) {
    guard let encoding = fitting.scaled.encoding else {
      preconditionFailure("categories were encoded before prototypes are sought")
    }
    let method = IndicatorPrototypes(
      k: k, blocks: encoding.blocks, indicator: encoding.indicator, restarts: restarts,
      seed: fitting.seed)
    let found = try method.fit(fitting.points(), control: fitting.control())
    var parameters = LedgerRecord()
    parameters["seed"] = .integer(Int(fitting.seed))
    parameters["restarts"] = .integer(restarts)
    var numbers = LedgerRecord()
    numbers["gamma"] = .number(encoding.gamma)
    numbers["cost"] = .number(found.cost)
    try fitting.add(
      Fitting.FitResult(
        labels: found.labels, centroids: found.prototypes, sizes: found.sizes, rule: found.rule,
        method: method, parameters: parameters, numbers: numbers))
  }
}

extension KPrototypesStage {
  package static let manual = """
    **What it minimises.** The sum over customers of the squared distance to the prototype of their
    segment in the numbers, and of `gamma` for each word that differs from the prototype's. A prototype
    has the mean of every number and the most frequent word of every category, ties to the earlier word.
    `encode` names the categories and weighs them.

    ```seg
    let plans = sample transactions customers=300 seed=7 | summarize country = min(country) by customer_id
    let mixed = sample transactions customers=300 seed=7
      | rfm | log frequency, monetary | join plans on customer_id kind=left
      | scale zscore | encode country
    mixed | kprototypes k=3 seed=1
    mixed | compare (kprototypes k in 2...4) (kmeans k in 2...4) seed=1 | show algorithm, k, silhouette
    ```

    **When.** Segments are to be told by words as well as by numbers, and one word is to stand for each
    segment. `kmeans` behind `encode` makes means of the words instead, which are shares.

    ```seg
    sample transactions customers=100 seed=7 | rfm | scale zscore | kprototypes k=3
    # error: E0966
    ```

    **New customers** go to the prototype that costs least; a word that the fit did not have is as far
    from all of them. A lock holds the words of the categories, and so those of the prototypes.

    **Cost.** O(*restarts · iterations · n k d*), *d* the numbers and the categories.

    **Where it misleads.** `gamma` decides: with a large one the words divide and the numbers hardly
    matter, with a small one it is the other way round. Try some, and look at the most frequent words of
    the segments; where all segments have the same one, the words tell nothing. Starts are drawn, so that
    small differences of the cost between restarts are chance.

    Z. Huang, 1998.
    """
}
