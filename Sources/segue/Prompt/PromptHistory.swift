import Session
import Terminal

#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

/// Where the lines typed in this project are kept.
enum PromptHistory {
  /// A file of this folder's own below `$XDG_STATE_HOME/segue`, so that no project is littered;
  /// `nil` where there is no home.
  static var file: HistoryFile? {
    guard let folder = stateFolder, let here = currentFolder else { return nil }
    do throws(SystemFailure) { try Folders.make(folder) } catch { return nil }
    return HistoryFile(path: folder + "/" + here.replacing("/", with: "%") + ".history")
  }

  private static var stateFolder: String? {
    if let state = variable("XDG_STATE_HOME"), state.hasPrefix("/") { return state + "/segue" }
    return variable("HOME").map { $0 + "/.local/state/segue" }
  }

  private static var currentFolder: String? {
    guard let path = unsafe getcwd(nil, 0) else { return nil }
    defer { unsafe free(path) }
    return unsafe String(cString: path)
  }

  private static func variable(_ name: String) -> String? {
    guard let value = unsafe getenv(name) else { return nil }
    let text = unsafe String(cString: value)
    return text.isEmpty ? nil : text
  }
}
