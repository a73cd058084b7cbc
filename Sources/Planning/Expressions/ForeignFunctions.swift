import Diagnostics
import Relations
import Syntax

/// Functions of SQL, Python, R and spreadsheets, written as the language writes them.
struct ForeignFunction {
  let call: FunctionCall
  let columns: TableType

  /// The whole expression in the words of the language, and why; `nil` if the function is not known
  /// here or another name is all that differs.
  var written: (text: String, reason: String)? {
    if call.name.parts.count > 1 { return method.map { ($0, "") } }
    return function(call.name.text.lowercased(), arguments)
  }

  private var arguments: [String] { call.arguments.map(\.value.source) }

  /// `amount.sum()`, `status.str.upper()`, `status.isin(["paid"])`: the column is the first argument.
  private var method: String? {
    guard let last = call.name.parts.last?.text else { return nil }
    var owners = call.name.parts.dropLast()
    if owners.count > 1, ["str", "dt"].contains(owners.last?.text) { owners = owners.dropLast() }
    // `df.amount.sum()`.
    if owners.count > 1, let name = owners.last?.text, columns[name] != nil {
      owners = owners.suffix(1)
    }
    let name = owners.map(\.text).joined(separator: ".")
    guard let column = columns[name] else {
      // `np.log1p(amount)`.
      return FunctionLibrary.entry(last) == nil
        ? nil : "\(last)(\(arguments.joined(separator: ", ")))"
    }
    let all = [quotedName(column.name)] + arguments
    if let special = function(last.lowercased(), all) { return special.text }
    let known = FunctionLibrary.foreign[last.lowercased()] ?? last.lowercased()
    guard FunctionLibrary.entry(known) != nil else { return nil }
    return "\(known)(\(all.joined(separator: ", ")))"
  }

  private func function(_ name: String, _ given: [String]) -> (text: String, reason: String)? {
    switch (name, given.count) {
    case ("today", 0), ("now", 0), ("current_date", 0), ("curdate", 0), ("getdate", 0),
      ("sysdate", 0), ("date", 0):
      clock
    case ("is_null", 1), ("isnull", 1), ("isna", 1), ("is_na", 1), ("is_missing", 1):
      ("\(given[0]) is null", "")
    case ("is_not_null", 1), ("not_null", 1), ("notnull", 1), ("notna", 1), ("isnotnull", 1):
      ("\(given[0]) is not null", "")
    case ("if", 3), ("iif", 3), ("ifelse", 3), ("if_else", 3), ("where", 3), ("iff", 3):
      ("if \(given[0]) then \(given[1]) else \(given[2])", "")
    case ("between", 3): ("\(given[0]) in \(given[1])...\(given[2])", "")
    case ("isin", 2), ("is_in", 2): ("\(given[0]) in \(given[1])", "")
    case ("str_detect", 2), ("str_contains", 2), ("includes", 2), ("instr", 2):
      ("contains(\(given[0]), \(given[1]))", "")
    case ("grepl", 2), ("regexp_like", 2): ("\(given[1]) matches \(given[0])", "")
    case ("fillna", 2), ("fill_na", 2): ("\(given[0]) ?? \(given[1])", "")
    case ("paste0", 2...), ("str_c", 2...), ("concatenate", 2...): ("concat(\(list(given)))", "")
    case ("astype", 2), ("cast", 2): converted(given[0], to: given[1])
    case ("str", 1), ("to_char", 1), ("as_character", 1), ("tostring", 1): ("text(\(given[0]))", "")
    case ("float", 1), ("as_numeric", 1), ("to_numeric", 1), ("val", 1): ("number(\(given[0]))", "")
    case ("days_since", 1): daysSince(given[0])
    case ("to_date", 1), ("as_date", 1), ("to_datetime", 1), ("date", 1): date(given[0])
    case ("countif", 1), ("count_if", 1), ("sum_if", 1): ("sum(if \(given[0]) then 1 else 0)", "")
    case ("sumif", 2), ("sum_if", 2): ("sum(if \(given[0]) then \(given[1]) else 0)", "")
    case ("max", 2...): ("greatest(\(list(given)))", "")
    case ("min", 2...): ("least(\(list(given)))", "")
    case ("desc", 1): ("-\(given[0])", "")
    case ("asc", 1): (given[0], "")
    case ("pow", 2): ("power(\(list(given)))", "")
    case ("square", 1): ("power(\(given[0]), 2)", "")
    default: nil
    }
  }

  /// The days up to the last day of the same column, or of the first date column.
  private func daysSince(_ value: String) -> (text: String, reason: String)? {
    let own = columns.columns.first { quotedName($0.name) == value && $0.type.isTemporal }
    guard let date = own ?? columns.columns.first(where: \.type.isTemporal) else { return nil }
    return ("days_between(\(value), latest(\(quotedName(date.name))))", "")
  }

  private func list(_ arguments: [String]) -> String { arguments.joined(separator: ", ") }

  private var clock: (text: String, reason: String)? {
    guard let date = columns.columns.first(where: \.type.isTemporal) else { return nil }
    return (
      "latest(\(quotedName(date.name)))",
      "there is no clock, so that a rerun gives the same; this is the last day of the data"
    )
  }

  private func converted(_ value: String, to type: String) -> (text: String, reason: String)? {
    let word = type.filter { $0 != "\"" }.lowercased()
    switch ForeignNames.types[word] {
    case "text"?: return ("text(\(value))", "")
    case "number"?, "money"?: return ("number(\(value))", "")
    case "int"?: return ("int(\(value))", "")
    default: return nil
    }
  }

  private func date(_ value: String) -> (text: String, reason: String)? {
    guard case .string(let literal)? = call.arguments.first?.value,
      let reading = WrittenDate.readings(of: literal.value).first
    else { return nil }
    return (reading.literal, "")
  }
}

extension FunctionLibrary {
  /// Functions by the names they have elsewhere.
  static let foreign: [String: String] = [
    "avg": "mean", "average": "mean", "nunique": "count_distinct", "n_distinct": "count_distinct",
    "countdistinct": "count_distinct", "std": "sd", "stddev": "sd", "stdev": "sd", "len": "length",
    "nchar": "length", "tolower": "lower", "toupper": "upper", "lcase": "lower", "ucase": "upper",
    "startswith": "starts_with", "endswith": "ends_with", "datediff": "days_between",
    "date_diff": "days_between", "strip": "trim", "str_trim": "trim", "substr": "substring",
    "mid": "substring", "log": "ln", "ifnull": "coalesce", "nvl": "coalesce", "n": "count",
    "size": "count", "ceiling": "ceil", "percentile": "quantile", "total": "sum",
    "maximum": "max", "minimum": "min", "gsub": "replace", "str_replace": "replace",
    "int64": "int", "wday": "weekday", "dayofweek": "weekday",
  ]
}

extension Diagnostic {
  /// E0205 with the whole expression as it is written here.
  static func foreignFunction(_ call: FunctionCall, _ written: (text: String, reason: String))
    -> Diagnostic
  {
    Diagnostic(
      .unknownFunction, "no function `\(call.name.text)`", at: call.name.range,
      remark: written.reason.isEmpty ? "here it is written in another way" : written.reason,
      fixes: [Fix(written.text, at: call.range)])
  }
}
