import Diagnostics
import Matrices
import Synchronization
import Tables

/// What the service answers to a request: a function without sockets.
///
/// ```swift
/// let service = AssignService([lock], token: nil)
/// let response = service.answer(request, control)
/// ```
package final class AssignService: Sendable {
  private let locks: Mutex<[ServedLock]>
  private let token: [UInt8]?
  private let counters = Mutex(Counters())
  private let isDraining = Atomic<Bool>(false)

  /// How often each path was answered with each status.
  private struct Counters {
    var requests: [String: Int] = [:]
    var records = 0
    var microseconds = 0
  }

  /// - Parameters:
  ///   - locks: At least one; the first is the one that `/v1/assign` means.
  ///   - token: What `Authorization: Bearer` must say; `nil` for no such check.
  package init(_ locks: [ServedLock], token: [UInt8]?) {
    self.locks = Mutex(locks)
    self.token = token
  }

  /// Takes the place of the lock of the same name.
  package func replace(_ lock: ServedLock) {
    locks.withLock { locks in
      guard let place = locks.firstIndex(where: { $0.name == lock.name }) else { return }
      locks[place] = lock
    }
  }

  /// From now on the service says that it is not ready, and still answers.
  package func drain() { isDraining.store(true, ordering: .relaxed) }

  package func answer(_ request: HTTPRequest, _ control: RunControl) -> HTTPResponse {
    let isKnown: Bool
    let response: HTTPResponse
    (response, isKnown) = route(request, control)
    let path = isKnown ? request.path : "other"
    counters.withLock { $0.requests["\(path) \(response.status)", default: 0] += 1 }
    return response
  }

  /// Adds to the time that was spent on answers.
  package func note(microseconds: Int) { counters.withLock { $0.microseconds += microseconds } }

  private func route(
    _ request: HTTPRequest, _ control: RunControl
  ) -> (HTTPResponse, isKnown: Bool) {
    func get(_ response: @autoclosure () -> HTTPResponse) -> (HTTPResponse, isKnown: Bool) {
      guard ["GET", "HEAD"].contains(request.method) else {
        return (wrongMethod(request, "GET"), true)
      }
      return (response(), true)
    }
    switch request.path {
    case "/health/live": return get(.json(200, ["status": "live"]))
    case "/health/ready", "/ping":
      return get(
        isDraining.load(ordering: .relaxed)
          ? .problem(503, "the service is stopping") : .json(200, ["status": "ready"]))
    case "/metrics": return get(metrics)
    case "/openapi.json": return get(.json(200, openAPI))
    case "/v1/assign", "/invocations": return (post(request, lock(nil), control), true)
    default:
      let parts = request.path.split(separator: "/", omittingEmptySubsequences: false)
      guard parts.count == 5, parts[1] == "v1", parts[2] == "models", parts[4] == "assign" else {
        return (.problem(404, "there is nothing at this address"), false)
      }
      guard let lock = lock(String(parts[3])) else {
        return (.problem(404, "there is no such model"), false)
      }
      return (post(request, lock, control), true)
    }
  }

  private func lock(_ name: String?) -> ServedLock? {
    locks.withLock { locks in name.map { name in locks.first { $0.name == name } } ?? locks.first }
  }

  private func wrongMethod(_ request: HTTPRequest, _ allowed: String) -> HTTPResponse {
    var response = HTTPResponse.problem(405, "this address takes \(allowed)")
    response.headers.append(("allow", allowed == "GET" ? "GET, HEAD" : allowed))
    return response
  }

  // MARK: Assigning

  private func post(
    _ request: HTTPRequest, _ lock: ServedLock?, _ control: RunControl
  ) -> HTTPResponse {
    guard request.method == "POST" else { return wrongMethod(request, "POST") }
    guard isAllowed(request) else {
      var response = HTTPResponse.problem(401, "a token is needed: Authorization: Bearer …")
      response.headers.append(("www-authenticate", "Bearer"))
      return response
    }
    guard let lock else { return .problem(503, "no model is loaded") }
    let type =
      (request["content-type"] ?? "application/json")
      .split(separator: ";").first.map { $0.lowercased() } ?? ""
    do throws(ServedLock.Refusal) {
      switch type {
      case "application/json":
        let (records, asOf) = try self.records(of: request.body)
        let answers = try lock.assign(records, asOf: asOf, control: control)
        count(answers)
        return answer(.object([("model", .string(lock.name)), ("records", .array(answers))]), lock)
      case "application/x-ndjson":
        let answers = try lock.assign(request.body, asOf: asOf(in: request.query), control: control)
        count(answers)
        let lines = answers.map { $0.text(.compact) + "\n" }.joined()
        var response = HTTPResponse(
          200, contentType: "application/x-ndjson", body: Array(lines.utf8))
        response.headers.append(("x-segue-model", lock.digest))
        return response
      default:
        return .problem(415, "send application/json or application/x-ndjson")
      }
    } catch {
      return .problem(error.status, error.title, detail: error.details)
    }
  }

  private func answer(_ value: JSONValue, _ lock: ServedLock) -> HTTPResponse {
    var response = HTTPResponse.json(200, value)
    response.headers.append(("x-segue-model", lock.digest))
    return response
  }

  private func count(_ answers: [JSONValue]) { counters.withLock { $0.records += answers.count } }

  /// `{"records": [{…}], "as_of": "2026-07-01"}` as the bytes of the records and the day.
  private func records(
    of body: [UInt8]
  ) throws(ServedLock.Refusal) -> (records: [UInt8], asOf: String?) {
    let value: JSONValue
    do throws(JSONError) {
      value = try JSONParser.parse(body)
    } catch {
      throw ServedLock.Refusal(
        status: 400, title: "the body is not JSON",
        details: ["line \(error.line), column \(error.column)"])
    }
    guard case .object(let members) = value, case .array(let records)? = value["records"] else {
      throw ServedLock.Refusal(
        status: 422, title: "the body is {\"records\": [{…}]}", details: [])
    }
    for member in members where !["records", "as_of"].contains(member.0) {
      throw ServedLock.Refusal(
        status: 422, title: "there is no member \(quoted(member.0))",
        details: ["known are records and as_of"])
    }
    guard !records.isEmpty else {
      throw ServedLock.Refusal(status: 422, title: "there are no records", details: [])
    }
    for record in records {
      guard case .object = record else {
        throw ServedLock.Refusal(
          status: 422, title: "a record is an object of columns and values", details: [])
      }
    }
    var asOf: String?
    switch value["as_of"] {
    case nil, .null?: asOf = nil
    case .string(let day)?: asOf = day
    default:
      throw ServedLock.Refusal(
        status: 422, title: "as_of is a day such as \"2026-07-01\"", details: [])
    }
    return (JSONWriter.text(.array(records), layout: .compact), asOf)
  }

  private func asOf(in query: String) -> String? {
    query.split(separator: "&").first { $0.hasPrefix("as_of=") }.map { String($0.dropFirst(6)) }
  }

  /// Compares in a time that does not depend on where the two differ.
  private func isAllowed(_ request: HTTPRequest) -> Bool {
    guard let token else { return true }
    guard let given = request["authorization"], given.lowercased().hasPrefix("bearer ") else {
      return false
    }
    let bytes = Array(given.utf8.dropFirst(7))
    var difference =
      UInt8(truncatingIfNeeded: bytes.count ^ token.count) | (bytes.count == token.count ? 0 : 1)
    for index in token.indices {
      difference |= token[index] ^ (index < bytes.count ? bytes[index] : 0)
    }
    return difference == 0
  }

  // MARK: Documents

  /// Prometheus' text format, sorted.
  private var metrics: HTTPResponse {
    let counters = counters.withLock { $0 }
    var text = "# TYPE segue_requests_total counter\n"
    for (key, count) in counters.requests.sorted(by: { $0.key < $1.key }) {
      let parts = key.split(separator: " ")
      text += "segue_requests_total{path=\"\(parts[0])\",status=\"\(parts[1])\"} \(count)\n"
    }
    text += "# TYPE segue_records_total counter\nsegue_records_total \(counters.records)\n"
    text += "# TYPE segue_answer_microseconds_total counter\n"
    text += "segue_answer_microseconds_total \(counters.microseconds)\n"
    return HTTPResponse(
      200, contentType: "text/plain; version=0.0.4; charset=utf-8", body: Array(text.utf8))
  }

  private var openAPI: JSONValue {
    let lock = lock(nil)
    let columns = lock?.columns ?? []
    let record: JSONValue = .object([
      ("type", "object"),
      (
        "properties",
        .object(columns.map { ($0.name, AssignService.schema(of: $0.type)) })
      ), ("additionalProperties", .bool(false)),
    ])
    let assign: JSONValue = .object([
      ("summary", "Assigns customers to the locked segments."),
      (
        "requestBody",
        .object([
          ("required", .bool(true)),
          (
            "content",
            [
              "application/json": [
                "schema": [
                  "type": "object", "required": ["records"], "additionalProperties": .bool(false),
                  "properties": [
                    "records": ["type": "array", "minItems": .integer(1), "items": record],
                    "as_of": ["type": ["string", "null"], "format": "date"],
                  ],
                ]
              ]
            ]
          ),
        ])
      ),
      (
        "responses",
        .object(
          [("200", "The segment of each customer, in the order of the request.")].map {
            ($0.0, ["description": .string($0.1)])
          }
            + [
              ("400", "The body is not JSON."), ("401", "The token is missing or wrong."),
              ("411", "The length is missing."), ("413", "The body is too large."),
              ("415", "The content type is not known."),
              ("422", "The records do not fit the lock."), ("429", "Too many connections."),
            ].map { ($0.0, ["description": .string($0.1)]) })
      ),
    ])
    func plain(_ summary: String) -> JSONValue {
      [
        "get": [
          "summary": .string(summary), "responses": ["200": ["description": .string(summary)]],
        ]
      ]
    }
    return .object([
      ("openapi", "3.1.0"),
      ("info", ["title": "Segue", "version": .string(lock?.digest ?? "none")]),
      (
        "paths",
        .object([
          ("/v1/assign", .object([("post", assign)])),
          ("/health/live", plain("The process runs.")),
          ("/health/ready", plain("It takes requests.")),
          ("/metrics", plain("Counters for Prometheus.")),
          ("/openapi.json", plain("This document.")),
        ])
      ),
    ])
  }

  private static func schema(of type: String) -> JSONValue {
    switch type {
    case "integer": ["type": ["integer", "null"]]
    case "number", "money": ["type": ["number", "null"]]
    case "boolean": ["type": ["boolean", "null"]]
    default: ["type": ["string", "null"]]
    }
  }
}
