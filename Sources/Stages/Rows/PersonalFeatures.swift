import Diagnostics
import Planning
import Syntax

extension StageChecker {
  /// Reports features that are marked as personal data, or computed from it: E0502.
  ///
  /// Tables and features may have them, so that `join` followed by `without` works; a model may not use
  /// them.
  mutating func refusePersonal(_ features: FeaturesType, at range: SourceRange) {
    for feature in features.features {
      guard let marked = feature.personal else { continue }
      report(
        Diagnostic(
          .personalFeature, "personal data may not become a feature", at: range,
          remark: "`\(feature.name)` would shape segments",
          labels: [Diagnostic.Label(marked, "marked here")],
          fixes: [
            Diagnostic.Fix(
              "| without \(quotedName(feature.name))",
              remark: "before it, keeps it out of the model")
          ]))
    }
  }
}

extension Diagnostic {
  /// A feature would be computed from personal data: E0502.
  static func personalFeature(_ name: String, at range: SourceRange, marked: SourceRange)
    -> Diagnostic
  {
    Diagnostic(
      .personalFeature, "personal data may not become a feature", at: range,
      remark: "so `\(name)` is personal data too",
      labels: [Label(marked, "marked here")],
      fixes: [Fix("| without \(quotedName(name))", remark: "keeps it out of the model")])
  }
}
