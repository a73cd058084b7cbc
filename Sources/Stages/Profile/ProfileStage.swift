import Diagnostics
import Matrices
import Planning
import Relations
import Syntax
import Tables

package struct ProfileStage: Stage {
  /// The input: segments or rows.
  enum Subject: Sendable {
    case model(FeaturesType, [Profile.Statistic])
    case rows(TableType)
  }

  let subject: Subject

  package static let signature = StageSignature(
    "profile", "Describes each segment, or the columns of a table and what would distort segments.",
    group: .read, inputs: [.model, .table, .features],
    positional: Parameter(
      "statistics",
      .choice(
        Profile.Statistic.allCases.map { .init($0.rawValue, "The \($0.rawValue) per segment.") }
          + [.init("share", "Always shown.")]),
      "The statistics of segments; by default mean and median."),
    gives: "Profile, or Display of a table")

  package init?(_ call: BoundCall, on input: ValueType, _ checker: inout StageChecker) {
    guard let parameter = call.signature.positional else { return nil }
    guard case .model(let features, _) = input else {
      guard let table = input.table else { return nil }
      if let statistic = call.positional.first {
        checker.report(
          Diagnostic(
            .wrongKind, "statistics describe segments, and this is \(input.kind.phrase)",
            at: statistic.range,
            fixes: [
              Diagnostic.Fix("| describe \(statistic.value.source)", remark: "if it is a column")
            ]))
        return nil
      }
      subject = .rows(table)
      return
    }
    var wanted: [Profile.Statistic] = []
    for item in call.positional {
      guard let word = checker.choice(item.value, of: parameter) else { return nil }
      if let statistic = Profile.Statistic(rawValue: word), !wanted.contains(statistic) {
        wanted.append(statistic)
      }
    }
    subject = .model(features, wanted.isEmpty ? [.mean, .median] : wanted)
  }

  package var output: ValueType {
    switch subject {
    case .model(let features, _): .profile(features)
    case .rows: .display
    }
  }

  /// The segment of each row, and for each statistic that is computed at the same time the values of a
  /// feature, sorted if it is a quantile.
  package func workingMemory(rows: Int, threads: Int) -> Int {
    switch subject {
    case .model(let features, let statistics):
      rows * (24 + 50 * min(threads, features.features.count * statistics.count))
    case .rows: rows * 100
    }
  }

  package func run(
    _ input: Value?, replaying replayed: LedgerRecord?, _ context: RunContext
  ) throws(StageFailure) -> StageResult {
    switch subject {
    case .model(_, let statistics):
      guard case .model(let model)? = input else { brokenPlan() }
      return try run(model, statistics, context)
    case .rows(let table):
      guard let rows = input?.relationalRows else { brokenPlan() }
      let stored = try context.storing(rows)
      let profile = try DataProfiler(table: table, rows: stored, context: context).profile()
      return StageResult(.display(profile))
    }
  }

  private func run(
    _ model: Model, _ statistics: [Profile.Statistic], _ context: RunContext
  ) throws(StageFailure) -> StageResult {
    let names = model.scaled.features.names
    let table = model.scaled.features.inOriginalUnits
    let segmented = Table(
      fields: table.fields + [Field("(segment)", .integer)],
      columns: table.columns + [.integer(Cells(model.labels.map { Int64($0) }))])
    let wanted = names.flatMap { name in
      statistics.map { NamedAggregate("\(name) \($0.rawValue)", $0.aggregate(.column(name))) }
    }
    let bySegment = try context.run(
      .aggregate(
        .filter(
          .scan(stageInput),
          .call(.greaterOrEqual, [.column("(segment)"), .literal(.integer(0))])),
        keys: ["(segment)"], [NamedAggregate("(rows)", .rows)] + wanted), over: segmented)
    let whole = try context.run(
      .aggregate(.scan(stageInput), keys: [], [NamedAggregate("(rows)", .rows)] + wanted),
      over: segmented)
    let total = model.labels.count
    func segment(_ number: Int, _ table: Table, row: Int, firstColumn: Int) -> Profile.Segment {
      let size = Int(table[row, firstColumn].doubleValue ?? 0)
      let values = names.indices.map { feature in
        statistics.indices.map { statistic in
          table[row, firstColumn + 1 + feature * statistics.count + statistic].doubleValue
        }
      }
      return Profile.Segment(
        number: number, size: size, share: Double(size) / Double(max(1, total)), values: values)
    }
    let numbers = (0..<bySegment.rowCount).map { Int(bySegment[$0, 0].doubleValue ?? 0) }
    let nobody = names.map { _ in statistics.map { _ -> Double? in nil } }
    let profile = Profile(
      model: model, features: names, statistics: statistics,
      segments: (0..<model.k).map { number in
        // A component of a mixture may be the most probable one of no customer.
        numbers.firstIndex(of: number).map {
          segment(number + 1, bySegment, row: $0, firstColumn: 1)
        } ?? Profile.Segment(number: number + 1, size: 0, share: 0, values: nobody)
      },
      whole: segment(0, whole, row: 0, firstColumn: 0))
    return StageResult(.profile(profile))
  }
}

extension Profile.Statistic {
  fileprivate func aggregate(_ column: Scalar) -> Aggregate {
    switch self {
    case .mean: .mean(column)
    case .median: .quantile(column, 0.5)
    case .q1: .quantile(column, 0.25)
    case .q3: .quantile(column, 0.75)
    case .min: .min(column)
    case .max: .max(column)
    case .sd: .deviation(column, .population)
    }
  }
}

extension ProfileStage {
  package static let manual = """
    Size, share, and for each feature the mean and the median side by side: if they differ, a few
    customers dominate the mean. All numbers are in the original units of the features, even after
    `log` and `scale`.

    ```seg
    sample transactions customers=300 seed=7
      | rfm | log monetary | scale zscore | kmeans k=4 seed=1 | profile
    ```

    ```seg
    sample transactions customers=300 seed=7
      | rfm | scale robust | kmeans k=3 seed=1 | profile mean, q1, q3
    ```

    For a table it shows each column (missing cells, distinct values, range, distribution, skewness,
    frequent values), exact duplicates, correlations, and **what would distort a segmentation**, the most
    important first, each with a stage to fix it:

    ```seg
    sample transactions customers=200 seed=7 | profile
    ```

    Quantiles are of type 7, the standard deviation has the denominator n − 1, skewness is G1, all as in
    pandas. A distribution with a long tail is drawn on a logarithmic scale. For columns that are marked
    as personal data only counts are shown. Correlations are Pearson's, of the first 10 numeric columns,
    over the rows that have both values; ids are left out.
    """
}
