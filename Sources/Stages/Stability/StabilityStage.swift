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
    case .bootstrap: "As many customers are drawn as there are, with replacement."
    case .subsets: "Each customer stays with the probability `share`."
    case .noise:
      "A number is added to every value, `share` times the feature's standard deviation."
    case .seeds: "Only the seed is another one."
    case .windows: "The lines of the last days are cut away, step by step."
    }
  }
}

/// How well the segments of a model are found again: `stability bootstrap replicates=100`.
package struct StabilityStage: ReplayingStage {
  let change: StabilityReport.Change
  /// What is gone back to, where that is the change.
  let windows: EarlierWindows?
  let replicates: Int
  let seed: UInt64?
  let features: FeaturesType
  let algorithm: String
  let range: SourceRange

  package static let signature = StageSignature(
    "stability",
    "Divides slightly other customers anew and tells how well each segment comes back.",
    group: .model, inputs: [.model],
    positional: Parameter(
      "change", Perturbation.choices, "What is changed.", standard: "bootstrap"),
    parameters: [
      Parameter(
        "share", .share, "The part that stays of `subsets`, or the size of `noise`.",
        standard: "80% or 5%"),
      Parameter(
        "replicates", .integer(1...10_000),
        "How often; 100 times, with seeds 20 times, with windows 3 times."),
      Parameter(
        "seed", .integer(0 ... .max),
        "Decides the lots; the model's seed, or the run's, where it is left out."),
      Parameter("every", .duration, "How far `windows` go back each time.", standard: "1 month"),
      Parameter(
        "date", .column, "The date by which `windows` cut, where the lines have several."),
    ],
    gives: "Model", aliases: ["clusterboot", "bootstrap", "robustness"])

  /// Windows cut the lines as the source gives them.
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
          .settingWithoutUse, "`\(name)` has no bearing on `\(word.rawValue)`", at: given.range,
          notes: ["it is about `windows`"]))
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
            .settingWithoutUse, "`share` has no bearing on `\(word.rawValue)`", at: given.range,
            notes: ["it is about `subsets` and `noise`"]))
        return nil
      }
      if share == 0 || share == 1 && word == .subsets {
        checker.report(
          Diagnostic(
            .outOfRange, "with \(percent(share)) nothing would be changed, or nobody left",
            at: given.range, fixes: [Diagnostic.Fix("share=80%")]))
        return nil
      }
    }
    self.replicates = replicates
    self.seed = call.named["seed"] == nil ? nil : UInt64(seed)
  }

  /// Luck, where there is any; it moves nobody.
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

  /// Draws, thins out or shakes.
  private func perturbed(
    _ model: Model, _ context: RunContext
  ) throws(StageFailure) -> StageResult {
    let seed = self.seed ?? model.seed ?? context.seed
    let found: SegmentStability
    do throws(ClusteringError) {
      let points = try PreparedPoints(model.scaled.matrix, control: context.control)
      // Seeds question the fit itself; the others question the rows, for which few starts do.
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
    The customers are drawn again, thinned out, shaken or taken as they were earlier, and divided anew
    by the same method, many times. Each segment is compared with the new one that is most like it by
    the Jaccard coefficient: the customers in both among the customers in either. Shown are the mean
    for each segment with the marks of R's `clusterboot`, the shares of replicates in which it was
    recovered (above 0.75) and dissolved (0.5 or less), and the adjusted Rand index over all.

    ```seg
    sample transactions customers=300 seed=7
      | rfm | log monetary | scale zscore | kmeans k=3 seed=1 | stability bootstrap replicates=50
    ```

    `seeds` tells whether the method is sure of itself, `bootstrap` and `subsets` whether the next
    customers would be divided alike, `noise` whether small errors of the values matter. They can
    follow each other; the model goes on unchanged, and remembers what was found:

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

    `windows` asks what the same script would have found a month, two months and three months ago
    (`replicates=4 every=1 quarter`: a year in quarters). The lines after that day are cut away, and
    everything up to the model runs again on the rest with the same settings; k stays as it was fitted:

    ```seg
    sample transactions customers=300 seed=7
      | rfm | log monetary | scale zscore | kmeans k=3 seed=1 | stability windows
    ```

    Dates that are written in the features, such as `as_of`, go back by the same steps; `latest(…)`, and
    an `as_of` that was left out, follow the cut; dates of other stages stay. Lines without a date stay,
    and so does a table that is joined. Customers who were there both times are compared: segments are
    matched so that most of them stay, and the Jaccard coefficient is that of the matched pair. `rand`
    then falls for two reasons: customers have moved, and the script finds other segments. `models alone`
    knows only the second: both models divide the customers of today. If it stays near 1, the segments are
    steady and the customers are not. A day with too few customers is told (W0641) and counts for
    nothing. `date=order_date` says by which date to cut, where the features are made of several.

    ```seg
    table [{id: 1, a: 1}, {id: 2, a: 5}, {id: 3, a: 2}] | features a = sum(a) by id
      | scale none | kmeans k=2 seed=1 | stability windows
    # error: E0641
    ```

    Noise is compared with nothing. Each replicate takes the few starts that are enough (see
    `measure`), `seeds` as many as the model had. A segment below 0.6 is warned of (W0931). Stability
    does not make a segment real: a method that always cuts in the middle is stable too. C. Hennig,
    2007.
    """
}
