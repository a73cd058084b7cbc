import Clustering
import Diagnostics
import Matrices
import Planning
import Relations
import Syntax
import Tables

/// Scaled features turned into the few directions in which customers differ most.
package struct Reduce: Stage {
  /// How many axes stay.
  enum Extent: Equatable {
    case components(Int)
    /// As few as carry this part of the variance.
    case share(Double)
  }

  let extent: Extent
  let features: FeaturesType
  let method: String
  /// The scores that stand as columns beside the features: known where their number is.
  let scores: [String]
  let range: SourceRange

  package static let signature = StageSignature(
    "reduce", "Turns scaled features into the few directions in which customers differ most.",
    group: .features, inputs: [.scaled],
    positional: Parameter(
      "method", .choice([.init("pca", "Principal components.")]), "How.", isRequired: true),
    parameters: [
      Parameter("components", .integer(1...10_000), "How many directions stay."),
      Parameter(
        "share", .share, "As few directions as carry this part of the variance.",
        standard: "90%"),
    ],
    gives: "Scaled", aliases: ["pca", "PCA", "prcomp", "decompose"])

  package init?(_ call: BoundCall, on input: ValueType, _ checker: inout StageChecker) {
    guard case .scaled(let features, let method) = input, checker.positionalChoice() != nil,
      let components = checker.integer("components", standard: 0),
      let share = checker.number("share", standard: 0.9)
    else { return nil }
    let d = features.features.count
    if method.hasSuffix(Reduce.mark) {
      checker.report(
        Diagnostic(
          .reducedTwice, "the features are reduced already", at: call.nameRange,
          fixes: [Diagnostic.Fix("", at: call.range, remark: "one `reduce` is enough")]))
    }
    if method.hasSuffix(Encode.mark) {
      checker.report(
        Diagnostic(
          .reducedWords, "components are made of numbers, and categories stand beside them",
          at: call.nameRange,
          fixes: [
            Diagnostic.Fix("| reduce pca | encode …", remark: "first the one, then the other")
          ]))
    }
    if let given = call.named["components"] {
      if let other = call.named["share"] {
        checker.report(
          Diagnostic(
            .componentsAndShare, "`components` and `share` both say how many directions stay",
            at: other.range, labels: [Diagnostic.Label(given.range, "")],
            fixes: [Diagnostic.Fix("reduce pca components=\(max(1, components))")]))
      } else if components > d {
        checker.report(
          Diagnostic(
            .outOfRange,
            "\(components) directions cannot be made of \(counted(d, "feature"))",
            at: given.range, fixes: [Diagnostic.Fix("\(d)", at: given.range)]))
      }
    }
    scores = call.named["components"] == nil ? [] : (1...max(1, components)).map { "pc\($0)" }
    for name in scores where features.table[name] != nil {
      checker.report(
        Diagnostic(
          .duplicateColumn, "two columns would be called `\(name)`", at: call.nameRange,
          fixes: [Diagnostic.Fix("| rename \(name)_before = \(name)", remark: "before `scale`")]))
    }
    guard !checker.hasProblems else { return nil }
    extent = call.named["components"] == nil ? .share(share) : .components(components)
    self.features = features
    self.method = method
    range = call.range
  }

  /// What the type of reduced features ends with.
  private static let mark = ", pca"

  package var output: ValueType {
    var reduced = features
    reduced.table = features.table.with(
      columns: features.table.columns
        + scores.map { name in
          var column = ColumnType(name, .number, missing: .never)
          column.isCarried = true
          return column
        })
    return .scaled(reduced, method: method + Reduce.mark)
  }

  package func run(
    _ input: Value?, replaying replayed: LedgerRecord?, _ context: RunContext
  ) throws(StageFailure) -> StageResult {
    guard case .scaled(let scaled)? = input else { brokenPlan() }
    let reduction: Reduction
    if let replayed, let stored = Reduction(replayed, features: scaled.features.names) {
      reduction = stored
    } else {
      reduction = try fit(scaled, context)
    }
    let matrix: Matrix
    do {
      matrix = try reduction.scores(scaled.matrix, control: context.control)
    } catch {
      throw .cancelled(partial: nil)
    }
    let table = scaled.features.table.appending(
      scores.enumerated().map { ($1, .number(Cells(matrix.column($0)))) })
    let result = Scaled(
      features: scores.isEmpty
        ? scaled.features : scaled.features.replacing(table, names: scaled.features.names),
      matrix: matrix, method: scaled.method,
      centers: scaled.centers, spreads: scaled.spreads, reduction: reduction)
    return StageResult(.scaled(result), record: reduction.record(of: scaled.features.names))
  }

  private func fit(_ scaled: Scaled, _ context: RunContext) throws(StageFailure) -> Reduction {
    do throws(ClusteringError) {
      let points = try PreparedPoints(scaled.matrix, control: context.control)
      let found: PrincipalComponents
      let count: Int
      switch extent {
      case .components(let wanted):
        found = try PrincipalComponents(points, count: wanted, control: context.control)
        count = wanted
      case .share(let share):
        found = try PrincipalComponents(points, method: .exact, control: context.control)
        count = Reduce.count(found.explainedShare, reaching: share)
      }
      return Reduction(
        names: (1...count).map { "pc\($0)" }, mean: found.mean,
        loadings: Matrix(
          rows: count, columns: found.mean.count,
          values: (0..<count).flatMap { Array(found.components.row($0)) }),
        explained: Array(found.explainedShare.prefix(count)))
    } catch {
      throw StageFailure(error, scaled.features, at: range)
    }
  }

  /// The fewest first shares that add up to one, with room for the last digit of a sum.
  static func count(_ shares: [Double], reaching share: Double) -> Int {
    var sum = 0.0
    for (place, part) in shares.enumerated() {
      sum += part
      if sum >= share - 1e-12 { return place + 1 }
    }
    return shares.count
  }
}

extension Reduction {
  /// As the ledger keeps it: loadings by axis and feature.
  fileprivate func record(of features: [String]) -> LedgerRecord {
    var record = LedgerRecord()
    record["components"] = .integer(names.count)
    record["explained"] = .record(LedgerRecord(zip(names, explained)))
    record["mean"] = .record(LedgerRecord(zip(features, mean)))
    var byAxis = LedgerRecord()
    for (axis, name) in names.enumerated() {
      byAxis[name] = .record(LedgerRecord(zip(features, loadings.row(axis))))
    }
    record["loadings"] = .record(byAxis)
    return record
  }

  /// Out of the ledger, if it has a loading for each feature.
  fileprivate init?(_ record: LedgerRecord, features: [String]) {
    func numbers(_ value: LedgerValue?, _ names: [String]) -> [Double]? {
      guard case .record(let entries)? = value else { return nil }
      let found = names.compactMap { name -> Double? in
        switch entries[name] {
        case .number(let value): value
        case .integer(let value): Double(value)
        default: nil
        }
      }
      return found.count == names.count ? found : nil
    }
    guard case .record(let byAxis)? = record["loadings"],
      let mean = numbers(record["mean"], features)
    else { return nil }
    let names = byAxis.entries.map(\.name)
    guard !names.isEmpty, let explained = numbers(record["explained"], names) else { return nil }
    var loadings: [Double] = []
    for name in names {
      guard let row = numbers(byAxis[name], features) else { return nil }
      loadings += row
    }
    self.init(
      names: names, mean: mean,
      loadings: Matrix(rows: names.count, columns: features.count, values: loadings),
      explained: explained)
  }
}

extension DiagnosticCode {
  package static let reducedTwice = DiagnosticCode(
    "E0940", "features are reduced once",
    page: """
      The directions that `reduce` found are uncorrelated already: reducing them again would only
      leave some out, and their loadings would no longer be about the features.

      ```seg
      sample transactions customers=100 seed=7 | rfm | scale zscore
        | reduce pca components=2 | reduce pca components=1
      # error: E0940
      ```

      Ask the first `reduce` for fewer components.
      """)

  package static let reducedWords = DiagnosticCode(
    "E0967", "components of words",
    page: """
      Principal components are made of numbers. Behind `encode` the words of categories stand beside
      them, whose differences are no amounts.

      ```seg
      let plans = table [{id: 1, plan: "a"}, {id: 2, plan: "b"}]
      table [{id: 1, a: 1, b: 2}, {id: 2, a: 3, b: 1}] | features a = sum(a), b = sum(b) by id
        | join plans on id kind=left | scale zscore | encode plan rare=1 | reduce pca components=1
      # error: E0967
      ```

      Reduce the numbers first, then `encode`.
      """)

  package static let componentsAndShare = DiagnosticCode(
    "E0941", "two answers to how many directions stay",
    page: """
      `components=2` keeps two directions, `share=90%` as many as carry that part of the variance.
      One of them decides.

      ```seg
      sample transactions customers=100 seed=7 | rfm | scale zscore
        | reduce pca components=2 share=90%
      # error: E0941
      ```

      Leave one of them out.
      """)
}

extension Reduce {
  package static let manual = """
    Many features that say nearly the same count that many times in every distance. Principal
    components are the uncorrelated directions behind them, the one with the most variance first; a
    model behind `reduce` sees `pc1`, `pc2` and so on instead of the features. It comes behind
    `scale`: unscaled, the feature with the largest numbers would be the first component.

    ```seg
    sample transactions customers=300 seed=7
      | rfm | log frequency, monetary | scale zscore | reduce pca components=2
    ```

    Shown are the loadings (what a standard step of each feature adds to a component; the largest of
    each component is positive) and the part of the variance that a component carries. `share=90%`
    keeps as few components as carry that part.

    ```seg
    sample transactions customers=300 seed=7
      | rfm | scale zscore | reduce pca share=80% | kmeans k=3 seed=1 | profile
    ```

    With `components=`, the scores stand as columns `pc1`, `pc2` and so on beside the features, wherever
    customers are shown or exported; they are no features, and a profile leaves them out. How many
    `share=` keeps is not known before the run, so it makes no columns.

    ```seg
    sample transactions customers=300 seed=7
      | rfm | log frequency, monetary | scale zscore | reduce pca components=2 | kmeans k=3 seed=1
      | show customer_id, monetary, pc1, pc2, segment | take 5
    ```

    ```seg
    sample transactions customers=100 seed=7
      | rfm | scale zscore | reduce pca components=4
    # error: E0309
    ```

    Centres are turned back through the loadings into the units of the features: what the components
    left out is then at its mean. `profile` computes from the customers themselves and is exact.

    On fresh data the recorded means and loadings are used. For more than 128 features and few
    components the search is randomised (N. Halko and others, 2011), with fixed random numbers and
    to the last digits. K. Pearson, 1901; H. Hotelling, 1933.
    """
}
