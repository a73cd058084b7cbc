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
    "Groups customers by numbers and categories, around means and most frequent categories.",
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
            ? ["`join` adds columns of categories to the features"]
            : ["text columns here: " + listed(words.map(\.name))],
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

  /// The number of models that are fitted.
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
    segment in the numbers, plus `gamma` for each category that differs from that of the prototype. A
    prototype has the mean of every number and the most frequent word of every category, ties to the
    earlier word. `encode` names the categories and sets their weight.

    ```seg
    let plans = sample transactions customers=300 seed=7 | summarize country = min(country) by customer_id
    let mixed = sample transactions customers=300 seed=7
      | rfm | log frequency, monetary | join plans on customer_id kind=left
      | scale zscore | encode country
    mixed | kprototypes k=3 seed=1
    mixed | compare (kprototypes k in 2...4) (kmeans k in 2...4) seed=1 | show algorithm, k, silhouette
    ```

    **When.** Use it if segments should differ in categories as well as in numbers, with one typical
    category for each segment. `kmeans` after `encode` computes the share of each category instead.

    ```seg
    sample transactions customers=100 seed=7 | rfm | scale zscore | kprototypes k=3
    # error: E0966
    ```

    **New customers** go to the prototype with the smallest cost; a word that the fit did not have is
    equally far from all of them. A lock stores the words of the categories, and so those of the
    prototypes.

    **Cost.** O(*restarts · iterations · n k d*), where *d* counts numbers and categories.

    **Where it misleads.** The result depends on `gamma`: if it is large, categories decide and numbers
    barely matter; if it is small, it is the other way round. Try several, and check the most frequent
    categories of the segments; if all segments have the same one, categories have no effect. Starts are
    random, so small differences of the cost between restarts are due to chance.

    Z. Huang, 1998.
    """
}
