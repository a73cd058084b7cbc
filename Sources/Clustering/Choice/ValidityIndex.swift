/// A number by which divisions of the same rows are compared.
public enum ValidityIndex: String, Equatable, Sendable, CaseIterable {
  /// The mean silhouette width.
  case silhouette
  /// Calinski and Harabasz.
  case calinskiHarabasz = "Calinski-Harabasz"
  /// Davies and Bouldin.
  case daviesBouldin = "Davies-Bouldin"
  /// Dunn.
  case dunn = "Dunn"
  /// Xie and Beni.
  case xieBeni = "Xie-Beni"
  /// The gap statistic; its choice follows one of its rules, which the voter names.
  case gap
  /// The Bayesian information criterion.
  case bic = "BIC"
  /// The integrated completed likelihood.
  case icl = "ICL"
  /// Prediction strength.
  case predictionStrength = "prediction strength"
  /// Fang and Wang's bootstrap instability.
  case instability
  /// The share of ambiguous pairs in a consensus.
  case ambiguity
  /// The least mean Jaccard coefficient of a segment under the bootstrap.
  case leastJaccard = "least Jaccard"

  /// Whether larger values are better.
  public var isLargerBetter: Bool {
    switch self {
    case .silhouette, .calinskiHarabasz, .dunn, .gap, .predictionStrength, .leastJaccard: true
    case .daviesBouldin, .xieBeni, .bic, .icl, .instability, .ambiguity: false
    }
  }

  /// What an index asks, so that five ways to ask one thing do not outvote one way to ask another.
  public enum Question: String, Equatable, Sendable, CaseIterable {
    /// Are segments compact and apart?
    case separation
    /// Is it more than rows without structure would show?
    case structure
    /// Does a model with so many parts pay for its parameters?
    case parsimony
    /// Are the same segments found again?
    case stability
  }

  /// The question it asks.
  public var question: Question {
    switch self {
    case .silhouette, .calinskiHarabasz, .daviesBouldin, .dunn, .xieBeni: .separation
    case .gap: .structure
    case .bic, .icl: .parsimony
    case .predictionStrength, .instability, .ambiguity, .leastJaccard: .stability
    }
  }
}
