import Diagnostics
import Tables

#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

/// The system refused, in its own words.
package struct SystemFailure: Error, Equatable, Sendable {
  package let reason: String

  package init(reason: String) { self.reason = reason }

  init(_ number: Int32) { reason = unsafe String(cString: strerror(number)) }
}

/// Writes texts so that nobody ever sees half of one.
package enum TextFile {
  /// Puts a text in the place of a file, whole or not at all.
  package static func replace(_ path: String, with text: String) throws(SystemFailure) {
    do throws(WriteError) {
      try AtomicFile.write(Array(text.utf8), to: path)
    } catch {
      throw SystemFailure(reason: diagnostic(for: error).message)
    }
  }

  /// Writes a new file; one that is there already is left alone.
  package static func create(_ path: String, with text: String) throws(SystemFailure) {
    let descriptor = unsafe open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0o644)
    guard descriptor >= 0 else { throw SystemFailure(errno) }
    defer { close(descriptor) }
    try send(text, to: descriptor)
  }

  /// Makes a folder and those above it, as far as they are missing.
  package static func makeFolder(_ path: String) throws(SystemFailure) {
    var made = path.hasPrefix("/") ? "/" : ""
    for part in path.split(separator: "/") {
      made += made.isEmpty || made == "/" ? part : "/" + part
      if unsafe mkdir(made, 0o755) != 0, errno != EEXIST { throw SystemFailure(errno) }
    }
  }

  private static func send(_ text: String, to descriptor: Int32) throws(SystemFailure) {
    let bytes = Array(text.utf8)
    var done = 0
    while done < bytes.count {
      let count = unsafe bytes[done...].withUnsafeBytes {
        unsafe write(descriptor, $0.baseAddress, $0.count)
      }
      if count > 0 {
        done += count
      } else if errno != EINTR {
        throw SystemFailure(errno)
      }
    }
  }
}
