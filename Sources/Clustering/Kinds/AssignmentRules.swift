/// The kinds of rules that can be read.
public enum AssignmentRules {
  /// Every kind, each with a unique name.
  static let kinds: [any AssignmentRule.Type] = [
    NearestCentroid.self, CentroidTree.self, CentroidReach.self, PricedCentroids.self,
    FuzzyRule.self, MedoidRule.self, PrototypeRule.self, MixtureRule.self, KeptRows.self,
    CoreRows.self, DenseRows.self,
  ]

  /// Reads a rule of any kind.
  ///
  /// - Parameters:
  ///   - kind: The name of the kind.
  ///   - reader: A reader of the stored fields.
  /// - Returns: The rule; `nil` for an unknown kind.
  /// - Throws: A fault of the reader for fields that do not form such a rule.
  public static func rule<Reader: RuleReader>(
    _ kind: String, from reader: Reader
  ) throws(Reader.Fault) -> (any AssignmentRule)? {
    guard let type = kinds.first(where: { $0.kind == kind }) else { return nil }
    return try type.init(from: reader)
  }
}
