import Dispatch
import Matrices
import Synchronization

#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

/// A server of HTTP/1.1 on a TCP address: a thread for each connection, up to a limit.
///
/// ```swift
/// let server = try Server(Server.Settings(), seconds: { … })
/// server.run(grace: 30) { service.answer($0, control) }
/// ```
package final class Server: Sendable {
  package struct Settings: Sendable {
    /// An IPv4 address: `127.0.0.1` is this machine alone, `0.0.0.0` every network.
    package var host = "127.0.0.1"
    /// 0 takes a free one.
    package var port: UInt16 = 8080
    /// More connections are answered with 429 and closed.
    package var connections = 64
    /// How long a request may take to arrive, and an idle connection is kept.
    package var patience = 10
    package var limits = HTTPParser.Limits()

    package init() {}
  }

  package struct Failure: Error, Sendable {
    package let doing: String
    package let number: Int32
  }

  private let settings: Settings
  /// Of a clock that only goes forward.
  private let seconds: @Sendable () -> Int
  private let listener: Int32
  package let port: UInt16
  private let open = Atomic<Int>(0)
  private let isStopping = Atomic<Bool>(false)

  /// Listens, and serves nobody yet.
  ///
  /// - Parameters:
  ///   - settings: Where, for how many, and how patiently.
  ///   - seconds: A clock that only goes forward.
  /// - Throws: What the system refused.
  package init(
    _ settings: Settings, seconds: @escaping @Sendable () -> Int
  ) throws(Failure) {
    let listener = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
    guard listener >= 0 else { throw Failure(doing: "open a socket", number: errno) }
    var yes: Int32 = 1
    _ = unsafe setsockopt(
      listener, SOL_SOCKET, SO_REUSEADDR, &yes, socklen_t(MemoryLayout<Int32>.size))
    var address = sockaddr_in()
    address.sin_family = sa_family_t(AF_INET)
    address.sin_port = settings.port.bigEndian
    guard unsafe inet_pton(AF_INET, settings.host, &address.sin_addr) == 1 else {
      throw Failure(doing: "understand the address \(settings.host)", number: EINVAL)
    }
    let size = socklen_t(MemoryLayout<sockaddr_in>.size)
    let bound = unsafe withUnsafePointer(to: address) { pointer in
      unsafe pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
        unsafe bind(listener, $0, size)
      }
    }
    guard bound == 0, listen(listener, 256) == 0 else {
      let number = errno
      close(listener)
      throw Failure(doing: "listen on \(settings.host):\(settings.port)", number: number)
    }
    var actual = sockaddr_in()
    var length = size
    _ = unsafe withUnsafeMutablePointer(to: &actual) { pointer in
      unsafe pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
        unsafe getsockname(listener, $0, &length)
      }
    }
    self.settings = settings
    self.seconds = seconds
    self.listener = listener
    port = UInt16(bigEndian: actual.sin_port)
  }

  /// Serves until `stop` was called and every connection has had its answer, or `grace` seconds are over.
  ///
  /// - Returns: Whether everybody got an answer.
  package func run(
    grace: Int, answering answer: @escaping @Sendable (HTTPRequest) -> HTTPResponse
  ) -> Bool {
    let queue = DispatchQueue(label: "connections", attributes: .concurrent)
    while !isStopping.load(ordering: .acquiring) {
      var waiting = pollfd(fd: listener, events: Int16(POLLIN), revents: 0)
      guard unsafe poll(&waiting, 1, 200) > 0 else { continue }
      let connection = accept(listener, nil, nil)
      guard connection >= 0 else { continue }
      configure(connection)
      guard open.load(ordering: .relaxed) < settings.connections else {
        var full = HTTPResponse.problem(429, "too many connections")
        full.headers.append(("retry-after", "1"))
        _ = Self.send(full.bytes(keepsAlive: false, withBody: true), to: connection)
        close(connection)
        continue
      }
      open.add(1, ordering: .relaxed)
      queue.async { [self] in
        serve(connection, answer)
        open.subtract(1, ordering: .relaxed)
      }
    }
    close(listener)
    for _ in 0..<max(1, grace * 20) where open.load(ordering: .relaxed) > 0 { usleep(50_000) }
    return open.load(ordering: .relaxed) == 0
  }

  /// Takes no more connections; those that are open get an answer to what they sent.
  package func stop() { isStopping.store(true, ordering: .releasing) }

  private func configure(_ connection: Int32) {
    var patience = timeval(tv_sec: settings.patience, tv_usec: 0)
    let size = socklen_t(MemoryLayout<timeval>.size)
    _ = unsafe setsockopt(connection, SOL_SOCKET, SO_RCVTIMEO, &patience, size)
    _ = unsafe setsockopt(connection, SOL_SOCKET, SO_SNDTIMEO, &patience, size)
    var yes: Int32 = 1
    _ = unsafe setsockopt(
      connection, Int32(IPPROTO_TCP), TCP_NODELAY, &yes, socklen_t(MemoryLayout<Int32>.size))
  }

  private func serve(
    _ connection: Int32, _ answer: @Sendable (HTTPRequest) -> HTTPResponse
  ) {
    defer { close(connection) }
    let parser = HTTPParser(settings.limits)
    var bytes: [UInt8] = []
    var chunk = [UInt8](repeating: 0, count: 64 << 10)
    var deadline = seconds() + settings.patience
    func refuse(_ status: Int) {
      let response = HTTPResponse.problem(status, HTTPResponse.reason(status))
      _ = Self.send(response.bytes(keepsAlive: false, withBody: true), to: connection)
      // What is still to come is read and dropped, so that the answer is not lost with a reset.
      shutdown(connection, Int32(SHUT_WR))
      for _ in 0..<64 where unsafe recv(connection, &chunk, chunk.count, 0) > 0 {}
    }
    while true {
      let progress: HTTPParser.Progress
      do throws(HTTPFault) {
        progress = try parser.parse(bytes[...])
      } catch {
        return refuse(error.rawValue)
      }
      switch progress {
      case .complete(let request, let length):
        bytes.removeFirst(length)
        let keeps = request.keepsAlive && !isStopping.load(ordering: .acquiring)
        let response = answer(request)
        let text = response.bytes(keepsAlive: keeps, withBody: request.method != "HEAD")
        guard Self.send(text, to: connection), keeps else { return }
        deadline = seconds() + settings.patience
      case .incomplete(let expectsContinue):
        if expectsContinue {
          _ = Self.send(Array("HTTP/1.1 100 Continue\r\n\r\n".utf8), to: connection)
        }
        if bytes.isEmpty, isStopping.load(ordering: .acquiring) { return }
        // One byte now and then does not keep a request open.
        guard seconds() < deadline else { return bytes.isEmpty ? () : refuse(408) }
        let count = unsafe recv(connection, &chunk, chunk.count, 0)
        if count > 0 {
          bytes += chunk[..<count]
        } else if count == 0 || errno != EINTR {
          if count < 0, !bytes.isEmpty { refuse(408) }
          return
        }
      }
    }
  }

  private static func send(_ bytes: [UInt8], to connection: Int32) -> Bool {
    var sent = 0
    while sent < bytes.count {
      let count = unsafe bytes[sent...].withUnsafeBytes {
        unsafe Glibc.send(connection, $0.baseAddress, $0.count, Int32(MSG_NOSIGNAL))
      }
      if count > 0 {
        sent += count
      } else if errno != EINTR {
        return false
      }
    }
    return true
  }
}
