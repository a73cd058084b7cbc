import Diagnostics
import Planning
import Relations
import Syntax
import Tables

/// Adds columns of another dataset by a key: `join customers on customer_id kind=left`.
package struct JoinStage: OperandStage, RowStage {
  /// How many rows of one side may match one row of the other.
  enum Multiplicity: String, ParameterWord {
    case manyToOne = "many_to_one"
    case oneToOne = "one_to_one"
    case oneToMany = "one_to_many"
    case manyToMany = "many_to_many"

    var meaning: String {
      switch self {
      case .manyToOne: "The other dataset has at most one row per key: no row is multiplied."
      case .oneToOne: "Keys are unique on both sides."
      case .oneToMany: "Keys are unique here; rows are multiplied by those of the other dataset."
      case .manyToMany: "Returns every pair of rows with equal keys; nothing is checked."
      }
    }

    var needsUniqueOther: Bool { self == .oneToOne || self == .manyToOne }
    var needsUniqueHere: Bool { self == .oneToOne || self == .oneToMany }
  }

  let other: PlannedPipeline
  let otherName: String
  let pairs: [Join.Pair]
  let kind: Join.Kind
  let multiplicity: Multiplicity
  /// The columns of the input, then those of the other dataset, in order.
  let columns: [String]
  let added: [String]
  let keyRange: SourceRange
  let otherRange: SourceRange
  package let output: ValueType

  package var operands: [PlannedPipeline] { [other] }

  package static let signature = StageSignature(
    "join", "Adds the columns of another dataset, matched by a key.", group: .shape,
    inputs: [.table, .features],
    positional: Parameter(
      "other", .dataset, "A dataset, or a pipeline in parentheses.", isRequired: true),
    parameters: [
      Parameter(
        "relation",
        Multiplicity.choices, "How often a key may occur; anything else is an error with examples.",
        standard: "many_to_one"),
      Parameter(
        "kind", Join.Kind.choices, "What happens to rows without a match.", standard: "left"),
    ],
    clauses: [
      ClauseParameter(
        .on,
        Parameter(
          "on", .columns,
          "The key: columns of both sides, or `here = there` if the names differ.",
          isRequired: true))
    ],
    gives: "the same kind, with more columns",
    aliases: ["left_join", "inner_join", "merge", "lookup", "vlookup"])

  package init?(_ call: BoundCall, on input: ValueType, _ checker: inout StageChecker) {
    guard let table = input.table, let item = checker.onlyItem(),
      let other = checker.operand(item.value),
      let multiplicity = checker.word("relation", standard: Multiplicity.manyToOne),
      let kind = checker.word("kind", standard: Join.Kind.left),
      let clause = call.clauses[.on]
    else { return nil }
    guard other.output != .unknown else { return nil }
    guard let there = other.output.rowsType else {
      checker.report(
        .unexpectedKind(other.output.kind.phrase, wanted: "a table", at: item.range))
      return nil
    }
    if case .features = input, !multiplicity.needsUniqueOther {
      let range = call.named["relation"]?.range ?? call.range
      checker.report(
        Diagnostic(
          .manyRowsPerEntity,
          "`relation=\(multiplicity.rawValue)` would multiply the rows of features",
          at: range, remark: "a model needs one row per `\(input.key ?? "entity")`",
          fixes: [Diagnostic.Fix("many_to_one", at: range)]))
      return nil
    }
    guard let pairs = checker.pairs(clause.items, table, there, called: other.rowsName) else {
      return nil
    }
    let keys = pairs.map(\.right)
    let incoming = there.columns.filter { !keys.contains($0.name) }
    let taken = incoming.filter { table[$0.name] != nil }
    guard taken.isEmpty else {
      checker.report(.bothHave(taken.map(\.name), item, other.rowsName))
      return nil
    }
    self.other = other
    otherName = VisibleText(other.rowsName).text
    self.pairs = pairs
    self.multiplicity = multiplicity
    self.kind = kind
    columns = table.columns.map(\.name)
    added = incoming.map(\.name)
    keyRange = clause.range
    otherRange = item.range
    var result = table
    result.columns += incoming.map { column in
      var column = column
      // Whether a row has a match is only known from the data.
      if kind == .left, column.missing == .never { column.missing = .possible }
      return column
    }
    if !multiplicity.needsUniqueOther { result.grain = [] }
    output = input.with(result)
  }

  /// Every pair of matching rows, and the rows without a match.
  private func pairs(over input: Relation) -> Relation {
    let marked = Relation.project(
      .scan(stageOperand),
      (pairs.map(\.right) + added).map { NamedScalar($0, .column($0)) }
        + [NamedScalar(Self.marker, .literal(.boolean(true)))])
    return .join(input, marked, Join(keys: pairs, kind: .left))
  }

  /// A column that is missing in rows without a match.
  private static let marker = "(matched)"
  private static let isUnmatched = Scalar.call(.isNull, [.column(marker)])

  /// The pairs that are kept, without the marker column.
  private func chosen(of pairs: Relation) -> Relation {
    .project(
      kind == .inner ? .filter(pairs, .call(.not, [Self.isUnmatched])) : pairs,
      (columns + added).map { NamedScalar($0, .column($0)) })
  }

  package func outline(over input: Relation) -> Relation { chosen(of: pairs(over: input)) }

  package var columnsAsked: Set<String>? { Set(pairs.map(\.left)) }

  package func run(
    _ input: Value?, replaying replayed: LedgerRecord?, _ context: RunContext
  ) throws(StageFailure) -> StageResult {
    guard let input, let given = input.relationalRows, let there = context.operands.first?.rows
    else { brokenPlan() }
    let here = try context.storing(given, toAsk: columnsAsked)
    try refuse(
      Rows(there), keys: pairs.map(\.right), if: multiplicity.needsUniqueOther, name: otherName,
      context)
    try refuse(
      here, keys: pairs.map(\.left), if: multiplicity.needsUniqueHere, name: "the table here",
      context)
    // The join is computed once, then unmatched rows are counted, then rows are chosen.
    let joined = try context.rows(pairs(over: .scan(stageInput)), over: here, beside: there)
    let unmatched = try context.count(of: Self.isUnmatched, in: joined)
    let result = try context.rows(chosen(of: .scan(stageInput)), over: joined)
    var record = LedgerRecord()
    record["matched"] = .integer(joined.count - unmatched)
    record["unmatched"] = .integer(unmatched)
    return StageResult(
      try input.carrying(result, as: output, context), record: record,
      remarks: try remarks(unmatched: unmatched, here, Rows(there), context))
  }

  /// Refuses keys that occur more often than the relation allows.
  private func refuse(
    _ rows: Rows, keys: [String], if isUnique: Bool, name: String, _ context: RunContext
  ) throws(StageFailure) {
    guard isUnique else { return }
    let repeated = try context.duplicateKeys(in: rows, keys: keys)
    guard repeated.count > 0 else { return }
    let names = keys.joined(separator: ", ")
    let list = keys.map(quotedName).joined(separator: ", ")
    let isOther = name == otherName
    throw .problems([
      Diagnostic(
        .manyRowsPerEntity,
        "\(name) has \(counted(repeated.count, "key")) more than once, so it is not one row per "
          + "`\(names)`", at: isOther ? otherRange : keyRange,
        remark: "`relation=\(multiplicity.rawValue)` allows each key once",
        notes: repeated.examples.map { example in
          let key = example.key.map { VisibleText($0.plainText).cut(to: 40) }
            .joined(separator: ", ")
          return "e.g. \(key) appears \(counted(example.rows, "time"))"
        },
        fixes: [
          Diagnostic.Fix(
            "| dedupe by \(list) keep=last",
            remark: isOther
              ? "after \(name), with a sort before that defines the last row" : "before it"),
          Diagnostic.Fix(
            "relation=\(isOther ? "many_to_many" : "many_to_one")",
            remark: isOther
              ? "if rows are meant to be multiplied" : "if keys may occur several times here"),
        ])
    ])
  }

  /// If no key matches at all, the keys are usually written differently on the two sides.
  private func remarks(
    unmatched: Int, _ here: Rows, _ there: Rows, _ context: RunContext
  ) throws(StageFailure) -> [Diagnostic] {
    guard unmatched == here.count, here.count > 0, there.count > 0, let pair = pairs.first else {
      return []
    }
    func example(_ rows: Rows, _ column: String) throws(StageFailure) -> String {
      let first = try context.run(
        .project(.limit(.scan(stageInput), 100), [NamedScalar(column, .column(column))]),
        over: rows)
      let cells = (0..<first.rowCount).lazy.map { first[$0, 0] }
      return cells.first { $0 != .null }.map { quoted($0.plainText) } ?? "nothing"
    }
    return [
      Diagnostic(
        .nothingMatches, "no row has a match in \(otherName)", at: keyRange,
        remark: "the keys have nothing in common",
        notes: [
          "`\(pair.left)` here: such as \(try example(here, pair.left))",
          "`\(pair.right)` in \(otherName): such as \(try example(there, pair.right))",
        ])
    ]
  }
}

extension ValueType {
  /// The columns that a value brings to a join; for a model, those of its customers.
  fileprivate var rowsType: TableType? {
    switch self {
    case .table(let type), .applied(let type, _): type
    case .features(let type), .scaled(let type, _): type.table
    case .model(let type, _): type.assignments
    case .sweep, .profile, .display, .scalar, .run, .unknown: nil
    }
  }
}

extension StageChecker {
  /// The key of a join: columns of both sides that can be compared.
  fileprivate mutating func pairs(
    _ items: [Item], _ here: TableType, _ there: TableType, called other: String
  ) -> [Join.Pair]? {
    var pairs: [Join.Pair] = []
    for item in items {
      let left: ColumnType?
      if let name = item.name {
        left = column(.name(QualifiedName([name])), in: here)
      } else {
        left = column(item.value, in: here)
      }
      guard let left, let right = column(item.value, in: there) else { continue }
      guard
        left.type.scalar == right.type.scalar || left.type.isNumeric && right.type.isNumeric
          || ScalarFunction.commonType(of: [left.type.scalar, right.type.scalar]) != nil
      else {
        report(.keysDiffer(left, right, item, VisibleText(other).text))
        continue
      }
      pairs.append(Join.Pair(left.name, right.name))
    }
    return hasProblems ? nil : pairs
  }
}

extension Diagnostic {
  /// E0311: a key that is text on one side and a number on the other never matches.
  fileprivate static func keysDiffer(
    _ left: ColumnType, _ right: ColumnType, _ item: Item, _ name: String
  ) -> Diagnostic {
    let key = quotedName(right.name)
    return Diagnostic(
      .typesDiffer,
      "`\(left.name)` is \(left.type.phrase) here and \(right.type.phrase) in \(name)",
      at: item.range, remark: "they would never be equal",
      fixes: [
        right.type.scalar == .text
          ? Fix("| derive \(key) = int(\(key))", remark: "after \(name)")
          : Fix("| derive \(key) = text(\(key))", remark: "after \(name)"),
        Fix(
          "| columns {\(key): \(left.type.scalar == .text ? "text" : left.type.name)}",
          remark: "directly after `load`, which then reads it so"),
      ])
  }

  /// E0402: both sides have columns of the same name.
  fileprivate static func bothHave(_ names: [String], _ item: Item, _ other: String)
    -> Diagnostic
  {
    let other = VisibleText(other).text
    let list = names.map(quotedName)
    return Diagnostic(
      .duplicateColumn,
      "\(listed(names)) \(names.count == 1 ? "is a column" : "are columns") of both sides",
      at: item.range,
      notes: ["if their values are the same, make them part of the key: `on …, \(list[0])`"],
      fixes: [
        Fix(
          "(\(item.value.source) | without \(list.joined(separator: ", ")))", at: item.range,
          remark: "drops those of \(other)"),
        Fix(
          "(\(item.value.source) | rename \(list.map { "other_\($0) = \($0)" }.joined(separator: ", ")))",
          remark: "keeps both"),
      ])
  }
}

extension DiagnosticCode {
  package static let nothingMatches = DiagnosticCode(
    "W0413", "no key of a join matches",
    page: """
      No row has a match. Usually the keys are written differently on the two sides: with a prefix,
      in another case, or with leading zeros.

      ```seg
      let people = table [{id: "C-1", age: 30}]
      table [{id: "1", amount: 5}] | join people on id
      # warning: W0413
      ```

      The message shows one key of each side. Convert them to the same form with `derive` before the join.
      """)
}

extension Join.Kind: ParameterWord {
  package var meaning: String {
    switch self {
    case .left: "Every row is kept; without a match, the new columns are missing."
    case .inner: "Only rows with a match are kept."
    }
  }
}

extension JoinStage {
  package static let manual = """
    Every row keeps its position and gets the columns of the row with the same key in the other dataset.
    If there is none, they are missing; the ledger counts these rows. A missing key never matches.

    ```seg
    let people = table [{customer: "A", country: "SE"}, {customer: "B", country: "NO"}]
    table [{customer: "A", amount: 5}, {customer: "A", amount: 7}, {customer: "C", amount: 9}]
      | join people on customer
    ```

    The key may have different names, the one here first; a pipeline in parentheses prepares the other
    side:

    ```seg
    let people = table [{id: "A", country: "SE", note: "x"}, {id: "B", country: "NO", note: "y"}]
    table [{customer: "A", amount: 5}] | join (people | without note) on customer = id kind=inner
    ```

    A join does not multiply rows unless you allow it: the default, `relation=many_to_one`, requires
    unique keys in the other dataset.

    ```seg
    let people = table [{customer: "A", age: 30}, {customer: "A", age: 31}]
    table [{customer: "A", amount: 5}] | join people on customer
    # error: E0410
    ```

    Joined to features, numeric columns become features like the others, and text is carried along for
    profiles and exports; `without` keeps a number out of the model. Personal columns stay marked.
    """
}
