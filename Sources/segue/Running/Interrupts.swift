import Matrices
import Session
import Synchronization
import Terminal

#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

/// What Ctrl-C does to this process: the first stops the run, a second one ends.
enum Interrupts {
  /// The one token that every run of this process looks at.
  static let cancellation = Cancellation()
  /// Whether a second Ctrl-C ends the process: in a run, not at the prompt.
  static let secondEnds = Atomic<Bool>(true)
  private static let installed = Atomic<Bool>(false)

  /// Once, before the first run.
  static func install() {
    InterruptHandler.endQuietlyOnBrokenPipe()
    InterruptHandler.reportLargeFiles()
    guard !installed.exchange(true, ordering: .relaxed) else { return }
    _ = InterruptHandler.install {
      if cancellation.isCancelled, secondEnds.load(ordering: .relaxed) {
        exit(ExitStatus.interrupted.rawValue)
      }
      cancellation.cancel()
    }
  }
}
