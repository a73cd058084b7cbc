import Matrices
import Testing

@testable import Clustering

struct SeparationIndexTests {
  private let control = RunControl(threads: 2)

  @Test func `Dunn and Xie-Beni are those of the formulas`() throws {
    let rows = SampleRows.crowds(203, columns: 3, k: 3, seed: 2, spread: 2)
    let labels = (0..<203).map { $0 % 7 == 0 ? -1 : $0 % 3 }
    let points = try LabelledPoints(rows, labels: labels, control: control)
    var (apart, within) = (Double.infinity, 0.0)
    for i in 0..<203 where labels[i] >= 0 {
      for j in 0..<i where labels[j] >= 0 {
        let distance = Naive.distance(Array(rows.row(i)), Array(rows.row(j)))
        if labels[i] == labels[j] {
          within = max(within, distance)
        } else {
          apart = min(apart, distance)
        }
      }
    }
    #expect(isClose(try points.dunn(control: control), apart / within, 1e-12))
    #expect(
      try points.dunn(control: RunControl(threads: 5))
        == points.dunn(control: RunControl(threads: 1)))
    var least = Double.infinity
    for i in 0..<3 {
      for j in 0..<i {
        let d = Naive.distance(points.segments[i].centroid, points.segments[j].centroid)
        least = min(least, d * d)
      }
    }
    let mean = points.withinSumOfSquares / points.totalWeight
    #expect(isClose(try points.xieBeni(), mean / least, 1e-12))
  }

  @Test func `single points and equal means have no finite index`() throws {
    let pairs = try LabelledPoints(
      Matrix([[0.0], [0], [2], [2]]), labels: [0, 0, 1, 1], control: control)
    #expect(try pairs.dunn(control: control) == .infinity)
    let crossed = try LabelledPoints(
      Matrix([[0.0], [2], [0.5], [1.5]]), labels: [0, 0, 1, 1], control: control)
    #expect(try crossed.xieBeni() == .infinity)
    #expect(throws: ClusteringError.segmentsOutOfRange(segments: 1, rows: 2)) {
      try LabelledPoints(Matrix([[1], [2]]), labels: [0, 0], control: control).xieBeni()
    }
  }
}

struct VerdictTests {
  private func candidate(
    _ k: Int, smallest: Double = 0.2, _ values: [(Metric, Double)]
  ) -> MeasuredCandidate {
    let rest = (1 - smallest) / Double(max(1, k - 1))
    return MeasuredCandidate(
      k: k, shares: [smallest] + Array(repeating: rest, count: k - 1),
      values: Dictionary(uniqueKeysWithValues: values))
  }

  @Test func `where all agree there is no dissent`() {
    let verdict = Verdict([
      candidate(2, [(.silhouette, 0.4), (.bic, 90), (.instability, 0.1)]),
      candidate(3, [(.silhouette, 0.6), (.bic, 70), (.instability, 0.02)]),
      candidate(4, [(.silhouette, 0.5), (.bic, 80), (.instability, 0.2)]),
    ])
    #expect(verdict.recommendation == .segments(3))
    #expect(verdict.votes.allSatisfy { $0.dissent == nil && $0.choice == .candidate(3) })
    #expect(verdict.candidates.map(\.k) == [2, 3, 4])
    #expect(verdict.candidates[1].score == 1)
    #expect(abs(verdict.votes.reduce(0) { $0 + $1.weight } - 1) < 1e-12)
  }

  @Test func `five indices that ask one question do not outvote two others`() {
    let verdict = Verdict([
      candidate(
        2,
        [
          (.silhouette, 0.6), (.calinskiHarabasz, 900), (.daviesBouldin, 0.3), (.dunn, 0.5),
          (.xieBeni, 0.1), (.gap, 0.1), (.instability, 0.3),
        ]),
      candidate(
        5,
        [
          (.silhouette, 0.5), (.calinskiHarabasz, 700), (.daviesBouldin, 0.5), (.dunn, 0.2),
          (.xieBeni, 0.4), (.gap, 0.6), (.instability, 0.1),
        ]),
    ])
    #expect(verdict.recommendation == .segments(5))
    let silhouette = verdict.votes.first { $0.metric == .silhouette }
    #expect(silhouette?.choice == .candidate(2))
    #expect(silhouette?.dissent == .outvoted(by: [.gap, .instability]))
    #expect(silhouette?.valueAtChoice == 0.6)
    #expect(silhouette?.valueAtRecommendation == 0.5)
    let bySeparation = Verdict(
      [
        candidate(2, [(.silhouette, 0.6), (.gap, 0.1)]),
        candidate(5, [(.silhouette, 0.5), (.gap, 0.6)]),
      ], weights: [.separation: 3])
    #expect(bySeparation.recommendation == .segments(2))
  }

  @Test func `a candidate that breaks a constraint is not taken, and the vote for it says why`() {
    let measured = [
      candidate(2, [(.silhouette, 0.5), (.jaccard, 0.9)]),
      candidate(3, smallest: 0.01, [(.silhouette, 0.7), (.jaccard, 0.95)]),
    ]
    let verdict = Verdict(measured, constraints: Constraints(leastShare: 0.05))
    #expect(verdict.recommendation == .segments(2))
    #expect(
      verdict.votes[0].dissent == .breaks([.tooSmall(share: 0.01, least: 0.05)]))
    let none = Verdict(
      measured, constraints: Constraints(leastShare: 0.05, mostShare: 0.4, leastJaccard: 0.99))
    #expect(none.recommendation == .noneFits)
    #expect(none.candidates[0].broken.count == 2)
  }

  @Test func `no segments is an answer, and who sees some is named`() {
    let verdict = Verdict(
      [
        candidate(1, smallest: 1, [(.gap, 0.2), (.bic, 100)]),
        candidate(2, [(.gap, 0.1), (.bic, 110), (.silhouette, 0.3), (.predictionStrength, 0.6)]),
        candidate(3, [(.gap, 0.0), (.bic, 120), (.silhouette, 0.2), (.predictionStrength, 0.5)]),
      ])
    #expect(verdict.recommendation == .noSegments)
    #expect(verdict.noSegmentsShare == 0.75)
    #expect(verdict.votes.first { $0.metric == .silhouette }?.dissent == .findsSome)
    #expect(verdict.votes.first { $0.metric == .predictionStrength }?.dissent == nil)
    #expect(verdict.votes.first { $0.metric == .predictionStrength }?.choice == .noSegments)
  }

  @Test func `one that sees no segments does not overrule two that see some`() {
    // The gap's third of the weight is more than the silhouette's twelfth and the sixth of
    // prediction strength, and these are two questions against one.
    let others: [(Metric, Double)] = [
      (.calinskiHarabasz, 900), (.daviesBouldin, 0.3), (.xieBeni, 0.1), (.jaccard, 0.9),
    ]
    let verdict = Verdict(
      [
        candidate(1, smallest: 1, [(.gap, 0.2)]),
        candidate(2, [(.silhouette, 0.6), (.gap, 0.1), (.predictionStrength, 0.7)] + others),
        candidate(
          3,
          [
            (.silhouette, 0.9), (.gap, 0.5), (.predictionStrength, 0.99),
            (.calinskiHarabasz, 950), (.daviesBouldin, 0.2), (.xieBeni, 0.05), (.jaccard, 0.95),
          ]),
      ])
    #expect(verdict.recommendation == .segments(3))
    #expect(abs(verdict.noSegmentsShare - 1.0 / 3) < 1e-12)
    #expect(verdict.votes.first { $0.metric == .gap }?.dissent == .findsNone)
  }

  @Test func `a candidate that nobody votes for is never taken, however well it ranks`() {
    let verdict = Verdict([
      candidate(2, [(.silhouette, 0.6), (.gap, 0.1), (.instability, 0.3)]),
      candidate(3, [(.silhouette, 0.5), (.gap, 0.5), (.instability, 0.2)]),
      candidate(4, [(.silhouette, 0.3), (.gap, 0.6), (.instability, 0.1)]),
      candidate(5, [(.silhouette, 0.2), (.gap, 0.2), (.instability, 0.4)]),
    ])
    #expect(verdict.recommendation == .segments(4))
    #expect(verdict.votes.contains { $0.choice == .candidate(4) })
  }

  @Test func `a metric whose choice breaks a demand votes again among the others`() {
    let verdict = Verdict(
      [
        candidate(2, [(.silhouette, 0.5), (.instability, 0.1)]),
        candidate(3, [(.silhouette, 0.4), (.instability, 0.2)]),
        candidate(4, smallest: 0.01, [(.silhouette, 0.6), (.instability, 0.05)]),
      ], constraints: Constraints(leastShare: 0.05))
    #expect(verdict.recommendation == .segments(2))
    #expect(
      verdict.votes.allSatisfy { $0.dissent == .breaks([.tooSmall(share: 0.01, least: 0.05)]) })
  }

  @Test func `segments no tighter than one long group are none, though stable and apart`() {
    func verdict(gap: Double) -> Verdict {
      Verdict([
        candidate(1, smallest: 1, [(.gap, 0.5), (.gapError, 0.03)]),
        candidate(
          2, [(.gap, gap), (.gapError, 0.03), (.silhouette, 0.47), (.predictionStrength, 0.9)]),
      ])
    }
    let none = verdict(gap: 0.52)
    #expect(none.recommendation == .noSegments)
    #expect(none.reason == .gap(2))
    #expect(abs(none.noSegmentsShare - 1.0 / 3) < 1e-12)
    #expect(verdict(gap: 0.54).recommendation == .segments(2))
  }

  @Test func `without a gap, segments that are not found again are not taken`() {
    func verdict(_ jaccards: [Double]) -> Verdict {
      Verdict([
        candidate(2, [(.silhouette, 0.6), (.jaccard, jaccards[0])]),
        candidate(3, [(.silhouette, 0.5), (.jaccard, jaccards[1])]),
      ])
    }
    #expect(verdict([0.5, 0.8]).recommendation == .segments(3))
    #expect(verdict([0.5, 0.8]).votes[0].dissent == .notFoundAgain(jaccard: 0.5))
    #expect(verdict([0.5, 0.6]).recommendation == .noSegments)
    #expect(verdict([0.5, 0.6]).reason == .notFoundAgain)
    let alone = Verdict([MeasuredCandidate(k: 0, shares: [], values: [:])])
    #expect(alone.recommendation == .noSegments)
    #expect(alone.reason == .noCandidate)
  }

  @Test func `a strength of exactly the threshold is strong`() {
    func choice(_ strength: Double) -> Verdict.Choice? {
      Verdict([
        candidate(2, [(.predictionStrength, 0.9)]), candidate(3, [(.predictionStrength, strength)]),
      ]).votes[0].choice
    }
    // The most segments with 0.8 or more, as Tibshirani and Walther choose.
    #expect(choice(0.8) == .candidate(3))
    #expect(choice(0.8.nextDown) == .candidate(2))
  }

  @Test func `two candidates with as many segments are told apart by their ids`() {
    func candidate(_ k: Int, _ id: Int, _ silhouette: Double, _ strength: Double)
      -> MeasuredCandidate
    {
      MeasuredCandidate(
        k: k, id: id, shares: Array(repeating: 1 / Double(k), count: k),
        values: [.silhouette: silhouette, .predictionStrength: strength])
    }
    let verdict = Verdict([
      candidate(3, 10, 0.4, 0.85), candidate(3, 11, 0.6, 0.9), candidate(2, 12, 0.3, 0.95),
    ])
    #expect(verdict.recommendation == .segments(11))
    #expect(verdict.candidates.map(\.id) == [12, 10, 11])
    #expect(verdict.votes.allSatisfy { $0.choice == .candidate(11) })
    #expect(verdict.votes.map(\.valueAtChoice) == [0.6, 0.9])
  }

  @Test func `the order of the candidates and values that are no numbers change nothing`() {
    let a = candidate(2, [(.silhouette, 0.4), (.dunn, .nan)])
    let b = candidate(3, [(.silhouette, 0.4)])
    #expect(Verdict([a, b]) == Verdict([b, a]))
    #expect(Verdict([a, b]).recommendation == .segments(2))
    #expect(Verdict([a, b]).votes.map(\.metric) == [.silhouette])
    #expect(Verdict([]).recommendation == .noneFits)
  }
}
