#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

/// The right to replace a file, held by one process at a time.
///
/// The system keeps it on an existing file (a script stands for its lock), and takes it back when
/// the process ends in whatever way. A small hidden file beside it says who has it, for the message
/// that another one gets; one that is left behind says who was ended before it was done.
///
/// Locks of the system may not reach other machines that share the folder. The note does: while it
/// names another machine, nobody else has the turn.
package struct WriteLock: ~Copyable {
  private let descriptor: Int32
  private let note: String
  /// Who had the turn before and was ended before it was done.
  package let endedEarly: Holder?

  /// A process on a machine.
  package struct Holder: Equatable, Sendable {
    package let process: Int32
    package let host: String

    package init(process: Int32, host: String) {
      self.process = process
      self.host = host
    }

    /// This process.
    package static var own: Holder {
      var name = utsname()
      let known = unsafe uname(&name) == 0
      let host = unsafe withUnsafeBytes(of: &name.nodename) { bytes in
        unsafe String(decoding: bytes.prefix { $0 != 0 }, as: UTF8.self)
      }
      return Holder(process: getpid(), host: known && !host.isEmpty ? host : "this machine")
    }

    fileprivate var line: String { "\(process) \(host)\n" }

    fileprivate init?(line: String) {
      let parts = line.split(whereSeparator: \.isWhitespace)
      guard parts.count == 2, let process = Int32(parts[0]) else { return nil }
      self.init(process: process, host: String(parts[1]))
    }
  }

  /// Why there is no turn.
  package enum Refusal: Error, Equatable, Sendable {
    /// Another process has it; `nil` if it does not say who it is.
    case taken(Holder?)
    /// A process of another machine has it, or was ended there: `note` is the file that says so.
    case elsewhere(Holder, note: String)
    case failed(WriteError)
  }

  /// Takes the turn to replace `target`, by the existing file that stands for it.
  package init(on path: String, toReplace target: String) throws(Refusal) {
    try self.init(on: path, toReplace: target, as: .own)
  }

  /// The same as somebody else, for tests.
  package init(
    on path: String, toReplace target: String, as own: Holder
  ) throws(Refusal) {
    let opened = unsafe open(path, O_RDONLY | O_CLOEXEC)
    guard opened >= 0 else { throw .failed(WriteLock.failure("opening", path)) }
    let note = WriteLock.note(of: target)
    let before = WriteLock.holder(in: note)
    guard flock(opened, LOCK_EX | LOCK_NB) == 0 else {
      let isTaken = errno == EWOULDBLOCK
      let failure = WriteLock.failure("locking", path)
      close(opened)
      throw isTaken ? .taken(before) : .failed(failure)
    }
    if let before, before.host != own.host {
      close(opened)
      throw .elsewhere(before, note: note)
    }
    endedEarly = before
    descriptor = opened
    self.note = note
    WriteLock.write(own.line, to: note)
  }

  deinit {
    unsafe unlink(note)
    close(descriptor)
  }

  /// `.t.seg.lock.turn` beside `t.seg.lock`.
  private static func note(of target: String) -> String {
    guard let slash = target.utf8.lastIndex(of: UInt8(ascii: "/")) else {
      return "." + target + ".turn"
    }
    let name = target.utf8.index(after: slash)
    return String(target[..<name]) + "." + String(target[name...]) + ".turn"
  }

  private static func holder(in note: String) -> Holder? {
    let file = unsafe open(note, O_RDONLY | O_CLOEXEC | O_NOFOLLOW)
    guard file >= 0 else { return nil }
    defer { close(file) }
    var bytes = [UInt8](repeating: 0, count: 512)
    let count = unsafe bytes.withUnsafeMutableBytes { unsafe read(file, $0.baseAddress, $0.count) }
    return count > 0 ? Holder(line: String(decoding: bytes[..<count], as: UTF8.self)) : nil
  }

  /// A note that cannot be written is missed only by others who want to know who has the turn.
  private static func write(_ line: String, to note: String) {
    let file = unsafe open(note, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC | O_NOFOLLOW, 0o644)
    guard file >= 0 else { return }
    let bytes = Array(line.utf8)
    _ = unsafe bytes.withUnsafeBytes { unsafe Glibc.write(file, $0.baseAddress, $0.count) }
    close(file)
  }

  private static func failure(_ doing: String, _ path: String) -> WriteError {
    WriteError(.system(doing: doing, error: errno), path: path)
  }
}
