import Dispatch
import Matrices
import Synchronization

/// The results of `work` for 0..<count, in this order, computed on as many threads as allowed.
///
/// Threads take the next piece when they have done one; the result does not depend on how many.
func parallelMap<Result: Sendable>(
  _ count: Int, threads: Int, _ work: @Sendable (Int) -> Result
) -> [Result] {
  if threads <= 1 || count <= 1 { return (0..<count).map(work) }
  let next = Atomic<Int>(0)
  let slots = Mutex<[Result?]>([Result?](repeating: nil, count: count))
  DispatchQueue.concurrentPerform(iterations: min(threads, count)) { _ in
    while true {
      let index = next.wrappingAdd(1, ordering: .relaxed).oldValue
      if index >= count { return }
      let result = work(index)
      slots.withLock { $0[index] = result }
    }
  }
  return slots.withLock { $0.compactMap { $0 } }
}
