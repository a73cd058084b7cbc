import Diagnostics
import Planning
import Documents

/// What two scripts decide differently.
struct ScriptDifference: Sendable {
  private let pairs: [StepAlignment.Pair]
  let modules: [String]
  private let isSameText: Bool

  init(_ old: LockDocument, _ new: LockDocument) {
    pairs = StepAlignment(old.steps, new.steps).pairs
    isSameText = old.script.tree == new.script.tree
    let names = (old.script.modules + new.script.modules).map(\.name).uniqued
    modules = names.filter { name in
      old.script.modules.first { $0.name == name }?.tree
        != new.script.modules.first { $0.name == name }?.tree
    }
  }

  /// A line for each decision that was added, removed or changed.
  var lines: [String] {
    pairs.compactMap { pair in
      switch pair {
      case .same: nil
      case .added(let step): "added: \(step.phrase)"
      case .removed(let step): "removed: \(step.phrase)"
      case .changed(let old, let new) where old.withoutReason == new.withoutReason:
        "\(new.phraseWithoutReason): the reason was \(old.reason) and is \(new.reason)"
      case .changed(let old, let new):
        old.because == new.because
          ? "\(old.phraseWithoutReason) is now \(new.phraseWithoutReason)"
          : "\(old.phrase) is now \(new.phrase)"
      }
    }
  }

  var isEmpty: Bool { lines.isEmpty && modules.isEmpty }

  /// As in: 1 decision added, 2 changed.
  var summary: String {
    var added = 0
    var removed = 0
    var changed: [(LockDocument.Step, LockDocument.Step)] = []
    for pair in pairs {
      switch pair {
      case .same: continue
      case .added: added += 1
      case .removed: removed += 1
      case .changed(let old, let new): changed.append((old, new))
      }
    }
    if added + removed == 0, changed.count == 1 { return lines[0] }
    let parts = [(added, "added"), (removed, "removed"), (changed.count, "changed")]
      .filter { $0.0 > 0 }
    guard let first = parts.first else {
      return isSameText
        ? "a module reads otherwise, and no decision does"
        : "it reads otherwise, and no decision does"
    }
    let head = "\(first.0) \(first.0 == 1 ? "decision" : "decisions") \(first.1)"
    return ([head] + parts.dropFirst().map { "\($0.0) \($0.1)" }).joined(separator: ", ")
  }
}

extension LockDocument.Step {
  /// The code before `because`.
  var withoutReason: String {
    guard let reason = code.firstRange(of: " because ") else { return code }
    return String(code[..<reason.lowerBound])
  }

  var phraseWithoutReason: String { "`\(withoutReason)`" }

  var reason: String { because.map { "“\(VisibleText($0).cut(to: 100))”" } ?? "not written" }
}

/// What happened to a file since it was locked.
struct InputDifference: Sendable {
  let sentence: String
  let details: [String]
  /// Whether the rows are the same ones, in another order or written otherwise.
  let isHarmless: Bool

  init(_ old: LockDocument.Input, _ new: LockDocument.Input) {
    let file = quoted(new.path)
    let schema = SchemaDifference(old.columns, new.columns)
    guard schema.isEmpty else {
      sentence =
        "the data changed: \(file) has other columns: \(schema.lines.joined(separator: ", "))"
      details = schema.lines + ["rows: \(readable(old.rows)) → \(readable(new.rows))"]
      isHarmless = false
      return
    }
    if old.content == new.content {
      isHarmless = true
      details = []
      sentence =
        old.bytes == new.bytes && old.format == new.format
        ? "the rows of \(file) were reordered only"
        : "\(file) was written again with the same rows"
      return
    }
    isHarmless = false
    let changed = zip(old.columns, new.columns).filter { $0.content != $1.content }.map(\.0.name)
    let columns = changed.map { "`\(VisibleText($0).text)`" }.joined(separator: ", ")
    let count = new.rows - old.rows
    if count == 0 {
      let what =
        changed.isEmpty
        ? "the same values in other rows" : "other values in \(columns), as many rows as before"
      sentence = "the data changed: \(file) has \(what), schema the same"
    } else {
      let rows = count.magnitude == 1 ? "1 row" : "\(readable(Int(count.magnitude))) rows"
      sentence =
        "the data changed: \(file) has \(rows) \(count > 0 ? "more" : "fewer") "
        + "(\(readable(old.rows)) → \(readable(new.rows))), schema the same"
    }
    details = zip(old.columns, new.columns).filter { $0.missing != $1.missing }.map {
      "`\(VisibleText($1.name).text)`: \(readable($0.missing)) missing → \(readable($1.missing))"
    }
  }
}

/// Columns that are gone, new, or of another type.
struct SchemaDifference: Sendable {
  let missing: [String]
  let extra: [String]
  let retyped: [String]

  init(_ old: [LockDocument.InputColumn], _ new: [LockDocument.InputColumn]) {
    missing = old.filter { column in !new.contains { $0.name == column.name } }.map(\.name)
    extra = new.filter { column in !old.contains { $0.name == column.name } }.map(\.name)
    retyped = old.compactMap { column in
      guard let other = new.first(where: { $0.name == column.name }), other.type != column.type
      else { return nil }
      return "`\(VisibleText(column.name).text)` was \(column.type) and is \(other.type)"
    }
  }

  var isEmpty: Bool { missing.isEmpty && extra.isEmpty && retyped.isEmpty }

  var lines: [String] {
    missing.map { "`\(VisibleText($0).text)` is missing" }
      + extra.map { "`\(VisibleText($0).text)` is new" } + retyped
  }
}

/// What two records of one decision say differently.
struct RecordDifference: Sendable {
  /// Counts, words and dates.
  private(set) var exact: [String] = []
  /// Fractions that are further apart than the tolerance.
  private(set) var numeric: [String] = []

  init(_ old: LedgerRecord, _ new: LedgerRecord, tolerance: Double) {
    let before = RecordDifference.leaves(of: .record(old), "")
    let after = RecordDifference.leaves(of: .record(new), "")
    for name in (before + after).map(\.name).uniqued {
      let (a, b) = (
        before.first { $0.name == name }?.value, after.first { $0.name == name }?.value
      )
      if a == b { continue }
      if let a, let b, let x = a.fraction, let y = b.fraction {
        if !isClose(x, y, tolerance) { numeric.append("\(name): \(readable(x)) → \(readable(y))") }
      } else {
        exact.append("\(name): \(a?.phrase ?? "none") → \(b?.phrase ?? "none")")
      }
    }
  }

  private static func leaves(
    of value: LedgerValue, _ name: String
  ) -> [(name: String, value: LedgerValue)] {
    switch value {
    case .record(let record):
      record.entries.flatMap { entry in
        leaves(of: entry.value, name.isEmpty ? entry.name : "\(name) of \(entry.name)")
      }
    case .null, .boolean, .integer, .number, .text, .cell, .list: [(name, value)]
    }
  }
}

extension LedgerValue {
  /// The value of a fitted number; a count, a word or a date has none.
  fileprivate var fraction: Double? {
    switch self {
    case .number(let value): value
    case .cell(.number(let value)): value
    case .cell(let literal):
      switch literal {
      case .decimal: literal.doubleValue
      default: nil
      }
    case .null, .boolean, .integer, .text, .list, .record: nil
    }
  }

  /// The value in a sentence.
  fileprivate var phrase: String {
    switch self {
    case .null: "none"
    case .boolean(let flag): flag ? "true" : "false"
    case .integer(let number): readable(number)
    case .number(let number): readable(number)
    case .text(let text): VisibleText(text).cut(to: 60)
    case .cell(let literal): VisibleText(literal.plainText).cut(to: 60)
    case .list(let values): "[" + values.map(\.phrase).joined(separator: ", ") + "]"
    case .record(let record):
      record.entries.map { "\($0.name) \($0.value.phrase)" }.joined(separator: ", ")
    }
  }
}
