/// A measure of a clustering, with the one definition that is printed beside it.
package enum Metric: String, CaseIterable, Sendable {
  case silhouette
  case daviesBouldin = "davies_bouldin"
  case calinskiHarabasz = "calinski_harabasz"
  case dunn
  case xieBeni = "xie_beni"
  case gap
  /// The standard error of the gap, which comes with it.
  case gapError = "gap_se"
  case inertia
  /// The knee of the inertia over k (Kneedle).
  case elbow
  /// Criteria of a likelihood: known of mixtures from the fit, undefined of others.
  case bic
  case aic
  case icl
  case predictionStrength = "prediction_strength"
  /// Fang and Wang's bootstrap.
  case instability
  /// The share of ambiguous pairs of a consensus.
  case ambiguity
  /// Of the least stable segment, under the bootstrap.
  case jaccard
  case heldOut = "held_out"
  case stability
  case smallest
  case largest

  package enum Direction: Sendable { case higher, lower, knee }

  /// Where the better candidate lies.
  package var better: Direction {
    switch self {
    case .silhouette, .calinskiHarabasz, .dunn, .gap, .predictionStrength, .jaccard, .heldOut,
      .stability, .smallest:
      .higher
    case .daviesBouldin, .xieBeni, .gapError, .inertia, .bic, .aic, .icl, .instability, .ambiguity,
      .largest:
      .lower
    case .elbow: .knee
    }
  }

  /// Whether it speaks for a number of segments by itself: inertia always falls with k.
  package var canPick: Bool { self != .inertia && self != .gapError }

  /// Whether a dissent is worth telling unasked: it is cheap, and sizes alone are no opinion on k.
  package var votes: Bool {
    switch self {
    case .silhouette, .daviesBouldin, .calinskiHarabasz, .elbow: true
    case .dunn, .xieBeni, .gap, .gapError, .inertia, .bic, .aic, .icl, .predictionStrength,
      .instability, .ambiguity, .jaccard, .heldOut, .stability, .smallest, .largest:
      false
    }
  }

  package var isShare: Bool { self == .smallest || self == .largest }

  /// What it costs to know it.
  package enum Effort: Sendable {
    /// Known from the fit.
    case none
    /// A function of the customers and their segments.
    case labels
    /// Other rows are divided by the same method, many times.
    case refits
  }

  package var effort: Effort {
    switch self {
    case .inertia, .elbow, .bic, .aic, .icl, .stability, .smallest, .largest: .none
    case .silhouette, .daviesBouldin, .calinskiHarabasz, .dunn, .xieBeni: .labels
    case .gap, .gapError, .predictionStrength, .instability, .ambiguity, .jaccard, .heldOut:
      .refits
    }
  }

  /// Whether it stands in the table of candidates without being asked for.
  package var isStanding: Bool {
    switch self {
    case .silhouette, .daviesBouldin, .calinskiHarabasz, .inertia, .smallest, .largest: true
    case .dunn, .xieBeni, .gap, .gapError, .elbow, .bic, .aic, .icl, .predictionStrength,
      .instability, .ambiguity, .jaccard, .heldOut, .stability:
      false
    }
  }

  /// Whether only a mixture has it.
  package var isOfMixtures: Bool { self == .bic || self == .aic || self == .icl }

  /// Those that names of columns ask for, with what comes along with them.
  package static func asked(by names: some Sequence<String>) -> [Metric] {
    let names = Set(names)
    let asked = allCases.filter { names.contains($0.rawValue) }
    guard asked.contains(.gapError), !asked.contains(.gap) else { return asked }
    return allCases.filter { $0 == .gap || asked.contains($0) }
  }
}

extension Metric {
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
    case .dunn:
      "least distance of customers of two segments over the largest within one; higher is better"
    case .xieBeni:
      "mean squared distance to the own centroid over the least squared distance of two centroids;"
        + " lower is better"
    case .gap:
      "mean ln W of references without structure − ln W, W the inertia; higher is better"
    case .gapError: "the standard error of the gap, sd of the B references · √(1 + 1/B)"
    case .inertia: "sum of squared distances to the own centroid, in scaled units"
    case .elbow: "the knee of the inertia over the k that were tried (Kneedle, S = 1)"
    case .bic:
      "Bayesian information criterion of a mixture, −2 ℓ + p ln n, ℓ the log-likelihood, p the numbers"
        + " fitted; lower is better"
    case .aic: "Akaike's information criterion of a mixture, −2 ℓ + 2 p; lower is better"
    case .icl:
      "bic and twice the loss of certainty −Σ ln of the largest probability; lower is better"
    case .predictionStrength:
      "pairs of the worst segment of one half that the other half's segments keep together;"
        + " 0…1, 0.8 speaks for structure, higher is better"
    case .instability:
      "pairs of customers that divisions of two bootstrap samples treat differently;"
        + " 0…1, lower is better"
    case .ambiguity:
      "pairs of customers together in more than 10 % and up to 90 % of divisions of parts (PAC);"
        + " 0…1, lower is better"
    case .jaccard:
      "how much of the least stable segment is found again in bootstrap samples (Jaccard);"
        + " 0…1, 0.75 is valid, higher is better"
    case .heldOut:
      "agreement (adjusted Rand) on a fifth held out with a fit of the other four; 1 is identical"
    case .stability:
      "mean adjusted Rand index between the segments kept and those of the other starts;"
        + " 1 is identical"
    case .smallest: "the share of customers in the smallest segment"
    case .largest: "the share of customers in the largest segment"
    }
  }

  /// When there is no value, as a clause: "… for one segment".
  package var undefined: String {
    switch self {
    case .silhouette, .daviesBouldin, .calinskiHarabasz:
      "for one segment, and for as many as customers"
    case .dunn: "for one segment, and where all customers of each segment are equal"
    case .xieBeni: "for one segment, and where two centroids are equal"
    case .gap, .gapError:
      "for algorithms that find k themselves, and where the inertia is 0"
    case .inertia, .smallest, .largest: "never"
    case .elbow: "where no candidate between the first and the last is a knee"
    case .bic, .aic, .icl: "for everything but mixtures"
    case .predictionStrength, .instability, .ambiguity:
      "for one segment, for algorithms that find k themselves, and where a sample has fewer"
        + " different customers than segments"
    case .jaccard, .heldOut:
      "for one segment, and where a sample has fewer different customers than segments"
    case .stability: "for algorithms without random starts, and for one start"
    }
  }
}
