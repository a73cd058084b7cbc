import Tables

/// An answer of the service.
package struct HTTPResponse: Sendable {
  package let status: Int
  package let contentType: String
  package let body: [UInt8]
  package var headers: [(name: String, value: String)] = []

  package init(_ status: Int, contentType: String, body: [UInt8]) {
    self.status = status
    self.contentType = contentType
    self.body = body
  }

  package static func json(_ status: Int, _ value: JSONValue) -> HTTPResponse {
    HTTPResponse(status, contentType: "application/json", body: Array(value.text(.compact).utf8))
  }

  /// A problem, as RFC 9457 describes it.
  package static func problem(
    _ status: Int, _ title: String, detail: [String] = []
  ) -> HTTPResponse {
    var members: [(String, JSONValue)] = [
      ("title", .string(title)), ("status", .integer(Int64(status))),
    ]
    if !detail.isEmpty { members.append(("detail", .string(detail.joined(separator: "; ")))) }
    return HTTPResponse(
      status, contentType: "application/problem+json",
      body: Array(JSONValue.object(members).text(.compact).utf8))
  }

  /// As it goes over the wire.
  package func bytes(keepsAlive: Bool, withBody: Bool) -> [UInt8] {
    var head = "HTTP/1.1 \(status) \(HTTPResponse.reason(status))\r\n"
    head += "content-type: \(contentType)\r\ncontent-length: \(body.count)\r\n"
    head += "connection: \(keepsAlive ? "keep-alive" : "close")\r\n"
    head += "x-content-type-options: nosniff\r\ncache-control: no-store\r\n"
    for header in headers { head += "\(header.name): \(header.value)\r\n" }
    return Array((head + "\r\n").utf8) + (withBody ? body : [])
  }

  static func reason(_ status: Int) -> String {
    switch status {
    case 200: "OK"
    case 400: "Bad Request"
    case 401: "Unauthorized"
    case 404: "Not Found"
    case 405: "Method Not Allowed"
    case 408: "Request Timeout"
    case 411: "Length Required"
    case 413: "Content Too Large"
    case 415: "Unsupported Media Type"
    case 422: "Unprocessable Content"
    case 429: "Too Many Requests"
    case 431: "Request Header Fields Too Large"
    case 503: "Service Unavailable"
    case 505: "HTTP Version Not Supported"
    default: "Internal Server Error"
    }
  }
}
