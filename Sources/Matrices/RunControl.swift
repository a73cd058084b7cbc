import Synchronization

/// A request to stop, shared by whoever asks and all who work.
///
/// A class, because the hand that presses Ctrl-C and the kernels that look must see one flag.
public final class Cancellation: Sendable {
  private let requested = Atomic<Bool>(false)

  /// A token that nobody has cancelled yet.
  public init() {}

  /// Asks every kernel that holds this token to stop at its next block of rows.
  public func cancel() { requested.store(true, ordering: .relaxed) }

  /// Takes a request back, before the next run begins.
  public func reset() { requested.store(false, ordering: .relaxed) }

  /// Whether a stop has been asked for.
  public var isCancelled: Bool { requested.load(ordering: .relaxed) }
}

/// Thrown by a kernel that found its token cancelled.
public struct CancellationError: Error, Equatable, Sendable {
  /// The error is its own message.
  public init() {}
}

/// What a kernel may know of the run that it is part of: how many threads, whether to go on, and
/// whom to report progress to.
///
/// Nothing in here may change a result.
public struct RunControl: Sendable {
  /// From 1 to `maximumThreads`.
  public let threads: Int
  /// Looked at once per block of rows and once per iteration.
  public let cancellation: Cancellation
  /// Told the share that is done, 0...1, from any thread, never going back.
  public let progress: (@Sendable (Double) -> Void)?

  /// More threads than this are not started, whatever was asked for: each has memory of its own.
  public static let maximumThreads = 256

  /// A run on so many threads.
  public init(
    threads: Int, cancellation: Cancellation = Cancellation(),
    progress: (@Sendable (Double) -> Void)? = nil
  ) {
    self.threads = min(max(1, threads), RunControl.maximumThreads)
    self.cancellation = cancellation
    self.progress = progress
  }

  /// Goes on, or throws if a stop has been asked for.
  public func checkCancellation() throws(CancellationError) {
    if cancellation.isCancelled { throw CancellationError() }
  }

  /// The same run on so many threads, without progress reports: for a part of a piece of work.
  public func quiet(threads: Int) -> RunControl {
    RunControl(threads: threads, cancellation: cancellation)
  }

  /// The same run, with its progress reported as a part of the whole: from `start`, `share` wide.
  public func part(from start: Double, share: Double) -> RunControl {
    guard let progress else { return self }
    return RunControl(threads: threads, cancellation: cancellation) {
      progress(start + share * $0)
    }
  }
}
