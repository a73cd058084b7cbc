#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

/// The right to replace a file, held by one process at a time.
///
/// The system keeps it on an existing file (a script stands for its lock), and takes it back when
/// the process ends in whatever way, so that none is ever left behind.
package struct WritersTurn: ~Copyable {
  private let descriptor: Int32

  /// Takes the turn, or gives `nil` while another process has it.
  ///
  /// - Throws: `WriteError` if there is no such file or it cannot be opened.
  package init?(on path: String) throws(WriteError) {
    let opened = unsafe open(path, O_RDONLY | O_CLOEXEC)
    guard opened >= 0 else {
      throw WriteError(.system(doing: "opening", error: errno), path: path)
    }
    guard flock(opened, LOCK_EX | LOCK_NB) == 0 else {
      close(opened)
      return nil
    }
    descriptor = opened
  }

  deinit { close(descriptor) }
}
