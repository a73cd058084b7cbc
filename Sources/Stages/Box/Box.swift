import Diagnostics
import Documents
import Planning
import Relations
import Syntax
import Tables

/// Box plots of features for each group: `box monetary, recency by segment`.
package struct BoxStage: Stage {
  /// How far the whiskers reach.
  enum Whiskers: String, ParameterWord {
    case tukey, percentiles

    var meaning: String {
      switch self {
      case .tukey: "To the furthest values within 1.5 interquartile ranges of the box."
      case .percentiles: "From the 5% to the 95% quantile."
      }
    }
  }

  /// A group with fewer rows is counted and not drawn: its quartiles would be single customers.
  static let leastCount = 5
  /// The number of groups that are drawn: the largest ones.
  static let mostGroups = 12

  let features: [String]
  /// `nil` for the segments of a model, or for all rows.
  let grouping: String?
  let whiskers: Whiskers
  package var output: ValueType { .display }

  package static let signature = StageSignature(
    "box", "Draws the quartiles of features for each segment, with whiskers.", group: .read,
    inputs: [.table, .features, .model],
    positional: Parameter(
      "features", .columns,
      "Numeric columns; by default the features, or all numbers of a table."),
    parameters: [
      Parameter(
        "whiskers", Whiskers.choices, "How far the whiskers reach.", standard: "tukey")
    ],
    clauses: [
      ClauseParameter(
        .by,
        Parameter(
          "by", .columns, "The column to group by; by default the segments of a model."))
    ],
    gives: "Display", aliases: ["boxplot", "box_plot", "geom_boxplot"])

  package init?(_ call: BoundCall, on input: ValueType, _ checker: inout StageChecker) {
    let table: TableType
    switch input {
    case .model(let features, _): table = features.assignments
    case .table, .features, .applied, .scaled, .sweep, .profile, .display, .scalar, .run, .unknown:
      guard let own = input.table else { return nil }
      table = own
    }
    let by = call.clauses[.by]?.items ?? []
    guard let named = checker.columns(call.positional, in: table),
      let groups = checker.columns(by, in: table),
      let whiskers = checker.word("whiskers", standard: Whiskers.tukey)
    else { return nil }
    guard groups.count < 2 else {
      checker.report(
        Diagnostic(.tooManyArguments, "`box` groups by one column", at: by[1].range))
      return nil
    }
    for (column, item) in zip(named + groups, call.positional + by) {
      guard let marked = column.personal else { continue }
      checker.report(
        Diagnostic(
          .personalShown, "`\(column.name)` holds personal data", at: item.range,
          remark: "`box` would reveal it", labels: [Diagnostic.Label(marked, "marked here")]))
    }
    for (column, item) in zip(named, call.positional) where !column.type.isNumeric {
      checker.report(.unexpectedKind(column.type.phrase, wanted: "a number", at: item.range))
    }
    guard !checker.hasProblems else { return nil }
    features = named.isEmpty ? BoxStage.standard(of: input, table, groups) : named.map(\.name)
    grouping = groups.first?.name
    self.whiskers = whiskers
  }

  /// The features of a model, or every numeric column of a table.
  private static func standard(of input: ValueType, _ table: TableType, _ groups: [ColumnType])
    -> [String]
  {
    let columns: [ColumnType]
    switch input {
    case .model(let features, _), .features(let features), .scaled(let features, _):
      columns = features.features.filter(\.type.isNumeric)
    case .table, .applied, .sweep, .profile, .display, .scalar, .run, .unknown:
      columns = table.columns.filter { $0.type.isNumeric && $0.personal == nil }
    }
    return columns.map(\.name).filter { !groups.map(\.name).contains($0) }
  }

  package func run(
    _ input: Value?, replaying replayed: LedgerRecord?, _ context: RunContext
  ) throws(StageFailure) -> StageResult {
    guard let input, let rows = input.rows else { brokenPlan() }
    let group: Scalar
    var name = grouping ?? "rows"
    if let grouping {
      group = .column(grouping)
    } else if case .model(let model) = input {
      name = "segment"
      group = .column(model.names == nil ? "segment" : "name")
    } else {
      group = .literal(.text("all"))
    }
    let grouped = Relation.filter(
      .project(
        .scan(stageInput),
        [NamedScalar("(group)", group)] + features.map { NamedScalar($0, .column($0)) }),
      .call(.not, [.call(.isNull, [.column("(group)")])]))
    var panels: [BoxChart.Panel] = []
    for feature in features {
      panels.append(try panel(of: feature, in: grouped, over: rows, context))
    }
    let counts = try context.run(
      .aggregate(grouped, keys: ["(group)"], [NamedAggregate("(rows)", .rows)]), over: rows)
    let figure = BoxFigure(
      rows: rows.rowCount, groups: counts.rowCount, whiskers: whiskers,
      chart: BoxChart(grouping: name, panels: panels))
    return StageResult(.display(figure))
  }

  /// The boxes of one feature.
  ///
  /// The quartiles of each group are computed first; joined to the rows, they decide which values lie
  /// within the whiskers. Both are relations, so they run wherever the rows are stored.
  private func panel(
    of feature: String, in grouped: Relation, over rows: Table, _ context: RunContext
  ) throws(StageFailure) -> BoxChart.Panel {
    let value = Scalar.column(feature)
    let present = Relation.filter(grouped, .call(.not, [.call(.isNull, [value])]))
    let quartiles = Relation.aggregate(
      present, keys: ["(group)"],
      [NamedAggregate("(rows)", .rows)]
        + [0.25, 0.5, 0.75, 0.05, 0.95].map { NamedAggregate("(q\($0))", .quantile(value, $0)) })
    let reach = Scalar.call(
      .multiply,
      [
        .literal(.number(1.5)),
        .call(.subtract, [.column("(q0.75)"), .column("(q0.25)")]),
      ])
    let fences: (low: Scalar, high: Scalar) =
      switch whiskers {
      case .tukey:
        (.call(.subtract, [.column("(q0.25)"), reach]), .call(.add, [.column("(q0.75)"), reach]))
      case .percentiles: (.column("(q0.05)"), .column("(q0.95)"))
      }
    let within = Relation.filter(
      .join(
        present,
        .project(
          quartiles,
          [
            NamedScalar("(group)", .column("(group)")), NamedScalar("(low)", fences.low),
            NamedScalar("(high)", fences.high),
          ]), Join(keys: [Join.Pair("(group)", "(group)")], kind: .inner)),
      .call(
        .and,
        [
          .call(.greaterOrEqual, [value, .column("(low)")]),
          .call(.lessOrEqual, [value, .column("(high)")]),
        ]))
    let ends = Relation.aggregate(
      within, keys: ["(group)"],
      [
        NamedAggregate("(inside)", .rows), NamedAggregate("(min)", .min(value)),
        NamedAggregate("(max)", .max(value)),
      ])
    let table = try context.run(
      .join(quartiles, ends, Join(keys: [Join.Pair("(group)", "(group)")], kind: .left)),
      over: rows)
    var groups = (0..<table.rowCount).map { group(table, $0) }
    if groups.count > BoxStage.mostGroups {
      // The largest, in the order of the groups; ties go to the earlier.
      let largest = groups.enumerated().sorted {
        ($1.element.count, $0.offset) < ($0.element.count, $1.offset)
      }
      .prefix(BoxStage.mostGroups).map(\.offset).sorted()
      groups = largest.map { groups[$0] }
    }
    return BoxChart.Panel(measure: feature, groups: groups)
  }

  private func group(_ table: Table, _ row: Int) -> BoxChart.Group {
    func number(_ column: Int) -> Double? { table[row, column].doubleValue }
    let count = Int(number(1) ?? 0)
    let name = table[row, 0].plainText
    guard count >= BoxStage.leastCount, let first = number(2), let median = number(3),
      let third = number(4), let inside = number(7), let least = number(8), let most = number(9)
    else { return BoxChart.Group(name: name, count: count, box: nil) }
    let ends: (low: Double, high: Double) =
      switch whiskers {
      case .tukey: (min(least, first), max(most, third))
      case .percentiles: (number(5) ?? least, number(6) ?? most)
      }
    return BoxChart.Group(
      name: name, count: count,
      box: BoxChart.Box(
        low: ends.low, firstQuartile: first, median: median, thirdQuartile: third,
        high: ends.high, beyond: count - Int(inside)))
  }
}

/// The box plots with their caption.
struct BoxFigure: Display {
  let rows: Int
  /// How many groups there are, drawn or not.
  let groups: Int
  let whiskers: BoxStage.Whiskers
  let chart: BoxChart

  var document: Document {
    let shown = chart.panels.first?.groups.count ?? 0
    let reach =
      switch whiskers {
      case .tukey: "the furthest values within 1.5 interquartile ranges of the box"
      case .percentiles: "the 5% and the 95% quantile"
      }
    var caption =
      "A box is the middle half of a group with its median, whiskers reach to \(reach); values "
      + "beyond are counted after the +. Each feature has its own linear scale, which the "
      + "groups share. Quantiles are of type 7."
    if groups > shown {
      caption +=
        " Not drawn: the \(readable(groups - shown)) smallest of \(readable(groups)) groups."
    }
    let small = chart.panels.flatMap(\.groups).filter { $0.box == nil }.map(\.name).uniqued
    if !small.isEmpty {
      caption +=
        " No box, fewer than \(BoxStage.leastCount) rows: \(small.joined(separator: ", "))."
    }
    return Document([
      .heading("Quartiles by \(chart.grouping), \(readable(rows)) rows"), .chart(chart),
      .paragraph(caption),
    ])
  }

  var json: [(String, JSONValue)] {
    [
      ("display", .string("box")), ("by", .string(chart.grouping)),
      ("whiskers", .string(whiskers.rawValue)), ("least_count", .count(BoxStage.leastCount)),
      ("groups", .count(groups)),
      (
        "boxes",
        .array(
          chart.panels.flatMap { panel in
            panel.groups.map { group in
              let box = group.box
              func number(_ value: Double?) -> JSONValue { value.map { .number($0) } ?? .null }
              return .object([
                ("feature", .string(panel.measure)), ("group", .string(group.name)),
                ("count", .count(group.count)), ("low", number(box?.low)),
                ("q1", number(box?.firstQuartile)), ("median", number(box?.median)),
                ("q3", number(box?.thirdQuartile)), ("high", number(box?.high)),
                ("beyond", box.map { .count($0.beyond) } ?? .null),
              ])
            }
          })
      ),
    ]
  }
}

extension BoxStage {
  package static let manual = """
    Shows the distribution of features in each segment, side by side on one scale: half of the customers
    lie in the box, the mark in it is the median. Whiskers reach to the furthest values within 1.5
    interquartile ranges of the box, as J. Tukey drew them; `whiskers=percentiles` takes the 5% and the
    95% quantile. Values beyond them are counted and not listed. Numbers are in the original units of the
    features, quantiles are of type 7, and missing cells are left out.

    ```seg
    sample transactions customers=300 seed=7
      | rfm | log monetary | scale zscore | kmeans k=4 seed=1 | box
    ```

    ```seg
    sample transactions customers=300 seed=7
      | rfm | scale zscore | kmeans k=3 seed=1 | box monetary, recency by segment whiskers=percentiles
    ```

    A table is grouped by a column; without one, all rows are one group.

    ```seg
    sample transactions customers=200 seed=7 | box unit_price by country
    ```

    A group of fewer than 5 customers is counted and has no box, because its quartiles would be those of
    single customers; if there are more than 12 groups, the largest are drawn. Formats without charts
    show a table of the same numbers.

    ```seg
    sample transactions customers=100 seed=7 | box email
    # error: E0503
    ```
    """
}
