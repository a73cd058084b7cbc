import Clustering
import Diagnostics
import Planning
import Syntax

/// Agreement on held-out customers: `split 80%`.
package struct Split: Stage {
  let share: Double
  let replicates: Int
  let seed: UInt64?
  let features: FeaturesType
  let algorithm: String
  let range: SourceRange

  package static let signature = StageSignature(
    "split", "Refits a part of the customers and compares the segments of the others.",
    group: .model, inputs: [.model],
    positional: Parameter(
      "share", .share, "The share that is fitted; the others are held out.", isRequired: true),
    parameters: [
      Parameter("replicates", .integer(1...10_000), "The number of splits.", standard: "10"),
      Parameter(
        "seed", .integer(0 ... .max),
        "The seed of the random draws; by default that of the model, or of the run."),
    ],
    gives: "Model", aliases: ["holdout", "hold_out", "train_test_split", "initial_split"])

  package init?(_ call: BoundCall, on input: ValueType, _ checker: inout StageChecker) {
    guard case .model(let features, let algorithm) = input, let item = checker.onlyItem(),
      let value = checker.constant(item.value, for: "`split`"),
      let replicates = checker.integer("replicates", standard: 10),
      let seed = checker.integer("seed", standard: 0)
    else { return nil }
    guard let share = value.literal?.doubleValue else {
      checker.report(
        .unexpectedKind(value.type.phrase, wanted: "a share such as 80%", at: item.range))
      return nil
    }
    guard share > 0, share < 1 else {
      checker.report(
        Diagnostic(
          .outOfRange, "a split needs customers on both sides", at: item.range,
          fixes: [
            Diagnostic.Fix(
              share > 1 && share < 100 ? "\(item.value.source)%" : "80%", at: item.range)
          ]))
      return nil
    }
    self.share = share
    self.replicates = replicates
    self.seed = call.named["seed"] == nil ? nil : UInt64(seed)
    self.features = features
    self.algorithm = algorithm
    range = call.range
  }

  package var output: ValueType { .model(features, algorithm: algorithm) }

  package func run(
    _ input: Value?, replaying replayed: LedgerRecord?, _ context: RunContext
  ) throws(StageFailure) -> StageResult {
    guard case .model(let model)? = input else { brokenPlan() }
    let seed = self.seed ?? model.seed ?? context.seed
    let found: HeldOutAgreement
    do throws(ClusteringError) {
      let points = try PreparedPoints(model.scaled.matrix, control: context.control)
      found = try HeldOutAgreement(
        of: model.labels, by: model.method.lightened, on: points,
        rescaling: model.scaled.rescaling, share: share, splits: replicates, seed: seed,
        control: context.control)
    } catch {
      throw StageFailure(error, model.scaled.features, at: range)
    }
    let report = StabilityReport(
      change: .heldOut(share: share), replicates: replicates, seed: Int(seed),
      meanAdjustedRand: found.meanAdjustedRand, leastAdjustedRand: found.leastAdjustedRand,
      segments: found.segments)
    return StageResult(model, finding: report, seed: self.seed, at: range)
  }
}

extension Split {
  package static let manual = """
    A part of the customers is scaled and clustered again by the same method. The others are assigned by
    that fit like new customers, and compared with their original segments: by the adjusted Rand index
    over all, and for each segment by the Jaccard coefficient with the most similar one. Several splits
    are drawn, because a single one says little.

    ```seg
    sample transactions customers=300 seed=7
      | rfm | log monetary | scale zscore | kmeans k=3 seed=1 | split 80%
    ```

    The model is passed on unchanged; `expect held_out >= 0.8` can follow `split 80%`.

    ```seg
    sample transactions customers=200 seed=7
      | rfm | log monetary | scale zscore | kmeans k=3 seed=1
      | split 80% replicates=5 | expect held_out >= 0.5
    ```

    ```seg
    sample transactions customers=100 seed=7 | rfm | scale zscore | kmeans k=3 seed=1 | split 80
    # error: E0309
    ```

    The centre and the spread of each feature are computed from the fitted part only; limits and fill
    values of stages before `scale`, and the components of `reduce`, stay those of all customers.
    """
}
