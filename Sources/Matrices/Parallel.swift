import Dispatch
import Synchronization

/// Pieces of work handed out to threads, where who does what cannot change the result.
package enum Parallel {
  /// Does pieces `0..<count` on the threads of the run, each once, in no promised order.
  ///
  /// - Parameters:
  ///   - count: How many pieces there are.
  ///   - control: How many threads, whether to go on, and whom to report progress to.
  ///   - work: One piece, and which of the threads does it, from 0; called from several threads at a
  ///     time. It writes only what no other piece touches.
  /// - Throws: `CancellationError` if a stop was asked for before the last piece had begun. The
  ///   pieces under way are finished first.
  package static func forEach(
    _ count: Int, control: RunControl, _ work: @Sendable (_ piece: Int, _ worker: Int) -> Void
  ) throws(CancellationError) {
    let threads = min(control.threads, count)
    if threads <= 1 {
      for piece in 0..<count {
        try control.checkCancellation()
        work(piece, 0)
        control.progress?(Double(piece + 1) / Double(count))
      }
      return
    }
    let queue = WorkQueue(count: count, control: control)
    DispatchQueue.concurrentPerform(iterations: threads) { worker in
      while let piece = queue.next() {
        work(piece, worker)
        queue.finish()
      }
    }
    if !queue.isComplete { throw CancellationError() }
  }
}

/// Which pieces are taken and how many are done.
///
/// A class, because all threads take from one queue.
private final class WorkQueue: Sendable {
  private let count: Int
  private let control: RunControl
  private let taken = Atomic<Int>(0)
  private let done = Mutex(0)

  init(count: Int, control: RunControl) {
    self.count = count
    self.control = control
  }

  /// The next piece nobody has, or `nil` if there is none or a stop was asked for.
  func next() -> Int? {
    if control.cancellation.isCancelled { return nil }
    let piece = taken.wrappingAdd(1, ordering: .relaxed).oldValue
    return piece < count ? piece : nil
  }

  /// Counts a piece as done, and reports, under one lock so that progress never goes back.
  func finish() {
    done.withLock { done in
      done += 1
      control.progress?(Double(done) / Double(count))
    }
  }

  var isComplete: Bool { done.withLock { $0 == count } }
}
