import Diagnostics
import Syntax

extension Diagnostic {
  /// E0203, with the nearest column and all that are there.
  static func unknownColumn(_ name: String, at range: SourceRange, in table: TableType)
    -> Diagnostic
  {
    let names = table.columns.map(\.name)
    // `df.amount`, `tx.amount`: the column is what stands after the point.
    let last = name.split(separator: ".").last.map(String.init)
    let near = nearestName(to: name, among: names) ?? last.flatMap { names.contains($0) ? $0 : nil }
    if let word = literalWords[name.lowercased()] {
      return Diagnostic(
        .unknownColumn, "`\(name)` is written `\(word)` here", at: range,
        fixes: [Diagnostic.Fix(word, at: range)])
    }
    return Diagnostic(
      .unknownColumn, "no column `\(name)` in \(table.name)", at: range,
      remark: near.map { "did you mean `\($0)`?" } ?? "",
      notes: [Diagnostic.columnsHere(table)],
      fixes: near.map { [Diagnostic.Fix(quotedName($0), at: range)] } ?? [])
  }

  /// Values that have another name in SQL, Python and R.
  private static let literalWords: [String: String] = {
    var words = ["true": "true", "false": "false"]
    for word in ForeignNames.missing { words[word] = "null" }
    return words
  }()

  /// The columns that can be named, in alphabetical order; long lists are cut.
  package static func columnsHere(_ table: TableType) -> String {
    let names = table.columns.map { VisibleText($0.name).text }.sorted()
    guard !names.isEmpty else { return "there are no columns here" }
    let shown = names.prefix(20).joined(separator: ", ")
    return "columns here: " + shown
      + (names.count > 20 ? ", … (\(names.count) in all; `:schema` lists them)" : "")
  }

  static func unknownFunction(_ name: QualifiedName, among defined: [String]) -> Diagnostic {
    let known = FunctionLibrary.entries.map(\.name) + defined.sorted()
    let elsewhere = FunctionLibrary.foreign[name.text.lowercased()]
    let near = elsewhere ?? nearestName(to: name.text, among: known)
    let usage = near.flatMap(FunctionLibrary.entry)?.usage
    return Diagnostic(
      .unknownFunction, "no function `\(name.text)`", at: name.range,
      remark: near.map { "did you mean `\($0)`?" } ?? "",
      notes: usage.map { ["usage: \($0)"] } ?? ["`segue doc functions` lists all functions"],
      fixes: near.map { [Diagnostic.Fix($0, at: name.range)] } ?? [])
  }
}
