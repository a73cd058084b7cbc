import Clustering
import Diagnostics
import Planning
import Relations
import Syntax
import Tables

package struct Show: RelationStage {
  let columns: [String]
  let metrics: [Metric]
  /// Personal columns that were not named and are left out.
  let hidden: [String]
  let range: SourceRange
  package let output: ValueType

  package static let signature = StageSignature(
    "show", "Shows the rows, or some of their columns.", group: .read,
    inputs: [.table, .features, .scaled, .sweep, .model],
    positional: Parameter(
      "columns", .columns,
      "The columns, in this order; by default all that are not personal data."),
    parameters: [
      Parameter(
        "reveal", .boolean, "Whether personal data are shown as well.", standard: "false")
    ],
    gives: "Table", aliases: ["print", "display", "view", "glimpse"])

  package init?(_ call: BoundCall, on input: ValueType, _ checker: inout StageChecker) {
    guard let table = Show.columns(of: input),
      let named = checker.columns(call.positional, in: table),
      let reveals = checker.boolean("reveal", standard: false)
    else { return nil }
    var shown = named.isEmpty ? Show.standard(of: table, input) : named
    if !reveals {
      for (column, item) in zip(named, call.positional) {
        guard let marked = column.personal else { continue }
        let others = named.filter { $0.personal == nil }.map { quotedName($0.name) }
        let rest = (["show"] + (others.isEmpty ? [] : [others.joined(separator: ", ")]))
        checker.report(
          .personalShown(
            column.name, at: item.range, marked: marked, by: "show",
            instead: Diagnostic.Fix(
              rest.joined(separator: " "), at: call.range, remark: "leaves it out"),
            end: call.range.after))
      }
      hidden = shown.filter { $0.personal != nil }.map(\.name)
      shown.removeAll { $0.personal != nil }
    } else {
      hidden = []
    }
    guard !checker.hasProblems else { return nil }
    guard !shown.isEmpty else {
      checker.report(
        Diagnostic(
          .noColumnLeft, "every column holds personal data, so nothing is left to show",
          at: call.range, fixes: [Diagnostic.Fix("show reveal=true", at: call.range)]))
      return nil
    }
    columns = shown.map(\.name)
    if reveals {
      for index in shown.indices { shown[index].isRevealed = true }
    }
    if case .sweep = input {
      metrics = Metric.asked(by: shown.map(\.name))
    } else {
      metrics = []
    }
    range = call.range
    output = .table(table.with(columns: shown))
  }

  private static func columns(of input: ValueType) -> TableType? {
    if case .model(let features, _) = input { return features.assignments }
    return input.table
  }

  /// All columns; for candidates those that are always shown.
  private static func standard(of table: TableType, _ input: ValueType) -> [ColumnType] {
    guard case .sweep(_, let algorithms, _, _) = input else { return table.columns }
    return table.columns.filter { column in
      guard let metric = Metric(named: column.name) else { return true }
      return metric.isStanding || metric.isOfMixtures && algorithms.contains("gmm")
    }
  }

  package func relation(over input: Relation) -> Relation {
    .project(input, columns.map { NamedScalar($0, .column($0)) })
  }

  package func run(
    _ input: Value?, replaying replayed: LedgerRecord?, _ context: RunContext
  ) throws(StageFailure) -> StageResult {
    var result: StageResult
    if case .sweep(let sweep)? = input {
      let computed = try sweep.computing(metrics, at: range, context)
      result = try runRelation(.table(Rows(computed.table)), context)
      result.record = computed.record(of: metrics, context)
    } else {
      result = try runRelation(input, context)
    }
    if !hidden.isEmpty {
      result.remarks.append(
        Diagnostic(
          .personalHidden,
          "\(listed(hidden)) \(hidden.count == 1 ? "holds" : "hold") personal data and is not shown",
          at: range, fixes: [Diagnostic.Fix("show reveal=true")]))
    }
    return result
  }
}

extension Diagnostic {
  /// Personal data would be revealed: E0503.
  static func personalShown(
    _ name: String, at range: SourceRange, marked: SourceRange, by stage: String, instead: Fix,
    end: SourceRange?
  ) -> Diagnostic {
    Diagnostic(
      .personalShown, "`\(name)` holds personal data", at: range,
      remark: "`\(stage)` would reveal it",
      labels: [Label(marked, "marked here")],
      fixes: [instead]
        + (end.map {
          [
            Fix(
              " reveal=true because \"…\"", at: $0,
              remark: "append `reveal=true because \"…\"`, which records your reason")
          ]
        } ?? []))
  }
}

extension DiagnosticCode {
  package static let personalShown = DiagnosticCode(
    "E0503", "personal data would be revealed",
    page: """
      A column that is marked as personal data, or computed from it, would be shown or written to a
      file. This must be explicit.

      ```seg
      table [{id: 1, email: "a@example.com"}] | mark email as pii | show id, email
      # error: E0503
      ```

      Leave the column out, or reveal it on purpose: `show id, email reveal=true because "…"`. The ledger
      records the reason.
      """)

  package static let personalHidden = DiagnosticCode(
    "N0503", "personal data are left out",
    page: """
      Columns that are marked as personal data are not shown by default.

      ```seg
      table [{id: 1, email: "a@example.com"}] | mark email as pii | show
      # note: N0503
      ```

      `show reveal=true` shows them as well.
      """)
}

extension Show {
  package static let manual = """
    At the end of a pipeline the value is shown anyway; `show` chooses the columns.

    ```seg
    table [{id: 1, amount: 5, note: "a"}, {id: 2, amount: 7, note: "b"}] | show id, amount
    ```

    For candidates, the named metrics are computed, and their definitions are shown below the table;
    without names, the cheap ones are shown.

    ```seg
    sample transactions customers=200 seed=7
      | rfm | scale zscore | kmeans k in 2...4 restarts=2 | show k, silhouette, smallest
    ```

    For a model the result has one row per customer: the features, the segment, and the distance to its
    centre in scaled units.

    ```seg
    sample transactions customers=200 seed=7
      | rfm | scale zscore | kmeans k=3 restarts=2 | show customer_id, segment, distance
    ```

    Personal data are left out unless you set `reveal=true`.
    """
}
