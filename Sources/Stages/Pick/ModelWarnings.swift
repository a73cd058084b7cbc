import Clustering
import Diagnostics
import Planning
import Syntax

/// Warnings that an analyst should see before using a model, with suggestions.
struct ModelWarnings {
  let model: Model
  let range: SourceRange

  init(_ model: Model, at range: SourceRange) {
    self.model = model
    self.range = range
  }

  func remarks(_ context: RunContext) throws(StageFailure) -> [Diagnostic] {
    [giant, fewCustomers, try outliers(context), notAgreed].compactMap { $0 }
  }

  /// One segment has nearly all customers.
  private var giant: Diagnostic? {
    guard let largest = model.metrics[.largest], largest > 0.8, model.k > 1 else { return nil }
    return Diagnostic(
      .giantSegment,
      "\(percent(largest)) of the customers are in one segment: the others are only a few "
        + "exceptions", at: range,
      notes: ["a campaign needs groups, not a list of exceptions"], fixes: remedies)
  }

  /// Many segments of few customers are rarely reproducible.
  private var fewCustomers: Diagnostic? {
    let rows = model.labels.count
    guard rows < 1_000, model.k > 4 else { return nil }
    return Diagnostic(
      .fewCustomers,
      "\(model.k) segments of \(grouped(rows)) customers may be due to chance", at: range,
      notes: ["below 1,000 customers, only up to 4 segments are usually reproducible on new data"],
      fixes: [Diagnostic.Fix("kmeans k in 2...4")])
  }

  /// A heavy tail determines the segments.
  private func outliers(_ context: RunContext) throws(StageFailure) -> Diagnostic? {
    guard model.k > 1 else { return nil }
    let influence: OutlierInfluence
    do throws(ClusteringError) {
      guard let silhouette = model.metrics[.silhouette] else { return nil }
      influence = try OutlierInfluence(
        PreparedPoints(model.scaled.matrix, control: context.control), labels: model.labels,
        silhouette: silhouette, control: context.control)
    } catch {
      throw StageFailure(error, model.scaled.features, at: range)
    }
    guard influence.explainsSilhouette, !heavyTails.isEmpty else { return nil }
    let small = influence.tinySegments.count
    let customers = influence.tinySegments.reduce(0) { $0 + model.sizes[$1] }
    let rest =
      influence.silhouetteWithoutTiny.map { "without them the silhouette is \(hundredths($0))" }
      ?? "without them fewer than two segments are left"
    return Diagnostic(
      .outlierSegments,
      "outliers of \(heavyTails.map { "`\($0.name)`" }.joined(separator: ", ")) explain the result: "
        + "\(small == 1 ? "one segment holds" : "\(small) segments hold") only "
        + counted(customers, "customer"),
      at: range, remark: rest,
      notes: heavyTails.map {
        "`\($0.name)`: the top 1% of customers account for \(percent($0.share)) of its variance"
      }, fixes: remedies)
  }

  /// The metrics do not agree on the number of segments.
  private var notAgreed: Diagnostic? {
    guard let choice = model.choice else { return nil }
    let others = choice.votes.filter { $0.candidate != choice.picked }
    guard others.count >= 2 else { return nil }
    let judge = if case .segments = choice.reason { "the script" } else { choice.name }
    let list = others.map { "\($0.metric.name) k=\(choice.sweep.candidates[$0.candidate].k)" }
    return Diagnostic(
      .dissent,
      "\(judge) picks k=\(model.k); others disagree: "
        + list.joined(separator: ", "), at: range,
      notes: ["compare the profiles of these candidates before deciding"])
  }

  private var remedies: [Diagnostic.Fix] {
    let logged = Set(model.scaled.features.transforms.map(\.feature))
    let open = heavyTails.map(\.name).filter { !logged.contains($0) }.map(quotedName)
    var fixes: [Diagnostic.Fix] = []
    if !open.isEmpty {
      fixes.append(
        Diagnostic.Fix("| log \(open.joined(separator: ", "))", remark: "before `scale`"))
    }
    if model.scaled.method != "robust" {
      fixes.append(
        Diagnostic.Fix("| scale robust", remark: "instead of `scale \(model.scaled.method)`"))
    }
    if let first = heavyTails.first {
      fixes.append(
        Diagnostic.Fix(
          "| winsorize \(quotedName(first.name)) to 0%...99%", remark: "before `scale`"))
    }
    return fixes
  }

  /// Features in which the top 1% of customers account for more than a third of the squared deviations.
  private var heavyTails: [(name: String, share: Double)] {
    let matrix = model.scaled.featureMatrix
    guard matrix.rows >= 100 else { return [] }
    return model.scaled.features.names.enumerated().compactMap { column, name in
      let values = matrix.column(column)
      let middle = values.sorted()[values.count / 2]
      let squares = values.map { ($0 - middle) * ($0 - middle) }.sorted(by: >)
      let total = squares.reduce(0, +)
      guard total > 0 else { return nil }
      let top = squares.prefix(max(1, matrix.rows / 100)).reduce(0, +)
      return top / total > 1.0 / 3 ? (name, top / total) : nil
    }
  }
}

extension DiagnosticCode {
  package static let giantSegment = DiagnosticCode(
    "W0430", "one segment has nearly all customers",
    page: """
      More than 80% of the customers are in one segment. Metrics such as the silhouette favour
      separating a few extreme customers, which is of no use for marketing.

      Outliers are the usual reason. Reduce the tail with `log monetary` before `scale`, use
      `scale robust`, or cap the extremes with `winsorize`, and run it again.
      """)

  package static let fewCustomers = DiagnosticCode(
    "W0431", "few customers for many segments",
    page: """
      With fewer than 1,000 customers and more than four segments, the boundaries move with every new
      export. Prefer fewer segments, and check their stability before acting on them.
      """)

  package static let outlierSegments = DiagnosticCode(
    "W0432", "outliers determine the segments",
    page: """
      A segment with less than 1% of the customers exists only because a feature has a long tail. The
      metrics look good because such customers are far from all others.

      Try `log`, `scale robust` or `winsorize`, or set the outliers aside as a group of their own.
      """)

  package static let dissent = DiagnosticCode(
    "N0430", "the metrics disagree",
    page: """
      The chosen metric picks one number of segments, and others would pick another. Each measures a
      different aspect: the silhouette separation, Davies-Bouldin the worst pair, Calinski-Harabasz
      variance, the elbow diminishing returns. Compare the profiles of the candidates before deciding.
      """)
}
