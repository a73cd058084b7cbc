import Diagnostics
import Locks
import Planning
import Reference
import Stages
import TestSupport
import Testing

/// Every code has a page and is known to `segue explain`.
struct CodeTests {
  /// The codes as they are written in the sources: `DiagnosticCode(` and then the text.
  private static let written: [(id: String, path: String)] = SourceTests.sources.flatMap { file in
    file.text.split(separator: "DiagnosticCode(").dropFirst().compactMap { piece in
      let start = piece.drop { $0 == " " || $0 == "\n" }
      guard start.first == "\"" else { return nil }
      return (String(start.dropFirst().prefix { $0 != "\"" }), file.path)
    }
  }

  @Test func `there are codes to look at`() {
    #expect(Self.written.count > 50)
  }

  @Test func `no code is used for two things`() {
    var places: [String: [String]] = [:]
    for (id, path) in Self.written { places[id, default: []].append(path) }
    let twice = places.filter { $0.value.count > 1 }.map { "\($0.key): \($0.value)" }
    #expect(twice.sorted() == [])
  }

  @Test func `every code can be explained`() {
    let known = Set(CodeIndex.complete.codes.map(\.id))
    let missing = Self.written.filter { !known.contains($0.id) }.map { "\($0.id) (\($0.path))" }
    #expect(missing.sorted() == [])
  }

  @Test(arguments: CodeIndex.complete.codes.map(\.id))
  func `a code has its form, a title and a page`(id: String) throws {
    let code = try #require(CodeIndex.complete[id])
    #expect(id.count == 5 && "EWN".contains(id.prefix(1)) && id.dropFirst().allSatisfy(\.isNumber))
    #expect(!code.title.isEmpty && !code.title.hasSuffix(".") && code.title.count <= 72)
    #expect(code.page.count >= 80, "a page says what it means and what to write instead")
    #expect(DiagnosticFamily(rawValue: String(id.dropFirst().prefix(2))) != nil)
  }
}

/// A stage is one folder and one line.
struct CatalogueTests {
  @Test func `every stage of the sources is in the catalogue`() {
    let written = SourceTests.sources.filter { $0.path.hasPrefix("Sources/Stages/") }
      .flatMap { file in
        file.text.split(separator: "= StageSignature(").dropFirst().map { piece in
          String(piece.drop { $0 == " " || $0 == "\n" }.dropFirst().prefix { $0 != "\"" })
        }
      }
    #expect(Catalogue.stages.names.sorted() == written.sorted())
  }

  @Test(arguments: Catalogue.stages.names)
  func `a stage explains itself and all its parameters`(name: String) throws {
    let stage = try #require(Catalogue.stages[name])
    let signature = stage.signature
    #expect(signature.summary.hasSuffix("."))
    #expect(stage.manual.contains("```seg"), "a manual page has an example that runs")
    for parameter in signature.parameters + signature.clauses.map(\.parameter) {
      #expect(parameter.summary.hasSuffix("."), "\(parameter.name)")
      #expect(!parameter.name.contains { $0.isUppercase }, "\(parameter.name)")
    }
  }

  static let algorithms: [String] = Catalogue.stages.names.filter { name in
    Catalogue.stages[name]?.signature.gives.hasPrefix("Model<") ?? false
  }

  /// What somebody must know who chooses between algorithms.
  @Test(arguments: algorithms)
  func `the page of an algorithm helps to choose it`(name: String) throws {
    let manual = try #require(Catalogue.stages[name]).manual
    #expect(manual.hasPrefix("**What it "), "what it does, or makes least")
    for heading in ["**When.**", "**New customers", "**Cost.**", "**Where it misleads.**"] {
      #expect(manual.contains(heading), "\(heading)")
    }
  }

  @Test func `no two stages answer to one name`() {
    let names = Catalogue.stages.stages.flatMap { [$0.signature.name] + $0.signature.aliases }
    #expect(names.count == Set(names).count)
  }
}
