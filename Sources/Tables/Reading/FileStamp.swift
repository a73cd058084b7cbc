#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

extension FileAccess {
  /// What distinguishes this state of a file from another: its size, its place and the time of its last change.
  ///
  /// Empty where there is no such file. It decides only whether a remembered result may be used
  /// again; it never reaches an output.
  package func stamp(_ path: String) -> String {
    guard let resolved = resolved(actual(path)) else { return "" }
    var status = stat()
    guard unsafe stat(resolved, &status) == 0 else { return "" }
    // A pipe changes by being read, and is read once.
    guard status.st_mode & S_IFMT == S_IFREG else { return "\(status.st_dev):\(status.st_ino)" }
    return "\(status.st_dev):\(status.st_ino):\(status.st_size):"
      + "\(status.st_mtim.tv_sec).\(status.st_mtim.tv_nsec)"
  }

  /// The stamp of a file by which what was found out about it is recalled; empty for bytes that only
  /// this copy of the access has.
  func stampForSample(_ path: String) -> String { inMemory[path] == nil ? stamp(path) : "" }
}
