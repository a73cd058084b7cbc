import Planning

/// Parameters that modelling stages have in common, in the same words.
extension Parameter {
  static let numberOfSegments = Parameter(
    "k", .integer(1...100_000), "The number of segments; `k in 2...10` tries several.",
    isRequired: true, canSweep: true)

  static func restarts(fromOther starts: String, standard: String) -> Parameter {
    Parameter(
      "restarts", .integer(1...10_000), "Starts from other \(starts); the best one is kept.",
      standard: standard, canSweep: true)
  }

  static let seedOfStarts = Parameter(
    "seed", .integer(0 ... .max), "Decides the starts; the run's seed where it is left out.")
}
