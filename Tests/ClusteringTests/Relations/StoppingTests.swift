import Matrices
import Synchronization
import Testing

@testable import Clustering

/// Every algorithm tells how far it is, and stops when it is told to in the middle of its work.
struct StoppingTests {
  private static let rows = SampleRows.crowds(3_000, columns: 3, k: 6, seed: 31, spread: 4)

  @Test(arguments: RelationSubject.all.indices)
  func `a stop at the first sign of progress ends the work`(_ place: Int) throws {
    let subject = RelationSubject.all[place]
    let points = try PreparedPoints(Self.rows, control: RunControl(threads: 1))
    let cancellation = Cancellation()
    let control = RunControl(threads: 2, cancellation: cancellation) { _ in cancellation.cancel() }
    #expect(throws: ClusteringError.cancelled, "\(subject.name)") {
      _ = try subject.method(1, 1).fit(points, seed: 1, control: control)
    }
  }

  @Test(arguments: RelationSubject.all.indices)
  func `progress goes up, from 0 to 1 at most`(_ place: Int) throws {
    let subject = RelationSubject.all[place]
    let points = try PreparedPoints(Self.rows, control: RunControl(threads: 1))
    let told = Mutex<[Double]>([])
    let control = RunControl(threads: 1) { share in told.withLock { $0.append(share) } }
    _ = try subject.method(1, 1).fit(points, seed: 1, control: control)
    let shares = told.withLock { $0 }
    #expect(!shares.isEmpty, "\(subject.name)")
    #expect(shares == shares.sorted(), "\(subject.name)")
    #expect(shares.allSatisfy { (0...1 + 1e-12).contains($0) }, "\(subject.name)")
  }
}
