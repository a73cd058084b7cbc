import Clustering
import Diagnostics
import Matrices
import Planning
import Syntax
import Tables

/// Adds categories to the features, so that they count in distances: `encode plan, region`.
package struct Encode: Stage {
  private let categories: [String]
  /// `nil` for Huang's rule.
  private let gamma: Double?
  private let rare: Int
  private let features: FeaturesType
  private let method: String
  private let range: SourceRange

  package static let signature = StageSignature(
    "encode", "Adds categories to scaled features, so that they count in distances.",
    group: .features, inputs: [.scaled],
    positional: Parameter(
      "categories", .columns, "Columns of categories, as text.", isRequired: true),
    parameters: [
      Parameter(
        "gamma", .number(1e-6...1e6),
        "What a different category adds to the squared distance; by default half the mean standard "
          + "deviation of the scaled features."),
      Parameter(
        "rare", .integer(1...1_000_000),
        "Categories of fewer customers than this count as `(other)`.",
        standard: "5"),
    ],
    gives: "Scaled", aliases: ["one_hot", "onehot", "OneHotEncoder", "get_dummies", "dummies"])

  /// The suffix of the scaling method of features with categories.
  static let mark = ", encoded"

  /// A column with more distinct words than this is text, not a category.
  private static let mostLevels = 100

  package init?(_ call: BoundCall, on input: ValueType, _ checker: inout StageChecker) {
    guard case .scaled(let features, let method) = input,
      let columns = checker.columns(call.positional, in: features.table),
      let gamma = checker.number("gamma", standard: 1),
      let rare = checker.integer("rare", standard: 5)
    else { return nil }
    if method.hasSuffix(Self.mark) {
      checker.report(
        Diagnostic(
          .encodedTwice, "categories were encoded before", at: call.nameRange,
          fixes: [Diagnostic.Fix("encode plan, region", remark: "names all of them at once")]))
    }
    for (column, item) in zip(columns, call.positional) {
      if let marked = column.personal {
        checker.report(
          Diagnostic(
            .personalFeature, "personal data may not become a feature", at: item.range,
            remark: "`\(column.name)` would shape segments",
            labels: [Diagnostic.Label(marked, "marked here")]))
      } else if column.type != .text {
        checker.report(
          Diagnostic(
            .noCategory, "`\(column.name)` is not a column of categories", at: item.range,
            remark: "its type is \(column.type.name)",
            notes: ["numbers and true or false are features as they are"]))
      }
    }
    guard !checker.hasProblems else { return nil }
    categories = columns.map(\.name)
    self.gamma = call.named["gamma"] == nil ? nil : gamma
    self.rare = rare
    self.features = features
    self.method = method
    range = call.range
  }

  package var output: ValueType { .scaled(features, method: method + Self.mark) }

  package func run(
    _ input: Value?, replaying replayed: LedgerRecord?, _ context: RunContext
  ) throws(StageFailure) -> StageResult {
    guard case .scaled(let scaled)? = input else { brokenPlan() }
    let table = scaled.features.table
    let stored = replayed.flatMap { Encoding($0, of: categories) }
    let encoding: Encoding
    if let stored {
      encoding = stored
    } else {
      encoding = Encoding(
        categories: try categories.map { name throws(StageFailure) in
          try category(name, of: table)
        }, gamma: gamma ?? IndicatorPrototypes.gamma(of: scaled.matrix))
    }
    let (columns, others) = encoding.columns(of: table)
    let result = Scaled(
      features: scaled.features,
      matrix: Matrix(
        columns: (0..<scaled.matrix.columns).map { scaled.matrix.column($0) } + columns),
      method: scaled.method, centers: scaled.centers, spreads: scaled.spreads,
      reduction: scaled.reduction, encoding: encoding)
    return StageResult(
      .scaled(result), record: encoding.record(others: others),
      remarks: stored == nil ? [] : unknown(encoding, others))
  }

  /// The words of at least `rare` customers, in byte order.
  private func category(_ name: String, of table: Table) throws(StageFailure) -> Encoding.Category {
    var counts: [String: Int] = [:]
    let cells = table.cells(of: name)
    for row in 0..<table.rowCount {
      if case .text(let word) = cells[row] { counts[word, default: 0] += 1 }
    }
    let levels = counts.filter { $0.value >= rare }.keys
      .sorted { $0.utf8.lexicographicallyPrecedes($1.utf8) }
    guard levels.count <= Self.mostLevels else {
      throw .problems([
        Diagnostic(
          .tooManyLevels,
          "`\(name)` has \(grouped(levels.count)) different words, and a category has up to "
            + "\(Self.mostLevels)", at: range,
          fixes: [
            Diagnostic.Fix(
              "rare=\(max(rare + 1, table.rowCount / 100))", remark: "keeps frequent ones")
          ])
      ])
    }
    return Encoding.Category(name: name, levels: levels)
  }

  /// Notes about words of new customers that the fit did not have.
  private func unknown(_ encoding: Encoding, _ others: [Int]) -> [Diagnostic] {
    zip(encoding.categories, others).compactMap { category, count in
      guard count > 0 else { return nil }
      return Diagnostic(
        .unknownLevels,
        "\(counted(count, "customer")) \(count == 1 ? "has" : "have") no word in `\(category.name)`, or "
          + "one that the fit did not know", at: range,
        notes: ["missing, rare and new words count as `\(Encoding.other)`"])
    }
  }
}

extension Encoding {
  /// The ledger entry of the encoding.
  ///
  /// The words, gamma, and how many customers have none of the words.
  fileprivate func record(others: [Int]) -> LedgerRecord {
    var record = LedgerRecord()
    record["gamma"] = .number(gamma)
    record["levels"] = .record(
      categories.reduce(into: LedgerRecord()) {
        $0[$1.name] = .list($1.levels.map { .text($0) })
      })
    record["others"] = .record(
      zip(categories, others).reduce(into: LedgerRecord()) { $0[$1.0.name] = .integer($1.1) })
    return record
  }

  /// Reads a ledger entry; `nil` if it lacks the words of a category.
  fileprivate init?(_ record: LedgerRecord, of names: [String]) {
    guard case .record(let levels)? = record["levels"] else { return nil }
    let gamma: Double
    switch record["gamma"] {
    case .number(let value)?: gamma = value
    case .integer(let value)?: gamma = Double(value)
    case .null?, .boolean?, .text?, .cell?, .list?, .record?, nil: return nil
    }
    var categories: [Category] = []
    for name in names {
      guard case .list(let words)? = levels[name] else { return nil }
      let known = words.compactMap { if case .text(let word) = $0 { word } else { nil } }
      categories.append(Category(name: name, levels: known))
    }
    guard gamma > 0 else { return nil }
    self.init(categories: categories, gamma: gamma)
  }
}

extension DiagnosticCode {
  package static let noCategory = DiagnosticCode(
    "E0963", "a column that is not a category",
    page: """
      `encode` makes text categories count in distances. A number counts already, as a feature; a date
      or an id does not count.

      ```seg
      sample transactions customers=50 seed=1 | rfm | scale zscore | encode recency
      # error: E0963
      ```

      If steps matter rather than distances, derive text bands from it first.
      """)

  package static let encodedTwice = DiagnosticCode(
    "E0964", "categories were already encoded",
    page: """
      All categories have the same weight `gamma`, so one `encode` must name all of them.

      ```seg
      let plans = table [{id: 1, plan: "a", town: "x"}, {id: 2, plan: "b", town: "y"}]
      table [{id: 1, a: 1}, {id: 2, a: 3}] | features a = sum(a) by id | join plans on id kind=left
        | scale zscore | encode plan rare=1 | encode town rare=1
      # error: E0964
      ```
      """)

  package static let tooManyLevels = DiagnosticCode(
    "E0965", "too many words for a category",
    page: """
      A column with hundreds of different words is free text, a name or a code: customers rarely share a
      value, so it says nothing about groups, and a lock would have to store all the words. `rare=`
      combines the words of few customers; or use another column with broader groups.
      """)

  package static let noCategories = DiagnosticCode(
    "E0966", "prototypes without categories",
    page: """
      `kprototypes` clusters by numbers and categories together, and there are only numbers. Add the
      categories with `encode`.

      ```seg
      sample transactions customers=50 seed=1 | rfm | scale zscore | kprototypes k=3
      # error: E0966
      ```

      For numbers alone, `kmeans` does the same and more.
      """)

  package static let unknownLevels = DiagnosticCode(
    "N0960", "categories that the fit did not have",
    page: """
      New customers have a missing category, or one that none or few of the customers of the fit had.
      It counts as `(other)`: equally far from all segments that are not mostly `(other)`, so that
      their numbers decide. If it happens often, the segments no longer fit the customers.
      """)
}

extension Encode {
  package static let manual = """
    Numbers have distances; categories are only equal or different. A different category adds `gamma`
    to the squared distance, the same for every column. By default it is half the mean standard
    deviation of the scaled features (Z. Huang, 1998): 0.5 after `scale zscore`. Add the columns of
    categories to the customers with `join`.

    ```seg
    let plans = sample transactions customers=200 seed=7 | summarize country = min(country) by customer_id
    sample transactions customers=200 seed=7
      | rfm | log monetary | join plans on customer_id kind=left
      | scale zscore | encode country | kprototypes k in 2...4 seed=1 | pick silhouette
    ```

    Every model and every metric then uses the categories: `kmeans` takes means of their indicators,
    `kprototypes` the most frequent one, which is shown for each segment. `gamma` refers to Euclidean
    distances. Of the other distances, `gower` counts a category as one feature whatever its `gamma`, and
    `manhattan` counts a different category as √(2 `gamma`).

    Categories of fewer customers than `rare` (5) count as `(other)`, and so do missing ones: a few
    customers do not make a segment, and a lock, which stores the words, must not identify anybody.
    Personal data are refused.

    ```seg
    let people = table [{id: 1, sex: "f"}, {id: 2, sex: "m"}] | mark sex as pii
    table [{id: 1, a: 1}, {id: 2, a: 3}] | features a = sum(a) by id | join people on id kind=left
      | scale zscore | encode sex
    # error: E0502
    ```

    On new data the recorded words are used; a word that the fit did not have becomes `(other)` and is
    counted (N0960).
    """
}
