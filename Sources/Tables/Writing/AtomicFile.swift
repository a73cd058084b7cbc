#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

/// A file that appears whole or not at all.
///
/// The bytes go to a temporary file in the same folder; `commit` brings them to the disk and puts
/// the file in the place of the old one in one step. Whatever fails before leaves the old file as
/// it was. A link is followed, so that the file behind it is replaced and not the link.
package struct AtomicFile: ~Copyable {
  /// As the analyst gave it.
  private let path: String
  /// Where links lead.
  private let target: String
  private let temporary: String
  private let descriptor: Int32
  private var isOpen = true

  /// Opens a temporary file beside the target.
  ///
  /// `inputs` are files that the run reads, which are never overwritten. Nothing outside `root` is
  /// written, links followed.
  package init(_ path: String, inputs: [String] = [], root: String? = nil) throws(WriteError) {
    let target = try AtomicFile.checkedTarget(path, inputs: inputs, root: root)
    let (temporary, descriptor) = try AtomicFile.openTemporary(beside: target, path)
    self.path = path
    self.target = target
    self.temporary = temporary
    self.descriptor = descriptor
  }

  deinit {
    if isOpen {
      close(descriptor)
      unsafe unlink(temporary)
    }
  }

  /// Writes a whole file at once.
  package static func write(
    _ bytes: [UInt8], to path: String, inputs: [String] = [], root: String? = nil
  ) throws(WriteError) {
    var file = try AtomicFile(path, inputs: inputs, root: root)
    try file.write(bytes)
    try file.commit()
  }

  /// Appends bytes.
  package mutating func write(_ bytes: [UInt8]) throws(WriteError) {
    var written = 0
    while written < bytes.count {
      let count = unsafe bytes.withUnsafeBytes { buffer in
        unsafe Glibc.write(
          descriptor, buffer.baseAddress?.advanced(by: written),
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
  package consuming func commit() throws(WriteError) {
    // Whatever throws below leaves the rest to `deinit`.
    if fsync(descriptor) != 0 { throw AtomicFile.failure("writing", path) }
    isOpen = false
    if close(descriptor) != 0 {
      let failure = AtomicFile.failure("writing", path)
      unsafe unlink(temporary)
      throw failure
    }
    if unsafe rename(temporary, target) != 0 {
      let failure = AtomicFile.failure("writing", path)
      unsafe unlink(temporary)
      throw failure
    }
    let folder = unsafe open(AtomicFile.split(target).folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
    guard folder >= 0 else { return }
    defer { close(folder) }
    // Some file systems cannot bring a folder to the disk; they say so by EINVAL.
    if fsync(folder) != 0, errno != EINVAL { throw AtomicFile.failure("writing", path) }
  }

  private static func openTemporary(
    beside target: String, _ path: String
  ) throws(WriteError) -> (path: String, descriptor: Int32) {
    let (folder, name) = split(target)
    removeStale(in: folder, of: name)
    var attempt = 0
    while true {
      let candidate = folder + "/." + name + ".segue-\(getpid())-\(attempt).tmp"
      let opened = unsafe open(candidate, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0o666)
      if opened >= 0 {
        // A file that is replaced keeps its permissions.
        var old = stat()
        if unsafe stat(target, &old) == 0 { fchmod(opened, old.st_mode & 0o7777) }
        return (candidate, opened)
      }
      guard errno == EEXIST, attempt < 100 else { throw failure("writing", path) }
      attempt += 1
    }
  }

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
    let (folder, name) = split(path)
    guard !name.isEmpty, let realFolder = files.resolved(folder) else {
      throw WriteError(.noFolder, path: path)
    }
    let beside = realFolder == "/" ? "/" + name : realFolder + "/" + name
    let target = exists ? files.resolved(path) ?? beside : beside
    if let root {
      guard let realRoot = files.resolved(root), target.hasPrefix(realRoot + "/") else {
        throw WriteError(.outsideRoot(root: root), path: path)
      }
    }
    return target
  }

  /// Removes what an earlier run for the same file left when it was killed.
  private static func removeStale(in folder: String, of name: String) {
    guard let stream = unsafe opendir(folder) else { return }
    defer { unsafe closedir(stream) }
    let prefix = "." + name + ".segue-"
    var stale: [String] = []
    while let entry = unsafe readdir(stream) {
      let found = unsafe withUnsafeBytes(of: &entry.pointee.d_name) { bytes in
        unsafe String(decoding: bytes.prefix { $0 != 0 }, as: UTF8.self)
      }
      guard found.hasPrefix(prefix), found.hasSuffix(".tmp"),
        let process = found.dropFirst(prefix.count).split(separator: "-").first,
        let id = pid_t(process), id != getpid()
      else { continue }
      // No such process: nobody writes to it any more.
      if kill(id, 0) != 0, errno == ESRCH { stale.append(found) }
    }
    for found in stale { unsafe unlink(folder + "/" + found) }
  }

  private static func split(_ path: String) -> (folder: String, name: String) {
    guard let slash = path.utf8.lastIndex(of: UInt8(ascii: "/")) else { return (".", path) }
    let folder = String(path[..<slash])
    return (folder.isEmpty ? "/" : folder, String(path[path.utf8.index(after: slash)...]))
  }

  private static func failure(_ doing: String, _ path: String) -> WriteError {
    WriteError(.system(doing: doing, reason: unsafe String(cString: strerror(errno))), path: path)
  }
}
