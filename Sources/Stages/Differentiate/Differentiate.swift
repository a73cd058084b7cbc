import Diagnostics
import Planning
import Relations
import Syntax
import Tables

/// Describes how each segment differs from the other customers.
package struct Differentiate: Stage {
  let features: FeaturesType
  let columns: [ColumnType]
  let top: Int

  /// A category with more levels is left out.
  static let mostLevels = 50

  package static let signature = StageSignature(
    "differentiate",
    "Shows how each segment differs from the others, and a short rule that describes it.",
    group: .read, inputs: [.model],
    positional: Parameter("columns", .columns, "The columns to compare; by default all."),
    parameters: [
      Parameter(
        "top", .integer(1...1_000), "The number of differences that are shown for each segment.",
        standard: "5")
    ],
    gives: "Display", aliases: ["explain_segments", "contrast", "distinguish"])

  package init?(_ call: BoundCall, on input: ValueType, _ checker: inout StageChecker) {
    guard case .model(let features, _) = input,
      let named = checker.columns(call.positional, in: features.table),
      let top = checker.integer("top", standard: 5)
    else { return nil }
    for (column, item) in zip(named, call.positional) {
      guard let marked = column.personal else { continue }
      let others = named.filter { $0.personal == nil }.map { quotedName($0.name) }
      checker.report(
        .personalShown(
          column.name, at: item.range, marked: marked, by: "differentiate",
          instead: Diagnostic.Fix(
            (["differentiate"] + (others.isEmpty ? [] : [others.joined(separator: ", ")]))
              .joined(separator: " "), at: call.range, remark: "leaves it out"), end: nil))
    }
    guard !checker.hasProblems else { return nil }
    self.features = features
    self.top = top
    columns =
      named.isEmpty
      ? features.table.columns.filter { $0.name != features.key && $0.personal == nil } : named
  }

  package var output: ValueType { .display }

  /// The sorted cells of a column, with their segments, and the bins of each column for the rules.
  package func workingMemory(rows: Int, threads: Int) -> Int { rows * (64 + 18 * columns.count) }

  package func run(
    _ input: Value?, replaying replayed: LedgerRecord?, _ context: RunContext
  ) throws(StageFailure) -> StageResult {
    guard case .model(let model)? = input else { brokenPlan() }
    let table = model.scaled.features.inOriginalUnits
    let clustered = Set(model.scaled.features.names)
    var differences = [[Difference]](repeating: [], count: model.k)
    var leftOut: [String] = []
    var numbers: [(name: String, values: [Double?])] = []
    for column in columns {
      if context.control.cancellation.isCancelled { throw .cancelled(partial: nil) }
      if column.type.isNumeric {
        let cells = table.numbers(of: column.name)
        var values = cells.values.map(Optional.some)
        for row in cells.missing { values[row] = nil }
        numbers.append((column.name, values))
        let groups = NumberGroups(values, labels: model.labels, segments: model.k)
        for segment in 0..<model.k {
          guard let effect = groups.effect(of: segment) else { continue }
          differences[segment].append(
            Difference(
              column: column.name, isClustered: clustered.contains(column.name), effect: effect))
        }
      } else if column.type.scalar == .text || column.type == .boolean {
        guard let index = table.index(of: column.name) else { continue }
        let groups = LevelGroups(
          (0..<table.rowCount).map { table[$0, index] }, labels: model.labels, segments: model.k)
        guard groups.levels.count <= Differentiate.mostLevels else {
          leftOut.append(column.name)
          continue
        }
        for segment in 0..<model.k {
          guard let effect = groups.effect(of: segment) else { continue }
          differences[segment].append(
            Difference(
              column: column.name, isClustered: clustered.contains(column.name), effect: effect))
        }
      }
    }
    let found = discoveries(differences.flatMap { $0.map(\.probability) })
    var place = 0
    for segment in differences.indices {
      for index in differences[segment].indices {
        differences[segment][index].isDiscovery = found[place]
        place += 1
      }
    }
    let rules = SegmentRules(numbers, labels: model.labels)
    var segments: [SegmentDifferences.Segment] = []
    for segment in 0..<model.k {
      if context.control.cancellation.isCancelled { throw .cancelled(partial: nil) }
      segments.append(
        SegmentDifferences.Segment(
          label: model.names?.names[segment] ?? "Segment \(segment + 1)", number: segment + 1,
          size: model.sizes[segment],
          differences: differences[segment].enumerated().sorted {
            ($1.element.size, $0.offset) < ($0.element.size, $1.offset)
          }.map(\.element),
          rule: model.k > 1 ? rules.rule(of: segment) : nil))
    }
    return StageResult(
      .display(
        SegmentDifferences(
          segments: segments, unassigned: model.noise, top: top, leftOut: leftOut)))
  }
}

extension Differentiate {
  package static let manual = """
    Compares each segment with all other customers, column by column: features, and columns that were
    carried along. The largest effects come first, with a confidence interval; columns without a
    significant difference are only listed.

    ```seg
    sample transactions customers=300 seed=7
      | rfm | log monetary | scale zscore | kmeans k=4 seed=1 | differentiate
    ```

    For a number the effect is Cliff's delta: how much more often a customer of the segment has a larger
    value than another customer than a smaller one, from -1 to 1. 0.15 is small, 0.33 medium, 0.47 large.
    For a category it is Cramér's V, from 0 to 1, and the level whose share differs most is shown. The tests
    are those of Mann and Whitney and of χ²; among all of them at most 5 % of the discoveries are false
    (Benjamini and Hochberg). Features of the clustering differ by construction, and are marked.

    Below is a rule of at most three conditions that describes the segment, with the share of the matching
    customers that are in the segment (precision) and the share of the segment that matches (recall):

    ```seg
    let country = sample transactions customers=300 seed=7 | drop customer_id is null
      | summarize country = mode(country) by customer_id
    sample transactions customers=300 seed=7 | drop customer_id is null | rfm
      | join country on customer_id
      | scale robust | kmeans k=3 seed=1 | differentiate top=3
    ```

    Missing values and customers without a segment are left out. Columns of personal data are not compared.
    A category with more than 50 levels is left out and named.
    """
}
