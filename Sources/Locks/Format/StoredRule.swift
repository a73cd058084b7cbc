import Clustering
import Digests
import Tables

/// How a lock keeps the rule that new customers are assigned by.
package enum StoredRule: Equatable, Sendable {
  /// In the lock itself, or about to be written.
  case kept(any AssignmentRule)
  /// In a file beside the lock, which has not been read yet.
  case beside(digest: String)

  /// A rule of more points than this stands in a file of its own, so that the lock stays a text that
  /// people read.
  package static let mostPoints = 5_000

  /// The bytes of the file beside the lock, or `nil` for a rule that stands in it.
  var besideBytes: [UInt8]? {
    guard case .kept(let rule) = self, rule.pointCount > Self.mostPoints else { return nil }
    return JSONWriter.text(RuleJSON.json(of: rule))
  }

  /// The member of the lock; `nil` for the nearest centroid, which the model's centroids tell.
  var json: JSONValue? {
    switch self {
    case .beside(let digest): return ["kind": "beside", "sha256": .string(digest)]
    case .kept(let rule):
      if let bytes = besideBytes {
        return ["kind": "beside", "sha256": .string(Digest.sha256(bytes).description)]
      }
      if rule is NearestCentroid { return nil }
      return RuleJSON.json(of: rule)
    }
  }

  package static func == (a: StoredRule, b: StoredRule) -> Bool {
    switch (a, b) {
    case (.kept(let a), .kept(let b)): a.isEqual(to: b)
    case (.beside(let a), .beside(let b)): a == b
    case (.kept, .beside), (.beside, .kept): false
    }
  }

  /// The rule that a member of a lock tells.
  init(_ reader: LockReader) throws(LockReader.Fault) {
    if try reader.text("kind") == "beside" {
      self = .beside(digest: try reader.text("sha256"))
    } else {
      self = .kept(try RuleJSON.rule(reader))
    }
  }

  /// The name of the file beside a lock: it follows from what is in it, so that a lock that is
  /// written again never shares one with the lock it replaces.
  static func path(beside lock: String, digest: String) -> String {
    "\(lock).\(digest.prefix(12)).points"
  }
}
