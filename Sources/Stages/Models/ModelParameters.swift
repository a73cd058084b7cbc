import Planning

/// Parameters that modelling stages share.
extension Parameter {
  static let numberOfSegments = Parameter(
    "k", .integer(1...100_000), "The number of segments; `k in 2...10` tries several.",
    isRequired: true, canSweep: true)

  static func restarts(fromOther starts: String, standard: String) -> Parameter {
    Parameter(
      "restarts", .integer(1...10_000),
      "The number of starts from different \(starts); the best one is kept.",
      standard: standard, canSweep: true)
  }

  static let seedOfStarts = Parameter(
    "seed", .integer(0 ... .max), "The seed of the starts; by default that of the run.")
}
