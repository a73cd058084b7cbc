/// The distance between two segments, by which the nearest two are merged repeatedly.
///
/// Distances are Euclidean. Heights are scipy's: those of Ward, centroid and median are square roots,
/// so all seven are in the unit of the points. n is the weight of a segment, μ its mean.
public enum Linkage: String, CaseIterable, Equatable, Sendable {
  /// The smallest distance between members. P. Sneath, 1957.
  case single
  /// The largest distance between members. T. Sørensen, 1948.
  case complete
  /// The mean distance between members, by their weights. UPGMA; R. Sokal, C. Michener, 1958.
  case average
  /// The mean of the distances of the two parts of a segment, regardless of their size. WPGMA, R's
  /// `mcquitty`.
  case weighted
  /// √(2 nₐ n_b / (nₐ + n_b)) · ‖μₐ − μ_b‖, whose square is twice the increase in the sum of squares.
  ///
  /// R's `ward.D2`; scipy's and scikit-learn's Ward. J. Ward, JASA 58, 1963.
  case ward
  /// ‖μₐ − μ_b‖. UPGMC. Heights may fall from one merge to the next.
  case centroid
  /// ‖mₐ − m_b‖, m being the point halfway between those of the two parts. WPGMC. Heights may fall
  /// from one merge to the next.
  case median

  /// Whether a merge is never below those of its parts.
  public var isMonotone: Bool { self != .centroid && self != .median }
}
