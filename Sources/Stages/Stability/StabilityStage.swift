import Clustering
import Diagnostics
import Planning
import Relations
import Syntax
import Tables

/// What `stability` changes before it fits again.
private enum Perturbation: String, ParameterWord {
  case bootstrap, subsets, noise, seeds, windows

  var meaning: String {
    switch self {
    case .bootstrap: "Draws as many customers as there are, with replacement."
    case .subsets: "Keeps each customer with the probability `share`."
    case .noise:
      "Adds noise to every value, `share` times the standard deviation of the feature."
    case .seeds: "Changes the seed only."
    case .windows: "Removes the lines of the last days, step by step."
    }
  }
}

/// Tests how reproducible the segments of a model are: `stability bootstrap replicates=100`.
package struct StabilityStage: ReplayingStage {
  let change: StabilityReport.Change
  /// The earlier windows, if that is the change.
  let windows: EarlierWindows?
  let replicates: Int
  let seed: UInt64?
  let features: FeaturesType
  let algorithm: String
  let range: SourceRange

  package static let signature = StageSignature(
    "stability",
    "Re-clusters resampled customers and reports how reproducible each segment is.",
    group: .model, inputs: [.model],
    positional: Parameter(
      "change", Perturbation.choices, "The kind of perturbation.", standard: "bootstrap"),
    parameters: [
      Parameter(
        "share", .share, "The share of customers kept by `subsets`, or the size of `noise`.",
        standard: "80% or 5%"),
      Parameter(
        "replicates", .integer(1...10_000),
        "The number of replicates; by default 100, 20 for `seeds`, 3 for `windows`."),
      Parameter(
        "seed", .integer(0 ... .max),
        "The seed of the random draws; by default that of the model, or of the run."),
      Parameter("every", .duration, "The step by which `windows` go back.", standard: "1 month"),
      Parameter(
        "date", .column, "The date column for `windows`, if the lines have several."),
    ],
    gives: "Model", aliases: ["clusterboot", "bootstrap", "robustness"])

  /// Windows cut the lines of the source.
  package var runsEarlierStages: Bool { windows != nil }

  package init?(_ call: BoundCall, on input: ValueType, _ checker: inout StageChecker) {
    guard case .model(let features, let algorithm) = input,
      let word = checker.positionalWord(standard: Perturbation.bootstrap)
    else { return nil }
    self.features = features
    self.algorithm = algorithm
    range = call.range
    if word == .windows {
      guard let windows = EarlierWindows(call, &checker) else { return nil }
      self.windows = windows
      change = .windows(every: windows.step)
      replicates = windows.count
      seed = nil
      return
    }
    windows = nil
    for name in ["every", "date"] {
      guard let given = call.named[name] else { continue }
      checker.report(
        Diagnostic(
          .settingWithoutUse, "`\(name)` has no effect on `\(word.rawValue)`", at: given.range,
          notes: ["it affects `windows`"]))
      return nil
    }
    guard
      let share = checker.number("share", standard: word == .noise ? 0.05 : 0.8),
      let replicates = checker.integer("replicates", standard: word == .seeds ? 20 : 100),
      let seed = checker.integer("seed", standard: 0)
    else { return nil }
    switch word {
    case .subsets: change = .subsets(share: share)
    case .noise: change = .noise(share: share)
    case .seeds: change = .seeds
    case .bootstrap, .windows: change = .bootstrap
    }
    if let given = call.named["share"] {
      if change.share == nil {
        checker.report(
          Diagnostic(
            .settingWithoutUse, "`share` has no effect on `\(word.rawValue)`", at: given.range,
            notes: ["it affects `subsets` and `noise`"]))
        return nil
      }
      if share == 0 || share == 1 && word == .subsets {
        checker.report(
          Diagnostic(
            .outOfRange,
            "with \(percent(share)) nothing would change, or no customers would be left",
            at: given.range, fixes: [Diagnostic.Fix("share=80%")]))
        return nil
      }
    }
    self.replicates = replicates
    self.seed = call.named["seed"] == nil ? nil : UInt64(seed)
  }

  /// Other seeds, if the test is randomized.
  package static func alternatives(to call: BoundCall) -> [Alternative] {
    call.positional.first?.value.source == Perturbation.windows.rawValue
      ? [] : Alternative.otherSeeds(of: call)
  }

  package var output: ValueType { .model(features, algorithm: algorithm) }

  package func run(
    _ input: Value?, replaying replayed: LedgerRecord?, _ context: RunContext
  ) throws(StageFailure) -> StageResult {
    guard case .model(let model)? = input else { brokenPlan() }
    if let windows {
      let found = try windows.run(model, typed: features, at: range, context)
      let report = StabilityReport(
        windows: found, every: windows.step, seed: Int(model.seed ?? context.seed))
      return StageResult(
        model, finding: report, seed: nil,
        remarks: [windows.warning(about: found, at: range)].compactMap { $0 }, at: range)
    }
    return try perturbed(model, context)
  }

  /// Resamples, subsamples or adds noise.
  private func perturbed(
    _ model: Model, _ context: RunContext
  ) throws(StageFailure) -> StageResult {
    let seed = self.seed ?? model.seed ?? context.seed
    let found: SegmentStability
    do throws(ClusteringError) {
      let points = try PreparedPoints(model.scaled.matrix, control: context.control)
      // Seeds test the fit itself; the others test the rows, for which few starts suffice.
      found = try SegmentStability(
        of: model.labels, by: change == .seeds ? model.method : model.method.lightened,
        on: points, perturbation: perturbation, replicates: replicates, seed: seed,
        control: context.control)
    } catch {
      throw StageFailure(error, model.scaled.features, at: range)
    }
    let report = StabilityReport(
      change: change, replicates: replicates, seed: Int(seed),
      meanAdjustedRand: found.meanAdjustedRand, leastAdjustedRand: found.leastAdjustedRand,
      segments: found.segments)
    return StageResult(model, finding: report, seed: self.seed, at: range)
  }

  private var perturbation: SegmentStability.Perturbation {
    switch change {
    case .seeds: .seeds
    case .bootstrap, .heldOut, .windows: .bootstrap
    case .subsets(let share): .subsets(share: share)
    case .noise(let share): .noise(share: share)
    }
  }
}

extension StabilityStage {
  package static let manual = """
    The customers are resampled, subsampled, perturbed or taken as of an earlier day, and clustered again
    by the same method, many times. Each segment is compared with the most similar new one by the Jaccard
    coefficient: the customers in both, divided by the customers in either. The result shows the mean for
    each segment with the grades of R's `clusterboot`, the shares of replicates in which it was recovered
    (above 0.75) and dissolved (0.5 or less), and the adjusted Rand index over all.

    ```seg
    sample transactions customers=300 seed=7
      | rfm | log monetary | scale zscore | kmeans k=3 seed=1 | stability bootstrap replicates=50
    ```

    `seeds` shows whether the method itself is stable, `bootstrap` and `subsets` whether other customers
    would give the same segments, `noise` whether small errors in the values matter. They can follow each
    other; the model is passed on unchanged, with the results:

    ```seg
    sample transactions customers=200 seed=7
      | rfm | log monetary | scale zscore | kmeans k=3 seed=1
      | stability bootstrap replicates=30 | stability noise share=10% replicates=20
      | expect jaccard >= 0.5
    ```

    ```seg
    sample transactions customers=100 seed=7
      | rfm | scale zscore | kmeans k=3 seed=1 | stability bootstrap share=50%
    # error: E0932
    ```

    `windows` computes what the same script would have found a month, two months and three months ago
    (`replicates=4 every=1 quarter`: a year in quarters). The lines after that day are removed, and
    everything up to the model runs again on the rest with the same settings and the same k:

    ```seg
    sample transactions customers=300 seed=7
      | rfm | log monetary | scale zscore | kmeans k=3 seed=1 | stability windows
    ```

    Dates in the features, such as `as_of`, go back by the same steps; `latest(…)`, and an `as_of` that
    was left out, follow the cut; dates of other stages do not change. Lines without a date are kept, and
    so are joined tables. Customers that exist at both times are compared: segments are matched so that
    most customers stay, and the Jaccard coefficient is that of the matched pair. `rand` decreases for two
    reasons: customers have moved, and the script finds other segments. `models alone` shows only the
    second: both models assign the customers of today. If it stays near 1, the segments are stable and the
    customers move. A day with too few customers is reported (W0641) and not counted. `date=order_date`
    chooses the date to cut by, if the features use several.

    ```seg
    table [{id: 1, a: 1}, {id: 2, a: 5}, {id: 3, a: 2}] | features a = sum(a) by id
      | scale none | kmeans k=2 seed=1 | stability windows
    # error: E0641
    ```

    Noise is not compared. Each replicate uses a few starts only (see `measure`), `seeds` as many as the
    model. A segment below 0.6 causes a warning (W0931). Stability does not make a segment real: a method
    that always splits in the middle is stable too. C. Hennig, 2007.
    """
}
