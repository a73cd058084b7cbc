#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

/// A file beside its target that nobody else writes to, and that goes with its owner.
///
/// The system holds a lock on it for as long as its process lives. One that can be locked by
/// somebody else was left by a run that was killed, whatever number that process had and on
/// whatever machine it ran, and is removed by the next run for the same target.
struct TemporaryFile {
  let path: String
  let descriptor: Int32

  /// Makes an empty one in a folder.
  ///
  /// - Returns: `nil` if the system refuses; `errno` says why.
  init?(in folder: String, for name: String, mode: mode_t) {
    let prefix = TemporaryFile.prefix(of: name)
    for attempt in 0..<100 {
      let candidate = "\(folder)/\(prefix)\(getpid())-\(attempt).tmp"
      let opened = unsafe open(candidate, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, mode)
      guard opened >= 0 else {
        if errno == EEXIST { continue }
        return nil
      }
      // A file system without locks says so; then nobody there takes this file for a stale one.
      flock(opened, LOCK_EX)
      var status = stat()
      if unsafe fstat(opened, &status) == 0, status.st_nlink == 0 {
        // Another run took it for a stale one in the moment before it was locked.
        close(opened)
        continue
      }
      path = candidate
      descriptor = opened
      return
    }
    errno = EEXIST
    return nil
  }

  /// What all temporary files for a target begin with.
  ///
  /// A long name is cut, because a name with its additions has to fit into 255 bytes.
  private static func prefix(of name: String) -> String {
    var kept = Substring(name)
    while kept.utf8.count > 200 { kept.removeLast() }
    return ".\(kept).segue-"
  }

  /// Removes what killed runs left in a folder for a name.
  static func removeStale(in folder: String, for name: String) {
    let prefix = prefix(of: name)
    guard let stream = unsafe opendir(folder) else { return }
    defer { unsafe closedir(stream) }
    var found: [String] = []
    while let entry = unsafe readdir(stream) {
      let name = unsafe withUnsafeBytes(of: &entry.pointee.d_name) { bytes in
        unsafe String(decoding: bytes.prefix { $0 != 0 }, as: UTF8.self)
      }
      if name.hasPrefix(prefix), name.hasSuffix(".tmp") { found.append("\(folder)/\(name)") }
    }
    for path in found {
      let opened = unsafe open(path, O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC)
      guard opened >= 0 else { continue }
      if flock(opened, LOCK_EX | LOCK_NB) == 0 { unsafe unlink(path) }
      close(opened)
    }
  }
}
