import Diagnostics
import Planning
import Relations
import Syntax
import Tables

/// `schema == june.inputs.tx.schema`: whether rows have the columns that a locked run read.
enum SchemaQuestion {
  case asked(ColumnDifference)
  /// Another condition.
  case otherwise
  case refused(Diagnostic)

  init(_ condition: Syntax.Expression, of table: TableType, _ datasets: [StageChecker.Dataset]) {
    guard case .binary(.equal, let left, let right, _) = condition else {
      self = .otherwise
      return
    }
    let sides = [left, right].map { side -> QualifiedName? in
      if case .name(let name) = side { name } else { nil }
    }
    guard let place = sides.firstIndex(where: { $0?.text == "schema" }), table["schema"] == nil,
      let asked = sides[1 - place],
      case .run(let type)? = datasets.last(where: { $0.name == asked.parts[0].text })?.type
    else {
      self = .otherwise
      return
    }
    let run = asked.parts[0].text
    let words = asked.parts.dropFirst().map(\.text)
    let known = type.run.inputs.map(\.name)
    guard words.first == "inputs", words.count == 2 || words.count == 3 && words[2] == "schema"
    else {
      self = .refused(
        Diagnostic(
          .noSuchInput, "`\(asked.text)` has no columns to compare with", at: asked.range,
          notes: ["inputs of `\(run)`: " + known.joined(separator: ", ")],
          fixes: [Diagnostic.Fix("\(run).inputs.\(known.first ?? "tx").schema", at: asked.range)]))
      return
    }
    guard let input = type.run.inputs.first(where: { $0.name == words[1] }) else {
      let near = nearestName(to: words[1], among: known) ?? (known.count == 1 ? known[0] : nil)
      self = .refused(
        Diagnostic(
          .noSuchInput, "the run `\(run)` read no `\(words[1])`", at: asked.parts[2].range,
          remark: near.map { "did you mean `\($0)`?" } ?? "",
          notes: ["inputs of `\(run)`: " + known.joined(separator: ", ")],
          fixes: near.map { [Diagnostic.Fix($0, at: asked.parts[2].range)] } ?? []))
      return
    }
    self = .asked(ColumnDifference(of: table, from: input.table))
  }
}

extension ColumnDifference {
  /// The differences, one line each.
  var lines: [String] {
    (lack == nil
      ? []
      : [
        "missing: "
          + missing.map { "`\(VisibleText($0).text)`" }
          .joined(separator: ", ")
      ]) + [news].compactMap { $0 } + changes
  }
}

extension DiagnosticCode {
  package static let noSuchInput = DiagnosticCode(
    "E0725", "an input that a locked run did not read",
    page: """
      `expect schema == june.inputs.tx.schema` tests whether rows have the columns of a file that a locked
      run read, with compatible types. The name after `inputs` is that of the file without folder and
      extension: `tx` for `data/tx.csv`. The message lists the inputs of the run.
      """)
}
