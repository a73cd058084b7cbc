import Diagnostics

#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

/// Why a file was not written; but for `.notConfirmed`, what was there before is still there.
package struct WriteError: Error, Equatable, Sendable {
  package enum Problem: Equatable, Sendable {
    case isFolder
    case isDevice
    case isInput
    case noFolder
    case outsideRoot(root: String)
    /// There is a file of this name, and it was not to be replaced.
    case exists
    /// The new file is in its place, but the disk did not say that it will be after a power cut.
    case notConfirmed(error: Int32)
    /// What was being done, and the system's error number.
    case system(doing: String, error: Int32)
  }

  package let problem: Problem
  /// As the analyst gave it.
  package let path: String

  package init(_ problem: Problem, path: String) {
    self.problem = problem
    self.path = path
  }
}

/// The message for an error of writing.
package func diagnostic(for error: WriteError) -> Diagnostic {
  let name = quoted(error.path)
  let message: String
  var notes = ["nothing was changed"]
  switch error.problem {
  case .isFolder: message = "\(name) is a folder, so no file can be written there"
  case .isDevice: message = "\(name) is a device, not a file"
  case .isInput:
    message = "\(name) is read by this run, so it is not overwritten"
    notes.append("write to another name")
  case .noFolder: message = "the folder of \(name) does not exist"
  case .outsideRoot(let root):
    message = "\(name) lies outside the permitted folder \(quoted(root))"
  case .exists:
    message = "there is a \(name) already, and it is not overwritten"
    notes.append("write to another name, or move it away")
  case .notConfirmed(let number):
    message = "\(name) is written, but the disk did not confirm it"
    notes = [
      "the new file is in its place; a power cut now could bring back the old one",
      "system: \(words(for: number))", "run this again",
    ]
  case .system(let doing, let number):
    message = "\(doing) \(name) failed"
    notes += ["system: \(words(for: number))", advice(on: number, path: error.path)]
  }
  return Diagnostic(
    ReadCodes.notWritten, message,
    at: .file(path: error.path, line: nil, column: nil, excerpt: nil, length: 0), notes: notes)
}

private func words(for number: Int32) -> String { unsafe String(cString: strerror(number)) }

/// What can be done about an error of the system, to the one who reads of it.
private func advice(on number: Int32, path: String) -> String {
  let folder = path.lastIndex(of: "/").map { VisibleText(String(path[..<$0])).text } ?? "."
  return switch number {
  case ENOSPC: "the disk is full: make room, or write to another one; `df -h \(folder)` shows it"
  case EDQUOT: "your share of the disk is used up: make room, or write to another one"
  case EFBIG: "no file may become so large here: `ulimit -f` shows the limit"
  case EACCES, EPERM: "you may not write there: `ls -ld \(folder)` shows who may"
  case EROFS: "that disk can only be read: write to another one"
  case EIO: "the disk reports a fault: have it looked at, and write to another one"
  case EMFILE, ENFILE: "too many files are open: `ulimit -n` shows the limit"
  case ENAMETOOLONG: "the name is too long: choose a shorter one"
  default: "run this again, or write to another name"
  }
}
