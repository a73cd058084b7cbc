#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

/// A file that appears whole or not at all.
///
/// The bytes go to a temporary file in the same folder; `commit` brings them to the disk and puts
/// the file in the place of the old one in one step. Whatever fails before leaves the old file as
/// it was. A link is followed, so that the file that it points to is replaced and not the link.
package struct AtomicFile: ~Copyable {
  /// What becomes of a file that is there already.
  package enum Existing: Sendable {
    case replaced
    /// It is left alone, also if it appears while the new one is written.
    case kept
  }

  /// As the analyst gave it.
  private let path: String
  /// Where links lead.
  private let target: String
  private let existing: Existing
  private let temporary: TemporaryFile
  private var isOpen = true

  /// Opens a temporary file beside the target.
  ///
  /// `inputs` are files that the run reads, which are never overwritten. Nothing outside `root` is
  /// written, links followed.
  package init(
    _ path: String, existing: Existing = .replaced, inputs: [String] = [], root: String? = nil
  ) throws(WriteError) {
    let target = try AtomicFile.checkedTarget(path, inputs: inputs, root: root)
    let (folder, name) = AtomicFile.split(target)
    TemporaryFile.removeStale(in: folder, for: name)
    var old = stat()
    let exists = unsafe stat(target, &old) == 0
    if exists, existing == .kept { throw WriteError(.exists, path: path) }
    // A file that is replaced keeps its permissions; until they are set, nobody else reads along.
    let mode: mode_t = exists ? 0o600 : 0o666
    guard let temporary = TemporaryFile(in: folder, for: name, mode: mode) else {
      throw AtomicFile.failure("writing", path)
    }
    if exists { fchmod(temporary.descriptor, old.st_mode & 0o7777) }
    self.path = path
    self.target = target
    self.existing = existing
    self.temporary = temporary
  }

  deinit {
    if isOpen {
      unsafe unlink(temporary.path)
      close(temporary.descriptor)
    }
  }

  /// Writes a whole file at once.
  package static func write(
    _ bytes: [UInt8], to path: String, existing: Existing = .replaced, inputs: [String] = [],
    root: String? = nil
  ) throws(WriteError) {
    var file = try AtomicFile(path, existing: existing, inputs: inputs, root: root)
    try file.write(bytes)
    try file.commit()
  }

  /// Takes a file away; one that is not there is fine.
  ///
  /// - Throws: `WriteError` for a file outside of `root`, and if the disk refuses.
  package static func remove(_ path: String, root: String? = nil) throws(WriteError) {
    let target = try checkedTarget(path, inputs: [], root: root)
    if unsafe unlink(target) != 0, errno != ENOENT { throw failure("removing", path) }
  }

  /// Appends bytes.
  package mutating func write(_ bytes: [UInt8]) throws(WriteError) {
    var written = 0
    while written < bytes.count {
      let count = unsafe bytes.withUnsafeBytes { buffer in
        unsafe Glibc.write(
          temporary.descriptor, buffer.baseAddress?.advanced(by: written),
          min(buffer.count - written, 1 << 28))
      }
      if count < 0 {
        if errno == EINTR { continue }
        throw AtomicFile.failure("writing", path)
      }
      written += count
    }
  }

  /// Puts the file in its place, so that it is there even after a power cut.
  ///
  /// - Throws: `WriteError`; after `.notConfirmed` the new file is in its place, else the old one.
  package consuming func commit() throws(WriteError) {
    // Whatever throws before the file is in its place leaves the rest to `deinit`. The descriptor
    // stays open until then, because the lock on it keeps others from removing the file.
    if fsync(temporary.descriptor) != 0 { throw AtomicFile.failure("writing", path) }
    try putInPlace()
    isOpen = false
    let closed = close(temporary.descriptor) == 0 ? 0 : errno
    if let failed = AtomicFile.confirm(AtomicFile.split(target).folder) ?? AtomicFile.code(closed) {
      throw WriteError(.notConfirmed(error: failed), path: path)
    }
  }

  private func putInPlace() throws(WriteError) {
    switch existing {
    case .replaced: break
    case .kept:
      // Unlike a renaming, a second name never replaces what is there.
      if unsafe link(temporary.path, target) == 0 {
        unsafe unlink(temporary.path)
        return
      }
      guard errno == EPERM || errno == EOPNOTSUPP || errno == ENOSYS else {
        throw errno == EEXIST
          ? WriteError(.exists, path: path) : AtomicFile.failure("writing", path)
      }
      // A file system without second names: to look and then to rename is the best that there is.
      var status = stat()
      if unsafe lstat(target, &status) == 0 { throw WriteError(.exists, path: path) }
    }
    if unsafe rename(temporary.path, target) != 0 { throw AtomicFile.failure("writing", path) }
  }

  /// Brings the names in a folder to the disk; the error number if that failed.
  private static func confirm(_ folder: String) -> Int32? {
    let opened = unsafe open(folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
    // A folder that may be written and not read cannot be asked for.
    guard opened >= 0 else { return errno == EACCES ? nil : errno }
    // Some file systems cannot bring a folder to the disk; they say so by EINVAL.
    let failed = fsync(opened) != 0 && errno != EINVAL ? errno : 0
    close(opened)
    return code(failed)
  }

  private static func code(_ number: Int32) -> Int32? { number == 0 ? nil : number }

  private static func checkedTarget(
    _ path: String, inputs: [String], root: String?
  ) throws(WriteError) -> String {
    var status = stat()
    let exists = unsafe stat(path, &status) == 0
    if exists {
      switch status.st_mode & S_IFMT {
      case S_IFDIR: throw WriteError(.isFolder, path: path)
      case S_IFREG: break
      default: throw WriteError(.isDevice, path: path)
      }
      for input in inputs {
        var other = stat()
        if unsafe stat(input, &other) == 0, other.st_dev == status.st_dev,
          other.st_ino == status.st_ino
        {
          throw WriteError(.isInput, path: path)
        }
      }
    }
    let files = FileAccess()
    let end = exists ? path : try endOfLinks(path)
    let (folder, name) = split(end)
    guard !name.isEmpty, let realFolder = files.resolved(folder) else {
      throw WriteError(.noFolder, path: path)
    }
    let beside = realFolder == "/" ? "/" + name : realFolder + "/" + name
    let target = exists ? files.resolved(path) ?? beside : beside
    if let root {
      guard let realRoot = files.resolved(root),
        target.hasPrefix(realRoot == "/" ? "/" : realRoot + "/")
      else {
        throw WriteError(.outsideRoot(root: root), path: path)
      }
    }
    return target
  }

  /// Where a link to a file that is not there yet leads; any other path itself.
  private static func endOfLinks(_ path: String) throws(WriteError) -> String {
    var place = path
    var bytes = [UInt8](repeating: 0, count: Int(PATH_MAX))
    // As many as the system follows.
    for _ in 0..<40 {
      let count = unsafe readlink(place, &bytes, bytes.count)
      guard count > 0 else { return place }
      let target = String(decoding: bytes.prefix(count), as: UTF8.self)
      place = target.hasPrefix("/") ? target : split(place).folder + "/" + target
    }
    throw WriteError(.system(doing: "writing", error: ELOOP), path: path)
  }

  private static func split(_ path: String) -> (folder: String, name: String) {
    guard let slash = path.utf8.lastIndex(of: UInt8(ascii: "/")) else { return (".", path) }
    let folder = String(path[..<slash])
    return (folder.isEmpty ? "/" : folder, String(path[path.utf8.index(after: slash)...]))
  }

  private static func failure(_ doing: String, _ path: String) -> WriteError {
    WriteError(.system(doing: doing, error: errno), path: path)
  }
}
