import Diagnostics
import Syntax

extension Diagnostic {
  /// E0203, with the nearest column and all that are there.
  static func unknownColumn(_ name: String, at range: SourceRange, in table: TableType)
    -> Diagnostic
  {
    let names = table.columns.map(\.name)
    let near = nearestName(to: name, among: names)
    return Diagnostic(
      .unknownColumn, "no column `\(name)` in \(table.name)", at: range,
      remark: near.map { "did you mean `\($0)`?" } ?? "",
      notes: [Diagnostic.columnsHere(table)],
      fixes: near.map { [Diagnostic.Fix(quotedName($0), at: range)] } ?? [])
  }

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
    let elsewhere = foreignFunctions[name.text.lowercased()]
    let near = elsewhere ?? nearestName(to: name.text, among: known)
    let usage = near.flatMap(FunctionLibrary.entry)?.usage
    return Diagnostic(
      .unknownFunction, "no function `\(name.text)`", at: name.range,
      remark: near.map { "did you mean `\($0)`?" } ?? "",
      notes: usage.map { ["usage: \($0)"] } ?? ["`segue doc functions` lists all functions"],
      fixes: near.map { [Diagnostic.Fix($0, at: name.range)] } ?? [])
  }

  /// Functions by the names they have elsewhere.
  private static let foreignFunctions: [String: String] = [
    "avg": "mean", "average": "mean", "nunique": "count_distinct", "n_distinct": "count_distinct",
    "std": "sd", "stddev": "sd", "len": "length", "tolower": "lower", "toupper": "upper",
    "startswith": "starts_with", "endswith": "ends_with", "isnull": "is_null", "isna": "is_null",
    "datediff": "days_between", "strip": "trim", "substr": "substring", "log": "ln",
    "ifnull": "coalesce", "nvl": "coalesce", "n": "count", "size": "count", "ceiling": "ceil",
  ]
}

/// A name as it must be written: in backquotes where it is no plain word.
package func quotedName(_ name: String) -> String {
  let plain =
    name.unicodeScalars.first.map { $0.properties.isAlphabetic || $0 == "_" } == true
    && name.unicodeScalars.allSatisfy {
      $0.properties.isAlphabetic || $0.properties.numericType != nil || $0 == "_"
    }
  return plain && !reservedWords.contains(name) ? name : "`\(name)`"
}

private let reservedWords = [
  "let", "param", "use", "stage", "fn", "seg", "if", "then", "else", "and", "or", "not", "in", "is",
  "null", "true", "false", "matches", "case", "by", "on", "as", "to", "with", "because",
]
