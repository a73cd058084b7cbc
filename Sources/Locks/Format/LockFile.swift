import Clustering
import Diagnostics
import Digests
import Tables

/// A lock as bytes: JSON with a checksum over everything else, read strictly.
package enum LockFile {
  /// The lock of a script: `segments.seg` has `segments.seg.lock`.
  package static func path(of script: String) -> String { script + ".lock" }

  /// The script of a lock, or `nil` for a name that is not a lock's.
  package static func script(of lock: String) -> String? {
    lock.hasSuffix(".lock") ? String(lock.dropLast(5)) : nil
  }

  /// The bytes of a document: the same for the same document, on any machine.
  ///
  /// The checksum is the first member; it is over all bytes but those of its own line.
  package static func bytes(of document: LockDocument) -> [UInt8] {
    let rest = JSONWriter.text(document.json).dropFirst(opening.count)
    return opening + line(of: rest) + rest
  }

  private static let opening = Array("{\n".utf8)

  /// The line of the checksum over what follows it.
  private static func line(of rest: ArraySlice<UInt8>) -> [UInt8] {
    Array("  \"checksum\": \"\(Digest.sha256(Array(rest)))\",\n".utf8)
  }

  /// Whether the bytes are as they were written: any one that is otherwise is found.
  private static func isIntact(_ bytes: [UInt8]) -> Bool {
    let width = opening.count + line(of: []).count
    guard bytes.count > width else { return false }
    return bytes[..<width].elementsEqual(opening + line(of: bytes[width...]))
  }

  /// The document that bytes hold.
  ///
  /// - Throws: `Diagnostic` E0701 for what is not a lock, E0702 for one that was changed, E0704 for one
  ///   of a newer format.
  package static func document(_ bytes: [UInt8], path: String) throws(Diagnostic) -> LockDocument {
    let json: JSONValue
    do throws(JSONError) {
      json = try JSONParser.parse(bytes)
    } catch {
      throw Diagnostic(
        .unreadableLock, "\(quoted(path)) cannot be read as a lock",
        at: .file(
          path: path, line: error.line, column: error.column, excerpt: nil, length: 1),
        notes: ["it is cut off or was changed here"], fixes: [.makeAgain])
    }
    guard let format = json["lock"]?.integer else {
      throw Diagnostic(
        .unreadableLock, "\(quoted(path)) is JSON, but no lock", at: .whole(path),
        fixes: [.makeAgain])
    }
    guard format <= Int64(LockDocument.format) else {
      let version = json["engine"]?["segue"]?.string ?? "a newer version"
      throw Diagnostic(
        .newerLock, "\(quoted(path)) was written in a newer format (\(format))", at: .whole(path),
        notes: ["this version reads formats up to \(LockDocument.format)"],
        fixes: [Diagnostic.Fix("segue \(VisibleText(version).cut(to: 20))", remark: "can read it")])
    }
    guard isIntact(bytes) else {
      throw Diagnostic(
        .changedLock, "\(quoted(path)) is not as `segue lock` wrote it", at: .whole(path),
        remark: "", notes: ["its checksum does not fit: it was edited, merged or damaged"],
        fixes: [.makeAgain])
    }
    do throws(LockReader.Fault) {
      return try LockDocument(LockReader(json: json))
    } catch {
      throw Diagnostic(
        .unreadableLock, "\(quoted(path)) lacks something that a lock has", at: .whole(path),
        notes: ["missing or of another kind: \(VisibleText(error.place).cut(to: 80))"],
        fixes: [.makeAgain])
    }
  }

  /// Reads a lock.
  ///
  /// - Throws: `Diagnostic` E0709 if there is none, else as `document`.
  package static func read(_ path: String, _ files: FileAccess) throws(Diagnostic) -> LockDocument {
    let bytes: [UInt8]
    do throws(ReadError) {
      bytes = try files.read(path)
    } catch {
      if case .notFound = error.problem {
        throw Diagnostic(
          .noLock, "there is no lock \(quoted(path))", at: .process,
          fixes: [Diagnostic.Fix("segue lock \(script(of: path) ?? "F.seg")", remark: "makes it")])
      }
      throw diagnostic(for: error)
    }
    var document = try document(bytes, path: path)
    for place in document.models.indices {
      if case .beside(let digest) = document.models[place].rule {
        document.models[place].rule = .kept(try rule(digest, beside: path, files))
      }
    }
    return document
  }

  /// The rule that stands in a file beside the lock.
  private static func rule(
    _ digest: String, beside lock: String, _ files: FileAccess
  ) throws(Diagnostic) -> any AssignmentRule {
    let path = StoredRule.path(beside: lock, digest: digest)
    let bytes: [UInt8]
    do throws(ReadError) {
      bytes = try files.read(path)
    } catch {
      if case .notFound = error.problem {
        throw Diagnostic(
          .noLock, "the points of the lock are missing: there is no \(quoted(path))", at: .process,
          notes: ["a rule of many points stands in a file beside the lock, which belongs with it"],
          fixes: [.makeAgain])
      }
      throw diagnostic(for: error)
    }
    guard Digest.sha256(bytes).description == digest else {
      throw Diagnostic(
        .changedLock, "\(quoted(path)) is not as `segue lock` wrote it", at: .whole(path),
        notes: ["its digest is not the one in the lock"], fixes: [.makeAgain])
    }
    do {
      return try RuleJSON.rule(LockReader(json: try JSONParser.parse(bytes)))
    } catch {
      throw Diagnostic(
        .unreadableLock, "\(quoted(path)) lacks something that a rule has", at: .whole(path),
        fixes: [.makeAgain])
    }
  }

  /// Puts a document in the place of the old lock in one step.
  ///
  /// Rules of many points go to files beside it first, under names of their own: until the last
  /// step the old lock is whole. Those that only the old lock needed are removed after it.
  ///
  /// - Throws: `Diagnostic` if the disk refuses; the old lock is still there then.
  package static func write(
    _ document: LockDocument, to path: String, replacing old: LockDocument? = nil, root: String?
  ) throws(Diagnostic) {
    do throws(WriteError) {
      let beside = filesBeside(document, path)
      for (path, bytes) in beside { try AtomicFile.write(bytes, to: path, root: root) }
      try AtomicFile.write(bytes(of: document), to: path, root: root)
      let needed = Set(beside.map(\.path))
      let outdated = old.map { filesBeside($0, path) } ?? []
      for file in outdated where !needed.contains(file.path) {
        try AtomicFile.remove(file.path, root: root)
      }
    } catch {
      throw diagnostic(for: error)
    }
  }

  /// The files of rules of many points, in the order of the models.
  private static func filesBeside(
    _ document: LockDocument, _ lock: String
  ) -> [(path: String, bytes: [UInt8])] {
    document.models.compactMap { model in
      model.rule.besideBytes.map { bytes in
        (
          path: StoredRule.path(beside: lock, digest: Digest.sha256(bytes).description),
          bytes: bytes
        )
      }
    }
  }
}

extension Diagnostic.Place {
  static func whole(_ path: String) -> Diagnostic.Place {
    .file(path: path, line: nil, column: nil, excerpt: nil, length: 0)
  }
}

extension Diagnostic.Fix {
  static let makeAgain = Diagnostic.Fix(
    "segue lock", remark: "makes it again; or take the committed one: git checkout")
}
