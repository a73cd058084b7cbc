import Diagnostics
import Planning
import Relations
import Syntax
import Tables

/// Columns computed row by row: `derive value = quantity * unit_price`.
package struct Derive: FittedStage {
  /// Bindings that can be computed together, because none of them uses another.
  struct Step: Sendable {
    var bindings: [Binding] = []
    /// The columns before it, in order.
    let columns: [String]
  }

  struct Binding: Sendable {
    let name: String
    let scalar: Scalar
    let wholeTable: WholeTableNumbers
  }

  let steps: [Step]
  package let output: ValueType

  package static let signature = StageSignature(
    "derive", "Computes new columns from the cells of each row.", group: .shape,
    inputs: [.table, .features],
    positional: Parameter(
      "bindings", .bindings(aggregate: false),
      "Names with expressions; an existing column of the same name is replaced.", isRequired: true),
    gives: "the same kind, with more columns",
    aliases: ["mutate", "with_columns", "assign", "extend", "compute", "add_column"])

  package init?(_ call: BoundCall, on input: ValueType, _ checker: inout StageChecker) {
    guard var table = input.table else { return nil }
    if let bare = call.positional.first {
      checker.report(
        Diagnostic(
          .missingArgument, "a new column needs a name", at: bare.range,
          fixes: [Diagnostic.Fix(bare.value.named("name", in: table), at: bare.range)]))
      return nil
    }
    var steps = [Step(columns: table.columns.map(\.name))]
    for item in call.bindings {
      guard let name = item.name else { continue }
      var expressions = ExpressionChecker(
        columns: table, functions: checker.functions, mode: .rows)
      let value = expressions.check(item.value, in: checker.scope)
      expressions.problems.forEach { checker.report($0) }
      guard let value else { continue }
      if name.text == input.key {
        checker.report(
          Diagnostic(
            .keyMustStay, "`\(name.text)` identifies the rows of features and cannot be changed",
            at: name.range, fixes: [Diagnostic.Fix("\(name.text)_2", at: name.range)]))
      }
      if case .features = input, let marked = value.personal, value.type.isNumeric {
        checker.report(
          .personalFeature(name.text, at: item.value.range, marked: marked))
      }
      let binding = Binding(
        name: name.text, scalar: value.scalar, wholeTable: expressions.wholeTable)
      if steps[steps.count - 1].mustPrecede(binding) {
        steps.append(Step(columns: table.columns.map(\.name)))
      }
      steps[steps.count - 1].bindings.append(binding)
      table = table.replacing([
        ColumnType(name.text, value.type, missing: value.missing, personal: value.personal)
      ])
      // If a column of a key was recomputed, the key may no longer be unique.
      if table.grain.contains(name.text) { table.grain = [] }
    }
    guard !checker.hasProblems else { return nil }
    self.steps = steps
    output = input.with(table)
  }

  /// Every column is computed, used or not, so that cells it cannot be computed from are reported.
  package func outline(over input: Relation) -> Relation {
    relation(over: input, with: bindings.map(\.wholeTable.unknown))
  }

  package var columnsAsked: Set<String>? { Set(bindings.flatMap(\.wholeTable.columns)) }

  private var bindings: [Binding] { steps.flatMap(\.bindings) }

  /// Numbers over the whole table, for each binding: from the record if there is one, else from the
  /// data.
  package func fit(
    _ rows: Rows, replaying replayed: LedgerRecord?, _ context: RunContext
  ) throws(StageFailure) -> [[String: Literal]] {
    var numbers: [[String: Literal]] = []
    var relation = Relation.scan(stageInput)
    for step in steps {
      var computed: [NamedScalar] = []
      for binding in step.bindings {
        let values: [String: Literal]
        if case .record(let stored)? = replayed?[binding.name] {
          values = WholeTableLedger.values(binding.wholeTable, from: stored)
        } else {
          values = try context.numbers(binding.wholeTable, of: relation, in: rows)
        }
        numbers.append(values)
        computed.append(NamedScalar(binding.name, binding.scalar.replacing(values)))
      }
      relation = relation.deriving(computed, among: step.columns)
    }
    return numbers
  }

  package func record(_ numbers: [[String: Literal]]) -> LedgerRecord {
    var record = LedgerRecord()
    for (binding, values) in zip(bindings, numbers) where !values.isEmpty {
      record[binding.name] = .record(WholeTableLedger.record(values, of: binding.wholeTable))
    }
    return record
  }

  package func relation(over input: Relation, with numbers: [[String: Literal]]) -> Relation {
    var relation = input
    var numbers = numbers[...]
    for step in steps {
      let computed = zip(step.bindings, numbers).map { binding, values in
        NamedScalar(binding.name, binding.scalar.replacing(values))
      }
      numbers = numbers.dropFirst(step.bindings.count)
      relation = relation.deriving(computed, among: step.columns)
    }
    return relation
  }

  package func value(
    of input: Value, _ rows: Rows, _ context: RunContext
  ) throws(StageFailure) -> Value {
    guard case .features(let features) = input, case .features(let type) = output else {
      return .table(rows)
    }
    let table = try context.storing(rows).table
    // A recomputed feature has no earlier units to be shown in.
    let anew = bindings.map(\.name)
    let transforms = features.transforms.filter { !anew.contains($0.feature) }
    return .features(
      Features(
        table: table, key: type.key, names: type.features.map(\.name),
        originals: transforms.isEmpty ? table : features.originals, transforms: transforms))
  }
}

extension Derive.Step {
  /// Whether the next binding uses, or replaces, what this step makes.
  func mustPrecede(_ next: Derive.Binding) -> Bool {
    let made = bindings.map(\.name)
    let used =
      next.scalar.columns + next.wholeTable.columns + [next.name]
    return used.contains { made.contains($0) }
  }
}

extension Derive {
  package static let manual = """
    Each expression can use the cells of its own row, and the columns that were computed before it in
    the same list. An existing column of the same name is replaced.

    ```seg
    table [{id: 1, quantity: 2, price: 2.50}, {id: 2, quantity: 3, price: 4}]
      | derive value = quantity * price, size = if value > 10 then "large" else "small"
    ```

    An aggregate is the number of the whole table: `sum(value)` is the same in every row. It is
    recorded, and the same number is used on new data.

    ```seg
    table [{id: 1, value: 5}, {id: 2, value: 15}]
      | derive share = value / sum(value), above = value > mean(value)
    ```

    On features, a numeric result becomes a feature like the others.

    ```seg
    table [{id: 1, amount: 5}, {id: 1, amount: 7}, {id: 2, amount: 9}]
      | features total = sum(amount), orders = count() by id
      | derive basket = total / orders
    ```

    A column that is computed from personal data is personal data too. A missing cell makes the result
    missing; `??` gives it a value: `derive discount = discount ?? 0`.
    """
}

extension Expression {
  /// `x == amount * 2` as `x = amount * 2` where there is no column `x`; anything else with a name.
  func named(_ name: String, in table: TableType) -> String {
    guard case .binary(.equal, .name(let new), let value, _) = self, table[new.text] == nil else {
      return "\(name) = \(source)"
    }
    return "\(new.parts.map { quotedName($0.text) }.joined(separator: ".")) = \(value.source)"
  }
}
