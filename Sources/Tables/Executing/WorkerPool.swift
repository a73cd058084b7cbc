import Dispatch
import Matrices
import Synchronization

/// The threads of a run, which take the parts of a job one after another.
///
/// Results come back in the order of the parts, and the parts never depend on the number of
/// threads; so neither does anything computed from them.
struct WorkerPool: Sendable {
  let control: RunControl

  /// The rows of a block: small enough for a near cache, large enough to forget the hand-over.
  static let blockRows = 1 << 16

  func checkCancellation() throws(ExecutionError) {
    if control.cancellation.isCancelled { throw .cancelled }
  }

  /// Does parts `0..<count`, and gives their results in that order.
  ///
  /// When several parts fail, the error is that of the first of them.
  func parts<Result: Sendable>(
    _ count: Int, _ work: @Sendable (Int) throws(ExecutionError) -> Result
  ) throws(ExecutionError) -> [Result] {
    if control.threads == 1 || count < 2 {
      var results: [Result] = []
      results.reserveCapacity(count)
      for part in 0..<count {
        try checkCancellation()
        results.append(try work(part))
      }
      return results
    }
    let next = Atomic<Int>(0)
    let done = Mutex<[Swift.Result<Result, ExecutionError>?]>(Array(repeating: nil, count: count))
    DispatchQueue.concurrentPerform(iterations: min(control.threads, count)) { _ in
      while true {
        let part = next.wrappingAdd(1, ordering: .relaxed).oldValue
        guard part < count else { return }
        let outcome: Swift.Result<Result, ExecutionError>
        do throws(ExecutionError) {
          try checkCancellation()
          outcome = .success(try work(part))
        } catch {
          outcome = .failure(error)
        }
        done.withLock { $0[part] = outcome }
      }
    }
    var results: [Result] = []
    results.reserveCapacity(count)
    for outcome in done.withLock({ $0 }) {
      guard let outcome else { preconditionFailure("every part is done") }
      results.append(try outcome.get())
    }
    return results
  }

  /// Does the rows `0..<count` in blocks of `blockRows`, and gives the results in that order.
  func blocks<Result: Sendable>(
    of count: Int, _ work: @Sendable (Range<Int>) throws(ExecutionError) -> Result
  ) throws(ExecutionError) -> [Result] {
    let size = WorkerPool.blockRows
    return try parts((count + size - 1) / size) { part throws(ExecutionError) in
      try work(part * size..<min(count, (part + 1) * size))
    }
  }
}
