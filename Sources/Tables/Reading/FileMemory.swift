import Digests
import Synchronization

/// What was found out about files and would be expensive to find out again.
///
/// A class, because all copies of the access to files share it: a pipe can be read only once, and a
/// prompt checks every line and every completion with the same access.
final class FileMemory: Sendable {
  private struct State {
    var streams: [String: [UInt8]] = [:]
    /// The oldest first.
    var samples: [(key: SampleKey, source: any TableSource)] = []
    var digests: [String: (stamp: String, digest: FileDigest)] = [:]
  }

  private let state = Mutex(State())

  /// The most that samples may hold together; the last one is kept in any case.
  private static let sampledBytes = 64 << 20
  private static let sampleCount = 64

  /// What came out of a pipe, by its path.
  subscript(stream path: String) -> [UInt8]? {
    get { state.withLock { $0.streams[path] } }
    set { state.withLock { $0.streams[path] = newValue } }
  }

  /// What a look at a file gave; nothing is kept of a file that has no stamp.
  subscript(key: SampleKey) -> (any TableSource)? {
    get { state.withLock { $0.samples.last { $0.key == key }?.source } }
    set {
      guard let newValue, !key.stamp.isEmpty else { return }
      state.withLock { state in
        // Of a file that changed, what it was before is of no use.
        state.samples.removeAll {
          $0.key == key || $0.key.path == key.path && $0.key.stamp != key.stamp
        }
        state.samples.append((key, newValue))
        var held = state.samples.reduce(0) { $0 + $1.source.heldBytes }
        while state.samples.count > 1,
          held > FileMemory.sampledBytes || state.samples.count > FileMemory.sampleCount
        {
          held -= state.samples.removeFirst().source.heldBytes
        }
      }
    }
  }

  /// The digest of a file, and its stamp when that was taken.
  subscript(digest path: String) -> (stamp: String, digest: FileDigest)? {
    get { state.withLock { $0.digests[path] } }
    set { state.withLock { $0.digests[path] = newValue } }
  }
}

/// What a sample depends on.
struct SampleKey: Equatable, Sendable {
  let path: String
  let stamp: String
  let options: ReadOptions
  /// `nil` for a sample that was only reconsidered under other options.
  let headBytes: Int?
}
