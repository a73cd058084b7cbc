import Diagnostics
import Digests
import Foundation
import Locks
import Testing

struct LockFileTests {
  private static func bytes() throws -> [UInt8] {
    let scene = LockScene()
    try scene.write()
    return LockFile.bytes(of: try scene.record(scene.script()).document)
  }

  @Test func `locking twice gives the same bytes, also with rows in another order`() throws {
    let scene = LockScene()
    try scene.write()
    let once = try scene.record(scene.script()).document
    let again = try scene.record(scene.script(comment: "# Other layout.")).document
    #expect(LockFile.bytes(of: once) == LockFile.bytes(of: again))
    try scene.write(LockScene.lines.reversed())
    let turned = try scene.record(scene.script()).document
    #expect(turned.inputs[0].content == once.inputs[0].content)
    #expect(turned.models[0].labels == once.models[0].labels)
    #expect(turned.models[0].centroids == once.models[0].centroids)
  }

  @Test func `a lock reads back as it was`() throws {
    let bytes = try Self.bytes()
    let document = try LockFile.document(bytes, path: "t.seg.lock")
    #expect(LockFile.bytes(of: document) == bytes)
  }

  @Test func `a lock holds no id and no e-mail, keyed or not`() throws {
    let scene = LockScene()
    try scene.write()
    let key = Array("sixteen bytes or more".utf8)
    for idKey in [nil, key] {
      let bytes = LockFile.bytes(of: try scene.record(scene.script(), idKey: idKey).document)
      let text = String(decoding: bytes, as: UTF8.self)
      #expect(!text.lowercased().contains("canary"))
      #expect(!text.contains("example.net"))
      // Plain digests of ids could be looked up by counting through.
      #expect(!text.contains(Digest.sha256("CANARY-1000").description))
      #expect(text.contains("\"keyed\"") == (idKey != nil))
    }
  }

  @Test func `every byte that is flipped is noticed`() throws {
    let bytes = try Self.bytes()
    for place in stride(from: 0, to: bytes.count, by: 37) {
      var changed = bytes
      changed[place] ^= 1
      #expect(throws: Diagnostic.self, "byte \(place)") {
        _ = try LockFile.document(changed, path: "t.seg.lock")
      }
    }
  }

  @Test(arguments: [
    ("", "E0701"), ("{}", "E0701"), ("[1, 2]", "E0701"), ("{\"lock\": 1}", "E0702"),
    ("{\"lock\": 99, \"engine\": {\"segue\": \"9.0\"}}", "E0704"),
  ])
  func `what is no lock of ours is refused by name`(text: String, code: String) throws {
    let problem = #expect(throws: Diagnostic.self) {
      _ = try LockFile.document(Array(text.utf8), path: "t.seg.lock")
    }
    #expect(problem?.code.id == code)
  }

  @Test func `a lock that is cut off anywhere is refused`() throws {
    let bytes = try Self.bytes()
    for length in stride(from: 0, to: bytes.count - 1, by: 211) {
      #expect(throws: Diagnostic.self) {
        _ = try LockFile.document(Array(bytes[..<length]), path: "t.seg.lock")
      }
    }
  }
}

struct DigestTests {
  /// FIPS 180-2, appendix B; RFC 4231, test case 2.
  @Test func `digests are the published ones`() {
    #expect(
      Digest.sha256("abc").description
        == "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad")
    #expect(
      Digest.sha256("").description
        == "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855")
    #expect(
      Digest.hmac(
        Array("what do ya want for nothing?".utf8), key: Array("Jefe".utf8)
      ).description == "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843")
  }
}
