import Diagnostics

#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

extension FileAccess {
  /// A file beside the one that is missing whose name is nearly the same, for "did you mean".
  func nearestFile(to path: String) -> String? {
    let slash = path.utf8.lastIndex(of: UInt8(ascii: "/"))
    let folder = slash.map { String(path[..<$0]) } ?? "."
    let name = slash.map { String(path[path.utf8.index(after: $0)...]) } ?? path
    // With a root, no other name is told.
    guard root == nil, let stream = unsafe opendir(folder.isEmpty ? "/" : folder) else {
      return nil
    }
    defer { unsafe closedir(stream) }
    var names: [String] = []
    while let entry = unsafe readdir(stream) {
      let found = unsafe withUnsafeBytes(of: &entry.pointee.d_name) { bytes in
        unsafe String(decoding: bytes.prefix { $0 != 0 }, as: UTF8.self)
      }
      if found != "." && found != ".." { names.append(found) }
    }
    names.sort { $0.utf8.lexicographicallyPrecedes($1.utf8) }
    let nearest = nearestName(to: name, among: names)
    return nearest.map { slash == nil ? $0 : folder + "/" + $0 }
  }
}
