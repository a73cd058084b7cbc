import Planning
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
    let headings = [
      TableBlock.Heading("at"), TableBlock.Heading("rows in", alignment: .trailing),
      TableBlock.Heading("rows out", alignment: .trailing), TableBlock.Heading("decision"),
      TableBlock.Heading("because"), TableBlock.Heading("recorded"),
    ]
    func count(_ rows: Int?) -> TableBlock.Cell {
      rows.map { .value(.integer(Int64($0))) } ?? .empty
    }
    let rows = decisions.map { decision -> [TableBlock.Cell] in
      [
        .text(decision.at), count(decision.rowsIn), count(decision.rowsOut),
        .text(decision.code), decision.because.map { .text($0) } ?? .empty,
        decision.record.isEmpty
          ? .empty : .text(decision.record.entries.map(\.phrase).joined(separator: ", ")),
      ]
    }
    return Document([
      .heading("Decisions"), .table(TableBlock(headings: headings, rows: rows)),
    ])
  }
}

extension LedgerRecord.Entry {
  /// `seed=1`, on one line.
  fileprivate var phrase: String { "\(name)=\(LedgerJSON.json(value).text(.compact).trimmed)" }
}
