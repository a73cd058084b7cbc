import Clustering
import Diagnostics
import Planning
import Relations
import Syntax
import Tables

/// How well two clusterings of the same customers agree: `agreement with other`.
package struct AgreementStage: OperandStage {
  let other: PlannedPipeline
  let otherName: String
  let range: SourceRange

  package var operands: [PlannedPipeline] { [other] }
  package var output: ValueType { .display }

  package static let signature = StageSignature(
    "agreement", "Compares two clusterings of the same customers, and matches their segments.",
    group: .read, inputs: [.model],
    clauses: [
      ClauseParameter(
        .with,
        Parameter(
          "with", .dataset, "Another model, or a pipeline in parentheses that returns one.",
          isRequired: true))
    ],
    gives: "Display", aliases: ["crosstab", "adjusted_rand_score", "compare_segments"])

  package init?(_ call: BoundCall, on input: ValueType, _ checker: inout StageChecker) {
    guard case .model = input, let items = call.clauses[.with]?.items, let item = items.first else {
      return nil
    }
    guard items.count == 1 else {
      checker.report(
        Diagnostic(
          .tooManyArguments, "`agreement` compares with one model", at: items[1].range))
      return nil
    }
    guard let other = checker.operand(item.value), other.output != .unknown else { return nil }
    guard case .model = other.output else {
      checker.report(
        .unexpectedKind(other.output.kind.phrase, wanted: "one model", at: item.range))
      return nil
    }
    self.other = other
    if case .dataset(let name) = other.head, other.stages.isEmpty {
      otherName = name
    } else {
      otherName = "the other"
    }
    range = call.range
  }

  package func run(
    _ input: Value?, replaying replayed: LedgerRecord?, _ context: RunContext
  ) throws(StageFailure) -> StageResult {
    guard case .model(let model)? = input, case .model(let other)? = context.operands.first else {
      brokenPlan()
    }
    let (mine, theirs) = (model.customers, other.customers)
    var places: [String: Int] = [:]
    for (place, key) in theirs.enumerated() { places[key] = place }
    var labels: (first: [Int], second: [Int]) = ([], [])
    for (place, key) in mine.enumerated() {
      guard let there = places[key] else { continue }
      labels.first.append(max(-1, model.labels[place]))
      labels.second.append(max(-1, other.labels[there]))
    }
    let both = labels.first.count
    guard both > 0 else {
      throw .problems([
        Diagnostic(
          .noCommonCustomers, "the two models have no customer in common", at: range,
          notes: [
            "`\(model.scaled.features.key)` here is such as \(quoted(mine.first ?? "")), there "
              + quoted(theirs.first ?? "")
          ])
      ])
    }
    let table: ContingencyTable
    do throws(ClusteringError) {
      table = try ContingencyTable(labels.first, labels.second)
    } catch {
      brokenPlan()
    }
    let agreement = SegmentAgreement(
      names: ("here", otherName), both: both, onlyFirst: mine.count - both,
      onlySecond: theirs.count - both, table: table)
    return StageResult(.display(agreement), record: agreement.record)
  }
}

extension Model {
  /// The customer id of each row, as text.
  fileprivate var customers: [String] {
    let table = scaled.features.table
    guard let ids = table.column(scaled.features.key) else { return [] }
    return (0..<table.rowCount).map { ids[table.storedRow($0)].plainText }
  }
}

extension SegmentAgreement {
  fileprivate var record: LedgerRecord {
    var record = LedgerRecord()
    record["customers"] = .integer(both)
    if onlyFirst > 0 { record["only_here"] = .integer(onlyFirst) }
    if onlySecond > 0 { record["only_there"] = .integer(onlySecond) }
    for measure in measures { record[measure.name] = .number(measure.value) }
    record["matched"] = .list(
      matching.pairs.map { pair in
        var own = LedgerRecord()
        own["segment"] = .integer(pair.first + 1)
        own["there"] = .integer(pair.second + 1)
        own["customers"] = .integer(pair.shared)
        own["jaccard"] = .number(pair.jaccard)
        return .record(own)
      })
    return record
  }
}

extension DiagnosticCode {
  package static let noCommonCustomers = DiagnosticCode(
    "E0933", "two models without common customers",
    page: """
      Agreement is computed on the customers that are in both models. They are matched by id, and these
      two models have none in common.

      ```seg
      let a = table [{id: 1, v: 1}, {id: 2, v: 2}, {id: 3, v: 9}]
        | features v = sum(v) by id | scale none | kmeans k=2
      let b = table [{id: 11, v: 1}, {id: 12, v: 2}, {id: 13, v: 9}]
        | features v = sum(v) by id | scale none | kmeans k=2
      a | agreement with b
      # error: E0933
      ```

      Compare models whose features were computed by the same id.
      """)
}

extension AgreementStage {
  package static let manual = """
    Customers are matched by their id; those that are in one model only are counted and left out. The
    adjusted Rand index and the adjusted mutual information are 1 for identical clusterings and about 0
    for unrelated ones, whatever the numbers of segments; V-measure, homogeneity, completeness and
    Fowlkes-Mallows are defined as in scikit-learn. Segments are matched so that as many customers as
    possible are in matched segments (H. Kuhn's Hungarian method), and the table counts the customers
    of each pair of segments.

    ```seg
    let customers = sample transactions customers=200 seed=7 | rfm | log monetary
    let by_score  = customers | scale zscore | kmeans k=3 seed=1
    let by_rank   = customers | scale robust | kmeans k=4 seed=1
    by_score | agreement with by_rank
    ```

    ```seg
    let customers = sample transactions customers=100 seed=7 | rfm
    customers | scale zscore | kmeans k=3 seed=1 | agreement with customers
    # error: E0302
    ```

    Noise counts as one more segment; it is never matched.
    """
}
