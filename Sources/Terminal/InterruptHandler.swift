import CLibEdit
import Dispatch

#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

/// What Ctrl-C and a broken pipe do to this process.
package enum InterruptHandler {
  /// From now on Ctrl-C ends nothing by itself: it calls this, from a thread of its own.
  ///
  /// To be called once, at the start of the process. Within a few milliseconds after the key, and
  /// once for several presses that come faster than it returns. While `LineEditor` reads a line it
  /// is not called; the editor returns `.interrupted` instead. The terminal is put back to how it
  /// was found when the process ends, also by a signal.
  ///
  /// - Returns: Whether it could be installed; if not, Ctrl-C ends the process as ever.
  package static func install(onInterrupt: @escaping @Sendable () -> Void) -> Bool {
    let descriptor = segue_signals_install()
    guard descriptor >= 0 else { return false }
    DispatchQueue(label: "interrupts").async {
      var bytes = [UInt8](repeating: 0, count: 64)
      while true {
        let count = unsafe read(descriptor, &bytes, bytes.count)
        if count > 0 {
          onInterrupt()
        } else if count == 0 || errno != EINTR {
          return
        }
      }
    }
    return true
  }

  /// Lets the process end without a word when nobody reads its output any more, as in `| head`.
  package static func endQuietlyOnBrokenPipe() { segue_signals_end_on_broken_pipe() }

  /// Lets writing fail with an error where a file grows beyond the limit of the process (`ulimit
  /// -f`), so that it can be told and tidied up; else the system would end the process.
  package static func reportLargeFiles() { segue_signals_report_large_files() }
}
