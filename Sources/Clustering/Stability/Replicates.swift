import Matrices
import Synchronization

/// The same work many times over with different random numbers, shared out to threads.
enum Replicates {
  /// Does pieces `0..<count` and returns what they found, in order.
  ///
  /// Each piece has one thread if there are enough pieces to keep all threads busy, and all threads if
  /// not. The results are the same either way.
  ///
  /// - Parameters:
  ///   - count: How many pieces.
  ///   - control: Threads, cancellation and progress.
  ///   - work: One piece, with the threads it may use.
  /// - Returns: One result per piece.
  /// - Throws: The error of the first piece that failed; `.cancelled`.
  static func map<Found: Sendable>(
    _ count: Int, control: RunControl,
    _ work: @Sendable (Int, RunControl) throws(ClusteringError) -> Found
  ) throws(ClusteringError) -> [Found] {
    let isWide = count >= control.threads
    let inner = control.quiet(threads: isWide ? 1 : control.threads)
    let outer = RunControl(
      threads: isWide ? control.threads : 1, cancellation: control.cancellation,
      progress: control.progress)
    let board = Mutex([Result<Found, ClusteringError>?](repeating: nil, count: count))
    do {
      try Parallel.forEach(count, control: outer) { piece, _ in
        let result: Result<Found, ClusteringError>
        do throws(ClusteringError) {
          result = .success(try work(piece, inner))
        } catch {
          result = .failure(error)
        }
        board.withLock { $0[piece] = result }
      }
    } catch {
      throw .cancelled
    }
    var found: [Found] = []
    for result in board.withLock({ $0 }) {
      guard let result else { throw .cancelled }
      switch result {
      case .success(let value): found.append(value)
      case .failure(let error): throw error
      }
    }
    return found
  }
}
