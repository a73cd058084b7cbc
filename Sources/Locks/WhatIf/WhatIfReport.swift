import Planning
import Documents
import Tables

/// What hangs on the decisions of a script, for its readers: the one that matters most first.
package struct WhatIfReport: Sendable {
  package let whatIf: WhatIf
  /// As the analyst gave it.
  package let script: String

  package init(_ whatIf: WhatIf, script: String) {
    self.whatIf = whatIf
    self.script = script
  }

  /// As a reader sees it.
  package var document: Document {
    var blocks: [Document.Block] = []
    if whatIf.models.isEmpty {
      blocks.append(.paragraph("\(script) fits no model, so that no decision moves anybody."))
    }
    for (place, model) in whatIf.models.enumerated() {
      blocks.append(
        .heading(
          "What if: \(model.name) of \(script), \(readable(model.customers)) customers in "
            + "\(model.k) segments"))
      blocks.append(.paragraph(summary(model: place)))
      let ranked = whatIf.ranked(model: place)
      if !ranked.isEmpty { blocks.append(.table(table(ranked, model: place))) }
    }
    let impossible = impossible
    if !impossible.isEmpty {
      blocks.append(.heading("Cannot be decided otherwise"))
      blocks += impossible.map { .paragraph($0) }
    }
    if whatIf.interrupted {
      blocks.append(
        .note(
          .note,
          "stopped after \(whatIf.asked) of \(whatIf.questions) ways; the rest was not compared"))
    }
    return Document(blocks)
  }

  /// In a sentence: what the first decisions move, and how many move nobody.
  private func summary(model: Int) -> String {
    let ranked = whatIf.ranked(model: model)
    guard let first = ranked.first, (first.share(model: model) ?? 0) > 0 else {
      return ranked.isEmpty
        ? "Nothing was compared." : "No decision moves anybody to another segment."
    }
    let leading = ranked.prefix(3).filter { ($0.share(model: model) ?? 0) > 0 }
    let parts = leading.map { decision in
      "`\(decision.code)` moves up to \(readableShare(decision.share(model: model) ?? 0))"
    }
    let still = ranked.count { $0.share(model: model) == 0 }
    let rest = still == 0 ? "" : "; \(still) of \(ranked.count) decisions move nobody"
    return parts.joined(separator: ", ") + " of the customers" + rest + "."
  }

  private func table(_ decisions: [WhatIf.Decision], model: Int) -> TableBlock {
    let headings =
      [TableBlock.Heading("decision"), TableBlock.Heading("instead")]
      + ["move", "customers", "k", "gone", "new"].map {
        TableBlock.Heading($0, alignment: .trailing)
      }
    let rows = decisions.flatMap { decision -> [[TableBlock.Cell]] in
      shown(decision, model: model).enumerated().map { place, entry in
        let moves = entry.moves
        return [
          .text(place == 0 ? decision.code : ""), .text(entry.label),
          moves.share.map { .share($0) } ?? .empty, .text(readable(moves.moved)),
          .text(String(moves.k)), .text(moves.left == 0 ? "" : readable(moves.left)),
          .text(moves.joined == 0 ? "" : readable(moves.joined)),
        ]
      }
    }
    return TableBlock(headings: headings, rows: rows)
  }

  /// The answers of a decision; of seeds, which have no meaning of their own, only the worst.
  private func shown(
    _ decision: WhatIf.Decision, model: Int
  ) -> [(label: String, moves: SegmentMoves)] {
    let ranked = decision.ranked(model: model)
    let seeds = ranked.filter { $0.answer.isSeed }
    return ranked.compactMap { answer, moves in
      guard answer.isSeed, seeds.count > 1 else { return (answer.instead, moves) }
      guard answer.instead == seeds[0].answer.instead else { return nil }
      return ("\(answer.instead), worst of \(seeds.count)", moves)
    }
  }

  /// A line for each way that there is not, with the reason.
  private var impossible: [String] {
    whatIf.decisions.flatMap { decision in
      decision.answers.compactMap { answer in
        guard case .impossible(let reason, let code) = answer.outcome else { return nil }
        let how =
          answer.instead == Alternative.leftOut.label
          ? "cannot be left out" : "cannot be \(answer.instead)"
        return "`\(decision.code)` \(how): \(reason) (\(code))"
      }
    }
  }

  /// What `docs/schemas/whatif.schema.json` describes.
  package var json: JSONValue {
    .object([
      ("segue", .integer(1)), ("script", .string(script)),
      ("interrupted", .bool(whatIf.interrupted)),
      ("asked", .integer(Int64(whatIf.asked))), ("ways", .integer(Int64(whatIf.questions))),
      (
        "models",
        .array(
          whatIf.models.enumerated().map { place, model in
            .object([
              ("name", .string(model.name)), ("customers", .integer(Int64(model.customers))),
              ("k", .integer(Int64(model.k))),
              ("decisions", .array(whatIf.ranked(model: place).map { json($0, model: place) })),
            ])
          })
      ),
      (
        "impossible",
        .array(
          whatIf.decisions.flatMap { decision in
            decision.answers.compactMap { answer -> JSONValue? in
              guard case .impossible(let reason, let code) = answer.outcome else { return nil }
              return .object([
                ("at", .string(decision.at)), ("decision", .string(decision.code)),
                ("instead", .string(answer.instead)), ("reason", .string(reason)),
                ("code", .string(code)),
              ])
            }
          })
      ),
    ])
  }

  private func json(_ decision: WhatIf.Decision, model: Int) -> JSONValue {
    .object([
      ("at", .string(decision.at)), ("decision", .string(decision.code)),
      ("because", decision.because.map { .string($0) } ?? .null),
      ("share", decision.share(model: model).map { .number($0) } ?? .null),
      ("sentence", decision.sentence(model: model).map { .string($0) } ?? .null),
      (
        "ways",
        .array(
          decision.ranked(model: model).map { answer, moves in
            .object([
              ("instead", .string(answer.instead)),
              ("share", moves.share.map { .number($0) } ?? .null),
              ("moved", .integer(Int64(moves.moved))),
              ("common", .integer(Int64(moves.common))),
              ("gone", .integer(Int64(moves.left))), ("new", .integer(Int64(moves.joined))),
              ("k", .integer(Int64(moves.k))),
            ])
          })
      ),
    ])
  }
}

extension WhatIf.Answer {
  fileprivate var isSeed: Bool { instead.hasPrefix("seed=") }
}
