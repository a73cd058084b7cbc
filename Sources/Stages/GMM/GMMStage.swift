import Clustering
import Diagnostics
import Matrices
import Planning
import Syntax

/// `gmm k in 2...8 covariance in [full, diag]`: a mixture of normal distributions.
package struct GMMStage: Stage {
  private let model: ModelCall
  private let ks: SweepValues<Int>
  private let covariances: SweepValues<Covariance>
  private let noises: SweepValues<Double>
  private let restarts: SweepValues<Int>
  private let maxIterations: SweepValues<Int>
  private let tolerances: SweepValues<Double>
  /// A file of initial means in scaled units, one row each.
  private let start: String?

  package static let signature = StageSignature(
    "gmm", "Fits a mixture of k normal distributions, of any size, shape and direction.",
    group: .model, inputs: [.scaled, .features],
    parameters: [
      Parameter(
        "k", .integer(1...10_000), "The number of components; `k in 2...8` tries several.",
        isRequired: true, canSweep: true),
      Parameter(
        "covariance", Covariance.choices, "The constraint on the covariances of the components.",
        standard: Covariance.full.rawValue, canSweep: true),
      Parameter(
        "noise", .share,
        "The initial share of noise, customers in no component; 0% for no noise.",
        standard: "0%", canSweep: true),
      .restarts(fromOther: "segments", standard: "4"),
      .seedOfStarts,
      Parameter(
        "max_iterations", .integer(1...1_000_000), "The maximum number of iterations of one start.",
        standard: "500",
        canSweep: true),
      Parameter(
        "tolerance", .number(0...1),
        "Stops when the mean log-likelihood per customer increases by less.", standard: "0.000001",
        canSweep: true),
      Parameter("start", .path, "A CSV file of initial means in scaled units, one row each."),
    ],
    gives: "Model<gmm>, or Sweep<gmm> for `… in …`",
    aliases: ["GaussianMixture", "Mclust", "mclust", "mixture", "GMM"])

  package init?(_ call: BoundCall, on input: ValueType, _ checker: inout StageChecker) {
    guard var model = ModelCall(call, on: input, &checker),
      let ks = checker.sweep(whole: "k", standard: 0),
      let covariances = checker.sweep(word: "covariance", standard: Covariance.full),
      let noises = checker.sweep(number: "noise", standard: 0),
      let restarts = checker.sweep(whole: "restarts", standard: 4),
      let maxIterations = checker.sweep(whole: "max_iterations", standard: 500),
      let tolerances = checker.sweep(number: "tolerance", standard: 1e-6),
      let start = checker.text("start", standard: nil)
    else { return nil }
    model.tries(ks)
    model.tries(covariances)
    model.tries(noises)
    model.tries(restarts)
    model.tries(maxIterations)
    model.tries(tolerances)
    if start != nil, ks.isSwept {
      checker.report(.startFixesSegments(at: call.range))
      return nil
    }
    model.checkCount(&checker)
    self.model = model
    self.ks = ks
    self.covariances = covariances
    self.noises = noises
    self.restarts = restarts
    self.maxIterations = maxIterations
    self.tolerances = tolerances
    self.start = start
  }

  /// Other seeds, one component fewer and more, and the four named covariances.
  package static func alternatives(to call: BoundCall) -> [Alternative] {
    Alternative.otherSeeds(of: call) + call.otherSegmentCounts
      + call.otherWords(of: "covariance", among: ["full", "tied", "diag", "spherical"])
  }

  package var output: ValueType { model.output }

  /// The number of models that are fitted.
  package var candidates: Int { model.count }

  /// The points twice, and the probabilities [n, k] for the largest k.
  package func workingMemory(rows: Int, threads: Int) -> Int {
    model.memory(rows: rows) + rows * 8 * ((ks.values.last ?? 1) + 2)
  }

  package func run(
    _ input: Value?, replaying replayed: LedgerRecord?, _ context: RunContext
  ) throws(StageFailure) -> StageResult {
    let means = try model.centres(in: start, of: input, k: ks.values[0], context)
    return try model.run(input, context) { (fitting) throws(ClusteringError) in
      for settings in settings(seed: fitting.seed) {
        for k in ks.values where try fitting.canHave(k) {
          var settings = settings
          settings.mixture.k = k
          if let means { settings.mixture.start = .means(means) }
          try fit(settings, &fitting)
        }
      }
    }
  }

  /// The settings that are swept besides the number of components.
  private struct Settings {
    var mixture: GaussianMixture
    let covariance: Covariance
    let restarts: Int
  }

  private func settings(seed: UInt64) -> [Settings] {
    var all: [Settings] = []
    for covariance in covariances.values {
      for noise in noises.values {
        for restarts in restarts.values {
          for iterations in maxIterations.values {
            for tolerance in tolerances.values {
              let mixture = GaussianMixture(
                k: 1, family: covariance.family,
                start: .kMeans(starts: restarts), seed: seed, maxIterations: iterations,
                tolerance: tolerance, noiseShare: noise)
              all.append(
                Settings(mixture: mixture, covariance: covariance, restarts: restarts))
            }
          }
        }
      }
    }
    return all
  }

  private func fit(_ settings: Settings, _ fitting: inout Fitting) throws(ClusteringError) {
    let mixture = settings.mixture
    let found = try mixture.fit(fitting.points(), control: fitting.control())
    var parameters = LedgerRecord()
    parameters["covariance"] = .text(settings.covariance.rawValue)
    parameters["seed"] = .integer(Int(mixture.seed))
    parameters["restarts"] = .integer(settings.restarts)
    if mixture.noiseShare > 0 || noises.isSwept {
      parameters["noise"] = .number(mixture.noiseShare)
    }
    if maxIterations.isSwept { parameters["max_iterations"] = .integer(mixture.maxIterations) }
    if tolerances.isSwept { parameters["tolerance"] = .number(mixture.tolerance) }
    var numbers = LedgerRecord()
    numbers["log_likelihood"] = .number(found.logLikelihood)
    numbers["bic"] = .number(found.bic)
    var metrics = Metrics()
    metrics[.bic] = found.bic
    metrics[.aic] = found.aic
    metrics[.icl] = found.icl
    try fitting.add(
      Fitting.FitResult(
        labels: found.labels, centroids: found.means, sizes: found.sizes, rule: found.rule,
        method: mixture, iterations: found.iterations,
        hasConverged: found.hasConverged, parameters: parameters, numbers: numbers,
        metrics: metrics))
    if !found.hasConverged {
      fitting.remark(
        Diagnostic(
          .notConverged, "k=\(found.k) did not converge in \(found.iterations) iterations",
          at: model.range,
          fixes: [Diagnostic.Fix("max_iterations=\(mixture.maxIterations * 4)")]))
    }
    if !found.degenerateComponents.isEmpty {
      let list = found.degenerateComponents.map { String($0 + 1) }.joined(separator: ", ")
      let leastWeight = Double(found.means.columns + 1)
      let isSmall = found.degenerateComponents.contains {
        found.shares[$0] * found.totalWeight < leastWeight
      }
      let isOne = found.degenerateComponents.count == 1
      let cause =
        isSmall
        ? "\(isOne ? "has" : "have") too few different customers"
        : "\(isOne ? "is" : "are") flat: in some direction the customers are almost equal"
      fitting.remark(
        Diagnostic(
          .thinClouds,
          "k=\(found.k): \(isOne ? "segment" : "segments") \(list) of "
            + "\(settings.covariance.rawValue) shape \(cause)",
          at: model.range,
          fixes: [Diagnostic.Fix("covariance=diag", remark: "has fewer parameters")]
            + (found.k > 1 ? [Diagnostic.Fix("k=\(found.k - 1)")] : [])))
    }
  }
}

/// A constraint on the covariances, by the name in scikit-learn or the letters of mclust.
struct Covariance: SweptWord {
  let rawValue: String
  let meaning: String
  let family: CovarianceFamily

  static let full = Covariance("full", "Each has its own shape and direction; VVV.", .full)

  static let allCases =
    [
      full,
      Covariance("tied", "All share one shape and direction; EEE.", .tied),
      Covariance("diag", "Each has its own shape along the axes of the features; VVI.", .diagonal),
      Covariance("spherical", "Each is round, with its own size; VII.", .spherical),
    ]
    + CovarianceFamily.allCases.map {
      Covariance($0.rawValue, "The mclust model of this name: volume, shape and direction.", $0)
    }

  private init(_ word: String, _ meaning: String, _ family: CovarianceFamily) {
    rawValue = word
    self.meaning = meaning
    self.family = family
  }

  init?(rawValue: String) {
    guard let word = Self.allCases.first(where: { $0.rawValue == rawValue }) else { return nil }
    self = word
  }
}

extension DiagnosticCode {
  package static let thinClouds = DiagnosticCode(
    "W0912", "a component with too few customers",
    page: """
      A component has no more customers than parameters of its shape, or it is flat in some direction:
      its likelihood is high because it fits these few customers and no others. Use fewer components, or
      a covariance with fewer parameters: `covariance=diag`, `covariance=tied`.
      """)
}

extension GMMStage {
  package static let manual = """
    **What it maximises.** The likelihood Σ log Σ_j π_j N(*x*; μ_j, Σ_j): each segment is a normal
    distribution with a weight π, a mean μ and a covariance Σ, and every customer has a probability of
    belonging to each; the most probable one is its segment. It finds elongated and tilted segments that
    `kmeans` would split. The fit is by expectation maximisation from several starts.

    ```seg
    sample transactions customers=300 seed=7
      | rfm | log monetary, frequency | scale zscore
      | gmm k in 2...4 covariance in [full, diag] | show k, covariance, bic, smallest
    ```

    `covariance` constrains the covariances: `full`, `tied`, `diag`, `spherical` as in scikit-learn, or
    one of the fourteen names of mclust (volume, shape and direction: equal, variable, or the identity).
    `bic`, `aic` and `icl` penalise the likelihood by the number of parameters; lower is better, as in
    scikit-learn; those of mclust have the opposite sign.

    ```seg
    sample transactions customers=300 seed=7
      | rfm | log monetary, frequency | scale zscore | gmm k=3 noise=5% seed=1 | profile
    ```

    ```seg
    sample transactions customers=100 seed=7 | rfm | scale zscore | gmm k=3 covariance=round
    # error: E0206
    ```

    With `noise` some customers belong to no component: noise is distributed uniformly over the range of
    the data, and its share is fitted.

    Units do not matter to `full`, `tied`, `diag` and the mclust families EEI, VEI, EVI, VVI, EEE, VEE,
    EVV and VVV: the same customers in cents and in euros give the same components, and their `bic` differs
    by a constant. 1e-6 of the covariance of all customers is added to that of each component (of its
    diagonal for `diag` and its kind, of the mean variance for the other families), so that no component
    shrinks to a point.

    **When.** Use it if segments overlap, differ in width or are elongated, or if you need a probability
    for each customer. The confidence of a customer is the probability of its segment.

    **New customers** get their most probable segment, or noise.

    **Cost.** O(*starts · iterations · n k d*²), with *d* instead of *d*² for `diag` and `spherical`.

    **Where it misleads.** BIC finds how many components describe the density, not how many segments there
    are: a skewed segment needs two or three components. Take logarithms of money and counts first, and
    check `icl`, which prefers separated components. Components of very few customers cause a warning
    (W0912).

    A. Dempster, N. Laird, D. Rubin, 1977; G. Celeux and G. Govaert, 1995; likelihoods as in
    scikit-learn, to 1e-6.
    """
}
