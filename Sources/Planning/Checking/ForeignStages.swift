import Diagnostics
import Relations
import Syntax

/// A stage of pandas, SQL or R whose arguments the language writes in another way.
///
/// A stage that differs by its name alone is an alias of its signature.
struct ForeignStage {
  let call: Call
  let input: ValueType?
  let metrics: [String]

  /// The whole stage in the words of the language; `nil` if the call is not known or says too little.
  var written: String? {
    switch call.name.text.lowercased() {
    case "dropna", "drop_na", "drop_null", "drop_nulls", "drop_missing", "remove_na", "omit_na":
      let columns = named.isEmpty ? gaps : named
      return columns.isEmpty
        ? nil : "drop " + columns.map { "\($0) is null" }.joined(separator: " or ")
    case "order", "orderby", "order_by", "sort_values", "arrange":
      let columns = named
      guard !columns.isEmpty else { return nil }
      return "sort " + columns.map { isDescending ? "-" + $0 : $0 }.joined(separator: ", ")
    case "group", "groupby", "group_by":
      return named.isEmpty ? nil : "features orders = count() by " + named.joined(separator: ", ")
    case "value_counts", "tally", "count", "freq", "frequencies":
      return named.isEmpty ? nil : "summarize rows = count() by " + named.joined(separator: ", ")
    case "fillna", "replace_na", "fill_na": return filled
    case "head", "limit", "first_rows": return "take \(numbers.first ?? "5")"
    case "nlargest", "top_n", "slice_max", "nsmallest", "slice_min":
      guard let count = numbers.first, let column = named.first else { return nil }
      let isSmall =
        call.name.text.lowercased().hasSuffix("small") || call.name.text.hasSuffix("min")
        || call.name.text.lowercased() == "nsmallest"
      return "sort \(isSmall ? "" : "-")\(column) | take \(count)"
    case "drop_duplicates", "distinct", "unique", "deduplicate", "dropduplicates":
      return "dedupe" + (named.isEmpty ? "" : " by " + named.joined(separator: ", "))
    case "astype", "cast", "convert": return declared
    case "standardscaler", "standardize", "standardise", "zscore", "normalize", "normalise":
      return "scale zscore"
    case "minmaxscaler", "minmax", "min_max": return "scale minmax"
    case "robustscaler": return "scale robust"
    case "pca", "prcomp": return "reduce pca" + (numbers.first.map { " components=\($0)" } ?? "")
    case "to_csv", "write_csv", "write", "save", "to_excel", "write_table", "fwrite":
      return texts.first.map { "export " + quotedText($0) }
    case "filter", "where", "query", "having":
      return texts.count == 1 && call.arguments.count == 1 ? "keep \(texts[0])" : nil
    case "plot", "hist", "histogram", "density", "ggplot", "barplot", "boxplot", "pairplot",
      "scatterplot", "bar", "chart":
      return drawn
    default:
      guard input?.kind == .sweep, metrics.contains(call.name.text.lowercased()) else { return nil }
      return "pick " + call.name.text.lowercased()
    }
  }

  private var drawn: String? {
    switch input {
    case .model: "scatter"
    case .sweep: "show"
    case .table, .features: "describe" + (named.isEmpty ? "" : " " + named.joined(separator: ", "))
    default: nil
    }
  }

  /// `fillna 0`: the columns that may be missing and can hold the value.
  private var filled: String? {
    let table = input?.table
    guard let value = values.last(where: { $0.isLiteral }) else { return nil }
    let isText = if case .string = value { true } else { false }
    let fitting = (table?.columns ?? []).filter {
      $0.missing != .never && (isText ? $0.type == .text : $0.type.isNumeric)
    }
    let columns = named.isEmpty ? fitting.map { quotedName($0.name) } : named
    guard !columns.isEmpty else { return nil }
    return "fill \(columns.joined(separator: ", ")) with \(value.source)"
  }

  /// `astype amount "float"`.
  private var declared: String? {
    let types = (texts + words).compactMap { ForeignNames.types[$0.lowercased()] }
    guard let column = named.first, let type = types.first else { return nil }
    return "columns {\(column): \(type)}"
  }

  // MARK: Parts of the call

  private var values: [Expression] {
    func listed(_ expression: Expression) -> [Expression] {
      switch expression {
      case .list(let items, _): items.flatMap(listed)
      case .parenthesized(let inner, _): listed(inner)
      case .unary(.negate, let inner, _): listed(inner)
      case .call(let call) where ["desc", "c", "asc"].contains(call.name.text.lowercased()):
        call.arguments.flatMap { listed($0.value) }
      default: [expression]
      }
    }
    return call.clauses.flatMap(\.argument.items).flatMap { listed($0.value) }
      + call.arguments.flatMap(\.items).flatMap { listed($0.value) }
  }

  private var words: [String] {
    values.compactMap { if case .name(let name) = $0 { name.text } else { nil } }
  }

  private var texts: [String] {
    values.compactMap { if case .string(let literal) = $0 { literal.value } else { nil } }
  }

  private var numbers: [String] {
    values.compactMap { if case .number(let literal) = $0 { literal.digits } else { nil } }
  }

  /// The columns of the input that are named, with or without quotes, each once.
  private var named: [String] {
    var columns: [String] = []
    for value in values {
      let word: String? =
        switch value {
        case .name(let name): name.text
        case .string(let literal): literal.value
        default: nil
        }
      guard let word, let column = input?.table?[word], !columns.contains(quotedName(column.name))
      else { continue }
      columns.append(quotedName(column.name))
    }
    return columns
  }

  /// The columns that may be missing.
  private var gaps: [String] {
    (input?.table?.columns ?? []).filter { $0.missing != .never }.map { quotedName($0.name) }
  }

  private var isDescending: Bool {
    let items = call.arguments.flatMap(\.items)
    if words.contains(where: { ["desc", "descending"].contains($0.lowercased()) }) { return true }
    return items.contains { item in
      switch item.value {
      case .unary(.negate, _, _): true
      case .call(let call): call.name.text.lowercased() == "desc"
      default:
        item.name?.text == "ascending" && item.value.source.lowercased() == "false"
          || item.name?.text == "decreasing" && item.value.source.lowercased() == "true"
      }
    }
  }
}

extension Expression {
  fileprivate var isLiteral: Bool {
    switch self {
    case .number, .string, .boolean, .date: true
    default: false
    }
  }
}

extension Checker {
  /// `group_by customer_id | summarise total = sum(amount)`: one stage here.
  func grouping(_ group: Call, then next: Call, after type: ValueType?) -> Diagnostic? {
    guard ["group", "groupby", "group_by"].contains(group.name.text.lowercased()),
      ["agg", "aggregate", "summarise", "summarize", "features", "aggregate_by"].contains(
        next.name.text.lowercased()),
      stages[group.name.text] == nil
    else { return nil }
    let keys =
      (group.arguments + group.clauses.map(\.argument)).flatMap(\.items).compactMap {
        type?.table?[$0.value.word ?? ""].map { quotedName($0.name) }
      }
    let bindings = next.arguments.flatMap(\.items).filter { $0.name != nil }
    guard !keys.isEmpty, !bindings.isEmpty else { return nil }
    let list = bindings.map { "\($0.name.map { quotedName($0.text) } ?? "") = \($0.value.source)" }
    return Diagnostic(
      .unknownStage, "rows are brought together by one stage, `summarize … by …`",
      at: group.name.range,
      fixes: [
        Diagnostic.Fix(
          "summarize \(list.joined(separator: ", ")) by \(keys.joined(separator: ", "))",
          at: group.range.joined(next.range))
      ])
  }

  /// What a pipeline that begins like a line of Python means: `df.head()`, `df["amount"]`,
  /// `pd.read_csv("tx.csv")`, `load("tx.csv")`.
  func foreignHead(_ call: FunctionCall) -> Diagnostic? {
    guard let last = call.name.parts.last?.text else { return nil }
    let arguments = call.arguments.map { item in
      (item.name.map { "\($0.text)=" } ?? "") + item.value.source
    }
    let stage = ([last] + arguments).joined(separator: " ")
    if call.name.parts.count > 1, let dataset = call.name.parts.first?.text,
      datasets.contains(where: { $0.name == dataset })
    {
      return Diagnostic(
        .wrongKind, "stages are joined by `|`, not by a point", at: call.range,
        fixes: [Diagnostic.Fix("\(quotedName(dataset)) | \(stage)", at: call.range)])
    }
    let isStage =
      stageNames.contains(last)
      || catalogue.stages.contains {
        $0.signature.name == last || $0.signature.aliases.contains(last)
      }
    guard isStage else { return nil }
    return Diagnostic(
      .wrongKind, "a stage takes its arguments after a space", at: call.range,
      fixes: [Diagnostic.Fix(stage, at: call.range)])
  }

  /// `df["amount"]` and `df[amount > 10]`, or a dataset and a stage without the `|` between them.
  func foreignDataset(_ call: Call) -> Diagnostic? {
    let name = call.name.text
    guard datasets.contains(where: { $0.name == name }),
      let item = call.arguments.first?.items.first
    else { return nil }
    if case .list(let items, _) = item.value, call.arguments.count == 1 {
      let columns = items.compactMap { $0.word.map(quotedName) }
      let isColumns = !items.isEmpty && columns.count == items.count
      let stage =
        isColumns
        ? "select " + columns.joined(separator: ", ")
        : "keep " + items.map(\.source).joined(separator: " and ")
      return Diagnostic(
        .unknownStage, "columns are chosen by `select`, rows by `keep`", at: call.range,
        fixes: [Diagnostic.Fix("\(quotedName(name)) | \(stage)", at: call.range)])
    }
    guard let word = item.value.leadingName,
      catalogue[word] != nil || stageNames.contains(word)
    else { return nil }
    return .forgottenPipe(
      word, at: item.range, remark: "`\(name)` is a dataset; `\(word)` is a stage")
  }
}
