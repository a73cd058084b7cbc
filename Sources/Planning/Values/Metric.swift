/// A measure of a clustering, with the one definition that is printed beside it.
package enum Metric: String, CaseIterable, Sendable {
  case silhouette
  case daviesBouldin = "davies_bouldin"
  case calinskiHarabasz = "calinski_harabasz"
  case inertia
  /// The knee of the inertia over k (Kneedle).
  case elbow
  /// Criteria of a likelihood: known of mixtures from the fit, undefined of others.
  case bic
  case aic
  case icl
  case stability
  case smallest
  case largest

  package enum Direction: Sendable { case higher, lower, knee }

  /// Where the better candidate lies.
  package var better: Direction {
    switch self {
    case .silhouette, .calinskiHarabasz, .stability, .smallest: .higher
    case .daviesBouldin, .inertia, .bic, .aic, .icl, .largest: .lower
    case .elbow: .knee
    }
  }

  /// Whether it speaks for a number of segments by itself: inertia always falls with k.
  package var canPick: Bool { self != .inertia }

  /// Whether a dissent is worth telling: sizes alone are no opinion on k.
  package var votes: Bool {
    switch self {
    case .silhouette, .daviesBouldin, .calinskiHarabasz, .elbow: true
    case .inertia, .bic, .aic, .icl, .stability, .smallest, .largest: false
    }
  }

  package var isShare: Bool { self == .smallest || self == .largest }

  /// The definition in one line, as help and reports print it.
  package var definition: String {
    switch self {
    case .silhouette:
      "mean over customers of (b − a) / max(a, b), exact, Euclidean; −1…1, higher is better"
    case .daviesBouldin:
      "mean over segments of the worst (S_i + S_j) / d_ij, S the mean distance to the centroid;"
        + " lower is better"
    case .calinskiHarabasz:
      "between-segment over within-segment variance, (B/(k−1)) / (W/(n−k)); higher is better"
    case .inertia: "sum of squared distances to the own centroid, in scaled units"
    case .elbow: "the knee of the inertia over the k that were tried (Kneedle, S = 1)"
    case .bic:
      "Bayesian information criterion of a mixture, −2 ℓ + p ln n, ℓ the log-likelihood, p the numbers"
        + " fitted; lower is better"
    case .aic: "Akaike's information criterion of a mixture, −2 ℓ + 2 p; lower is better"
    case .icl:
      "bic and twice the loss of certainty −Σ ln of the largest probability; lower is better"
    case .stability:
      "mean adjusted Rand index between the segments kept and those of the other starts;"
        + " 1 is identical"
    case .smallest: "the share of customers in the smallest segment"
    case .largest: "the share of customers in the largest segment"
    }
  }
}
