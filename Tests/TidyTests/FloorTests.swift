import Testing
import TestSupport

/// One target of the manifest: its name, its folder, and the targets that it may import.
struct TargetEntry {
  let name: String
  let folder: String
  let dependencies: [String]
}

/// What `Package.swift` says of the targets below `Sources` and `stdlib`.
enum Manifest {
  static let targets: [TargetEntry] = {
    guard let manifest = ProjectFiles.file(at: "Package.swift") else { return [] }
    // Above stand the functions that make targets; they are none themselves.
    let text = manifest.text.split(separator: "targets: [\n").dropFirst().joined()
    var entries: [TargetEntry] = []
    // Every target begins with its name: floor("X", …), .target(name: "X", …), and so on.
    let starts = ["floor(", ".target(", ".executableTarget(", ".systemLibrary("]
    for piece in pieces(of: text, at: starts) {
      guard let name = firstQuoted(piece) else { continue }
      let folder = value(of: "path:", in: piece) ?? "Sources/\(name)"
      guard !folder.hasPrefix("Tests") else { continue }
      let list = piece.range(of: "on: [") ?? piece.range(of: "dependencies: [")
      var names: [String] = []
      if let list, let end = piece[list.upperBound...].firstIndex(of: "]") {
        names = quoted(piece[list.upperBound..<end])
      }
      entries.append(TargetEntry(name: name, folder: folder, dependencies: names))
    }
    return entries
  }()

  private static func pieces(of text: String, at starts: [String]) -> [Substring] {
    var cuts: [String.Index] = []
    for start in starts {
      var rest = text[...]
      while let found = rest.range(of: start) {
        cuts.append(found.lowerBound)
        rest = text[found.upperBound...]
      }
    }
    cuts.sort()
    return cuts.indices.map {
      text[cuts[$0]..<(($0 + 1) < cuts.count ? cuts[$0 + 1] : text.endIndex)]
    }
  }

  private static func firstQuoted(_ text: Substring) -> String? { quoted(text).first }

  private static func value(of label: String, in text: Substring) -> String? {
    guard let found = text.range(of: label) else { return nil }
    return quoted(text[found.upperBound...]).first
  }

  private static func quoted(_ text: Substring) -> [String] {
    text.split(separator: "\"", omittingEmptySubsequences: false).enumerated()
      .filter { $0.offset % 2 == 1 }.map { String($0.element) }
  }
}

struct FloorTests {
  /// The modules that a target's files import.
  private func imports(of target: TargetEntry) -> Set<String> {
    var found: Set<String> = []
    for file in ProjectFiles.files(in: target.folder, ending: ".swift") {
      for line in file.lines {
        let words = line.text.split(separator: " ")
        guard let place = words.firstIndex(of: "import"), place <= 2, words.count > place + 1
        else { continue }
        found.insert(String(words[place + 1]))
      }
    }
    return found
  }

  @Test func `the manifest was understood`() {
    let names = Manifest.targets.map(\.name)
    for name in ["Diagnostics", "Kernels", "Tables", "Stages", "Session", "Locks", "segue"] {
      #expect(names.contains(name))
    }
    #expect(
      Manifest.targets.first { $0.name == "Clustering" }?.dependencies.sorted()
        == ["Kernels", "Matrices"])
  }

  @Test(arguments: Manifest.targets.map(\.name))
  func `a target imports what it declares, and declares what it imports`(name: String) throws {
    let target = try #require(Manifest.targets.first { $0.name == name })
    let ours = Set(Manifest.targets.map(\.name))
    let imported = imports(of: target).intersection(ours)
    let declared = Set(target.dependencies).intersection(ours)
    #expect(imported.subtracting(declared).sorted() == [], "imports without declaring")
    // C targets include headers instead of importing modules.
    let isSwift = !ProjectFiles.files(in: target.folder, ending: ".swift").isEmpty
    if isSwift {
      #expect(declared.subtracting(imported).sorted() == [], "declares without importing")
    }
  }

  /// Floors that stand side by side, and what a lower one has never heard of.
  private static let strangers: [(target: String, others: [String])] = [
    ("Matrices", ["Relations", "Tables", "Diagnostics", "Planning"]),
    ("Relations", ["Matrices", "Tables", "Diagnostics", "Planning"]),
    ("Clustering", ["Tables", "Relations", "Diagnostics", "Syntax", "Planning"]),
    ("Lifetimes", ["Tables", "Relations", "Clustering", "Diagnostics", "Syntax", "Planning"]),
    ("ClusteringABI", ["Tables", "Relations", "Diagnostics", "Syntax", "Planning", "Session"]),
    ("Tables", ["Clustering", "Syntax", "Planning"]),
    ("Syntax", ["Tables", "Relations", "Clustering", "Matrices", "Planning"]),
    ("Documents", ["Clustering", "Syntax", "Planning", "Reports"]),
    ("Planning", ["Stages", "Execution", "Reports", "Session", "Locks"]),
    ("Stages", ["Execution", "Reports", "Session", "Locks"]),
    ("Execution", ["Stages", "Reports", "Session", "Locks"]),
    ("Reports", ["Stages", "Session", "Locks"]),
    ("Reference", ["Execution", "Reports", "Session", "Locks"]),
    ("Session", ["Locks", "Clustering", "ArgumentParser", "Terminal", "CLibEdit"]),
    ("Locks", ["ArgumentParser", "Terminal", "CLibEdit"]),
  ]

  @Test(arguments: strangers.map(\.target))
  func `floors side by side do not know each other`(name: String) throws {
    let target = try #require(Manifest.targets.first { $0.name == name })
    let others = Self.strangers.first { $0.target == name }?.others ?? []
    #expect(imports(of: target).intersection(others).sorted() == [])
  }
}
