import Synchronization

/// Bytes of a file that are looked at before it is read.
struct FileSample: Sendable {
  /// The first bytes of the file.
  var head: [UInt8]
  /// Bytes from places further down, in the order of the file.
  var pieces: [[UInt8]] = []
  /// The bytes of the whole file.
  let size: Int

  /// Places further down that are looked at, the end among them.
  static let places = 8

  var isWhole: Bool { head.count == size }
}

/// What came out of pipes, by path.
///
/// A class, because a pipe can be read only once, while a script is checked and then run, and all
/// copies of the access to files must find the same bytes.
final class ReadStreams: Sendable {
  private let bytes = Mutex<[String: [UInt8]]>([:])

  subscript(path: String) -> [UInt8]? {
    get { bytes.withLock { $0[path] } }
    set { bytes.withLock { $0[path] = newValue } }
  }
}
