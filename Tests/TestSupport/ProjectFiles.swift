import Foundation

/// The files of this package as texts, for tests about the project itself.
package enum ProjectFiles {
  /// The package's folder.
  package static let root = URL(filePath: #filePath).deletingLastPathComponent()
    .deletingLastPathComponent().deletingLastPathComponent()

  package struct File: Sendable, CustomStringConvertible {
    /// From the package's folder, such as `Sources/Stages/Keep/Keep.swift`.
    package let path: String
    package let text: String

    package var name: String { path.split(separator: "/").last.map(String.init) ?? path }
    package var description: String { path }

    /// The lines with their numbers from 1.
    package var lines: [(number: Int, text: Substring)] {
      text.split(separator: "\n", omittingEmptySubsequences: false).enumerated()
        .map { ($0.offset + 1, $0.element) }
    }
  }

  /// The files below a folder whose name ends so, by path.
  package static func files(in folder: String, ending: String) -> [File] {
    let base = root.appending(path: folder)
    guard let names = FileManager.default.enumerator(atPath: base.path) else { return [] }
    let paths = names.compactMap { $0 as? String }.filter { name in
      name.hasSuffix(ending) && !name.split(separator: "/").contains { $0.hasPrefix(".build") }
    }
    return paths.sorted().compactMap { file(at: folder.isEmpty ? $0 : "\(folder)/\($0)") }
  }

  /// One file, or `nil` if it is not there or no text.
  package static func file(at path: String) -> File? {
    guard let text = try? String(contentsOf: root.appending(path: path), encoding: .utf8) else {
      return nil
    }
    return File(path: path, text: text)
  }
}
