import Clustering
import Relations
import Tables

extension Sweep {
  /// One row per candidate: the algorithm, the number of segments, the parameters that vary, and
  /// the metrics; what was not computed, or is no parameter of an algorithm, is missing.
  package var table: Table {
    let metrics = Metric.columns
    return Table(
      [
        ("algorithm", texts { $0.algorithm }),
        ("k", .integer(Cells(candidates.map { Int64($0.k) }))),
      ] + swept.filter { $0 != "k" }.map { ($0, column(of: $0)) }
        + metrics.map { metric in (metric.name, numbers { $0.metrics[metric] }) }
        + yardsticks.named.map { own in (own.name, numbers { $0.metrics.byColumn[own.name] }) })
  }

  /// The values of a parameter that varies.
  private func column(of parameter: String) -> Column {
    let values = candidates.map { $0.parameters[parameter] }
    for case let value? in values {
      switch value {
      case .integer:
        return .integer(
          Cells(
            values.map { if case .integer(let value)? = $0 { Int64(value) } else { 0 } },
            validity: validity { $0.parameters[parameter] != nil }))
      case .number:
        return numbers {
          if case .number(let value)? = $0.parameters[parameter] { value } else { nil }
        }
      case .null, .boolean, .text, .cell, .list, .record: break
      }
      break
    }
    return texts { if case .text(let word)? = $0.parameters[parameter] { word } else { nil } }
  }

  private func numbers(_ value: (Model) -> Double?) -> Column {
    .number(
      Cells(candidates.map { value($0) ?? 0 }, validity: validity { value($0) != nil }))
  }

  private func texts(_ value: (Model) -> String?) -> Column {
    let words = candidates.compactMap(value).uniqued
    let codes = candidates.map { Int32(value($0).flatMap { words.firstIndex(of: $0) } ?? 0) }
    return .text(
      TextCells(
        codes: Cells(codes, validity: validity { value($0) != nil }),
        dictionary: TextPool(words.isEmpty ? [""] : words)))
  }

  /// Which candidates have a value; `nil` if all do.
  private func validity(_ isThere: (Model) -> Bool) -> Bitmap? {
    guard !candidates.allSatisfy(isThere) else { return nil }
    var bits = Bitmap(repeating: true, count: candidates.count)
    for (row, model) in candidates.enumerated() where !isThere(model) { bits[row] = false }
    return bits
  }
}

extension Sweep {
  /// What distinguishes a candidate from the others, as charts and messages name it: `k=4`,
  /// `gmm k=4 covariance=full`.
  package var labels: [String] { candidates.indices.map { label(of: $0) } }

  /// Whether a parameter that varies is one of words.
  package func isWord(_ parameter: String) -> Bool {
    candidates.contains { if case .text? = $0.parameters[parameter] { true } else { false } }
  }

  /// What distinguishes one candidate from the others.
  package func label(of candidate: Int) -> String {
    let model = candidates[candidate]
    let isMixed = Set(candidates.map(\.algorithm)).count > 1
    let own =
      ["k=\(model.k)"]
      + swept.filter { $0 != "k" }.compactMap { name in
        model.parameters[name].map { "\(name)=\($0.word)" }
      }
    return ((isMixed ? [model.algorithm] : []) + own).joined(separator: " ")
  }
}

extension LedgerValue {
  /// A parameter's value in few characters.
  fileprivate var word: String {
    switch self {
    case .null: "null"
    case .boolean(let flag): "\(flag)"
    case .integer(let number): "\(number)"
    case .number(let number): Literal.number((number * 1e4).rounded() / 1e4).plainText
    case .text(let text): text
    case .cell(let literal): literal.plainText
    case .list(let values): values.map(\.word).joined(separator: ",")
    case .record(let record): record.entries.map(\.value.word).joined(separator: ",")
    }
  }
}
