import Foundation
import Matrices
import TestSupport
import Testing

@testable import Clustering

struct AgreementMeasureTests {
  @Test func `relabelled divisions agree in every measure`() throws {
    let labels = (0..<600).map { $0 % 5 }
    let table = try ContingencyTable(labels, labels.map { 40 - 3 * $0 })
    #expect(isClose(table.adjustedMutualInformation, 1, 1e-12))
    #expect(isClose(table.normalizedMutualInformation, 1, 1e-12))
    #expect(isClose(table.fowlkesMallows, 1, 1e-12))
    #expect(table.pairs.disagreement == 0)
    #expect(SegmentMatching(table).matchedShare == 1)
  }

  @Test func `unrelated divisions are near 0 beyond chance, and not before`() throws {
    let random = CounterRandom(seed: 1, purpose: .sampling)
    let labels = (0..<300).map { $0 % 30 }
    let other = (0..<300).map { random.index(UInt64($0), below: 30) }
    let table = try ContingencyTable(labels, other)
    #expect(abs(table.adjustedMutualInformation) < 0.05)
    #expect(table.normalizedMutualInformation > 0.3)
  }

  @Test func `pairs are counted as they are when each is looked at`() throws {
    let a = [0, 0, 1, 1, 2, 2, 2, -1]
    let b = [5, 5, 5, 6, 6, 6, 5, 5]
    var (together, first, second, apart) = (0, 0, 0, 0)
    for i in a.indices {
      for j in 0..<i {
        switch (a[i] == a[j], b[i] == b[j]) {
        case (true, true): together += 1
        case (true, false): first += 1
        case (false, true): second += 1
        case (false, false): apart += 1
        }
      }
    }
    #expect(
      try ContingencyTable(a, b).pairs
        == PairConfusion(
          together: together, onlyInFirst: first, onlyInSecond: second, apart: apart))
  }

  @Test func `trivial divisions have the values scikit-learn gives them`() throws {
    let one = try ContingencyTable([1, 1, 1], [0, 0, 0])
    #expect(one.adjustedMutualInformation == 1)
    #expect(one.normalizedMutualInformation == 1)
    let each = try ContingencyTable([1, 2, 3], [3, 1, 2])
    #expect(each.adjustedMutualInformation == 1)
    #expect(each.fowlkesMallows == 0)
    #expect(throws: ClusteringError.labelCount(labels: 1, rows: 2)) {
      try ContingencyTable([0, 1], [0])
    }
  }

  @Test func `logarithms of factorials are sums of logarithms`() {
    let logFactorial = LogFactorial()
    var sum = 0.0
    for n in 1...3000 {
      sum += log(Double(n))
      if n % 7 == 0 || (125...131).contains(n) { #expect(isClose(logFactorial(n), sum, 1e-14)) }
    }
  }

  @Test(
    .enabled(if: SharedFiles.isPresent, "the folder of golden results is not here"),
    arguments: GoldenKMeans.names)
  func `agreement with the true classes is scikit-learn's`(_ name: String) throws {
    let file = try JSONSerialization.jsonObject(
      with: GoldenKMeans.bytes("bench/golden/\(name).kmeans.json"))
    let fits = try #require((file as? [String: Any])?["fits"] as? [[String: Any]])
    let truth = try GoldenData(name).truth
    for fit in fits {
      let labels = try #require(fit["labels"] as? [Int])
      let expected = try #require(fit["vs_truth"] as? [String: Double])
      let table = try ContingencyTable(truth, labels)
      let found = [
        "nmi_arithmetic": table.normalizedMutualInformation,
        "ami": table.adjustedMutualInformation, "homogeneity": table.homogeneity,
        "completeness": table.completeness, "fowlkes_mallows": table.fowlkesMallows,
        "ari": try Agreement.adjustedRand(truth, labels),
      ]
      for (measure, value) in found {
        #expect(abs(value - (try #require(expected[measure]))) < 1e-9, "\(name), \(measure)")
      }
    }
  }
}

struct SegmentMatchingTests {
  @Test(arguments: [(3, 3), (4, 2), (2, 4), (1, 1), (5, 4)])
  func `no other pairing has more rows in matched pairs`(_ shape: (Int, Int)) {
    let random = CounterRandom(seed: 4, purpose: .sampling, words: [UInt64(shape.0 * 9 + shape.1)])
    for trial in 0..<20 {
      let gains = (0..<shape.0).map { i in
        (0..<shape.1).map { j in random.index(UInt64(trial * 100 + i * 10 + j), below: 12) }
      }
      func most(_ row: Int, _ used: Set<Int>) -> Int {
        guard row < shape.0 else { return 0 }
        var best = most(row + 1, used)
        for j in 0..<shape.1 where !used.contains(j) {
          best = max(best, gains[row][j] + most(row + 1, used.union([j])))
        }
        return best
      }
      let partner = BestPairing(gains: gains, columns: shape.1).columnOfRow
      let columns = partner.compactMap { $0 }
      #expect(Set(columns).count == columns.count)
      var sum = 0
      for (row, column) in partner.enumerated() { sum += column.map { gains[row][$0] } ?? 0 }
      #expect(sum == most(0, []))
    }
  }

  @Test func `segments that come and go are named, and partners keep their name`() throws {
    let before = [0, 0, 0, 0, 1, 1, 1, 2, 2, -1]
    let after = [1, 1, 1, 1, 0, 0, 0, 0, 0, 2]
    let matching = SegmentMatching(try ContingencyTable(before, after))
    #expect(matching.pairs.map(\.first) == [0, 1])
    #expect(matching.pairs.map(\.second) == [1, 0])
    #expect(matching.pairs.map(\.jaccard) == [1, 0.6])
    #expect(matching.vanished == [2])
    #expect(matching.appeared == [2])
    #expect(matching.matchedShare == 0.7)
    #expect(matching.renamed(after) == [0, 0, 0, 0, 1, 1, 1, 1, 1, 3])
  }
}

struct SegmentStabilityTests {
  private let control = RunControl(threads: 2)
  private let method = KMeans(k: 3, restarts: 3, polish: .transfers)

  private func stability(
    _ rows: Matrix, weights: [Double]? = nil, _ perturbation: SegmentStability.Perturbation,
    threads: Int = 2
  ) throws -> SegmentStability {
    let points = try PreparedPoints(rows, weights: weights, control: control)
    let labels = try KMeans(k: 3).fit(points, control: control).labels
    return try SegmentStability(
      of: labels, by: method, on: points, perturbation: perturbation, replicates: 20,
      control: RunControl(threads: threads))
  }

  @Test(arguments: [
    SegmentStability.Perturbation.bootstrap, .subsets(share: 0.7), .noise(share: 0.05),
  ])
  func `clear crowds come back, cuts through a cloud do not`(
    _ perturbation: SegmentStability.Perturbation
  ) throws {
    let crowds = try stability(
      SampleRows.crowds(300, columns: 2, k: 3, seed: 2, spread: 0.3), perturbation)
    #expect(crowds.segments.allSatisfy { $0.meanJaccard > 0.999 && $0.mark == .highlyStable })
    #expect(crowds.segments.allSatisfy { $0.recoveredShare == 1 && $0.dissolvedShare == 0 })
    #expect(crowds.segments.map(\.label) == [0, 1, 2])
    #expect(crowds.leastAdjustedRand > 0.999)
    let cloud = try stability(SampleRows.crowds(300, columns: 5, k: 1, seed: 2), perturbation)
    #expect(cloud.meanAdjustedRand < 0.9)
    #expect(cloud.segments.contains { $0.meanJaccard < 0.85 })
  }

  @Test func `order, copies and threads change no bit`() throws {
    let rows = SampleRows.crowds(400, columns: 3, k: 3, seed: 2, spread: 3)
    let one = try stability(rows, .bootstrap, threads: 1)
    #expect(try stability(rows, .bootstrap, threads: 2) == one)
    #expect(try stability(rows, .bootstrap, threads: 5) == one)
    let order = SampleRows.shuffle(400, seed: 3)
    #expect(try stability(rows.taking(order), .bootstrap) == one)
    let weights = (0..<400).map { Double($0 % 3) }
    let copies = (0..<400).flatMap { Array(repeating: $0, count: $0 % 3) }
    #expect(
      try stability(rows, weights: weights, .bootstrap)
        == stability(rows.taking(copies), .bootstrap))
  }

  @Test func `the coefficient counts drawn rows of either, lost to noise or not`() throws {
    let rows = Matrix((0..<7).map { [Double($0)] })
    let points = try PreparedPoints(rows, control: control)
    let point = points.canonical.pointOfRow
    // Row by row: the segment that is questioned, how often it was drawn, and the new segment.
    let labels = [0, 0, 0, 1, 1, 2, -1]
    let counts = [1, 2, 1, 3, 0, 1, 1]
    let new = [1, 1, -1, 0, 0, 1, 0]
    let drawn = (0..<7).filter { counts[$0] > 0 }
    let found = SegmentComparison(
      PointLabels(labels, points), origins: drawn.map { point[$0] },
      counts: drawn.map { Int32(counts[$0]) }, labels: drawn.map { new[$0] })
    // Of the first, 3 of 4 are with 1 other in the new one: 3 of 5. The second is found again, since
    // noise that joined it is not compared. Of the third, 1 of the 4 in the new segment.
    let expected: [Double?] = [0.6, 1, 0.25]
    #expect(found.jaccard == expected)
  }

  @Test func `marks are those of clusterboot`() {
    func mark(_ mean: Double) -> SegmentStability.Mark {
      SegmentStability.Segment(label: 0, meanJaccard: mean, recoveredShare: 0, dissolvedShare: 0)
        .mark
    }
    #expect([0.9, 0.85].allSatisfy { mark($0) == .highlyStable })
    #expect([0.84, 0.75].allSatisfy { mark($0) == .valid })
    #expect([0.74, 0.6].allSatisfy { mark($0) == .pattern })
    #expect(mark(0.55) == .doubtful)
    #expect(mark(0.5) == .dissolved)
  }

  @Test func `a stop is an error, and a mixture can be questioned too`() throws {
    let rows = SampleRows.crowds(200, columns: 2, k: 2, seed: 2, spread: 0.3)
    let points = try PreparedPoints(rows, control: control)
    let model = try GaussianMixture(k: 2).fit(points, control: control)
    let stability = try SegmentStability(
      of: model.labels, by: GaussianMixture(k: 2, start: .kMeans(starts: 1)), on: points,
      replicates: 10, control: control)
    #expect(stability.segments.allSatisfy { $0.mark == .highlyStable })
    let cancellation = Cancellation()
    cancellation.cancel()
    #expect(throws: ClusteringError.cancelled) {
      try SegmentStability(
        of: model.labels, by: method, on: points,
        control: RunControl(threads: 2, cancellation: cancellation))
    }
  }
}
