import Diagnostics
import Matrices
import Planning
import Relations
import Syntax
import Tables

package struct ProfileStage: Stage {
  /// The input: segments or rows.
  enum Subject: Sendable {
    case model(FeaturesType, [Profile.Statistic], Profile.Layout, showsIntervals: Bool)
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
    parameters: [
      Parameter(
        "layout",
        .choice([
          .init("auto", "`wide` for many columns, otherwise `long`."),
          .init("long", "One row per segment."),
          .init("wide", "One row per column of the customers, one column per segment."),
        ]), "How segments and statistics are laid out.", standard: "auto"),
      Parameter(
        "intervals", .boolean, "Whether quartiles and 95% intervals are shown as well.",
        standard: "false"),
    ],
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
      for name in ["layout", "intervals"] {
        guard let expression = call.named[name] else { continue }
        checker.report(
          Diagnostic(
            .wrongKind, "`\(name)` is for segments, and this is \(input.kind.phrase)",
            at: expression.range))
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
    guard let word = checker.choice("layout", standard: "auto"),
      let layout = Profile.Layout(rawValue: word),
      let showsIntervals = checker.boolean("intervals", standard: false)
    else { return nil }
    subject = .model(
      features, wanted.isEmpty ? [.mean, .median] : wanted, layout, showsIntervals: showsIntervals)
  }

  package var output: ValueType {
    switch subject {
    case .model(let features, _, _, _): .profile(features)
    case .rows: .display
    }
  }

  /// The segment of each row, and for each statistic that is computed at the same time the values of a
  /// feature, sorted if it is a quantile.
  package func workingMemory(rows: Int, threads: Int) -> Int {
    switch subject {
    case .model(let features, let statistics, _, _):
      rows * (88 + 50 * min(threads, features.features.count * statistics.count))
    case .rows: rows * 100
    }
  }

  package func run(
    _ input: Value?, replaying replayed: LedgerRecord?, _ context: RunContext
  ) throws(StageFailure) -> StageResult {
    switch subject {
    case .model(let features, let statistics, let layout, let showsIntervals):
      guard case .model(let model)? = input else { brokenPlan() }
      var profile = try profile(of: model, features, statistics, context)
      profile.layout = layout
      profile.showsIntervals = showsIntervals
      return StageResult(.profile(profile))
    case .rows(let table):
      guard let rows = input?.relationalRows else { brokenPlan() }
      let stored = try context.storing(rows)
      let profile = try DataProfiler(table: table, rows: stored, context: context).profile()
      return StageResult(.display(profile))
    }
  }

  private func profile(
    of model: Model, _ features: FeaturesType, _ statistics: [Profile.Statistic],
    _ context: RunContext
  ) throws(StageFailure) -> Profile {
    let table = model.scaled.features.inOriginalUnits
    let carried = SegmentDetails.numbers(features, model)
    let names = model.scaled.features.names + carried
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
    var profile = Profile(
      model: model, features: model.scaled.features.names, statistics: statistics,
      segments: (0..<model.k).map { number in
        // A component of a mixture may be the most probable one of no customer.
        numbers.firstIndex(of: number).map {
          segment(number + 1, bySegment, row: $0, firstColumn: 1)
        } ?? Profile.Segment(number: number + 1, size: 0, share: 0, values: nobody)
      },
      whole: segment(0, whole, row: 0, firstColumn: 0))
    profile.carried = carried
    try SegmentDetails(features: features, model: model, table: table).fill(&profile, context)
    return profile
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
    For each segment: customers, share, share of the money if a column is an amount, and how many customers
    are near a border. Then the mean and the median of each column: if they differ, a few customers dominate
    the mean. All numbers are in the original units of the features, even after `log` and `scale`.

    ```seg
    sample transactions customers=300 seed=7
      | rfm | log monetary | scale zscore | kmeans k=4 seed=1 | profile
    ```

    The columns with the largest differences between segments come first. With more columns than segments, or
    more than six values per segment, the table has a row per column; `layout` sets it. Differences from the other customers that may be due to chance
    are listed: of those not listed, at most 5 % are (Mann-Whitney tests, Benjamini-Hochberg).

    `intervals=true` adds quartiles and 95 % intervals. Those of medians are of order statistics, and hold for any
    distribution; those of means are Student's, and need ten values:

    ```seg
    sample transactions customers=300 seed=7
      | rfm | scale robust | kmeans k=3 seed=1 | profile median layout=wide intervals=true
    ```

    Columns that were not clustered on are described as well: numbers like features, and categories by the share
    of each value, with an index in parentheses: 100 is the share among all customers with a segment, 200 twice
    that. Personal data are left out, and categories of more than 50 values.

    ```seg
    let country = sample transactions customers=300 seed=7 | drop customer_id is null
      | summarize country = mode(country) by customer_id
    sample transactions customers=300 seed=7 | drop customer_id is null | rfm
      | join country on customer_id | scale robust | kmeans k=3 seed=1 | profile
    ```

    A customer is near a border if the margin to the second segment, the column `confidence` of `apply`, is below
    0.1; for `gmm` and `fuzzy`, if the membership is below 0.6. Methods by density have no such number.

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
