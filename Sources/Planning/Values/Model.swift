import Clustering
import Matrices
import Relations
import Tables

/// One clustering of the entities, with everything that is needed to describe and to repeat it.
package struct Model: Sendable {
  /// The name of the stage that fitted it.
  package let algorithm: String
  /// What it was fitted with, as written or by default: k, seed, restarts.
  package let parameters: LedgerRecord
  package let scaled: Scaled
  /// Shape `[n]`, rows as `scaled.matrix`: the segment from 0, or −1 for noise.
  package let labels: [Int]
  /// Shape `[k, d]`, scaled units; segments in canonical order: size descending, then centroid.
  package let centroids: Matrix
  /// Customers per segment, noise left out.
  package let sizes: [Int]
  /// How new customers are assigned; the customers of the fit get `labels` by it, exactly.
  package let rule: any AssignmentRule
  /// How it was fitted, to be done again on other rows.
  package let method: any ClusteringMethod
  /// Within-segment sum of squares in scaled units.
  package let inertia: Double?
  package let iterations: Int?
  package let converged: Bool
  /// Numbers of the fit beside the parameters, as the ledger keeps them: a height, a likelihood.
  package let fitted: LedgerRecord
  /// What was computed of it so far.
  package var metrics: Metrics
  /// The candidates that it was picked from, and why.
  package var choice: Choice?
  /// What the segments are called, once `name` has said so.
  package var names: SegmentNames?
  /// How well its segments were found again, in the order in which that was asked.
  package var stability: [StabilityReport] = []

  package init(
    algorithm: String, parameters: LedgerRecord, scaled: Scaled, labels: [Int],
    centroids: Matrix, sizes: [Int], rule: any AssignmentRule, method: any ClusteringMethod,
    inertia: Double?,
    iterations: Int?, converged: Bool, fitted: LedgerRecord = LedgerRecord(),
    metrics: Metrics = Metrics(), choice: Choice? = nil
  ) {
    self.algorithm = algorithm
    self.parameters = parameters
    self.scaled = scaled
    self.labels = labels
    self.centroids = centroids
    self.sizes = sizes
    self.rule = rule
    self.method = method
    self.inertia = inertia
    self.iterations = iterations
    self.converged = converged
    self.fitted = fitted
    self.metrics = metrics
    self.choice = choice
  }

  package var k: Int { sizes.count }
  package var noise: Int { labels.count { $0 < 0 } }

  /// The centroids in the units in which the features were made.
  package var originalCentroids: Matrix {
    var result = scaled.inFeatures(centroids)
    for (j, name) in scaled.features.names.enumerated() {
      let logged = scaled.features.transforms.contains { $0.feature == name }
      for i in 0..<result.rows {
        let raw = result[i, j] * scaled.spreads[j] + scaled.centers[j]
        result[i, j] = logged ? portableExpm1(raw) : raw
      }
    }
    return result
  }
}

/// Fitted candidates, in the order of their parameters.
package struct Sweep: Sendable {
  package var candidates: [Model]
  /// The parameters that vary, such as `k`; each is in the `parameters` of the candidates it is of.
  package let swept: [String]
  /// The columns of the customers by which the candidates were compared.
  package var yardsticks: [Yardstick] = []
  /// Whether the analyst stopped it before all candidates were fitted.
  package let interrupted: Bool

  package init(candidates: [Model], swept: [String], interrupted: Bool) {
    self.candidates = candidates
    self.swept = swept
    self.interrupted = interrupted
  }
}
