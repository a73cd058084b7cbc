import Testing

@testable import Service

/// Requests as they arrive over the wire.
struct HTTPParserTests {
  private let parser = HTTPParser()

  private func parse(_ text: String) -> Result<HTTPParser.Progress, HTTPFault> {
    parse(Array(text.utf8))
  }

  private func parse(_ bytes: [UInt8]) -> Result<HTTPParser.Progress, HTTPFault> {
    do throws(HTTPFault) {
      return .success(try parser.parse(bytes[...]))
    } catch {
      return .failure(error)
    }
  }

  private static let post =
    "POST /v1/assign?a=1 HTTP/1.1\r\nHost: x\r\nContent-Length: 5\r\nX-Two:  a b \t\r\n\r\nhello"

  @Test func `a request is the same however it is cut`() throws {
    let bytes = Array(Self.post.utf8)
    guard case .success(.complete(let request, let length)) = parse(bytes) else {
      Issue.record("not complete")
      return
    }
    #expect(length == bytes.count)
    #expect((request.method, request.path, request.query) == ("POST", "/v1/assign", "a=1"))
    #expect(request["x-two"] == "a b")
    #expect(request.body == Array("hello".utf8) && request.keepsAlive)
    for cut in bytes.indices {
      guard case .success(.incomplete) = parse(Array(bytes[..<cut])) else {
        Issue.record("complete at \(cut)")
        continue
      }
    }
    // What follows belongs to the next request.
    guard case .success(.complete(_, let taken)) = parse(bytes + bytes) else {
      Issue.record("not complete")
      return
    }
    #expect(taken == bytes.count)
  }

  @Test(arguments: [
    ("GET /a HTTP/1.0\r\n\r\n", false), ("GET /a HTTP/1.0\r\nConnection: keep-alive\r\n\r\n", true),
    ("GET /a HTTP/1.1\r\nConnection: close\r\n\r\n", false), ("GET /a HTTP/1.1\r\n\r\n", true),
  ])
  func `a connection is kept as the version and the header say`(text: String, keeps: Bool) {
    guard case .success(.complete(let request, _)) = parse(text) else {
      Issue.record("not complete")
      return
    }
    #expect(request.keepsAlive == keeps)
  }

  @Test(arguments: [
    ("GET / HTTP/2.0\r\n\r\n", HTTPFault.versionNotSupported),
    ("GET  / HTTP/1.1\r\n\r\n", .badRequest),
    ("GET http://x/ HTTP/1.1\r\n\r\n", .badRequest), ("G\u{1}T / HTTP/1.1\r\n\r\n", .badRequest),
    ("GET / HTTP/1.1\r\nA : b\r\n\r\n", .badRequest),
    ("GET / HTTP/1.1\r\n folded\r\n\r\n", .badRequest),
    ("GET / HTTP/1.1\nA: b\r\n\r\n", .badRequest), ("POST / HTTP/1.1\r\n\r\n", .lengthRequired),
    ("POST / HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\n", .lengthRequired),
    ("POST / HTTP/1.1\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\n", .badRequest),
    ("POST / HTTP/1.1\r\nContent-Length: -1\r\n\r\n", .badRequest),
    ("POST / HTTP/1.1\r\nContent-Length: 99999999999\r\n\r\n", .tooLarge),
    ("POST / HTTP/1.1\r\nContent-Length: 99999999999999999999\r\n\r\n", .tooLarge),
  ])
  func `what could be read in two ways is refused`(text: String, fault: HTTPFault) {
    guard case .failure(let found) = parse(text) else {
      Issue.record("read: \(text)")
      return
    }
    #expect(found == fault)
  }

  @Test func `headers without an end are refused`() {
    let text = "GET / HTTP/1.1\r\n" + String(repeating: "a: b\r\n", count: 5_000)
    guard case .failure(.headersTooLarge) = parse(text) else {
      Issue.record("read")
      return
    }
  }

  @Test func `a go-ahead is asked for before the body only`() {
    let head = "POST / HTTP/1.1\r\nContent-Length: 3\r\nExpect: 100-continue\r\n\r\n"
    for (text, expects) in [(head, true), (head + "a", false)] {
      guard case .success(.incomplete(let expectsContinue)) = parse(text) else {
        Issue.record("complete")
        continue
      }
      #expect(expectsContinue == expects)
    }
  }

  /// Bytes changed, lost and doubled: the parser gives an answer, and never takes more than there is.
  @Test(arguments: 0..<200)
  func `no bytes stop the parser`(seed: Int) {
    var bytes = Array(Self.post.utf8)
    var state = UInt64(seed) &* 0x9E37_79B9_7F4A_7C15 | 1
    for _ in 0..<(1 + seed % 7) {
      state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
      let place = Int(state >> 33) % bytes.count
      switch state >> 61 {
      case 0, 1, 2: bytes[place] = UInt8(truncatingIfNeeded: state >> 20)
      case 3, 4: bytes.remove(at: place)
      default: bytes.insert(bytes[place], at: place)
      }
    }
    if case .success(.complete(_, let length)) = parse(bytes) { #expect(length <= bytes.count) }
  }
}
