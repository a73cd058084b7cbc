import ArgumentParser
import Diagnostics
import Digests
import Dispatch
import Locks
import Matrices
import Service
import Session
import Tables

#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

struct ServeCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "serve",
    abstract: "Assign customers to the segments of locks over HTTP, in real time.",
    usage: "segue serve <lock> ... [--port 8080] [--token-file <file>] [<options>]",
    discussion: """
      POST /v1/assign with {"records": [{…}]}: rows as the script loads them, of one customer or many. \
      GET /health/live, /health/ready, /metrics and /openapi.json. SIGHUP reads the locks again and keeps \
      the old ones if they cannot be used; SIGTERM answers what has arrived and ends.
      """)

  @OptionGroup var options: GlobalOptions

  @Option(
    help: ArgumentHelp("The address to listen on; 0.0.0.0 is every network.", valueName: "ipv4"))
  var host = "127.0.0.1"

  @Option(help: ArgumentHelp("The port; 0 takes a free one.", valueName: "number"))
  var port: UInt16 = 8080

  @Option(
    name: .customLong("token-file"),
    help: ArgumentHelp("A file with the token that requests must carry.", valueName: "file"))
  var tokenFile: String?

  @Option(help: ArgumentHelp("Seconds to answer in after SIGTERM.", valueName: "seconds"))
  var grace = 30

  @Argument(help: ArgumentHelp("Locks; their names are those of the files.", valueName: "lock"))
  var locks: [String]

  func run() throws {
    let console = Console(options)
    guard host.hasPrefix("127.") || tokenFile != nil else {
      throw ValidationError("--host \(quoted(host)) is open to others: give a --token-file too")
    }
    let service = AssignService(
      try locks.map { path in try served(path, console) }, token: try token(console))
    var settings = Server.Settings()
    settings.host = host
    settings.port = port
    let server: Server
    do throws(Server.Failure) {
      let start = ContinuousClock.now
      server = try Server(settings) { Int((ContinuousClock.now - start).components.seconds) }
    } catch {
      console.tell("cannot \(error.doing): \(systemMessage(error.number))\n")
      throw ProcessEnd(status: .outside)
    }
    let threads = options.threadCount
    let stopping = watch(SIGTERM) { stop(service, server) }
    let interrupting = watch(SIGINT) { stop(service, server) }
    let reloading = watch(SIGHUP) { reload(service, console) }
    if !console.isQuiet { console.tell("serving on http://\(host):\(server.port)\n") }
    let isDone = server.run(grace: grace) { request in
      let start = ContinuousClock.now
      let response = service.answer(request, RunControl(threads: threads))
      let spent = (ContinuousClock.now - start).components
      let microseconds = Int(spent.seconds) * 1_000_000 + Int(spent.attoseconds / 1_000_000_000_000)
      service.note(microseconds: microseconds)
      return response
    }
    [stopping, interrupting, reloading].forEach { $0.cancel() }
    if !isDone { throw ProcessEnd(status: .interrupted) }
  }

  private func stop(_ service: AssignService, _ server: Server) {
    service.drain()
    server.stop()
  }

  /// Calls `action` on a thread of its own whenever the signal arrives.
  private func watch(
    _ number: Int32, _ action: @escaping @Sendable () -> Void
  ) -> any DispatchSourceSignal {
    signal(number, SIG_IGN)
    let source = DispatchSource.makeSignalSource(
      signal: number, queue: DispatchQueue(label: "signal \(number)"))
    source.setEventHandler(handler: action)
    source.resume()
    return source
  }

  private func reload(_ service: AssignService, _ console: Console) {
    for path in locks {
      do {
        service.replace(try served(path, console))
        console.tell("read \(VisibleText(path).text) again\n")
      } catch {
        console.tell("\(VisibleText(path).text) is served as it was before\n")
      }
    }
  }

  private func served(_ path: String, _ console: Console) throws(ProcessEnd) -> ServedLock {
    guard let script = LockFile.script(of: path) else {
      console.tell("serve takes locks: segue serve \(VisibleText(path).text).lock\n")
      throw ProcessEnd(status: .usage)
    }
    let settings = options.sessionSettings(
      control: RunControl(threads: options.threadCount),
      scriptFolder: ScriptFile.folder(of: script))
    let document: LockDocument
    let digest: String
    do throws(Diagnostic) {
      document = try LockFile.read(path, settings.files)
      digest = Digest.sha256(LockFile.bytes(of: document)).description
    } catch {
      throw console.refuse([error])
    }
    let name = script.split(separator: "/").last.map(String.init) ?? script
    let stem = name.hasSuffix(".seg") ? String(name.dropLast(4)) : name
    let source = try ScriptFile(script, console).source
    do throws(ApplicationFailure) {
      return try ServedLock(name: stem, digest: digest, document, of: source, settings)
    } catch {
      switch error.reason {
      case .cancelled: throw ProcessEnd(status: .interrupted)
      case .problems(let problems): throw console.refuse(problems, sources: error.sources)
      }
    }
  }

  private func token(_ console: Console) throws(ProcessEnd) -> [UInt8]? {
    guard let tokenFile else { return nil }
    var bytes: [UInt8]
    do throws(ReadError) {
      bytes = try options.sessionSettings(control: .init(threads: 1)).files.read(tokenFile)
    } catch {
      throw console.refuse([diagnostic(for: error)])
    }
    while let last = bytes.last, [0x0A, 0x0D, 0x20].contains(last) { bytes.removeLast() }
    guard bytes.count >= 16 else {
      console.tell("a token has at least 16 characters: openssl rand -hex 32 > FILE\n")
      throw ProcessEnd(status: .usage)
    }
    return bytes
  }
}
