import Clustering
import Diagnostics
import Matrices
import Planning
import Relations
import Syntax
import Tables

/// Reduces scaled features to their principal components.
package struct Reduce: Stage {
  /// The number of components to keep.
  enum Extent: Equatable {
    case components(Int)
    /// As few as explain this share of the variance.
    case share(Double)
  }

  let extent: Extent
  let features: FeaturesType
  let method: String
  /// The columns of scores that are added to the features, if their number is known.
  let scores: [String]
  let range: SourceRange

  package static let signature = StageSignature(
    "reduce", "Reduces scaled features to the few directions in which customers differ most.",
    group: .features, inputs: [.scaled],
    positional: Parameter(
      "method", .choice([.init("pca", "Principal components.")]), "The method.", isRequired: true),
    parameters: [
      Parameter("components", .integer(1...10_000), "The number of components to keep."),
      Parameter(
        "share", .share, "Keeps as few components as explain this share of the variance.",
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
          .reducedTwice, "the features were reduced before", at: call.nameRange,
          fixes: [Diagnostic.Fix("", at: call.range, remark: "one `reduce` is enough")]))
    }
    if method.hasSuffix(Encode.mark) {
      checker.report(
        Diagnostic(
          .reducedWords, "components are computed from numbers, and there are categories",
          at: call.nameRange,
          fixes: [
            Diagnostic.Fix("| reduce pca | encode …", remark: "reduces before it encodes")
          ]))
    }
    if let given = call.named["components"] {
      if let other = call.named["share"] {
        checker.report(
          Diagnostic(
            .componentsAndShare, "`components` and `share` both set the number of components",
            at: other.range, labels: [Diagnostic.Label(given.range, "")],
            fixes: [Diagnostic.Fix("reduce pca components=\(max(1, components))")]))
      } else if components > d {
        checker.report(
          Diagnostic(
            .outOfRange,
            "\(components) components cannot be computed from \(counted(d, "feature"))",
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

  /// The suffix of the scaling method of reduced features.
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

  /// The smallest number of leading shares that add up to `share`, with a tolerance for rounding.
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
  /// The ledger entry: loadings by axis and feature.
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

  /// Reads a ledger entry; `nil` if a feature has no loading.
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
    "E0940", "features were already reduced",
    page: """
      The components of `reduce` are uncorrelated already: reducing them again would only drop some,
      and their loadings would no longer refer to the features.

      ```seg
      sample transactions customers=100 seed=7 | rfm | scale zscore
        | reduce pca components=2 | reduce pca components=1
      # error: E0940
      ```

      Keep fewer components in the first `reduce`.
      """)

  package static let reducedWords = DiagnosticCode(
    "E0967", "components of categories",
    page: """
      Principal components are computed from numbers. After `encode` there are categories as well, whose
      differences are not amounts.

      ```seg
      let plans = table [{id: 1, plan: "a"}, {id: 2, plan: "b"}]
      table [{id: 1, a: 1, b: 2}, {id: 2, a: 3, b: 1}] | features a = sum(a), b = sum(b) by id
        | join plans on id kind=left | scale zscore | encode plan rare=1 | reduce pca components=1
      # error: E0967
      ```

      Reduce the numbers first, then `encode`.
      """)

  package static let componentsAndShare = DiagnosticCode(
    "E0941", "two settings for the number of components",
    page: """
      `components=2` keeps two components, `share=90%` as many as explain that share of the variance.
      Only one of them can decide.

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
    Features that are almost redundant count several times in every distance. Principal components are
    uncorrelated directions, the one with the largest variance first; a model after `reduce` uses `pc1`,
    `pc2` and so on instead of the features. It comes after `scale`: without scaling, the feature with
    the largest numbers would be the first component.

    ```seg
    sample transactions customers=300 seed=7
      | rfm | log frequency, monetary | scale zscore | reduce pca components=2
    ```

    It shows the loadings (what one standard deviation of each feature adds to a component; the largest
    of each component is positive) and the share of the variance that a component explains. `share=90%`
    keeps as few components as explain that share.

    ```seg
    sample transactions customers=300 seed=7
      | rfm | scale zscore | reduce pca share=80% | kmeans k=3 seed=1 | profile
    ```

    With `components=`, the scores are added as columns `pc1`, `pc2` and so on wherever customers are
    shown or exported; they are not features, and a profile leaves them out. The number that `share=`
    keeps is not known before the run, so it adds no columns.

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

    Centres are converted back to the units of the features through the loadings: the part that the
    components leave out is then at its mean. `profile` is computed from the customers and is exact.

    On new data the recorded means and loadings are used. For more than 128 features and few
    components the decomposition is randomized (N. Halko and others, 2011), with fixed random
    numbers and almost full precision. K. Pearson, 1901; H. Hotelling, 1933.
    """
}
