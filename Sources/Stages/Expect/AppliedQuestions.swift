import Diagnostics
import Planning
import Relations
import Syntax

extension Syntax.Expression {
  /// `share(unassigned_reason is not null)`: of what `apply` gives, who has no segment.
  static func unassignedShare(at range: SourceRange) -> Syntax.Expression {
    func name(_ text: String) -> QualifiedName { QualifiedName([Name(text, at: range)]) }
    let test = Syntax.Expression.test(
      .name(name("unassigned_reason")), negated: true, is: nil, range)
    return .call(
      FunctionCall(
        name: name("share"), arguments: [Item(name: nil, value: test, at: range)], at: range))
  }
}

extension AppliedRows {
  /// The features that were asked for, or that are furthest from the lock, with what chance gives.
  func notes(on questions: DriftQuestions) -> [String] {
    guard !questions.asked.isEmpty else { return [] }
    let named = questions.asked.compactMap(\.feature)
    let isAboutAll = questions.asked.contains { $0.feature == nil }
    let shown = drift.filter { isAboutAll || named.contains($0.feature) }
      .sorted { ($1.index, $0.feature) < ($0.index, $1.feature) }
    return shown.prefix(5).map {
      "`\(VisibleText($0.feature).text)`: PSI \(rounded($0.index)), by chance about \(rounded($0.byChance))"
    } + (shown.isEmpty ? ["there is no customer with a segment"] : [])
  }
}

/// To three decimals, as indices of stability are read.
private func rounded(_ value: Double) -> String { String((value * 1000).rounded() / 1000) }
