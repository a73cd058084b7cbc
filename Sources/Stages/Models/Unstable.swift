import Diagnostics
import Planning
import Syntax

extension StabilityReport {
  /// Below this mean coefficient a segment is not to be trusted, by the rule of thumb of
  /// `clusterboot`.
  static let leastTrusted = 0.6

  /// W0931 for segments that do not come back.
  func warning(at range: SourceRange) -> Diagnostic? {
    let lost = segments.filter { $0.meanJaccard < Self.leastTrusted }
    guard !lost.isEmpty else { return nil }
    let list = lost.map { "\($0.label + 1) (\(hundredths($0.meanJaccard)))" }
    let isOne = lost.count == 1
    return Diagnostic(
      .unstableSegments,
      "\(isOne ? "segment" : "segments") \(list.joined(separator: ", ")) "
        + "\(isOne ? "is" : "are") hardly found again", at: range,
      notes: [
        windows.isEmpty
          ? "who belongs there depends on who happened to be drawn"
          : "a little earlier, the same script gives other customers"
      ],
      fixes: [Diagnostic.Fix("k in 2...8 | keep jaccard >= 0.75", remark: "before choosing")])
  }
}

extension DiagnosticCode {
  package static let unstableSegments = DiagnosticCode(
    "W0931", "segments that do not come back",
    page: """
      The customers were drawn again and divided anew, and the most similar new segment shares less
      than 60 % of a segment's customers (mean Jaccard coefficient). Next month's export would give
      other members: do not act on such a segment. 0.75 and more is usually called valid, 0.85 and more
      highly stable (C. Hennig, 2007).

      Fewer segments, more customers, or features that say more are what helps. Stability alone makes a
      segment no more real: a method that always cuts in the middle is stable too.
      """)
}
