#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

/// How files are opened: which of them may be, and what is checked about them.
package struct FileAccess: Sendable {
  /// Nothing outside this folder is opened, links followed; `nil` allows every file.
  package let root: String?
  /// Files that stand in the place of others, by the path that a script names.
  package var substitutes: [String: SubstituteFile] = [:]
  /// Files that are only bytes in memory, by their path.
  package var inMemory: [String: [UInt8]] = [:]

  /// Whether the digest of a file is taken while it is read, for a lock.
  package var recordsDigests = false

  /// What was found out about files, shared by all copies.
  let memory = FileMemory()

  package init(root: String? = nil) { self.root = root }

  /// How many bytes are taken from a pipe, which is held in memory as a whole and does not say
  /// beforehand how many it has.
  package var streamLimit = 8 << 30

  /// All bytes of a file; `-` is standard input.
  ///
  /// A pipe is read to its end, once: who asks again gets the same bytes. A file that changes while
  /// it is read is an error.
  package func read(_ path: String) throws(ReadError) -> [UInt8] {
    let path = actual(path)
    if let bytes = inMemory[path] ?? memory[stream: path] { return bytes }
    let stamp = stamp(path)
    let file = try open(path)
    defer { close(file.descriptor) }
    let isRegular = file.status.kind == S_IFREG
    // One more byte than the file has, so that a file that grew is noticed.
    var bytes = [UInt8](repeating: 0, count: isRegular ? file.status.size + 1 : 1 << 20)
    var count = 0
    while true {
      if count == bytes.count {
        bytes.append(contentsOf: repeatElement(0, count: bytes.count))
      }
      let taken = unsafe bytes.withUnsafeMutableBytes { buffer in
        unsafe Glibc.read(
          file.descriptor, buffer.baseAddress?.advanced(by: count),
          min(buffer.count - count, 1 << 28))
      }
      if taken < 0 {
        if errno == EINTR { continue }
        throw failure(errno, path)
      }
      if taken == 0 { break }
      count += taken
      if !isRegular, count > streamLimit {
        throw ReadError(.streamTooLong(limit: streamLimit), path: path)
      }
    }
    if isRegular {
      let after = try status(file.descriptor, path)
      guard after == file.status, count == file.status.size else {
        throw ReadError(.changedWhileRead, path: path)
      }
    }
    bytes.removeLast(bytes.count - count)
    if !isRegular { memory[stream: path] = bytes }
    if recordsDigests { memory[digest: path] = (stamp, FileDigest(of: bytes)) }
    return bytes
  }

  /// Lends a regular file that has more than `size` bytes, to be read in pieces.
  ///
  /// - Returns: `nil` without lending it for any other file, and where `body` gives that.
  /// - Throws: What `body` throws, and `.changedWhileRead` if the file is another by then.
  func withFile<Result>(
    _ path: String, largerThan size: Int, _ body: (OpenFile) throws(ReadError) -> Result?
  ) throws(ReadError) -> Result? {
    let path = actual(path)
    guard inMemory[path] == nil, memory[stream: path] == nil, !isStream(path),
      try self.size(path) > size
    else { return nil }
    let file = try open(path)
    defer { close(file.descriptor) }
    guard file.status.kind == S_IFREG else { return nil }
    let stamp = stamp(path)
    let tap = recordsDigests ? DigestTap() : nil
    let open = OpenFile(
      descriptor: file.descriptor, size: file.status.size, files: self, tap: tap)
    let result = try body(open)
    if let tap, result != nil {
      // A reader need not have asked for the last bytes.
      while tap.reached < open.size {
        _ = try open.bytes(tap.reached..<min(open.size, tap.reached + 4 << 20), path)
      }
    }
    guard try status(file.descriptor, path) == file.status else {
      throw ReadError(.changedWhileRead, path: path)
    }
    if let tap, result != nil { memory[digest: path] = (stamp, tap.finished()) }
    return result
  }

  /// The first bytes of a file, and some from places further down.
  ///
  /// A pipe cannot be looked at without reading it, so it is read to its end.
  func sample(_ path: String, headBytes: Int) throws(ReadError) -> FileSample {
    let stamp = stampForSample(path)
    if isStream(path) {
      let bytes = try read(path)
      return FileSample(head: bytes, size: bytes.count, stamp: stamp)
    }
    let file = try open(path)
    defer { close(file.descriptor) }
    let size = file.status.size
    var sample = FileSample(
      head: try bytes(of: file.descriptor, 0..<min(size, headBytes), path), size: size,
      stamp: stamp)
    guard size > headBytes, !Gzip.isPacked(sample.head) else { return sample }
    let length = headBytes / 16
    // The last of the places is the end.
    for part in 1...FileSample.places {
      let start = headBytes + (size - headBytes) / FileSample.places * part - length
      guard start >= headBytes else { continue }
      let end = part == FileSample.places ? size : start + length
      sample.pieces.append(try bytes(of: file.descriptor, start..<end, path))
    }
    return sample
  }

  /// Whether a path leads to what can be read only once, or does not say how long it is.
  private func isStream(_ path: String) -> Bool {
    var status = stat()
    guard path != "-", inMemory[path] == nil else { return true }
    guard unsafe stat(path, &status) == 0 else { return false }
    if status.st_mode & S_IFMT == S_IFREG { return status.st_size == 0 }
    return status.st_mode & S_IFMT == S_IFIFO || status.st_mode & S_IFMT == S_IFSOCK
  }

  fileprivate func bytes(
    of descriptor: Int32, _ range: Range<Int>, _ path: String
  ) throws(ReadError) -> [UInt8] {
    var bytes = [UInt8](repeating: 0, count: range.count)
    var count = 0
    while count < bytes.count {
      let taken = unsafe bytes.withUnsafeMutableBytes { buffer in
        unsafe pread(
          descriptor, buffer.baseAddress?.advanced(by: count), buffer.count - count,
          range.lowerBound + count)
      }
      if taken < 0 {
        if errno == EINTR { continue }
        throw failure(errno, path)
      }
      if taken == 0 { throw ReadError(.changedWhileRead, path: path) }
      count += taken
    }
    return bytes
  }

  private func open(_ path: String) throws(ReadError) -> (descriptor: Int32, status: Status) {
    let descriptor: Int32
    if path == "-" {
      descriptor = dup(0)
    } else {
      let allowed = try checkInside(path)
      descriptor = unsafe Glibc.open(allowed, O_RDONLY | O_CLOEXEC | (root == nil ? 0 : O_NOFOLLOW))
    }
    guard descriptor >= 0 else { throw failure(errno, path) }
    do throws(ReadError) {
      let status = try status(descriptor, path)
      switch status.kind {
      case S_IFDIR: throw ReadError(.isFolder, path: path)
      case S_IFREG, S_IFIFO, S_IFSOCK: break
      // A terminal is a device too, but /dev/zero never ends.
      case S_IFCHR where path == "-": break
      default: throw ReadError(.notAFile, path: path)
      }
      return (descriptor, status)
    } catch {
      close(descriptor)
      throw error
    }
  }

  /// The size of a file in bytes, or 0 for what has no size.
  package func size(_ path: String) throws(ReadError) -> Int {
    let path = actual(path)
    if let bytes = inMemory[path] { return bytes.count }
    try checkInside(path)
    var status = stat()
    guard unsafe stat(path, &status) == 0 else { throw failure(errno, path) }
    return Int(status.st_size)
  }

  /// The files that a pattern with `*`, `?` or `[…]` names, sorted by their bytes.
  ///
  /// A path without such marks stands for itself, whether there is such a file or not.
  package func matches(_ pattern: String) throws(ReadError) -> [String] {
    guard pattern.utf8.contains(where: { "*?[".utf8.contains($0) }) else { return [pattern] }
    // `sales [2024].csv` may be a name.
    if resolved(pattern) != nil { return [pattern] }
    var found = unsafe glob_t()
    defer { unsafe globfree(&found) }
    let status = unsafe glob(pattern, GLOB_NOSORT, nil, &found)
    guard status == 0, let paths = unsafe found.gl_pathv else {
      throw ReadError(.noMatch, path: pattern)
    }
    var names: [String] = []
    for index in 0..<Int(unsafe found.gl_pathc) {
      if let path = unsafe paths[index] { names.append(unsafe String(cString: path)) }
    }
    for name in names { try checkInside(name) }
    return names.sorted { $0.utf8.lexicographicallyPrecedes($1.utf8) }
  }

  /// The path of a file without links, or `nil` if there is no such file.
  package func resolved(_ path: String) -> String? {
    guard let real = unsafe realpath(path, nil) else { return nil }
    defer { unsafe free(real) }
    return unsafe String(cString: real)
  }

  /// Refuses what lies outside the root once links are followed, and gives the path to open.
  @discardableResult
  private func checkInside(_ path: String) throws(ReadError) -> String {
    guard let root else { return path }
    guard let real = resolved(path) else {
      // What does not exist must not be distinguished from what may not be seen.
      throw failure(errno, path)
    }
    guard let realRoot = resolved(root),
      real == realRoot || real.hasPrefix(realRoot == "/" ? "/" : realRoot + "/")
    else {
      throw ReadError(.outsideRoot(root: root), path: path)
    }
    return real
  }

  private struct Status: Equatable {
    let kind: mode_t
    let size: Int
    let changed: Int
    let changedNanoseconds: Int
  }

  private func status(_ descriptor: Int32, _ path: String) throws(ReadError) -> Status {
    var status = stat()
    guard unsafe fstat(descriptor, &status) == 0 else { throw failure(errno, path) }
    return Status(
      kind: status.st_mode & S_IFMT, size: Int(status.st_size),
      changed: status.st_mtim.tv_sec, changedNanoseconds: status.st_mtim.tv_nsec)
  }

  private func failure(_ code: Int32, _ path: String) -> ReadError {
    switch code {
    case ENOENT, ENOTDIR: ReadError(.notFound(nearest: nearestFile(to: path)), path: path)
    case EACCES, EPERM: ReadError(.noPermission, path: path)
    case EISDIR: ReadError(.isFolder, path: path)
    default:
      ReadError(
        .system(doing: "reading", reason: unsafe String(cString: strerror(code))), path: path)
    }
  }
}

/// A file that is open for as long as it is lent.
struct OpenFile {
  fileprivate let descriptor: Int32
  /// Its bytes.
  let size: Int
  fileprivate let files: FileAccess
  /// Where the digest of the file is taken, if it is.
  fileprivate let tap: DigestTap?

  /// Some of its bytes; `path` is for messages.
  func bytes(_ range: Range<Int>, _ path: String) throws(ReadError) -> [UInt8] {
    let bytes = try files.bytes(of: descriptor, range, path)
    tap?.note(bytes, at: range.lowerBound)
    return bytes
  }
}
