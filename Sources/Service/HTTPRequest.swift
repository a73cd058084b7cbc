/// A request of HTTP/1.1 as it was read: a line, headers and a body.
package struct HTTPRequest: Equatable, Sendable {
  package let method: String
  /// Without the query.
  package let path: String
  package let query: String
  /// Names in lower case, in the order of the request.
  package let headers: [(name: String, value: String)]
  package var body: [UInt8] = []
  /// Whether the connection is kept after the answer.
  package let keepsAlive: Bool

  /// The value of a header; `nil` if it is missing.
  package subscript(name: String) -> String? { headers.first { $0.name == name }?.value }

  package static func == (a: HTTPRequest, b: HTTPRequest) -> Bool {
    a.method == b.method && a.path == b.path && a.query == b.query && a.body == b.body
      && a.keepsAlive == b.keepsAlive && a.headers.elementsEqual(b.headers, by: ==)
  }
}

/// Why bytes are not a request that is served, with the status that says so.
package enum HTTPFault: Int, Error, Equatable, Sendable {
  case badRequest = 400
  case lengthRequired = 411
  case tooLarge = 413
  case headersTooLarge = 431
  case versionNotSupported = 505
}

/// Reads requests from bytes as they arrive.
///
/// Strict where looseness has been attacked: one length, no folded lines, no blanks before a colon, no bare
/// line feeds in a request that has carriage returns, and no transfer encodings (411).
package struct HTTPParser: Sendable {
  package struct Limits: Sendable {
    package var headers = 16 << 10
    package var body = 8 << 20

    package init() {}
  }

  /// What bytes amount to.
  package enum Progress: Equatable, Sendable {
    /// The request is not complete; `expectsContinue` asks for a go-ahead before its body.
    case incomplete(expectsContinue: Bool)
    /// A request, and how many bytes it took.
    case complete(HTTPRequest, length: Int)
  }

  package let limits: Limits

  package init(_ limits: Limits = Limits()) { self.limits = limits }

  /// - Parameter bytes: Everything that has arrived and was not taken yet.
  /// - Returns: A request, or that more has to arrive.
  /// - Throws: The fault to answer with before the connection is closed.
  package func parse(_ bytes: ArraySlice<UInt8>) throws(HTTPFault) -> Progress {
    guard let end = headEnd(bytes) else {
      if bytes.count > limits.headers { throw .headersTooLarge }
      return .incomplete(expectsContinue: false)
    }
    guard end.lowerBound - bytes.startIndex <= limits.headers else { throw .headersTooLarge }
    var request = try head(bytes[..<end.lowerBound])
    let length = try bodyLength(of: request)
    guard length <= limits.body else { throw .tooLarge }
    let total = end.upperBound + length
    guard bytes.endIndex >= total else {
      let isNew = bytes.endIndex == end.upperBound
      return .incomplete(
        expectsContinue: isNew && request["expect"]?.lowercased() == "100-continue")
    }
    request.body = Array(bytes[end.upperBound..<total])
    return .complete(request, length: total - bytes.startIndex)
  }

  /// The empty line after the headers.
  private func headEnd(_ bytes: ArraySlice<UInt8>) -> Range<Int>? {
    var place = bytes.startIndex
    while let feed = bytes[place...].firstIndex(of: 0x0A) {
      let next = feed + 1
      if bytes[next...].starts(with: [0x0D, 0x0A]) { return next..<next + 2 }
      place = next
    }
    return nil
  }

  private func head(_ bytes: ArraySlice<UInt8>) throws(HTTPFault) -> HTTPRequest {
    var lines = bytes.split(separator: 0x0A, omittingEmptySubsequences: false)
    if lines.last?.isEmpty == true { lines.removeLast() }
    var texts: [String] = []
    for line in lines {
      guard line.last == 0x0D, let text = String(validating: line.dropLast(), as: UTF8.self),
        !text.utf8.contains(where: { $0 < 0x20 && $0 != 0x09 || $0 == 0x7F })
      else { throw .badRequest }
      texts.append(text)
    }
    guard let first = texts.first else { throw .badRequest }
    let parts = first.split(separator: " ", omittingEmptySubsequences: false)
    guard parts.count == 3, !parts[0].isEmpty, parts[0].utf8.allSatisfy(isTokenByte),
      parts[1].hasPrefix("/")
    else { throw .badRequest }
    guard parts[2] == "HTTP/1.1" || parts[2] == "HTTP/1.0" else {
      throw parts[2].hasPrefix("HTTP/") ? .versionNotSupported : .badRequest
    }
    var headers: [(name: String, value: String)] = []
    for line in texts.dropFirst() {
      guard let colon = line.firstIndex(of: ":"), colon > line.startIndex else { throw .badRequest }
      let name = line[..<colon]
      guard name.utf8.allSatisfy(isTokenByte) else { throw .badRequest }
      let value = line[line.index(after: colon)...].drop { $0 == " " || $0 == "\t" }
      headers.append((name.lowercased(), String(value.trimmingSuffix { $0 == " " || $0 == "\t" })))
    }
    let target = parts[1].split(separator: "?", maxSplits: 1, omittingEmptySubsequences: false)
    let connection = headers.first { $0.name == "connection" }?.value.lowercased()
    return HTTPRequest(
      method: String(parts[0]), path: String(target[0]),
      query: target.count > 1 ? String(target[1]) : "", headers: headers,
      keepsAlive: parts[2] == "HTTP/1.1" ? connection != "close" : connection == "keep-alive")
  }

  private func bodyLength(of request: HTTPRequest) throws(HTTPFault) -> Int {
    if request["transfer-encoding"] != nil { throw .lengthRequired }
    let lengths = request.headers.filter { $0.name == "content-length" }
    guard let length = lengths.first else {
      if request.method == "POST" || request.method == "PUT" { throw .lengthRequired }
      return 0
    }
    guard lengths.count == 1, !length.value.isEmpty,
      length.value.utf8.allSatisfy({ (0x30...0x39).contains($0) })
    else { throw .badRequest }
    guard let count = Int(length.value) else { throw .tooLarge }
    return count
  }

  private func isTokenByte(_ byte: UInt8) -> Bool {
    (0x30...0x39).contains(byte) || (0x41...0x5A).contains(byte) || (0x61...0x7A).contains(byte)
      || "!#$%&'*+-.^_`|~".utf8.contains(byte)
  }
}

extension Substring {
  fileprivate func trimmingSuffix(_ isTrimmed: (Character) -> Bool) -> Substring {
    var rest = self
    while let last = rest.last, isTrimmed(last) { rest.removeLast() }
    return rest
  }
}
