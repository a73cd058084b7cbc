import Digests
import Synchronization

/// What distinguishes the content of a file from any other: its length and the digest of its bytes.
package struct FileDigest: Equatable, Sendable {
  /// The length in bytes, as the file stands on the disk.
  package let bytes: Int
  package let sha256: Digest

  init(bytes: Int, sha256: Digest) {
    self.bytes = bytes
    self.sha256 = sha256
  }

  init(of bytes: [UInt8]) { self.init(bytes: bytes.count, sha256: .sha256(bytes)) }
}

/// Takes the digest of a file from the bytes that a reader asks for.
///
/// A reader may ask for a part twice, but has asked for everything up to some place: only what
/// continues that is taken. A class, since every copy of an open file adds to the same digest; it is
/// used by one thread at a time.
final class DigestTap: Sendable {
  private struct State: ~Copyable {
    var hasher = Digest.Hasher()
    var reached = 0
  }

  private let state = Mutex(State())

  /// How many bytes from the start have been taken.
  var reached: Int { state.withLock { $0.reached } }

  /// Takes those of the bytes that follow the ones before.
  func note(_ bytes: [UInt8], at offset: Int) {
    state.withLock { state in
      guard offset <= state.reached, offset + bytes.count > state.reached else { return }
      state.hasher.update(bytes[(state.reached - offset)...])
      state.reached = offset + bytes.count
    }
  }

  /// The digest of all that was taken.
  func finished() -> FileDigest {
    state.withLock { FileDigest(bytes: $0.reached, sha256: $0.hasher.finished()) }
  }
}

extension FileAccess {
  /// The digest of a file as it is now; one that was taken while it was read is used again.
  ///
  /// A file is read in pieces for it, and never held whole.
  package func digest(_ path: String) throws(ReadError) -> FileDigest {
    let path = actual(path)
    let stamp = stampForSample(path)
    if let known = memory[digest: path], !stamp.isEmpty, known.stamp == stamp {
      return known.digest
    }
    var copy = self
    copy.recordsDigests = true
    let inPieces = try copy.withFile(path, largerThan: -1) { (_) throws(ReadError) in true }
    if inPieces != nil, let known = memory[digest: path] { return known.digest }
    return FileDigest(of: try read(path))
  }

  /// The digest of the bytes that were read last of a file; if none was taken, that of the file now.
  package func digestAsRead(_ path: String) throws(ReadError) -> FileDigest {
    if let known = memory[digest: actual(path)] { return known.digest }
    return try digest(path)
  }
}
