import Clustering
import Diagnostics
import Matrices
import Planning

extension KMeansStage {
  /// The algorithm that finds the centres.
  enum Search: String, SweptWord {
    case lloyd, bisecting, minibatch

    var meaning: String {
      switch self {
      case .lloyd: "Lloyd's algorithm: all segments at once, from several starts."
      case .bisecting: "Repeatedly splits the segment with the largest inertia in two."
      case .minibatch: "Clusters a sample and batches before all customers, for very large data."
      }
    }
  }

  /// A variant of k-means with its settings.
  struct Variant {
    let method: Search
    /// The share of customers that are set aside.
    let trim: Double
    /// `k` is taken from the candidate.
    var settings: KMeans

    /// The same variant with `k` segments.
    func with(k: Int) -> Variant {
      var variant = self
      variant.settings.k = k
      return variant
    }
  }

  /// Fits one variant for every number of segments.
  func fit(_ variant: Variant, _ fitting: inout Fitting) throws(ClusteringError) {
    // Mini-batches read the rows block by block and check themselves whether there are enough customers.
    if variant.method == .minibatch {
      for k in ks.values { try fitBatches(variant.with(k: k), &fitting) }
      return
    }
    var possible: [Int] = []
    for k in ks.values where try fitting.canHave(k) { possible.append(k) }
    guard !possible.isEmpty else { return }
    if let shares {
      for k in possible { try fitSized(variant.with(k: k), within: shares, &fitting) }
    } else if variant.trim > 0 {
      for k in possible { try fitTrimmed(variant.with(k: k), &fitting) }
    } else {
      switch variant.method {
      case .bisecting: try fitBisecting(variant, possible, &fitting)
      case .lloyd, .minibatch: try fitLloyd(variant, possible, &fitting)
      }
    }
  }

  /// The restarts of all numbers of segments share the threads.
  private func fitLloyd(
    _ variant: Variant, _ ks: [Int], _ fitting: inout Fitting
  ) throws(ClusteringError) {
    let settings = variant.settings
    if settings.start != nil {
      try add(settings.fit(fitting.points(), control: fitting.control()), variant, &fitting)
      return
    }
    let result = try KMeansSweep(
      ks, restarts: settings.restarts, seed: settings.seed,
      maxIterations: settings.maxIterations, tolerance: settings.tolerance
    ).fit(fitting.points(), control: fitting.control(of: ks.count))
    for found in result.models { try add(found, variant.with(k: found.k), &fitting) }
    if result.isCancelled { throw .cancelled }
  }

  private func add(
    _ found: KMeansModel, _ variant: Variant, _ fitting: inout Fitting
  ) throws(ClusteringError) {
    var metrics = Metrics()
    metrics[.inertia] = found.inertia
    metrics[.stability] = found.restartAgreement
    try fitting.add(
      Fitting.FitResult(
        labels: found.labels, centroids: found.centroids, sizes: found.sizes, rule: found.rule,
        method: variant.settings, iterations: found.iterations,
        hasConverged: found.hasConverged, parameters: parameters(of: variant), metrics: metrics))
    remark(found.hasConverged, k: found.k, after: found.iterations, variant, &fitting)
  }

  /// One tree contains the segments for every k.
  private func fitBisecting(
    _ variant: Variant, _ ks: [Int], _ fitting: inout Fitting
  ) throws(ClusteringError) {
    let method = BisectingKMeans(k: ks.max() ?? 1, halving: variant.settings)
    let tree = try method.fit(fitting.points(), control: fitting.control(of: ks.count))
    for k in ks {
      let found = tree.segments(k)
      var metrics = Metrics()
      metrics[.inertia] = found.inertia
      try fitting.add(
        Fitting.FitResult(
          labels: found.labels, centroids: found.centroids, sizes: found.sizes, rule: found.rule,
          method: BisectingKMeans(k: k, halving: variant.settings),
          parameters: parameters(of: variant.with(k: k)), metrics: metrics))
    }
  }

  /// The rows are read in place, block by block, without a copy.
  private func fitBatches(_ variant: Variant, _ fitting: inout Fitting) throws(ClusteringError) {
    let settings = variant.settings
    let blocks = MatrixBlocks(fitting.scaled.matrix)
    let found: MiniBatchModel
    let labels: [Int]
    do {
      found = try MiniBatchKMeans(settings).fit(blocks, control: fitting.control())
      labels = try found.labels(
        of: blocks, control: fitting.context.control.quiet(threads: fitting.context.control.threads)
      )
    } catch ClusteringError.moreSegmentsThanDistinctRows(let k, let distinctRows) {
      fitting.leaveOut(k, distinctRows: distinctRows)
      return
    } catch let error as ClusteringError {
      throw error
    } catch {
      preconditionFailure("rows of a matrix come without a fault of their own: \(error)")
    }
    var metrics = Metrics()
    metrics[.inertia] = found.inertia
    try fitting.add(
      Fitting.FitResult(
        labels: labels, centroids: found.centroids, sizes: found.sizes, rule: found.rule,
        method: settings, parameters: parameters(of: variant), metrics: metrics))
  }

  private func fitTrimmed(_ variant: Variant, _ fitting: inout Fitting) throws(ClusteringError) {
    let settings = variant.settings
    let method = TrimmedKMeans(
      k: settings.k, share: variant.trim, starts: settings.restarts, seed: settings.seed,
      maxIterations: settings.maxIterations)
    let found = try method.fit(fitting.points(), control: fitting.control())
    var metrics = Metrics()
    metrics[.inertia] = found.inertia
    var numbers = LedgerRecord()
    numbers["radius"] = .number(found.radius)
    try fitting.add(
      Fitting.FitResult(
        labels: found.labels, centroids: found.centroids, sizes: found.sizes, rule: found.rule,
        method: method, iterations: found.iterations, hasConverged: found.hasConverged,
        parameters: parameters(of: variant), numbers: numbers, metrics: metrics))
    remark(found.hasConverged, k: found.k, after: found.iterations, variant, &fitting)
  }

  private func fitSized(
    _ variant: Variant, within shares: ClosedRange<Double>, _ fitting: inout Fitting
  ) throws(ClusteringError) {
    let settings = variant.settings
    let method = SizeConstrainedKMeans(
      k: settings.k, shares: shares, starts: settings.restarts, seed: settings.seed,
      maxIterations: settings.maxIterations, memoryLimit: fitting.context.memoryLimit)
    let found = try method.fit(fitting.points(), control: fitting.control())
    var metrics = Metrics()
    metrics[.inertia] = found.inertia
    try fitting.add(
      Fitting.FitResult(
        labels: found.labels, centroids: found.centroids, sizes: found.sizes, rule: found.rule,
        method: method, iterations: found.iterations,
        hasConverged: found.hasConverged, parameters: parameters(of: variant), metrics: metrics))
    remark(found.hasConverged, k: found.k, after: found.iterations, variant, &fitting)
    let missed = found.weights.filter { !found.bounds.contains($0) }
    if !missed.isEmpty {
      fitting.remark(
        Diagnostic(
          .missedBounds,
          "k=\(found.k): \(counted(missed.count, "segment")) \(missed.count == 1 ? "misses" : "miss") "
            + "its bounds, because customers with equal features stay together", at: model.range,
          notes: [
            "sizes should be \(grouped(Int(found.bounds.lowerBound))) to "
              + "\(grouped(Int(found.bounds.upperBound))), and are "
              + found.sizes.map { grouped($0) }.joined(separator: ", ")
          ]))
    }
  }

  private func remark(
    _ hasConverged: Bool, k: Int, after iterations: Int, _ variant: Variant,
    _ fitting: inout Fitting
  ) {
    guard !hasConverged else { return }
    fitting.remark(
      Diagnostic(
        .notConverged, "k=\(k) did not converge in \(iterations) iterations", at: model.range,
        fixes: [Diagnostic.Fix("max_iterations=\(variant.settings.maxIterations * 4)")]))
  }
}

extension MiniBatchKMeans {
  /// The mini-batch settings that correspond to the settings of a call.
  init(_ settings: KMeans) {
    self.init(k: settings.k, restarts: settings.restarts, seed: settings.seed)
  }
}

extension StageChecker {
  /// The bounds on sizes, or `nil` for none; bounds that cannot be met are reported.
  mutating func shares(for ks: [Int]) -> (bounds: ClosedRange<Double>?, Void)? {
    guard let least = number("min_share", standard: 0),
      let most = number("max_share", standard: 1)
    else { return nil }
    guard call.named["min_share"] != nil || call.named["max_share"] != nil else {
      return (nil, ())
    }
    // Shares are written as decimals: 4 times 25% must be exactly all.
    let slack = 1e-12
    let tooMany = ks.first { Double($0) * least > 1 + slack }
    let tooFew = ks.first { Double($0) * most < 1 - slack }
    if least > most {
      report(.boundsOutOfReach("`min_share` is above `max_share`", at: call.range, fixes: []))
      return nil
    }
    if let k = tooMany {
      report(
        .boundsOutOfReach(
          "\(counted(k, "segment")) of at least \(percent(least)) are \(percent(least * Double(k))) "
            + "of the customers", at: call.range,
          fixes: [Diagnostic.Fix("min_share=\(100 / (2 * k))%")]))
      return nil
    }
    if let k = tooFew {
      report(
        .boundsOutOfReach(
          "\(counted(k, "segment")) of at most \(percent(most)) are \(percent(most * Double(k))) of "
            + "the customers", at: call.range,
          fixes: [Diagnostic.Fix("max_share=\(min(100, 150 / k + 1))%")]))
      return nil
    }
    return (least...most, ())
  }

  /// Reports parameters of different variants in one call.
  mutating func checkVariants(
    methods: [KMeansStage.Search], trims: [Double], isBounded: Bool, hasStart: Bool
  ) {
    var asked: [String] = []
    if methods != [.lloyd] { asked.append("`method`") }
    if trims != [0] { asked.append("`trim`") }
    if isBounded { asked.append("bounds on sizes") }
    if hasStart { asked.append("`start`") }
    guard asked.count > 1 else { return }
    report(
      Diagnostic(
        .variantsTogether,
        "\(asked.dropLast().joined(separator: ", ")) and \(asked[asked.count - 1]) cannot be combined",
        at: call.range, notes: ["each selects a different variant of k-means"]))
  }

  private func percent(_ share: Double) -> String {
    let rounded = (share * 1_000).rounded() / 10
    return rounded == rounded.rounded() ? "\(Int(rounded))%" : "\(rounded)%"
  }
}

extension Diagnostic {
  /// Bounds that no sizes of segments can meet.
  static func boundsOutOfReach(
    _ what: String, at range: SourceRange, fixes: [Fix]
  ) -> Diagnostic {
    Diagnostic(.boundsOutOfReach, what, at: range, fixes: fixes)
  }
}
