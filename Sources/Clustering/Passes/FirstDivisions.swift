import Matrices
import Synchronization

/// How the points were divided by the first pass of a run of Lloyd.
struct FirstDivision: Sendable {
  /// The number of parts, *k*.
  let k: Int
  /// The part of each point, in the order in which the passes of the sweep go.
  let places: AlignedArray<Int32>
  /// What the points of each part sum to.
  let sums: PartSums
}

/// What the restarts of a sweep begin with, handed on from each number of segments to those above.
///
/// The starting centres for *k* segments are the first *k* of those for more. So of the points that a
/// first pass divides among more centres, only those have to be added up that a new centre takes: the
/// others stay in the sums of the part they are in. Sums are exact, so that nobody can see whether they
/// were made anew.
///
/// A class, because all threads of a sweep hand on to each other.
final class FirstDivisions: Sendable {
  private let known: Mutex<[FirstDivision?]>
  private let most: Int

  /// Nothing yet, for so many restarts of candidates up to `most` segments.
  init(restarts: Int, most: Int) {
    known = Mutex(Array(repeating: nil, count: restarts))
    self.most = most
  }

  /// The division of a restart among the most centres up to `k` that is known, if any.
  func division(of restart: Int, upTo k: Int) -> FirstDivision? {
    known.withLock { known in
      guard let division = known[restart], division.k <= k else { return nil }
      return division
    }
  }

  /// Whether a division of a restart among `k` centres is of use to another candidate.
  func wants(_ k: Int, of restart: Int) -> Bool {
    k < most && known.withLock { $0[restart].map { $0.k < k } ?? true }
  }

  /// Hands a division on.
  func take(_ division: FirstDivision, of restart: Int) {
    known.withLock { known in
      if known[restart].map({ $0.k < division.k }) ?? true { known[restart] = division }
    }
  }
}
