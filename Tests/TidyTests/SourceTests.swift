import Testing
import TestSupport

/// Rules that a reader can rely on and that no compiler checks.
struct SourceTests {
  static let sources =
    ProjectFiles.files(in: "Sources", ending: ".swift")
    + ProjectFiles.files(in: "stdlib", ending: ".swift")

  /// Places of lines that a rule does not allow, as `path:line`.
  private func places(
    in files: [ProjectFiles.File] = sources, where isBad: (Substring) -> Bool
  ) -> [String] {
    files.flatMap { file in
      file.lines.filter { isBad($0.text) }.map { "\(file.path):\($0.number)" }
    }
  }

  @Test func `there are sources to look at`() {
    #expect(Self.sources.count > 100)
  }

  @Test func `nothing imports Foundation`() {
    #expect(places { $0.hasPrefix("import Foundation") } == [])
  }

  /// Where raw memory or C is touched; everything else is checked code.
  ///
  /// Each folder has its reason: lanes of numbers and the kernels over them, bytes of files, libedit,
  /// the few calls of the system that look at files and the terminal, sockets, and the addresses that
  /// callers of the C interface hand over.
  private static let unsafeFolders = [
    "Sources/ClusteringABI/",
    "Sources/Matrices/", "Sources/Clustering/", "Sources/Tables/Reading/",
    "Sources/Tables/Writing/", "Sources/Tables/Executing/", "Sources/Session/Plans/",
    "Sources/Session/Completion/", "Sources/Terminal/", "Sources/segue/", "Sources/Digests/",
    "Sources/Service/",
  ]

  @Test func `unsafe code stands only where there is a reason for it`() {
    let marked = Self.sources.filter { file in
      !Self.unsafeFolders.contains { file.path.hasPrefix($0) }
    }
    let found = places(in: marked) { line in
      // The word of a content security policy is not code.
      let code = code(of: line).replacing("'unsafe-inline'", with: "")
      return code.split { !$0.isLetter && !$0.isNumber && $0 != "_" }.contains("unsafe")
    }
    #expect(found == [])
  }

  @Test func `a file is one idea and not too long`() {
    let long = Self.sources.filter { $0.lines.count > 450 }.map {
      "\($0.path): \($0.lines.count) lines"
    }
    #expect(long == [])
  }

  @Test func `names say what a thing is`() {
    let words = ["Utils", "Util", "Helper", "Helpers", "Manager", "Common", "Misc"]
    let named = Self.sources.filter { file in
      words.contains { word in
        file.path.split(separator: "/").contains { part in
          part.hasPrefix(word) || part.hasSuffix("\(word).swift") || part == word
        }
      }
    }
    #expect(named.map(\.path) == [])
    let declared = places { line in
      let words = code(of: line).split(separator: " ")
      guard
        let place = words.firstIndex(where: {
          ["struct", "enum", "class", "protocol"].contains($0)
        }),
        words.count > place + 1
      else { return false }
      let name = words[place + 1].prefix { $0.isLetter || $0.isNumber }
      return ["Utils", "Helper", "Helpers", "Manager", "Common"].contains { name.hasSuffix($0) }
    }
    #expect(declared == [])
  }

  @Test func `there is no global or static variable`() {
    let found = places { line in
      let code = code(of: line)
      if code.contains("static var ") && code.contains(" = ") && !code.contains("{") { return true }
      return code.hasPrefix("var ") || code.hasPrefix("package var ")
        || code.hasPrefix("public var ")
        || code.hasPrefix("private var ")
    }
    // A computed property at column one would be a global too; there is none of either.
    #expect(found == [])
  }

  @Test func `nothing below the roof prints or asks the clock or the environment`() {
    let below = Self.sources.filter {
      !$0.path.hasPrefix("Sources/segue/") && !$0.path.hasPrefix("Sources/Terminal/")
    }
    let calls = [
      "print(", "getenv(", "setenv(", "clock_gettime(", "gettimeofday(", "ContinuousClock(",
      "SuspendingClock(", "SystemRandomNumberGenerator", "arc4random", "CommandLine.arguments",
    ]
    let found = places(in: below) { line in
      let code = code(of: line)
      return calls.contains { call in
        guard let range = code.firstRange(of: call) else { return false }
        // `blueprint(` and `.print(` are other things.
        guard range.lowerBound > code.startIndex else { return true }
        let before = code[code.index(before: range.lowerBound)]
        return !before.isLetter && before != "." && before != "_"
      }
    }
    #expect(found == [])
  }

  @Test func `no randomness is without a seed`() {
    let found = places { line in
      let code = code(of: line)
      return code.contains(".random(in:") || code.contains(".shuffled()")
        || code.contains(".shuffle()") || code.contains(".randomElement()")
    }
    #expect(found == [])
  }

  @Test func `no file names a folder of the machine that it was written on`() {
    let texts =
      Self.sources + ProjectFiles.files(in: "Tests", ending: ".swift")
      + ProjectFiles.files(in: "Tests", ending: ".py")
      + ProjectFiles.files(in: "docs", ending: ".md")
      + ProjectFiles.files(in: "Benchmarks", ending: ".py")
      + ProjectFiles.files(in: "bindings", ending: "")
      + ProjectFiles.files(in: "examples", ending: "")
    let homes = ["/" + "work/", "/" + "root/", "/" + "home/"]
    #expect(places(in: texts) { line in homes.contains { line.contains($0) } } == [])
  }

  @Test func `a note to oneself has the number of an issue`() {
    let found = places { line in
      for mark in ["TODO", "FIXME", "XXX", "HACK"] where line.contains(mark) {
        return !line.contains("#")
      }
      return false
    }
    #expect(found == [])
  }

  /// A line without its comment.
  private func code(of line: Substring) -> Substring {
    let trimmed = line.drop { $0 == " " }
    if trimmed.hasPrefix("//") { return "" }
    if let comment = line.firstRange(of: " // ") { return line[..<comment.lowerBound] }
    return line
  }
}
