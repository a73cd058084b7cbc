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

/// Makes folders.
package enum Folders {
  /// Makes a folder and those above it, as far as they are missing.
  package static func make(_ path: String) throws(SystemFailure) {
    var made = path.hasPrefix("/") ? "/" : ""
    for part in path.split(separator: "/") {
      made += made.isEmpty || made == "/" ? part : "/" + part
      if unsafe mkdir(made, 0o755) != 0, errno != EEXIST { throw SystemFailure(errno) }
    }
  }
}
