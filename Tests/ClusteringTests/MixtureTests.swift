import Matrices
import Synchronization
import Testing

@testable import Clustering

struct MixtureTests {
  private let control = RunControl(threads: 2)
  private let rows = SampleRows.crowds(701, columns: 3, k: 4, seed: 3, spread: 2)

  private func fit(
    _ points: Matrix, k: Int = 4, family: CovarianceFamily = .full, threads: Int = 2
  ) throws -> MixtureModel {
    try GaussianMixture(k: k, family: family, start: .kMeans(starts: 2), maxIterations: 60)
      .fit(points, control: RunControl(threads: threads))
  }

  @Test func `the likelihood is that of the density written out`() throws {
    let model = try fit(rows, k: 2)
    var total = 0.0
    let assignment = try model.assign(rows)
    for (i, row) in rows.rowArrays.enumerated() {
      let terms = (0..<2).map { c in
        model.shares[c]
          * Naive.normalDensity(row, model.means.rowArrays[c], model.covariances[c].rowArrays)
      }
      let density = terms.reduce(0, +)
      total += portableLog(density)
      #expect(isClose(assignment.logDensities[i], portableLog(density), 1e-9))
      for c in 0..<2 { #expect(abs(assignment.responsibilities[i, c] - terms[c] / density) < 1e-9) }
    }
    #expect(isClose(model.logLikelihood, total, 1e-10))
    // 2 × 6 numbers of covariances, 2 × 3 of means, one share.
    #expect(model.parameters == 19)
    #expect(isClose(model.bic, -2 * total + 19 * portableLog(701), 1e-10))
    #expect(isClose(model.aic, -2 * total + 38, 1e-10))
    let loss = model.posteriors.reduce(0) { $0 - portableLog($1) }
    #expect(isClose(model.icl, model.bic + 2 * loss, 1e-9))
    #expect(model.mclustBIC == -model.bic)
  }

  @Test(arguments: CovarianceFamily.allCases)
  func `more rounds never lower the likelihood`(_ family: CovarianceFamily) throws {
    let start = rows.taking([0, 5, 10, 15])
    var last = -Double.infinity
    for iterations in 1...15 {
      let model = try GaussianMixture(
        k: 4, family: family, start: .means(start), maxIterations: iterations, tolerance: 0,
        regularization: .absolute(0)
      ).fit(rows, control: control)
      #expect(model.logLikelihood >= last - 1e-7 * abs(last), "\(family), \(iterations)")
      last = model.logLikelihood
    }
  }

  @Test(arguments: CovarianceFamily.allCases)
  func `covariances are those of their family, and no stricter family is likelier`(
    _ family: CovarianceFamily
  ) throws {
    let start = try KMeans(k: 3).fit(rows, control: control).labels
    func model(_ family: CovarianceFamily) throws -> MixtureModel {
      try GaussianMixture(
        k: 3, family: family, start: .labels(start), maxIterations: 1, tolerance: 0,
        regularization: .absolute(0)
      ).fit(rows, control: control)
    }
    let found = try model(family)
    let eigen = found.covariances.map { SymmetricEigen($0.values, order: 3).values }
    let volumes = eigen.map { $0.reduce(1, *) }
    let letters = Array(family.rawValue)
    if letters[0] == "E" { #expect(volumes.allSatisfy { isClose($0, volumes[0], 1e-6) }) }
    if letters[1] == "E" {
      for values in eigen {
        #expect(isClose(values[0] / values[2], eigen[0][0] / eigen[0][2], 1e-6))
      }
    }
    if letters[2] == "I" {
      for matrix in found.covariances { #expect(matrix[0, 1] == 0 && matrix[2, 1] == 0) }
    }
    // The maximisation is checked from the one side that a wrong closed form would fall on.
    #expect(found.logLikelihood <= (try model(.vvv)).logLikelihood + 1e-6)
    #expect(found.logLikelihood >= (try model(.eii)).logLikelihood - 1e-6)
  }

  @Test func `rows in another order and on other threads give the same bits`() throws {
    let many = SampleRows.crowds(9001, columns: 4, k: 3, seed: 4, spread: 3)
    let one = try fit(many, k: 3, threads: 1)
    for threads in [2, 5] { #expect(try fit(many, k: 3, threads: threads) == one) }
    let order = SampleRows.shuffle(many.rows, seed: 8)
    let shuffled = try fit(many.taking(order), k: 3)
    #expect(shuffled.means == one.means)
    #expect(shuffled.covariances == one.covariances)
    #expect(shuffled.labels == order.map { one.labels[$0] })
    #expect(shuffled.posteriors == order.map { one.posteriors[$0] })
  }

  @Test func `a weight of n is n copies, and a weight of 0 is absence`() throws {
    let weights = (0..<rows.rows).map { Double($0 % 4) }
    let copies = (0..<rows.rows).flatMap { Array(repeating: $0, count: $0 % 4) }
    let weighted = try GaussianMixture(k: 3, start: .kMeans(starts: 2))
      .fit(rows, weights: weights, control: control)
    let copied = try GaussianMixture(k: 3, start: .kMeans(starts: 2))
      .fit(rows.taking(copies), control: control)
    #expect(weighted.means == copied.means)
    #expect(weighted.covariances == copied.covariances)
    #expect(weighted.logLikelihood == copied.logLikelihood)
    #expect(copies.map { weighted.labels[$0] } == copied.labels)
    #expect(weighted.sizes.reduce(0, +) == weights.count { $0 > 0 })
  }

  @Test func `moving, stretching, turning and swapping columns leave full components as they are`()
    throws
  {
    let start = [10, 20, 30, 40]
    func labels(_ guise: (Matrix) -> Matrix) throws -> MixtureModel {
      let points = guise(rows)
      return try GaussianMixture(k: 4, start: .means(points.taking(start)), maxIterations: 30)
        .fit(points, control: control)
    }
    let model = try labels { $0 }
    let guises: [(Matrix) -> Matrix] = [
      { $0.mapped { $0 + 12.5 } }, { $0.mapped { $0 * 1.7 } },
      {
        Matrix($0.rowArrays.map { [0.6 * $0[0] - 0.8 * $0[1], 0.8 * $0[0] + 0.6 * $0[1], -$0[2]] })
      },
      { Matrix($0.rowArrays.map { [$0[2], $0[0], $0[1]] }) },
    ]
    for guise in guises {
      let other = try labels(guise)
      #expect(other.labels == model.labels)
      for (a, b) in zip(other.posteriors, model.posteriors) { #expect(abs(a - b) < 1e-6) }
    }
  }

  @Test func `the rows of the fit are assigned to their own components`() throws {
    for family in [CovarianceFamily.full, .diagonal] {
      let model = try fit(rows, family: family)
      let assignment = try model.assign(rows)
      #expect(assignment.labels == model.labels)
      #expect(assignment.posteriors == model.posteriors)
    }
  }

  @Test func `noise takes the scattered rows and leaves the crowds`() throws {
    let random = CounterRandom(seed: 5, purpose: .sampling)
    let scattered = (0..<60).map { i in
      [random.unit(UInt64(2 * i)) * 40 - 15, random.unit(UInt64(2 * i + 1)) * 40 - 15]
    }
    let crowds = SampleRows.crowds(600, columns: 2, k: 2, seed: 6, spread: 0.3)
    let points = Matrix(crowds.rowArrays + scattered)
    let model = try GaussianMixture(k: 2, noiseShare: 0.1).fit(points, control: control)
    #expect(model.labels[0..<600].count { $0 < 0 } < 6)
    #expect(model.labels[600...].count { $0 < 0 } > 50)
    #expect(abs(model.noiseShare + model.shares.reduce(0, +) - 1) < 1e-12)
    #expect(model.parameters == CovarianceFamily.vvv.covarianceParameters(k: 2, d: 2) + 4 + 1 + 2)
    #expect(try model.assign(points).labels == model.labels)
    // Across the edge of the crowds, a row is noise from where that is the likeliest.
    let line = try model.assign(
      Matrix((0..<4_000).map { [Double($0) * 0.01 - 15, Double($0) * 0.01 - 15] }))
    for (probable, label) in zip(line.responsibilities.rowArrays, line.labels) {
      let noise = 1 - probable.reduce(0, +)
      #expect((label < 0) == (noise > (probable.max() ?? 0)), "\(probable)")
    }
    #expect(Set(line.labels).count >= 2)
  }

  @Test func `a component on a handful of rows is reported`() throws {
    let cloud = SampleRows.crowds(300, columns: 2, k: 1, seed: 7).rowArrays
    let far = [[500.0, 500], [501, 500.5]]
    let model = try fit(Matrix(cloud + far), k: 2)
    #expect(model.degenerateComponents == [1])
    #expect(model.sizes == [300, 2])
    #expect(throws: ClusteringError.collapsedComponents) {
      try GaussianMixture(k: 2, regularization: .absolute(0))
        .fit(Matrix(cloud + far), control: control)
    }
  }

  @Test func `a constant column and equal rows are no obstacle`() throws {
    let model = try fit(Matrix(rows.rowArrays.map { $0 + [7] }))
    #expect(model.logLikelihood.isFinite)
    #expect(try fit(SampleRows.scores(400, columns: 2, seed: 1), k: 3).logLikelihood.isFinite)
    #expect(throws: ClusteringError.moreSegmentsThanDistinctRows(k: 2, distinct: 1)) {
      try fit(Matrix([[1], [1]]), k: 2)
    }
  }

  @Test func `a stop is noticed, and progress never goes back`() throws {
    let cancellation = Cancellation()
    cancellation.cancel()
    #expect(throws: ClusteringError.cancelled) {
      try GaussianMixture(k: 3).fit(
        rows, control: RunControl(threads: 2, cancellation: cancellation))
    }
    let seen = Mutex([0.0])
    _ = try GaussianMixture(k: 3).fit(
      rows, control: RunControl(threads: 2) { share in seen.withLock { $0.append(share) } })
    let shares = seen.withLock { $0 }
    #expect(shares == shares.sorted())
    #expect(shares.last == 1)
  }
}

extension Naive {
  /// The normal density, by Gauss elimination.
  static func normalDensity(_ x: [Double], _ mean: [Double], _ covariance: [[Double]]) -> Double {
    let d = x.count
    var a = covariance
    var b = zip(x, mean).map { $0 - $1 }
    let difference = b
    var determinant = 1.0
    for i in 0..<d {
      determinant *= a[i][i]
      for r in i + 1..<max(d, i + 1) {
        let factor = a[r][i] / a[i][i]
        for j in i..<d { a[r][j] -= factor * a[i][j] }
        b[r] -= factor * b[i]
      }
    }
    for i in (0..<d).reversed() {
      for j in i + 1..<max(d, i + 1) { b[i] -= a[i][j] * b[j] }
      b[i] /= a[i][i]
    }
    let square = zip(difference, b).reduce(0) { $0 + $1.0 * $1.1 }
    let exponent = portableExpm1(-0.5 * (square + Double(d) * 1.8378770664093453)) + 1
    return exponent / determinant.squareRoot()
  }
}
