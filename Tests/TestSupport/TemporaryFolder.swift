#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

/// A folder of its own for one test, gone when the value is.
///
/// A class, because the folder is removed once, when the last user lets go.
package final class TemporaryFolder: Sendable {
  package let path: String

  package init() {
    var template = Array("/tmp/segue-test-XXXXXX".utf8)
    template.append(0)
    let made = unsafe template.withUnsafeMutableBytes { bytes in
      unsafe bytes.baseAddress.map { unsafe mkdtemp($0.assumingMemoryBound(to: CChar.self)) != nil }
    }
    precondition(made == true, "a folder for tests can be made")
    path = String(decoding: template.dropLast(), as: UTF8.self)
  }

  deinit { remove(path) }

  /// Writes a file and gives its path.
  @discardableResult
  package func write(_ name: String, _ text: String) -> String {
    write(name, bytes: Array(text.utf8))
  }

  /// Writes a file of any bytes and gives its path.
  @discardableResult
  package func write(_ name: String, bytes: [UInt8]) -> String {
    let file = path + "/" + name
    guard let handle = unsafe fopen(file, "w") else { return file }
    _ = unsafe bytes.withUnsafeBytes { unsafe fwrite($0.baseAddress, 1, bytes.count, handle) }
    _ = unsafe fclose(handle)
    return file
  }

  /// What lies in the folder, sorted.
  package var names: [String] {
    guard let stream = unsafe opendir(path) else { return [] }
    defer { unsafe closedir(stream) }
    var names: [String] = []
    while let entry = unsafe readdir(stream) {
      let name = unsafe withUnsafeBytes(of: &entry.pointee.d_name) { bytes in
        unsafe String(decoding: bytes.prefix { $0 != 0 }, as: UTF8.self)
      }
      if name != "." && name != ".." { names.append(name) }
    }
    return names.sorted()
  }

  private func remove(_ path: String) {
    guard let folder = unsafe opendir(path) else { return }
    while let entry = unsafe readdir(folder) {
      let name = unsafe withUnsafePointer(to: &entry.pointee.d_name) { pointer in
        unsafe pointer.withMemoryRebound(to: CChar.self, capacity: 256) {
          unsafe String(cString: $0)
        }
      }
      guard name != ".", name != ".." else { continue }
      let child = path + "/" + name
      if unsafe unlink(child) != 0 { remove(child) }
    }
    _ = unsafe closedir(folder)
    _ = unsafe rmdir(path)
  }
}
