import Diagnostics
import Documents

/// How far fresh data may be from the locked ones before somebody has to look.
package struct DriftLimits: Sendable {
  /// The greatest population stability index of a feature; `nil` for no limit.
  package var psi: Double?
  /// The greatest share of entities without a segment; `nil` for no limit.
  package var unassigned: Double?

  package init(psi: Double? = nil, unassigned: Double? = nil) {
    self.psi = psi
    self.unassigned = unassigned
  }

  /// E0722 for each limit that an application has passed.
  package func passed(by application: Application) -> [Diagnostic] {
    guard let drift = application.drift else { return [] }
    var problems: [Diagnostic] = []
    if let psi, let worst = drift.worst, worst.stability.index > psi {
      let far = drift.features.filter { $0.stability.index > psi }
      problems.append(
        Diagnostic(
          .limitPassed,
          "`\(VisibleText(worst.name).text)` has drifted: its PSI is "
            + "\(readable(worst.stability.index)), and \(readable(psi)) is allowed", at: .process,
          notes: far.map {
            "`\(VisibleText($0.name).text)`: PSI \(readable($0.stability.index)), by chance about "
              + readable($0.stability.nullMean)
          }))
    }
    if let unassigned, let share = drift.unassignedShare, share > unassigned {
      problems.append(
        Diagnostic(
          .limitPassed,
          "\(readableShare(share)) of the customers have no segment, and "
            + "\(readableShare(unassigned)) are allowed", at: .process,
          notes: drift.reasons.prefix(5).map { "\(readable($0.count)): \($0.text)" }))
    }
    return problems
  }
}
