import Locks
import Planning
import Reference
import Session
import Stages
import Testing

#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

/// The folders of Sources/Stages in which files lie that are no stage by themselves.
private let ideas = ["Models", "Rows", "Wording"]

private func folders() throws -> [String] {
  let package = #filePath.split(separator: "/").dropLast(3).joined(separator: "/")
  let stream = unsafe try #require(opendir("/" + package + "/Sources/Stages"))
  defer { unsafe closedir(stream) }
  var names: [String] = []
  while let entry = unsafe readdir(stream) {
    let name = unsafe withUnsafeBytes(of: &entry.pointee.d_name) { bytes in
      unsafe String(decoding: bytes.prefix { $0 != 0 }, as: UTF8.self)
    }
    if !name.hasPrefix("."), !name.hasSuffix(".swift") { names.append(name) }
  }
  return names.sorted()
}

@Test func `every stage has a folder of its name, and every folder a stage`() throws {
  let stages = Catalogue.stages.names.map { $0.filter { $0 != "_" } }.sorted()
  let named = try folders().filter { !ideas.contains($0) }
  #expect(named.map { $0.lowercased() }.sorted() == stages)
}

@Test(arguments: Catalogue.stages.names)
func `help names every parameter, clause and choice of a stage`(_ name: String) throws {
  let stage = try #require(Catalogue.stages[name])
  let signature = stage.signature
  let page = StageReference(signature: signature, manual: stage.manual).markdown
  for parameter in signature.parameters { #expect(page.contains("`\(parameter.name)=`")) }
  for clause in signature.clauses { #expect(page.contains(clause.preposition.rawValue)) }
  for parameter in signature.parameters + [signature.positional].compactMap({ $0 }) {
    guard case .choice(let choices) = parameter.kind else { continue }
    for choice in choices { #expect(page.contains(choice.name)) }
  }
}

@Test(arguments: Catalogue.stages.names)
func `a stage says what it does in one sentence and shows itself in its manual`(
  _ name: String
) throws {
  let stage = try #require(Catalogue.stages[name])
  #expect(stage.signature.summary.hasSuffix("."))
  #expect(!PageExample.all(of: stage.manual, page: name).isEmpty)
  #expect(stage.manual.contains(name))
}

@Test func `no two stages answer to one name`() {
  let names = Catalogue.stages.names
  #expect(Set(names).count == names.count)
  for stage in Catalogue.stages.stages {
    for alias in stage.signature.aliases { #expect(!names.contains(alias), "\(alias)") }
  }
}

@Test func `every code has one meaning and a page`() {
  let codes = CodeIndex.complete.codes
  #expect(Set(codes.map(\.id)).count == codes.count)
  #expect(StageCodes.all.count == Set(StageCodes.all.map(\.id)).count)
  for code in codes { #expect(code.page.count > 80, "\(code.id)") }
}
