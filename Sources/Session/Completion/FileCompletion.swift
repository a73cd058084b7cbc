#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

extension Completion {
  /// Files and folders whose path begins with what was typed, folders with a `/` after them.
  ///
  /// - Parameters:
  ///   - typed: A path as far as it was typed.
  ///   - endings: Those that files must have; empty for any.
  /// - Returns: Whole paths in the order of their bytes, hidden ones only if a dot was typed.
  static func files(_ typed: String, ending endings: [String] = []) -> Completion {
    let slash = typed.lastIndex(of: "/")
    let folder = slash.map { String(typed[...$0]) } ?? ""
    let stem = slash.map { String(typed[typed.index(after: $0)...]) } ?? typed
    let found = names(in: folder.isEmpty ? "." : folder).compactMap { name -> Candidate? in
      guard name.hasPrefix(stem), !name.hasPrefix(".") || stem.hasPrefix(".") else { return nil }
      let path = folder + name
      if isFolder(path) { return Candidate(path + "/", .file, "folder") }
      guard endings.isEmpty || endings.contains(where: { name.lowercased().hasSuffix($0) }) else {
        return nil
      }
      return Candidate(path, .file)
    }
    return Completion(typed: typed.count, candidates: found)
  }

  private static func names(in folder: String) -> [String] {
    guard let handle = unsafe opendir(folder) else { return [] }
    defer { unsafe closedir(handle) }
    var names: [String] = []
    while let entry = unsafe readdir(handle), names.count < 10_000 {
      let name = unsafe withUnsafePointer(to: entry.pointee.d_name) { pointer in
        unsafe pointer.withMemoryRebound(to: CChar.self, capacity: 256) {
          unsafe String(cString: $0)
        }
      }
      if name != ".", name != ".." { names.append(name) }
    }
    return names.sorted { $0.utf8.lexicographicallyPrecedes($1.utf8) }
  }

  private static func isFolder(_ path: String) -> Bool {
    var status = stat()
    return unsafe stat(path, &status) == 0 && status.st_mode & S_IFMT == S_IFDIR
  }
}
