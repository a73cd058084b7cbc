import Foundation
import TestSupport

/// The binary that was built together with these tests, run as a user runs it.
struct BuiltBinary {
  struct Outcome {
    let exitCode: Int32
    let output: String
    let errors: String

    /// Everything that was printed, for a look at codes.
    var all: String { output + errors }
  }

  enum Trouble: Error { case notBuilt(String), noText }

  /// Beside the tests' own program, whatever the build folder is called.
  static let path: String = {
    let program =
      (try? FileManager.default.destinationOfSymbolicLink(atPath: "/proc/self/exe")) ?? ""
    let beside = URL(filePath: program).deletingLastPathComponent().appending(path: "segue").path
    if FileManager.default.isExecutableFile(atPath: beside) { return beside }
    return ProjectFiles.root.appending(path: ".build/debug/segue").path
  }()

  /// The folder in which it runs.
  let folder: URL

  func run(_ arguments: [String]) throws -> Outcome {
    guard FileManager.default.isExecutableFile(atPath: Self.path) else {
      throw Trouble.notBuilt(Self.path)
    }
    let process = Process()
    process.executableURL = URL(filePath: Self.path)
    process.arguments = arguments
    process.currentDirectoryURL = folder
    process.environment = ["NO_COLOR": "1", "PATH": "/usr/bin:/bin", "LC_ALL": "C.UTF-8"]
    process.standardInput = FileHandle.nullDevice
    // Files, because a pipe that nobody empties stops a program that has much to say.
    let names = ["out", "err"].map { folder.appending(path: ".\($0)-\(UUID().uuidString)") }
    let handles = try names.map { name in
      try Data().write(to: name)
      return try FileHandle(forWritingTo: name)
    }
    process.standardOutput = handles[0]
    process.standardError = handles[1]
    try process.run()
    process.waitUntilExit()
    for handle in handles { try handle.close() }
    let texts = try names.map { try String(contentsOf: $0, encoding: .utf8) }
    for name in names { try FileManager.default.removeItem(at: name) }
    return Outcome(exitCode: process.terminationStatus, output: texts[0], errors: texts[1])
  }

  func run(code: String) throws -> Outcome { try run(["-e", code]) }
}

/// A copy of `examples/` with made-up data in it, smaller than the script makes by itself, so that
/// debug builds are done soon.
enum ExampleFolder {
  static let customers = 600

  static let shared = Result { try make() }

  static func make() throws -> URL {
    let folder = FileManager.default.temporaryDirectory
      .appending(path: "segue-examples-\(UUID().uuidString)")
    try FileManager.default.createDirectory(
      at: folder.appending(path: "data"), withIntermediateDirectories: true)
    for file in ProjectFiles.files(in: "examples", ending: ".seg") {
      try file.text.write(
        to: folder.appending(path: file.name), atomically: true, encoding: .utf8)
    }
    let made = try BuiltBinary(folder: folder).run(
      ["run", "make-data.seg", "--customers", "\(customers)"])
    guard made.exitCode == 0 else { throw Failure.noData(made.all) }
    return folder
  }

  enum Failure: Error { case noData(String) }
}
