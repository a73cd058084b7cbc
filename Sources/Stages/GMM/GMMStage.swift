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
  /// A file of starting means in scaled units, one row each.
  private let start: String?

  package static let signature = StageSignature(
    "gmm", "Describes the customers by k clouds that may be long, tilted and of different size.",
    group: .model, inputs: [.scaled, .features],
    parameters: [
      Parameter(
        "k", .integer(1...10_000), "The number of clouds; `k in 2...8` tries several.",
        isRequired: true, canSweep: true),
      Parameter(
        "covariance", Covariance.choices, "What the shapes of the clouds have in common.",
        standard: Covariance.full.rawValue, canSweep: true),
      Parameter(
        "noise", .share,
        "The share of customers in no cloud that the search begins with; 0% for no noise.",
        standard: "0%", canSweep: true),
      .restarts(fromOther: "segments", standard: "4"),
      .seedOfStarts,
      Parameter(
        "max_iterations", .integer(1...1_000_000), "Rounds of one start.", standard: "500",
        canSweep: true),
      Parameter(
        "tolerance", .number(0...1),
        "Stops when the mean log-likelihood of a customer rises by less.", standard: "0.000001",
        canSweep: true),
      Parameter("start", .path, "A CSV of starting means in scaled units, a row each."),
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

  /// Other seeds, one cloud fewer and more, and the four shapes that have a word of their own.
  package static func alternatives(to call: BoundCall) -> [Alternative] {
    Alternative.otherSeeds(of: call) + call.otherSegmentCounts
      + call.otherWords(of: "covariance", among: ["full", "tied", "diag", "spherical"])
  }

  package var output: ValueType { model.output }

  /// How many models it fits.
  package var candidates: Int { model.count }

  /// The points twice, and for each of the most clouds a probability of each customer.
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

  /// What is tried beside the number of clouds.
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
          .notConverged, "k=\(found.k) still rose after \(found.iterations) iterations",
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
        ? "\(isOne ? "rests" : "rest") on too few different customers"
        : "\(isOne ? "is" : "are") flat: in some direction its customers hardly differ"
      fitting.remark(
        Diagnostic(
          .thinClouds,
          "k=\(found.k): \(isOne ? "segment" : "segments") \(list) of "
            + "\(settings.covariance.rawValue) shape \(cause)",
          at: model.range,
          fixes: [Diagnostic.Fix("covariance=diag", remark: "asks less of the data")]
            + (found.k > 1 ? [Diagnostic.Fix("k=\(found.k - 1)")] : [])))
    }
  }
}

/// What the shapes of the clouds have in common, by scikit-learn's word or mclust's letters.
struct Covariance: SweptWord {
  let rawValue: String
  let meaning: String
  let family: CovarianceFamily

  static let full = Covariance("full", "Any shape and direction each; VVV.", .full)

  static let allCases =
    [
      full,
      Covariance("tied", "One shape and direction for all; EEE.", .tied),
      Covariance("diag", "Any shape along the features each; VVI.", .diagonal),
      Covariance("spherical", "Round, of any size each; VII.", .spherical),
    ]
    + CovarianceFamily.allCases.map {
      Covariance($0.rawValue, "As mclust names volume, shape and direction.", $0)
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
    "W0912", "a cloud of too few customers",
    page: """
      A cloud has as many customers as numbers that describe its shape, or fewer, or lies flat: its
      likelihood is high because the cloud fits these few and nobody else. Ask for fewer clouds, or for
      shapes that need fewer numbers: `covariance=diag`, `covariance=tied`.
      """)
}

extension GMMStage {
  package static let manual = """
    **What it maximises.** The likelihood Σ log Σ_j π_j N(*x*; μ_j, Σ_j): each segment is a cloud with a
    share π, a centre μ, a size, a shape and a direction, and every customer has a probability of
    belonging to each; the most probable one is its segment. Long and tilted clouds are found that
    `kmeans` would cut across. Fitted by expectation maximisation from several starts.

    ```seg
    sample transactions customers=300 seed=7
      | rfm | log monetary, frequency | scale zscore
      | gmm k in 2...4 covariance in [full, diag] | show k, covariance, bic, smallest
    ```

    `covariance` says what the shapes have in common: `full`, `tied`, `diag`, `spherical` as in
    scikit-learn, or one of mclust's fourteen names (volume, shape and direction: equal, variable, or
    the identity). `bic`, `aic` and `icl` weigh likelihood against the number of numbers that are
    fitted; lower is better, as in scikit-learn; mclust's have the opposite sign.

    ```seg
    sample transactions customers=300 seed=7
      | rfm | log monetary, frequency | scale zscore | gmm k=3 noise=5% seed=1 | profile
    ```

    ```seg
    sample transactions customers=100 seed=7 | rfm | scale zscore | gmm k=3 covariance=round
    # error: E0206
    ```

    With `noise` a part of the customers belongs to no cloud: it is spread evenly over all that there
    is, and its share is fitted.

    Units do not matter to `full`, `tied`, `diag` and the mclust families EEI, VEI, EVI, VVI, EEE, VEE,
    EVV and VVV: the same customers in cents and in euros give the same clouds, and their `bic` differs
    by a constant. 1e-6 of the covariance of all customers is added to that of each cloud (of its
    diagonal for `diag` and its kind, of the mean variance for the other families), so that no cloud
    shrinks to a point.

    **When.** Segments overlap, differ in width or are long; and where a probability per customer is
    wanted. The confidence of a customer is the probability of its segment.

    **New customers** get their most probable segment, or noise.

    **Cost.** O(*starts · iterations · n k d*²), *d* in place of *d*² for `diag` and `spherical`.

    **Where it misleads.** BIC asks how many clouds draw the density, not how many segments there are: a
    skewed crowd takes two or three clouds. Take logarithms of money and counts first, and look at
    `icl`, which wants the clouds apart. Clouds of very few customers are warned of (W0912).

    A. Dempster, N. Laird, D. Rubin, 1977; G. Celeux and G. Govaert, 1995; likelihoods as in
    scikit-learn, to 1e-6.
    """
}
