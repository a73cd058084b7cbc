#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

/// The lines typed in a project, one on a line of a file that only its owner can read.
///
/// Lines that hold a secret are not stored. Two sessions may append to the same file.
package struct HistoryFile: Sendable {
  private let path: String
  private let limit: Int

  /// - Parameters:
  ///   - path: The file; it is made when the first line is stored.
  ///   - limit: How many of the last lines to read back.
  package init(path: String, limit: Int = 1000) {
    self.path = path
    self.limit = max(1, limit)
  }

  /// The last lines stored, the oldest first; none if the file cannot be read.
  ///
  /// A file that has grown to many times the limit is cut to it.
  package func entries() -> [String] {
    guard let descriptor = openLocked(O_RDONLY) else { return [] }
    defer { close(descriptor) }
    // Who has the lock is the only one who cuts: this was left by a session that was killed.
    unsafe unlink(beside)
    let lines = String(decoding: readAll(descriptor), as: UTF8.self).split(separator: "\n")
    // Whatever else wrote into the file: control characters have no place in a line.
    let kept = lines.suffix(limit).filter { $0.unicodeScalars.allSatisfy { $0.value >= 0x20 } }
    if lines.count > 4 * limit { rewrite(kept.map(String.init)) }
    return kept.map(String.init)
  }

  /// Adds a line at the end of the file, unless it holds a secret or cannot be written.
  package func append(_ entry: String) {
    guard !HistoryFile.holdsSecret(entry), !entry.isEmpty, !entry.contains("\n"),
      let descriptor = openLocked(O_RDWR | O_APPEND | O_CREAT)
    else { return }
    defer { close(descriptor) }
    let end = lseek(descriptor, 0, SEEK_END)
    // Half a line would grow together with the next one.
    if !send(entry + "\n", to: descriptor), end >= 0 { ftruncate(descriptor, end) }
  }

  /// A statement as lines to store: joined to one, so that it can be recalled as a whole.
  ///
  /// Where joining would change its meaning, because a comment or a text of several lines is in
  /// it, each line is stored by itself.
  package static func entries(of statement: String) -> [String] {
    let lines = statement.split(whereSeparator: \.isNewline)
    guard lines.count > 1, !statement.contains("#"), !statement.contains("\"\"\"") else {
      return lines.map(String.init)
    }
    return [lines.map { $0.trimmed }.joined(separator: " ")]
  }

  /// Whether a line looks as if it held a password, a key or a token.
  package static func holdsSecret(_ line: String) -> Bool {
    let named = #/(?i)\b(password|passwd|passphrase|pwd|token|api_?key|access_?key)\w*\s*[=:]/#
    let inAddress = #/:\/\/[^\/@\s"]*:[^@\s"]+@/#
    return line.contains(named) || line.contains(inAddress) || line.contains(#/(?i)\bsecret\b/#)
  }

  /// Where a shorter file is made before it takes the place of the long one.
  private var beside: String { path + ".new" }

  /// The file, which no other session changes until it is closed; `nil` if it cannot be opened.
  private func openLocked(_ flags: Int32) -> Int32? {
    for _ in 0..<10 {
      let descriptor = unsafe open(path, flags | O_CLOEXEC, 0o600)
      guard descriptor >= 0 else { return nil }
      // A file system without locks says so; then the last one to write wins.
      flock(descriptor, LOCK_EX)
      var opened = stat()
      var named = stat()
      if unsafe fstat(descriptor, &opened) == 0, unsafe stat(path, &named) == 0,
        opened.st_ino == named.st_ino, opened.st_dev == named.st_dev
      {
        return descriptor
      }
      // While this one waited, another session put a shorter file in its place.
      close(descriptor)
    }
    return nil
  }

  private func readAll(_ descriptor: Int32) -> [UInt8] {
    var bytes: [UInt8] = []
    var chunk = [UInt8](repeating: 0, count: 65_536)
    while bytes.count < 64 << 20 {
      let count = unsafe read(descriptor, &chunk, chunk.count)
      if count > 0 {
        bytes += chunk.prefix(count)
      } else if count == 0 || errno != EINTR {
        break
      }
    }
    return bytes
  }

  /// Writes beside the file and renames, so that another session never reads half a file.
  private func rewrite(_ entries: [String]) {
    let descriptor = unsafe open(beside, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0o600)
    guard descriptor >= 0 else { return }
    let isWhole = send(entries.map { $0 + "\n" }.joined(), to: descriptor) && fsync(descriptor) == 0
    let isClosed = close(descriptor) == 0
    guard isWhole, isClosed, unsafe rename(beside, path) == 0 else {
      unsafe unlink(beside)
      return
    }
  }

  /// Whether all of it was written.
  private func send(_ text: String, to descriptor: Int32) -> Bool {
    let bytes = Array(text.utf8)
    var done = 0
    while done < bytes.count {
      let count = unsafe bytes[done...].withUnsafeBytes {
        unsafe write(descriptor, $0.baseAddress, $0.count)
      }
      if count > 0 {
        done += count
      } else if errno != EINTR {
        return false
      }
    }
    return true
  }
}

extension Substring {
  fileprivate var trimmed: Substring {
    var text = drop { $0 == " " || $0 == "\t" }
    while text.last == " " || text.last == "\t" { text.removeLast() }
    return text
  }
}
