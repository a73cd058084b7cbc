import Matrices
import Testing

@testable import Clustering

struct WarmStartTests {
  private let control = RunControl(threads: 2)
  private let rows = SampleRows.crowds(300, columns: 3, k: 9, seed: 4, spread: 3)

  @Test func `a warm start is polished and numbered, a kept one is left as Lloyd leaves it`() throws
  {
    let start = rows.taking([0, 1, 2, 3, 4, 5, 6, 7])
    let kept = try KMeans(k: 8, start: start).fit(rows, control: control)
    let warm = try KMeans(k: 8, start: start, startIsKept: false).fit(rows, control: control)
    #expect(warm.inertia <= kept.inertia)
    #expect(warm.restartInertias == kept.restartInertias)
    #expect(warm.weights == warm.weights.sorted(by: >))
    #expect(try warm.assign(rows).labels == warm.labels)
  }

  @Test func `from its own end a model stays where it is`() throws {
    let model = try KMeans(k: 5, tolerance: 0).fit(rows, control: control)
    let again = try KMeans(
      k: 5, tolerance: 0, start: model.centroids, startIsKept: false, polish: .transfers
    ).fit(rows, control: control)
    #expect(again.labels == model.labels)
    #expect(isClose(again.inertia, model.inertia, 1e-12))
  }
}
