import Diagnostics
import Planning
import Relations
import Syntax

extension Syntax.Expression {
  /// `share(unassigned_reason is not null)`: the share of applied rows without a segment.
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
  /// The PSI of the features that the condition names, or of the five that drifted most, with the value
  /// expected by chance.
  func notes(on questions: DriftQuestions) -> [String] {
    guard !questions.asked.isEmpty else { return [] }
    let named = questions.asked.compactMap(\.feature)
    let isAboutAll = questions.asked.contains { $0.feature == nil }
    let shown = drift.filter { isAboutAll || named.contains($0.feature) }
      .sorted { ($1.index, $0.feature) < ($0.index, $1.feature) }
    return shown.prefix(5).map {
      "`\(VisibleText($0.feature).text)`: PSI \(rounded($0.index)), about \(rounded($0.byChance)) by chance"
    } + (shown.isEmpty ? ["no customer has a segment"] : [])
  }
}

/// Rounded to three decimals, as is usual for stability indices.
private func rounded(_ value: Double) -> String { String((value * 1000).rounded() / 1000) }
