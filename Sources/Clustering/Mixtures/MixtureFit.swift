import Matrices

/// Expectation maximisation from all starts, and the choice of the best result.
struct MixtureFit {
  private let settings: GaussianMixture
  private let points: PreparedPoints
  private let control: RunControl
  /// The mean of all points.
  private let center: [Double]
  /// The covariance of all points: `[d × d]`, or its diagonal.
  private let overall: [Double]
  /// The matrix added to the covariance of every component, in the shape of `overall`.
  private let ridge: [Double]
  private let noiseLogDensity: Double
  private let starts: MixtureStarts

  init(
    settings: GaussianMixture, points: PreparedPoints, control: RunControl
  ) throws(ClusteringError) {
    guard settings.k >= 1 else { throw .fewerThanOneSegment(k: settings.k) }
    guard settings.k <= points.distinctRows else {
      throw .moreSegmentsThanDistinctRows(k: settings.k, distinct: points.distinctRows)
    }
    try Self.check(settings, points)
    self.settings = settings
    self.points = points
    self.control = control
    let lanes = points.canonical.points
    let d = lanes.columns
    do {
      let moments = try PointMoments(lanes, control: control)
      center = moments.mean
      let full = moments.covariance
      ridge = Self.ridge(settings, full, d)
      overall = settings.family.isDiagonal ? (0..<d).map { full[$0 * d + $0] } : full
      starts = MixtureStarts(
        settings: settings, points: points, whitening: Cholesky(full, order: d)?.inverse,
        spreads: (0..<d).map { full[$0 * d + $0].squareRoot() }, control: control)
    } catch {
      throw .cancelled
    }
    noiseLogDensity = settings.noiseShare > 0 ? Self.logDensityOfBox(lanes) : -.infinity
  }

  private static func check(
    _ settings: GaussianMixture, _ points: PreparedPoints
  ) throws(ClusteringError) {
    let d = points.canonical.points.columns
    switch settings.start {
    case .kMeans: return
    case .means(let means):
      guard means.rows == settings.k, means.columns == d else {
        throw .startShape(
          rows: means.rows, columns: means.columns, k: settings.k, expectedColumns: d)
      }
      for (place, value) in means.values.enumerated()
      where !(value.magnitude <= CanonicalPoints.largest) {
        throw .startNotFinite(row: place / d, column: place % d)
      }
    case .labels(let labels):
      guard labels.count == points.rows, labels.allSatisfy({ $0 < settings.k }) else {
        throw .labelCount(labels: labels.count, rows: points.rows)
      }
    }
  }

  /// Minus the log of the volume of the bounding box of the points, ignoring constant columns.
  private static func logDensityOfBox(_ lanes: LanePoints) -> Double {
    var logVolume = 0.0
    for j in 0..<lanes.columns {
      var low = Double.infinity
      var high = -Double.infinity
      for p in 0..<lanes.count {
        low = min(low, lanes[p, j])
        high = max(high, lanes[p, j])
      }
      if high > low { logVolume += portableLog(high - low) }
    }
    return -logVolume
  }

  /// Runs every start and returns the best result.
  func run() throws(ClusteringError) -> MixtureModel {
    do {
      return try model(of: ends())
    } catch let error as ClusteringError {
      throw error
    } catch {
      throw .cancelled
    }
  }

  /// The result of a start.
  private struct End {
    var parameters: Parameters
    var pass: MixtureDensity.Pass
    var iterations: Int
    var hasConverged: Bool
    var degenerate: [Int]
  }

  private struct Parameters {
    var shares: [Double]
    var noiseShare: Double
    var means: [Double]
    var covariances: [[Double]]
    var density: MixtureDensity
  }

  /// The result of each start, `nil` if it collapsed.
  private func ends() throws -> [End?] {
    switch settings.start {
    case .means(let means):
      return [try climb(from: equalComponents(means.values), part: control)]
    case .labels(let labels):
      var ofPoint = [Int32](repeating: -1, count: points.canonical.points.count)
      for (row, point) in points.canonical.pointOfRow.enumerated() where point >= 0 {
        ofPoint[Int(point)] = Int32(max(-1, labels[row]))
      }
      return [try climb(from: components(of: ofPoint), part: control)]
    case .kMeans(let count):
      var ends: [End?] = []
      let count = settings.k == 1 ? 1 : max(1, count)
      for start in 0..<count {
        try control.checkCancellation()
        let share = 1 / Double(count)
        let part = control.part(from: Double(start) * share, share: share)
        ends.append(try climb(from: components(of: starts.labels(start: start)), part: part))
      }
      return ends
    }
  }

  private func equalComponents(_ means: [Double]) -> ComponentMoments {
    let k = settings.k
    let weight = points.totalWeight * (1 - settings.noiseShare) / Double(k)
    var moments = ComponentMoments(
      sums: [Double](repeating: 0, count: k * sumWidth + 1), origins: means, k: k,
      d: center.count, isDiagonal: settings.family.isDiagonal, overall: overall,
      totalWeight: points.totalWeight)
    moments.weights = Array(repeating: weight, count: k)
    moments.scatters = Array(repeating: overall.map { $0 * weight }, count: k)
    moments.background = points.totalWeight * settings.noiseShare
    return moments
  }

  private func components(of labels: [Int32]) throws(CancellationError) -> ComponentMoments {
    let k = settings.k
    let d = center.count
    var origins = (0..<k).flatMap { _ in center }
    var moments: ComponentMoments?
    for _ in 0..<2 {
      let sums = try starts.sums(of: labels, origins: origins)
      let found = ComponentMoments(
        sums: sums, origins: origins, k: k, d: d, isDiagonal: settings.family.isDiagonal,
        overall: overall, totalWeight: points.totalWeight)
      origins = found.means
      moments = found
    }
    guard var moments else { preconditionFailure("two rounds leave moments") }
    moments.background =
      moments.weights.reduce(0, +) * settings.noiseShare / (1 - settings.noiseShare)
    return moments
  }

  private var sumWidth: Int {
    let d = center.count
    return 1 + d + (settings.family.isDiagonal ? d : d * (d + 1) / 2)
  }

  /// The most likely parameters for moments, or `nil` if a component has no spread left.
  private func maximise(_ moments: ComponentMoments) -> Parameters? {
    var moments = moments
    let total = points.totalWeight
    // A component without weight keeps its mean and gets the covariance of all rows, so it may recover.
    for c in 0..<settings.k where moments.weights[c] <= ComponentMoments.leastShare * total {
      moments.weights[c] = ComponentMoments.leastShare * total
      moments.scatters[c] = overall.map { $0 * moments.weights[c] }
    }
    let background = noiseLogDensity > -.infinity ? moments.background : 0
    let sum = moments.weights.reduce(0, +) + background
    let shares = moments.weights.map { $0 / sum }
    let covariances = CovarianceEstimate(family: settings.family, ridge: ridge)
      .covariances(of: moments)
    let logNoise =
      background > 0 ? portableLog(background / sum) + noiseLogDensity : -Double.infinity
    guard
      let density = MixtureDensity(
        shares: shares, means: moments.means, covariances: covariances, d: moments.d,
        isDiagonal: settings.family.isDiagonal, background: logNoise)
    else { return nil }
    return Parameters(
      shares: shares, noiseShare: background / sum, means: moments.means, covariances: covariances,
      density: density)
  }

  /// Runs EM from moments until the likelihood no longer rises.
  private func climb(
    from moments: ComponentMoments, part: RunControl
  ) throws(CancellationError) -> End? {
    let quiet = control.quiet(threads: control.threads)
    let lanes = points.canonical.points
    guard var parameters = maximise(moments) else { return nil }
    var pass = try parameters.density.pass(over: lanes, control: quiet)
    var iterations = 0
    var hasConverged = false
    while iterations < settings.maxIterations, !hasConverged {
      let moments = ComponentMoments(
        sums: pass.sums, origins: parameters.means, k: settings.k, d: center.count,
        isDiagonal: settings.family.isDiagonal, overall: overall, totalWeight: points.totalWeight)
      guard let next = maximise(moments) else { return nil }
      let nextPass = try next.density.pass(over: lanes, control: quiet)
      iterations += 1
      let rise = nextPass.logLikelihood - pass.logLikelihood
      guard nextPass.logLikelihood.isFinite else { return nil }
      (parameters, pass) = (next, nextPass)
      hasConverged = rise.magnitude < settings.tolerance * points.totalWeight || rise == 0
      part.progress?(Double(iterations) / Double(settings.maxIterations))
    }
    part.progress?(1)
    return End(
      parameters: parameters, pass: pass, iterations: iterations, hasConverged: hasConverged,
      degenerate: degenerate(parameters))
  }

  private func degenerate(_ parameters: Parameters) -> [Int] {
    let d = center.count
    return (0..<settings.k).filter { c in
      if parameters.shares[c] * points.totalWeight < Double(d + 1) { return true }
      // In units in which the ridge is 1, it is half of a variance of 2.
      return flatness(parameters.covariances[c]) <= 2
    }
  }

  /// The smallest variance of a covariance in any direction, in units of the ridge; without a ridge,
  /// of the columns.
  private func flatness(_ covariance: [Double]) -> Double {
    let d = center.count
    guard !settings.family.isDiagonal else {
      return zip(covariance, ridge).map { $1 > 0 ? $0 / $1 : $0 }.min() ?? 0
    }
    guard let units = Cholesky(ridge, order: d)?.inverse else {
      return SymmetricEigen(covariance, order: d).values.last ?? 0
    }
    // P C Pᵀ, where P is the inverse of the ridge's Cholesky factor.
    func unit(_ i: Int, _ j: Int) -> Double { j <= i ? units[i * (i + 1) / 2 + j] : 0 }
    var half = [Double](repeating: 0, count: d * d)
    var turned = half
    for i in 0..<d {
      for j in 0..<d {
        for m in 0...i { half[i * d + j] += unit(i, m) * covariance[m * d + j] }
      }
    }
    for i in 0..<d {
      for j in 0..<d {
        for m in 0...j { turned[i * d + j] += half[i * d + m] * unit(j, m) }
      }
    }
    return SymmetricEigen(turned, order: d).values.last ?? 0
  }

  /// The matrix added to the covariances of components so that none collapses.
  ///
  /// A share of the covariance of all points, or of its diagonal, scales with the units of the columns as
  /// the components do, so units do not change results. Families that are not invariant to units get a
  /// share of the mean variance in every direction; so do points that lie in a plane.
  private static func ridge(
    _ settings: GaussianMixture, _ full: [Double], _ d: Int
  ) -> [Double] {
    func even(_ variance: Double) -> [Double] {
      guard !settings.family.isDiagonal else { return Array(repeating: variance, count: d) }
      return (0..<d * d).map { $0 % (d + 1) == 0 ? variance : 0 }
    }
    let variances = (0..<d).map { full[$0 * d + $0] }
    switch settings.regularization {
    case .absolute(let variance): return even(max(0, variance))
    case .relative(let share):
      let share = max(0, share)
      let mean = share * variances.reduce(0, +) / Double(d)
      guard settings.family.isBlindToUnits else { return even(mean) }
      if settings.family.isDiagonal { return variances.map { $0 > 0 ? share * $0 : mean } }
      return Cholesky(full, order: d) == nil ? even(mean) : full.map { share * $0 }
    }
  }

  /// The best result, numbered and applied to the rows.
  private func model(of ends: [End?]) throws -> MixtureModel {
    var best: End?
    for end in ends.compactMap({ $0 }) {
      guard let leader = best else {
        best = end
        continue
      }
      let (sound, leaderIsSound) = (end.degenerate.isEmpty, leader.degenerate.isEmpty)
      if sound != leaderIsSound {
        if sound { best = end }
      } else if end.pass.logLikelihood > leader.pass.logLikelihood {
        best = end
      }
    }
    guard var best else { throw ClusteringError.collapsedComponents }
    if case .kMeans = settings.start { best = try numbered(best) }
    let d = center.count
    let parameters = best.parameters
    let labelled = try Labelled(parameters.density, points, control: control)
    let covariances = parameters.covariances.map { covariance in
      var full = covariance
      if settings.family.isDiagonal {
        full = [Double](repeating: 0, count: d * d)
        for j in 0..<d { full[j * d + j] = covariance[j] }
      }
      return Matrix(rows: d, columns: d, values: full)
    }
    return MixtureModel(
      family: settings.family, shares: parameters.shares, noiseShare: parameters.noiseShare,
      noiseLogDensity: noiseLogDensity,
      means: Matrix(rows: settings.k, columns: d, values: parameters.means),
      covariances: covariances, labels: labelled.labels, posteriors: labelled.posteriors,
      sizes: labelled.sizes, logLikelihood: best.pass.logLikelihood,
      certainty: best.pass.certainty, totalWeight: points.totalWeight,
      iterations: best.iterations, hasConverged: best.hasConverged,
      startLogLikelihoods: ends.map { $0?.pass.logLikelihood },
      degenerateComponents: best.degenerate, density: parameters.density)
  }

  /// Components ordered by share, largest first, then by mean.
  private func numbered(_ end: End) throws(CancellationError) -> End {
    let d = center.count
    let old = end.parameters
    let order = (0..<settings.k).sorted { a, b in
      if old.shares[a] != old.shares[b] { return old.shares[a] > old.shares[b] }
      for j in 0..<d where old.means[a * d + j] != old.means[b * d + j] {
        return old.means[a * d + j] < old.means[b * d + j]
      }
      return a < b
    }
    guard order != Array(0..<settings.k) else { return end }
    let means = order.flatMap { old.means[$0 * d..<($0 + 1) * d] }
    let shares = order.map { old.shares[$0] }
    let covariances = order.map { old.covariances[$0] }
    guard
      let density = MixtureDensity(
        shares: shares, means: means, covariances: covariances, d: d,
        isDiagonal: settings.family.isDiagonal, background: old.density.background)
    else { return end }
    var end = end
    end.parameters = Parameters(
      shares: shares, noiseShare: old.noiseShare, means: means, covariances: covariances,
      density: density)
    end.pass = try density.pass(
      over: points.canonical.points, control: control.quiet(threads: control.threads))
    end.degenerate = degenerate(end.parameters)
    return end
  }
}

/// The labels of rows by a mixture.
private struct Labelled {
  var labels: [Int]
  var posteriors: [Double]
  var sizes: [Int]

  init(
    _ density: MixtureDensity, _ points: PreparedPoints, control: RunControl
  ) throws(CancellationError) {
    let quiet = control.quiet(threads: control.threads)
    let canonical = points.canonical
    let found = try density.responsibilities(of: canonical.points, control: quiet)
    let best = (0..<canonical.points.count).map { found.best(at: $0) }
    labels = canonical.pointOfRow.map { $0 < 0 ? 0 : best[Int($0)].label }
    posteriors = canonical.pointOfRow.map { $0 < 0 ? 0 : best[Int($0)].posterior }
    sizes = [Int](repeating: 0, count: density.k)
    for (p, rows) in canonical.rowCounts.enumerated() where best[p].label >= 0 {
      sizes[best[p].label] += Int(rows)
    }
    if let others = points.coordinatesWithoutWeight {
      let found = try density.responsibilities(of: others, control: quiet)
      for (place, row) in points.rowsWithoutWeight.enumerated() {
        (labels[Int(row)], posteriors[Int(row)]) = found.best(at: place)
      }
    }
  }
}
