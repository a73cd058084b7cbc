import Diagnostics
import Planning
import Relations
import Syntax
import Tables

/// Renames columns: `rename new = old, …`.
package struct Rename: RelationStage {
  /// All columns in order: the old name and the new name.
  let names: [(old: String, new: String)]
  package let output: ValueType

  package static let signature = StageSignature(
    "rename", "Renames columns: `rename new = old`.", group: .shape,
    inputs: [.table, .features],
    positional: Parameter(
      "names", .bindings(aggregate: false), "New names, each with the column to rename.",
      isRequired: true),
    gives: "the same kind, with other names", aliases: ["rename_columns"])

  package init?(_ call: BoundCall, on input: ValueType, _ checker: inout StageChecker) {
    guard let table = input.table else { return nil }
    if let bare = call.positional.first {
      checker.report(
        Diagnostic(
          .missingArgument, "`rename` needs the new name first", at: bare.range,
          fixes: [Diagnostic.Fix("new_name = \(bare.value.source)", at: bare.range)]))
      return nil
    }
    var renamed: [String: String] = [:]
    for item in call.bindings {
      guard let new = item.name else { continue }
      if table[new.text] != nil, case .name(let old) = item.value, table[old.text] == nil {
        checker.report(
          Diagnostic(
            .unknownColumn, "no column `\(old.text)`: the new name comes first", at: item.range,
            fixes: [
              Diagnostic.Fix(
                "\(quotedName(old.text)) = \(quotedName(new.text))", at: item.range)
            ]))
        continue
      }
      guard let column = checker.column(item.value, in: table) else { continue }
      if renamed[column.name] != nil {
        checker.report(.duplicateArgument(column.name, at: item.range))
      }
      renamed[column.name] = new.text
    }
    let names = table.columns.map { (old: $0.name, new: renamed[$0.name] ?? $0.name) }
    for item in call.bindings {
      guard let new = item.name, names.count(where: { $0.new == new.text }) > 1 else { continue }
      checker.report(
        Diagnostic(
          .duplicateColumn, "two columns would be called `\(new.text)`", at: new.range,
          notes: ["columns here: " + table.columns.map(\.name).joined(separator: ", ")],
          fixes: [
            Diagnostic.Fix(
              "| without \(quotedName(new.text))", remark: "before it, or another name")
          ]))
      break
    }
    guard !checker.hasProblems else { return nil }
    self.names = names
    var type = table
    type.columns = zip(table.columns, names).map { $0.renamed($1.new) }
    type.grain = table.grain.map { renamed[$0] ?? $0 }
    type.remarks = table.remarks.map { remark in
      ColumnRemark(
        column: renamed[remark.column] ?? remark.column, text: remark.text,
        ambiguousDate: remark.ambiguousDate, hasExponents: remark.hasExponents,
        fixes: remark.fixes)
    }
    output =
      if case .features(let features) = input {
        .features(FeaturesType(table: type, key: renamed[features.key] ?? features.key))
      } else {
        .table(type)
      }
  }

  package func relation(over input: Relation) -> Relation {
    .project(input, names.map { NamedScalar($0.new, .column($0.old)) })
  }

  package func value(
    of input: Value, _ rows: Rows, _ context: RunContext
  ) throws(StageFailure) -> Value {
    guard case .features(let features) = input, case .features(let type) = output else {
      return .table(rows)
    }
    let transforms = features.transforms.map { transform in
      FeatureTransform(feature: new(transform.feature), kind: transform.kind)
    }
    return .features(
      Features(
        table: try context.storing(rows).table, key: type.key, names: type.features.map(\.name),
        originals: renamed(features.originals), transforms: transforms))
  }

  private func new(_ name: String) -> String { names.first { $0.old == name }?.new ?? name }

  /// The same cells with new names; the originals of features may have other columns.
  private func renamed(_ table: Table) -> Table {
    Table(
      fields: table.fields.map { Field(new($0.name), $0.type) }, columns: table.columns,
      selection: table.selection, storedRows: table.storedRows)
  }
}

extension Rename {
  package static let manual = """
    The new name comes first, as in every other assignment.

    ```seg
    table [{CustomerID: 1, Amount: 5}] | rename customer_id = CustomerID, amount = Amount
    ```

    All columns are renamed at once, so that two columns can swap names:

    ```seg
    table [{net: 5, gross: 6}] | rename net = gross, gross = net
    ```

    A name that another column already has is refused:

    ```seg
    table [{net: 5, gross: 6}] | rename net = gross
    # error: E0402
    ```
    """
}
