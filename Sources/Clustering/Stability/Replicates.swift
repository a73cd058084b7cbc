import Matrices
import Synchronization

/// The same work repeated with different random numbers, distributed over threads.
enum Replicates {
  /// Runs pieces `0..<count` and returns their results in order.
  ///
  /// Each piece runs on one thread if there are enough pieces to keep all threads busy, otherwise on
  /// all threads. The results are the same either way.
  ///
  /// - Parameters:
  ///   - count: The number of pieces.
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
