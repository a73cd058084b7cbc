import Tables

#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

/// How many rows a file has, about, from its size and its first lines.
struct FileEstimate {
  let rows: Int

  /// `nil` where the file cannot be read or is no plain file.
  init?(_ path: String, files: FileAccess) {
    let size: Int
    do throws(ReadError) { size = try files.size(path) } catch { return nil }
    let descriptor = unsafe open(path, O_RDONLY | O_CLOEXEC)
    guard descriptor >= 0 else { return nil }
    defer { close(descriptor) }
    var head = [UInt8](repeating: 0, count: 1 << 16)
    let count = unsafe pread(descriptor, &head, head.count, 0)
    guard count > 1 else { return nil }
    if head[0] == 0x1F, head[1] == 0x8B {
      // The last four bytes of a gzip file are the size of what it holds; a line of an export has
      // about 80 bytes.
      var tail = [UInt8](repeating: 0, count: 4)
      guard size > 18, unsafe pread(descriptor, &tail, 4, size - 4) == 4 else { return nil }
      let unpacked = tail.enumerated().reduce(0) { $0 + Int($1.element) << (8 * $1.offset) }
      rows = max(1, unpacked / 80)
      return
    }
    let lines = head.prefix(count).count { $0 == UInt8(ascii: "\n") }
    guard lines > 0 else { return nil }
    rows = max(1, (count == size ? lines : size * lines / count) - 1)
  }
}
