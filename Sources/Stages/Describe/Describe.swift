import Diagnostics
import Planning
import Relations
import Syntax
import Tables

package struct Describe: Stage {
  let columns: [ColumnType]

  package static let signature = StageSignature(
    "describe", "Shows the range, distribution and missing cells of each column.",
    group: .read, inputs: [.table, .features],
    positional: Parameter("columns", .columns, "The columns to show; by default all."),
    gives: "Display", aliases: ["summary", "info", "skim", "glance", "profile_columns"])

  package init?(_ call: BoundCall, on input: ValueType, _ checker: inout StageChecker) {
    guard let table = input.table, let named = checker.columns(call.positional, in: table) else {
      return nil
    }
    columns = named.isEmpty ? table.columns : named
  }

  package var output: ValueType { .display }

  package func run(
    _ input: Value?, replaying replayed: LedgerRecord?, _ context: RunContext
  ) throws(StageFailure) -> StageResult {
    guard let table = input?.rows else { brokenPlan() }
    var lines: [Description.Line] = []
    for column in columns {
      lines.append(try DescribedColumn(column, table, context).line())
    }
    return StageResult(.display(Description(rows: table.rowCount, lines: lines)))
  }
}

/// The summary of one column.
private struct DescribedColumn {
  let column: ColumnType
  let table: Table
  let context: RunContext
  /// The number of most frequent values that are shown.
  static let topValues = 3

  init(_ column: ColumnType, _ table: Table, _ context: RunContext) {
    self.column = column
    self.table = table
    self.context = context
  }

  private var scalar: Scalar { .column(column.name) }

  func line() throws(StageFailure) -> Description.Line {
    var wanted = [
      NamedAggregate("count", .count(scalar)), NamedAggregate("missing", .missing(scalar)),
      NamedAggregate("distinct", .distinct(scalar)),
    ]
    if column.type.isNumeric {
      wanted += [
        NamedAggregate("mean", .mean(scalar)),
        NamedAggregate("sd", .deviation(scalar, .population)),
      ]
      wanted += [0, 0.25, 0.5, 0.75, 1].map {
        NamedAggregate(
          "q\($0)", $0 == 0 ? .min(scalar) : $0 == 1 ? .max(scalar) : .quantile(scalar, $0))
      }
    }
    let row = try context.run(.aggregate(.scan(stageInput), keys: [], wanted), over: table)
    func count(_ index: Int) -> Int { Int(row[0, index].doubleValue ?? 0) }
    let isNumeric = column.type.isNumeric
    let isPersonal = column.personal != nil
    return Description.Line(
      name: column.name, type: column.type.name + (isPersonal ? " (personal)" : ""),
      count: count(0), missing: count(1), distinct: count(2),
      quantiles: isPersonal || count(0) == 0
        ? [] : isNumeric ? (5..<10).map { row[0, $0] } : try days(),
      mean: isNumeric && !isPersonal ? row[0, 3].doubleValue : nil,
      deviation: isNumeric && !isPersonal ? row[0, 4].doubleValue : nil,
      histogram: isPersonal ? [] : try histogram(), top: isPersonal ? [] : try top())
  }

  /// Minimum, quartiles and maximum of dates: always days in the data, the earlier of two middle ones.
  private func days() throws(StageFailure) -> [Literal] {
    guard column.type.isTemporal else { return [] }
    let sorted = try context.run(
      .sort(
        .filter(.scan(stageInput), .call(.not, [.call(.isNull, [scalar])])), [SortKey(scalar)]),
      over: table)
    guard let index = sorted.index(of: column.name), sorted.rowCount > 0 else { return [] }
    return [0, 1, 2, 3, 4].map { sorted[(sorted.rowCount - 1) * $0 / 4, index] }
  }

  /// The heights of a histogram from minimum to maximum, 0...1; empty for text and booleans.
  private func histogram() throws(StageFailure) -> [Double] {
    guard column.type.isNumeric || column.type.isTemporal else { return [] }
    let numbers = table.numbers(of: column.name)
    let missing = Set(numbers.missing)
    let values = numbers.values.enumerated().filter { !missing.contains($0.offset) }.map(\.element)
    return heights(of: values)
  }

  /// The most frequent values; ties in ascending order.
  ///
  /// Empty if every value occurs once.
  private func top() throws(StageFailure) -> [(value: String, count: Int)] {
    guard column.type.scalar == .text || column.type == .boolean else { return [] }
    let groups = try context.run(
      .limit(
        .sort(
          .aggregate(
            .filter(.scan(stageInput), .call(.not, [.call(.isNull, [scalar])])),
            keys: [column.name], [NamedAggregate("(rows)", .rows)]),
          [SortKey(.column("(rows)"), descending: true), SortKey(scalar)]),
        DescribedColumn.topValues), over: table)
    let found = (0..<groups.rowCount).map { row in
      (value: groups[row, 0].plainText, count: Int(groups[row, 1].doubleValue ?? 0))
    }
    return (found.first?.count ?? 0) > 1 || column.type == .boolean ? found : []
  }
}

/// Ten bins of equal width, as shares of the largest; up to ten whole numbers get a bin each.
private func heights(of values: [Double]) -> [Double] {
  guard let least = values.min(), let greatest = values.max() else { return [] }
  guard greatest > least, (greatest - least).isFinite else { return [1] }
  let isWhole = values.allSatisfy { $0 == $0.rounded() } && greatest - least < 10
  let bins = isWhole ? Int(greatest - least) + 1 : 10
  var counts = [Int](repeating: 0, count: bins)
  for value in values {
    let place = isWhole ? value - least : (value - least) / (greatest - least) * Double(bins)
    counts[min(bins - 1, Int(place))] += 1
  }
  let fullest = counts.max() ?? 1
  return counts.map { Double($0) / Double(max(1, fullest)) }
}

extension Describe {
  package static let manual = """
    A first overview of an export: how many values are missing, how many are distinct, the range of
    numbers and dates, and which texts are frequent.

    ```seg
    sample transactions customers=200 seed=7 | describe
    ```

    ```seg
    table [{city: "Oslo", amount: 5}, {city: "Oslo", amount: 9}, {city: "Bergen", amount: null}]
      | describe city, amount
    ```

    Quartiles are of type 7. For columns that are marked as personal data only counts are shown.
    """
}
