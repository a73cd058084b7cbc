import Testing

@testable import Diagnostics

struct DiagnosticRecordTests {
  @Test func `positions count from zero in UTF-16 units`() throws {
    let example = Example("a.seg", "tx\n👍 foo bar")
    let record = try DiagnosticRecord(
      Diagnostic(
        code("W0203"), "no `foo`", at: example.range("foo"), remark: "here",
        labels: [.init(example.range("bar"), "and here")],
        fixes: [.init("fu", at: example.range("foo")), .init("think")]),
      sources: example.sources)
    #expect(record.severity == 2)
    #expect(record.location?.file == "a.seg")
    #expect(record.location?.start == .init(line: 1, character: 3))
    #expect(record.location?.end == .init(line: 1, character: 6))
    #expect(record.related.map(\.location.start.character) == [7])
    #expect(record.fixes.map { $0.location?.start.character } == [3, nil])
  }

  @Test func `files have places and the process has none`() {
    let place = Diagnostic.Place.file(
      path: "t.csv", line: 3, column: 3, excerpt: "👍,12x4", length: 4)
    let record = DiagnosticRecord(
      Diagnostic(code("E0612"), "no number", at: place), sources: SourceMap())
    #expect(record.location?.start == .init(line: 2, character: 3))
    #expect(record.location?.end == .init(line: 2, character: 7))
    let process = Diagnostic(code("E0901"), "full", at: .process)
    #expect(DiagnosticRecord(process, sources: SourceMap()).location == nil)
  }
}
