import Diagnostics
import Planning
import Syntax

extension StabilityReport {
  /// The mean coefficient below which a segment is unstable, by the rule of thumb of `clusterboot`.
  static let leastTrusted = 0.6

  /// W0931 for segments that are not reproducible.
  func warning(at range: SourceRange) -> Diagnostic? {
    let lost = segments.filter { $0.meanJaccard < Self.leastTrusted }
    guard !lost.isEmpty else { return nil }
    let list = lost.map { "\($0.label + 1) (\(hundredths($0.meanJaccard)))" }
    let isOne = lost.count == 1
    return Diagnostic(
      .unstableSegments,
      "\(isOne ? "segment" : "segments") \(list.joined(separator: ", ")) "
        + "\(isOne ? "is" : "are") not reproducible", at: range,
      notes: [
        windows.isEmpty
          ? "its members depend on the random sample"
          : "on a slightly earlier window, the same script assigns different customers"
      ],
      fixes: [Diagnostic.Fix("k in 2...8 | keep jaccard >= 0.75", remark: "before choosing")])
  }
}

extension DiagnosticCode {
  package static let unstableSegments = DiagnosticCode(
    "W0931", "unstable segments",
    page: """
      Resampled customers were clustered again, and the most similar new segment agrees with a segment
      by less than 60% on average (mean Jaccard coefficient). Next month's export would assign other
      customers to it: do not act on such a segment. 0.75 or more is usually called valid, 0.85 or more
      highly stable (C. Hennig, 2007).

      Fewer segments, more customers or more informative features help. Stability alone does not make a
      segment real: a method that always splits in the middle is stable too.
      """)
}
