import Planning
import Reference
import Documents
import Reports

/// The ledger for people: a line for each decision that changed the rows or fitted something.
package struct LedgerSummary: Sendable {
  private let decisions: [Decision]

  package init(_ decisions: [Decision]) { self.decisions = decisions }

  /// Only what moved rows, as `541,909 → 406,829  drop CustomerID is null`, without the reasons.
  ///
  /// - Parameter arrow: `→`, or `->` where the terminal has no such sign.
  /// - Returns: Lines without line ends; none if nothing moved.
  package func lines(arrow: String = "→") -> [String] {
    let moved = decisions.filter { decision in
      guard let after = decision.rowsOut else { return false }
      return decision.rowsIn.map { $0 != after } ?? true
    }
    let counts = moved.map { decision in
      let after = readable(decision.rowsOut ?? 0)
      return decision.rowsIn.map { "\(readable($0)) \(arrow) \(after)" } ?? after
    }
    let width = counts.map(\.count).max() ?? 0
    return zip(moved, counts).map { decision, count in
      String(repeating: " ", count: width - count.count) + count + "  " + decision.code
    }
  }

  /// Everything that was recorded: rows, code, reason, fitted numbers.
  package var document: Document {
    var blocks: [Document.Block] = [.heading("Decisions")]
    for decision in decisions {
      var lines = [decision.code]
      switch (decision.rowsIn, decision.rowsOut) {
      case (let before?, let after?) where before != after:
        lines.append("    \(readable(before)) rows in, \(readable(after)) out")
      case (_, let after?): lines.append("    \(readable(after)) rows")
      case (_, nil): break
      }
      if let because = decision.because { lines.append("    because: \(because)") }
      lines += decision.record.entries.map { "    \($0.phrase)" }
      blocks.append(.paragraph(lines.joined(separator: "\n")))
    }
    return Document(blocks)
  }
}

extension LedgerRecord.Entry {
  /// Name and value on one line, such as `seed: 1`.
  fileprivate var phrase: String { "\(name): \(LedgerJSON.json(value).text(.compact).trimmed)" }
}
