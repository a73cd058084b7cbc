import Matrices
import Testing

@testable import Clustering

struct HeldOutTests {
  private let control = RunControl(threads: 2)
  private let method = KMeans(k: 3, restarts: 3, polish: .transfers)

  private func agreement(
    of rows: Matrix, labels: [Int]? = nil, rescaling: Scaling? = nil, threads: Int = 2
  ) throws -> HeldOutAgreement {
    let points = try PreparedPoints(rows, control: control)
    let labels = try labels ?? KMeans(k: 3).fit(points, control: control).labels
    return try HeldOutAgreement(
      of: labels, by: method, on: points, rescaling: rescaling, splits: 8, seed: 4,
      control: RunControl(threads: threads))
  }

  @Test func `clear crowds are foretold, a cloud is not`() throws {
    let sure = try agreement(of: SampleRows.crowds(300, columns: 2, k: 3, seed: 2, spread: 0.3))
    #expect(sure.meanAdjustedRand == 1 && sure.leastAdjustedRand == 1)
    #expect(sure.segments.map(\.meanJaccard) == [1, 1, 1])
    #expect(sure.segments.map(\.label) == [0, 1, 2])
    let unsure = try agreement(of: SampleRows.crowds(300, columns: 5, k: 1, seed: 2))
    #expect(unsure.meanAdjustedRand < 0.9)
    #expect(unsure.leastAdjustedRand < unsure.meanAdjustedRand)
  }

  @Test func `labels that the rows do not support are not foretold`() throws {
    let rows = SampleRows.crowds(300, columns: 2, k: 3, seed: 2, spread: 0.3)
    let found = try agreement(of: rows, labels: (0..<300).map { ($0 / 7) % 2 })
    #expect(abs(found.meanAdjustedRand) < 0.05)
  }

  @Test(arguments: [Scaling?.none, .zscore, .robust])
  func `order, threads and a change of unit change no bit`(_ rescaling: Scaling?) throws {
    let rows = SampleRows.crowds(203, columns: 3, k: 3, seed: 5, spread: 2)
    let labels = try KMeans(k: 3).fit(rows, control: control).labels
    let found = try agreement(of: rows, labels: labels, rescaling: rescaling)
    let order = SampleRows.shuffle(203, seed: 9)
    let turned = try agreement(
      of: rows.taking(order), labels: order.map { labels[$0] }, rescaling: rescaling, threads: 5)
    #expect(found == turned)
    if rescaling != nil {
      // A power of two moves no bit of a mantissa, and the scale is found anew.
      #expect(
        try agreement(of: rows.mapped { $0 * 4 }, labels: labels, rescaling: rescaling) == found)
    }
  }

  @Test func `other seeds find clear crowds again, and only seeds change`() throws {
    let rows = SampleRows.crowds(300, columns: 2, k: 3, seed: 2, spread: 0.3)
    let points = try PreparedPoints(rows, control: control)
    let labels = try KMeans(k: 3).fit(points, control: control).labels
    let found = try SegmentStability(
      of: labels, by: method, on: points, perturbation: .seeds, replicates: 5, control: control)
    #expect(found.leastAdjustedRand == 1)
    #expect(found.segments.map(\.meanJaccard) == [1, 1, 1])
    let cloud = SampleRows.crowds(300, columns: 6, k: 1, seed: 2)
    let prepared = try PreparedPoints(cloud, control: control)
    let unsure = try SegmentStability(
      of: try KMeans(k: 7).fit(prepared, control: control).labels,
      by: KMeans(k: 7, restarts: 1, polish: .none), on: prepared, perturbation: .seeds,
      replicates: 5, control: control)
    #expect(unsure.meanAdjustedRand < 0.9)
  }

  @Test func `the gap of a mixture is measured with mixtures on the references`() throws {
    let rows = SampleRows.crowds(150, columns: 2, k: 3, seed: 2, spread: 0.4)
    let points = try PreparedPoints(rows, control: control)
    let gap = try GapStatistic(
      1...4, of: points, by: GaussianMixture(k: 1, start: .kMeans(starts: 1)),
      references: 5, control: control)
    #expect(gap.choice(.globalMax) == 3)
    // One segment is the same for every method.
    let byMeans = try GapStatistic([1], of: points, references: 5, control: control)
    #expect(isClose(gap.rows[0].gap, byMeans.rows[0].gap, 1e-9))
  }
}
