import Tables
import TestSupport
import Testing

private func written(_ name: String, in folder: TemporaryFolder) -> String {
  let bytes = (try? FileAccess().read(folder.path + "/" + name)) ?? []
  return String(decoding: bytes, as: UTF8.self)
}

@Test func `export writes exact cells and hands its input on`() {
  let folder = TemporaryFolder()
  let ran = Ran(
    """
    table [{id: 1, a: 2.50, d: @2025-06-30, t: "x, y"}, {id: 2, a: null, d: null, t: "=1+1"}]
      | export "\(folder.path)/out.csv" | select id
    """, in: folder.path)
  #expect(ran.rows == ["1", "2"])
  #expect(
    written("out.csv", in: folder) == """
      id,a,d,t
      1,2.50,2025-06-30,"x, y"
      2,,,'=1+1

      """)
  #expect(ran.codes == ["N0640"])
  #expect(ran.record(of: "export").hasSuffix("format=csv rows=2 neutralised=1"))
}

@Test func `json is one object per row`() {
  let folder = TemporaryFolder()
  _ = Ran(
    #"table [{id: 1, a: 2.50, t: "=x"}, {id: 2, a: null, t: null}] | export "\#(folder.path)/o.json""#,
    in: folder.path)
  #expect(
    written("o.json", in: folder)
      == "[\n{\"a\":2.50,\"id\":1,\"t\":\"=x\"},\n{\"a\":null,\"id\":2,\"t\":null}\n]\n")
}

@Test func `a model is written as who belongs where`() {
  let folder = TemporaryFolder()
  let ran = Ran(
    """
    table [{id: 1, a: 1}, {id: 2, a: 2}, {id: 3, a: 9}] | features a = sum(a), n = count() by id
      | scale none | kmeans k=2 seed=1 | export "\(folder.path)/m.csv" as csv
    """, in: folder.path)
  #expect(written("m.csv", in: folder) == "id,segment,distance\n1,1,0.5\n2,1,0.5\n3,2,0\n")
  #expect(ran.value?.rowCount == 3)
}

@Test func `a file that the script reads is never written over`() {
  let folder = TemporaryFolder()
  let path = folder.write("tx.csv", "id,a\n1,5\n")
  let ran = Ran("load \"\(path)\" | export \"\(path)\"", in: folder.path)
  #expect(ran.codes.contains("E0640"))
  #expect(written("tx.csv", in: folder) == "id,a\n1,5\n")
}

@Test func `nothing is written outside the permitted folder`() {
  let (inside, outside) = (TemporaryFolder(), TemporaryFolder())
  let ran = Ran("table [{id: 1}] | export \"\(outside.path)/x.csv\"", in: inside.path)
  #expect(ran.codes == ["E0640"])
  #expect(written("x.csv", in: outside) == "")
}
