import Diagnostics
import Digests
import Execution
import Planning
import Stages
import Tables

extension LockDocument.UsedLock {
  /// The locks that the `locked` of a plan opened, by path, each once.
  static func all(of plan: Plan) -> [LockDocument.UsedLock] {
    var locks: [LockDocument.UsedLock] = []
    for planned in plan.sources {
      guard let stage = planned.stage as? Locked,
        !locks.contains(where: { $0.path == stage.run.path })
      else { continue }
      locks.append(LockDocument.UsedLock(path: stage.run.path, digest: stage.run.digest))
    }
    return locks.sorted { $0.path.utf8.lexicographicallyPrecedes($1.path.utf8) }
  }

  /// What happened to the file since, in a line; `nil` if it is the same.
  func change(_ files: FileAccess) throws(Diagnostic) -> String? {
    let bytes: [UInt8]
    do throws(ReadError) {
      bytes = try files.read(path)
    } catch {
      throw diagnostic(for: error)
    }
    let digest = Digest.sha256(bytes).description
    return digest == self.digest ? nil : sentence(now: digest)
  }

  /// The words for a lock that is another one now.
  func sentence(now digest: String) -> String {
    "the lock \(quoted(path)) is another one: sha256 \(self.digest.prefix(4))… → \(digest.prefix(4))…"
  }
}

extension LockComparison {
  /// What is different about the locks that the script opens, a sentence each.
  var usedLocks: [String] {
    var sentences: [String] = []
    for old in lock.locks {
      if let new = today.locks.first(where: { $0.path == old.path }) {
        if new.digest != old.digest { sentences.append(old.sentence(now: new.digest)) }
      } else if isComplete {
        sentences.append("the lock \(quoted(old.path)) was not opened")
      }
    }
    for new in today.locks where !lock.locks.contains(where: { $0.path == new.path }) {
      sentences.append("the lock \(quoted(new.path)) is opened and was not")
    }
    return sentences
  }
}
