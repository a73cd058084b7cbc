import Matrices
import Synchronization

/// The assignment of points by the first pass of a run of Lloyd's iteration.
struct FirstDivision: Sendable {
  /// The number of parts, *k*.
  let k: Int
  /// The part of each point, in the order of the sweep's passes.
  let places: AlignedArray<Int32>
  /// The sums of the points of each part.
  let sums: PartSums
}

/// The first assignments of the restarts of a sweep, reused from each number of segments for larger ones.
///
/// The starting centres for *k* segments are the first *k* of those for more. So with more centres, a
/// first pass only has to move the points that a new centre takes; the others stay in the sums of their
/// part. Sums are exact, so the result equals that of summing again.
///
/// A class, because all threads of a sweep share it.
final class FirstDivisions: Sendable {
  private let known: Mutex<[FirstDivision?]>
  private let most: Int

  /// An empty store for a number of restarts of candidates with up to `most` segments.
  init(restarts: Int, most: Int) {
    known = Mutex(Array(repeating: nil, count: restarts))
    self.most = most
  }

  /// The known assignment of a restart with the largest number of centres up to `k`, if any.
  func division(of restart: Int, upTo k: Int) -> FirstDivision? {
    known.withLock { known in
      guard let division = known[restart], division.k <= k else { return nil }
      return division
    }
  }

  /// Whether the assignment of a restart with `k` centres is useful for another candidate.
  func wants(_ k: Int, of restart: Int) -> Bool {
    k < most && known.withLock { $0[restart].map { $0.k < k } ?? true }
  }

  /// Stores an assignment.
  func take(_ division: FirstDivision, of restart: Int) {
    known.withLock { known in
      if known[restart].map({ $0.k < division.k }) ?? true { known[restart] = division }
    }
  }
}
