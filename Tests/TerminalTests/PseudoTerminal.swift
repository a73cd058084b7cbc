import CPseudoTerminal
import TestSupport
import Testing

#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

/// The probe program behind a pseudo-terminal: what a person would type and see.
final class PseudoTerminal {
  /// A home without a configuration of its own.
  private let home = TemporaryFolder()
  private let master: Int32
  private let process: pid_t
  /// All that the program has written so far.
  private(set) var screen = ""
  /// What was written since the last wait that was met.
  private var unread = ""

  /// Starts the probe in a terminal of so many columns.
  init(
    _ arguments: [String], columns: Int = 60,
    environment: [String] = ["TERM=xterm", "LANG=C.UTF-8"]
  ) throws {
    let path = try probePath()
    let environment = environment + ["HOME=\(home.path)"]
    var words = unsafe ([path] + arguments).map { unsafe strdup($0) } + [nil]
    var variables = unsafe environment.map { unsafe strdup($0) } + [nil]
    defer { unsafe (words + variables).forEach { unsafe free($0) } }
    var descriptor: Int32 = -1
    process = unsafe start_in_terminal(path, &words, &variables, Int32(columns), &descriptor)
    master = descriptor
    try #require(process > 0)
  }

  deinit {
    kill(process, SIGKILL)
    waitpid(process, nil, 0)
    close(master)
  }

  func type(_ text: String) {
    let bytes = Array(text.utf8)
    unsafe bytes.withUnsafeBytes { _ = unsafe write(master, $0.baseAddress, $0.count) }
  }

  /// Waits until the program has written a text after what was waited for before.
  func expect(_ text: String, location: SourceLocation = #_sourceLocation) {
    var patience = 1000  // times 10 ms
    while patience > 0 {
      if let range = unread.firstRange(of: text) {
        unread = String(unread[range.upperBound...])
        return
      }
      if !readSome(waiting: 10) { patience -= 1 }
    }
    Issue.record(
      "`\(text)` did not come, but: \(unread.debugDescription)", sourceLocation: location)
  }

  /// Sends a signal to the program.
  func send(_ signal: Int32) { kill(process, signal) }

  /// Waits for the end of the program: its exit code, or 128 and the signal.
  func exitCode() -> Int32 {
    var status: Int32 = 0
    for _ in 0..<1000 {
      _ = readSome(waiting: 0)
      if unsafe waitpid(process, &status, WNOHANG) == process {
        while readSome(waiting: 0) {}
        return status & 0x7F == 0 ? (status >> 8) & 0xFF : 128 + (status & 0x7F)
      }
      usleep(10_000)
    }
    Issue.record("the program did not end")
    return -1
  }

  /// Whether lines are edited by the terminal and typed letters shown, as before the program.
  var isCooked: Bool {
    var state = termios()
    guard unsafe tcgetattr(master, &state) == 0 else { return false }
    return state.c_lflag & tcflag_t(ICANON) != 0 && state.c_lflag & tcflag_t(ECHO) != 0
  }

  private func readSome(waiting milliseconds: Int32) -> Bool {
    var poller = pollfd(fd: master, events: Int16(POLLIN), revents: 0)
    guard unsafe poll(&poller, 1, milliseconds) > 0 else { return false }
    var bytes = [UInt8](repeating: 0, count: 4096)
    let count = unsafe read(master, &bytes, bytes.count)
    guard count > 0 else { return false }
    let text = String(decoding: bytes.prefix(count), as: UTF8.self)
    screen += text
    unread += text
    return true
  }
}

/// The probe stands beside the test program.
private func probePath() throws -> String {
  var bytes = [CChar](repeating: 0, count: 4096)
  let count = unsafe readlink("/proc/self/exe", &bytes, bytes.count)
  try #require(count > 0)
  let path = String(decoding: bytes.prefix(count).map { UInt8(bitPattern: $0) }, as: UTF8.self)
  let folder = path.split(separator: "/").dropLast().joined(separator: "/")
  // The tests may run from inside a bundle.
  for candidate in ["/" + folder, "/" + folder + "/.."] {
    let probe = candidate + "/TerminalProbe"
    if unsafe access(probe, X_OK) == 0 { return probe }
  }
  return try #require(nil as String?, "TerminalProbe was not built beside \(path)")
}
