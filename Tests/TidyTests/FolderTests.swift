import TestSupport
import Testing

/// The folders of a target depend on each other in one direction, as targets do.
///
/// The compiler does not see folders, so that a test reads the sources: what a folder declares at top
/// level, and which of those names another folder's code mentions. Members do not count; a folder may
/// extend the types of another.
struct FolderTests {
  /// One name that a file mentions and another folder declares.
  private struct Mention {
    let name: String
    let path: String
    let from: String
    let to: String
  }

  @Test(arguments: [
    "Clustering", "Documents", "Execution", "Locks", "Planning", "Reference", "Reports", "Session",
  ])
  func `folders of a target do not depend on each other in circles`(target: String) throws {
    let files = ProjectFiles.files(in: "Sources/\(target)", ending: ".swift")
    try #require(!files.isEmpty)
    let mentions = mentions(in: files, of: target)
    var used: [String: Set<String>] = [:]
    for mention in mentions { used[mention.from, default: []].insert(mention.to) }
    func reached(from folder: String) -> Set<String> {
      var (seen, waiting): (Set<String>, [String]) = ([], [folder])
      while let next = waiting.popLast() {
        for other in used[next] ?? [] where seen.insert(other).inserted { waiting.append(other) }
      }
      return seen
    }
    let circular = Set(used.keys.filter { reached(from: $0).contains($0) })
    // Those that lie on a circle, with the mentions that close it.
    let reasons = mentions.filter { mention in
      circular.contains(mention.from) && reached(from: mention.to).contains(mention.from)
    }.map { "\($0.from) → \($0.to): \($0.name) in \($0.path)" }
    #expect(Set(reasons).sorted() == [], "folders of \(target) in a circle")
  }

  @Test func `the sources are understood`() throws {
    let files = ProjectFiles.files(in: "Sources/Clustering", ending: ".swift")
    let declared = Set(files.flatMap { Self.declarations(in: $0) })
    #expect(declared.isSuperset(of: ["KMeans", "ClusteringError", "PreparedPoints"]))
    #expect(
      Self.words(
        of: """
          let a = Model.fit(b) // Comment
          /* KMeans */ "\\(text) String" + #"raw"# + .member
          """
      ) == ["let", "a", "Model", "b"])
  }

  /// `.` for files that lie in no folder.
  private func folder(of path: String, in target: String) -> String {
    let inner = path.dropFirst("Sources/\(target)/".count).split(separator: "/")
    return inner.count > 1 ? String(inner[0]) : "."
  }

  private func mentions(in files: [ProjectFiles.File], of target: String) -> [Mention] {
    var owners: [String: Set<String>] = [:]
    for file in files {
      for name in Self.declarations(in: file) {
        owners[name, default: []].insert(folder(of: file.path, in: target))
      }
    }
    return files.flatMap { file in
      let from = folder(of: file.path, in: target)
      return Set(Self.words(of: file.text)).sorted().compactMap { name -> Mention? in
        // A name that two folders declare is a private helper, or an overload.
        guard let owner = owners[name], owner.count == 1, let to = owner.first, to != from else {
          return nil
        }
        return Mention(name: name, path: file.path, from: from, to: to)
      }
    }
  }

  private static let kinds: Set<Substring> = [
    "struct", "enum", "class", "protocol", "actor", "typealias", "func", "let", "var",
  ]
  private static let modifiers: Set<Substring> = [
    "package", "public", "internal", "indirect", "final", "nonisolated", "unsafe",
  ]

  /// The names that a file declares at top level for others, which stand at the margin.
  private static func declarations(in file: ProjectFiles.File) -> [String] {
    file.lines.compactMap { line in
      guard let first = line.text.first, first.isLetter || first == "@" else { return nil }
      var words = line.text.split { !$0.isLetter && !$0.isNumber && $0 != "_" && $0 != "@" }[...]
      while let word = words.first, modifiers.contains(word) || word.hasPrefix("@") {
        words = words.dropFirst()
      }
      guard let kind = words.first, kinds.contains(kind) else { return nil }
      return words.dropFirst().first.map { String($0) }
    }
  }

  /// The words of code, without comments, texts and members.
  private static func words(of text: String) -> [String] {
    let bytes = Array(text.utf8)
    var words: [String] = []
    var i = 0
    func isWord(_ byte: UInt8) -> Bool {
      byte == UInt8(ascii: "_") || byte >= 0x80
        || (byte | 0x20) >= UInt8(ascii: "a")
          && (byte | 0x20) <= UInt8(ascii: "z")
        || byte >= UInt8(ascii: "0") && byte <= UInt8(ascii: "9")
    }
    func starts(_ mark: String.UTF8View) -> Bool {
      bytes[i] == mark.first && bytes[i...].starts(with: mark)
    }
    func skip(past mark: String.UTF8View) {
      while i < bytes.count, !starts(mark) { i += bytes[i] == UInt8(ascii: "\\") ? 2 : 1 }
      i += mark.count
    }
    while i < bytes.count {
      if starts("//".utf8) {
        skip(past: "\n".utf8)
      } else if starts("/*".utf8) {
        skip(past: "*/".utf8)
      } else if starts("\"\"\"".utf8) {
        i += 3
        skip(past: "\"\"\"".utf8)
      } else if starts("\"".utf8) {
        i += 1
        skip(past: "\"".utf8)
      } else if isWord(bytes[i]) {
        let start = i
        while i < bytes.count, isWord(bytes[i]) { i += 1 }
        if start == 0 || bytes[start - 1] != UInt8(ascii: ".") {
          words.append(String(decoding: bytes[start..<i], as: UTF8.self))
        }
      } else {
        i += 1
      }
    }
    return words
  }
}
