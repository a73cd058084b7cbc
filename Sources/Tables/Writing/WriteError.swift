import Diagnostics

/// Why a file was not written; what was there before is still there.
package struct WriteError: Error, Equatable, Sendable {
  package enum Problem: Equatable, Sendable {
    case isFolder
    case isDevice
    case isInput
    case noFolder
    case outsideRoot(root: String)
    /// What was being done, and the system's words.
    case system(doing: String, reason: String)
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
  case .system(let doing, let reason):
    message = "\(doing) \(name) failed"
    notes.append("system: \(reason)")
  }
  return Diagnostic(
    ReadCodes.notWritten, message,
    at: .file(path: error.path, line: nil, column: nil, excerpt: nil, length: 0), notes: notes)
}
