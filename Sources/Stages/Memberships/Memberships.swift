import Clustering
import Diagnostics
import Matrices
import Planning
import Syntax
import Tables

/// `memberships`: one row for each customer and segment, with the degree of membership.
package struct Memberships: Stage {
  private let range: SourceRange
  package let output: ValueType

  package static let signature = StageSignature(
    "memberships",
    "Returns the membership of each customer in each segment, one row for each pair.",
    group: .read, inputs: [.model], gives: "Table",
    aliases: ["responsibilities", "predict_proba", "posteriors"])

  /// The algorithms with degrees of membership; `model` stands for one of several algorithms.
  private static let algorithms = ["fuzzy", "gmm", "model"]

  package init?(_ call: BoundCall, on input: ValueType, _ checker: inout StageChecker) {
    guard case .model(let features, let algorithm) = input, let key = features.table[features.key]
    else { return nil }
    guard Self.algorithms.contains(algorithm) else {
      checker.report(.noMemberships(of: algorithm, at: call.nameRange))
      return nil
    }
    range = call.range
    let names =
      features.hasSegmentNames ? [ColumnType("name", .text, missing: .never)] : []
    output = .table(
      TableType(
        [key, ColumnType("segment", .integer, missing: .never)] + names
          + [ColumnType("membership", .number, missing: .never)],
        grain: [features.key, "segment"], name: "the memberships"))
  }

  package func run(
    _ input: Value?, replaying replayed: LedgerRecord?, _ context: RunContext
  ) throws(StageFailure) -> StageResult {
    guard case .model(let model)? = input else { brokenPlan() }
    let features = model.scaled.features
    let found: Matrix?
    do throws(ClusteringError) {
      found = try model.rule.memberships(of: model.scaled.matrix, control: context.control)
    } catch {
      throw StageFailure(error, features, at: range)
    }
    // One of several algorithms was picked, and it has no degrees of membership.
    guard let found else {
      throw .problems([.noMemberships(of: model.algorithm, at: range)])
    }
    do throws(CancellationError) {
      return StageResult(.table(Rows(try Self.table(found, of: model, context.control))))
    } catch {
      throw .cancelled(partial: nil)
    }
  }

  /// One row for each pair, the segments of a customer one after the other.
  private static func table(
    _ memberships: Matrix, of model: Model, _ control: RunControl
  ) throws(CancellationError) -> Table {
    let features = model.scaled.features
    let k = memberships.columns
    let pairs = 0..<memberships.rows * k
    let rows = pairs.map { Int32($0 / k) }
    try control.checkCancellation()
    let keys = features.table.cells(of: features.key).gathered(rows)
    try control.checkCancellation()
    var columns: [(String, Column)] = [
      (features.key, keys), ("segment", .integer(Cells(pairs.map { Int64($0 % k + 1) }))),
    ]
    if let names = model.names {
      columns.append(
        (
          "name",
          .text(
            TextCells(
              codes: Cells(pairs.map { Int32($0 % k) }), dictionary: TextPool(names.names)))
        ))
    }
    let table = Table(columns + [("membership", .number(Cells(memberships.values)))])
    try control.checkCancellation()
    return table
  }
}

extension Diagnostic {
  fileprivate static func noMemberships(of algorithm: String, at range: SourceRange) -> Diagnostic {
    Diagnostic(
      .noMemberships, "`\(algorithm)` assigns each customer to one segment only", at: range,
      fixes: [
        Fix("fuzzy k=4", remark: "memberships by distance"),
        Fix("gmm k=4", remark: "probabilities of components"),
      ])
  }
}

extension DiagnosticCode {
  package static let noMemberships = DiagnosticCode(
    "E0952", "segments without memberships",
    page: """
      `fuzzy` and `gmm` compute a membership of each customer in each segment. Other algorithms assign
      every customer to one segment, or to none; the column `confidence` says how clear the assignment
      is.

      ```seg
      sample transactions customers=100 seed=7 | rfm | scale zscore | kmeans k=3 | memberships
      # error: E0952
      ```
      """)
}

extension Memberships {
  package static let manual = """
    After `fuzzy`, memberships depend on distances; after `gmm`, they are the probabilities of the
    components. The memberships of a customer sum to 1 minus the probability of noise.

    ```seg
    sample transactions customers=200 seed=7
      | rfm | log monetary, frequency | scale zscore | gmm k=3 seed=1
      | memberships | keep membership > 0.2 and membership < 0.8
    ```

    There is one row per customer and segment, to be filtered, summarized and exported like any table:

    ```seg
    sample transactions customers=200 seed=7
      | rfm | log monetary, frequency | scale zscore | fuzzy k=3 seed=1
      | memberships | export "memberships.csv"
    ```

    ```seg
    sample transactions customers=200 seed=7 | rfm | scale zscore | ward k=3 | memberships
    # error: E0952
    ```
    """
}
