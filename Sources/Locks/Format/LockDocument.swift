import Planning
import Relations
import Tables

/// What a lock holds: everything that was decided and found, and not one row.
///
/// It is a type of its own with its own format number, so that a change inside the engine never
/// changes what a lock of last year means.
package struct LockDocument: Sendable {
  /// The format that this version writes; older ones are read, newer ones refused.
  ///
  /// Format 2 knows outputs, the tolerances of expectations and the profiles of features; the levels
  /// of columns, which it may lack.
  package static let format = 2

  /// Counts up when the same script on the same rows may give other bits.
  package static let numerics = 3

  package struct Engine: Equatable, Sendable {
    /// Such as 0.1.0.
    package var version: String
    package var numerics: Int
    /// The edition of the language.
    package var language: Int
    /// The digest of the standard library.
    package var library: String
  }

  package struct Module: Equatable, Sendable {
    package var name: String
    package var tree: String
  }

  /// A script by its tree: comments and layout do not count.
  package struct ScriptMark: Equatable, Sendable {
    package var tree: String
    package var modules: [Module]
  }

  package struct Parameter: Equatable, Sendable {
    package var name: String
    package var value: String
    /// Whether it came from the command line rather than from the script.
    package var isGiven: Bool
  }

  /// What a stage found for itself, such as `amount = Quantity * UnitPrice` for `rfm`.
  package struct Role: Equatable, Sendable {
    package var stage: String
    package var arguments: [Argument]

    package struct Argument: Equatable, Sendable {
      package var parameter: String
      package var source: String
    }
  }

  package struct Input: Equatable, Sendable {
    package var name: String
    package var path: String
    package var bytes: Int
    package var digest: String
    package var rows: Int
    /// The digest of the rows in any order.
    package var content: String
    /// How the file is written, as it was found out.
    package var format: RecordedOptions
    package var columns: [InputColumn]
  }

  /// A lock that the script opened with `locked`.
  package struct UsedLock: Equatable, Sendable {
    package var path: String
    package var digest: String
  }

  package struct InputColumn: Equatable, Sendable {
    package var name: String
    package var type: String
    /// Ways in which dates are written.
    package var patterns: [String]
    /// Cells without a value.
    package var missing: Int
    /// The digest of the cells in any order.
    package var content: String
    /// At 1, 5, 25, 50, 75, 95 and 99 %, to three digits; empty for what is not an amount or count.
    package var quantiles: [Double]
    /// A short digest of each level that many entities share, ascending; empty for a column that no
    /// decision names, that is not a category, or that may say who somebody is.
    package var levels: [String] = []
  }

  package struct Step: Equatable, Sendable {
    package var at: String
    package var code: String
    package var because: String?
    package var rowsIn: Int?
    package var rowsOut: Int?
    package var record: LedgerRecord
  }

  package struct Candidate: Equatable, Sendable {
    package var k: Int
    /// The other parameters that vary between candidates.
    package var varied: LedgerRecord
    package var sizes: [Int]
    package var metrics: [Measure]
  }

  package struct Measure: Equatable, Sendable {
    package var name: String
    package var value: Double
    /// How far a value of another run may be off, relative to the value.
    package var tolerance: Double
  }

  package struct FittedModel: Equatable, Sendable {
    /// The name that a `let` gave it, or `result 2` for the second one shown.
    package var name: String
    /// The stage that fitted it.
    package var at: String
    package var algorithm: String
    package var key: String
    package var features: [String]
    /// Shape `[k × d]`, scaled.
    package var centroids: [[Double]]
    /// Shape `[k × d]`, in the units in which the features were made.
    package var originalCentroids: [[Double]]
    /// How new customers are assigned.
    package var rule: StoredRule
    package var sizes: [Int]
    package var rows: Int
    package var noise: Int
    /// What the segments are called; empty where they have no names.
    package var names: [String]
    package var labels: LabelDigest
    package var metrics: [Measure]
    package var candidates: [Candidate]
  }

  /// Labels that can be compared and not read.
  package struct LabelDigest: Equatable, Sendable {
    /// Of the labels, customers ascending by id; no id goes into it.
    package var inOrder: String
    /// Of (HMAC of the id, label) pairs, where there was a key.
    package var keyed: String?
  }

  package struct Expectation: Equatable, Sendable {
    package var at: String
    package var code: String
    package var status: String
    package var value: LedgerValue
    /// How far the value of another run may be off, relative to the value.
    package var tolerance: Double
  }

  /// A file that the script writes.
  package struct Output: Equatable, Sendable {
    package var at: String
    package var path: String
    package var rows: Int
    /// The SHA-256 of its bytes.
    package var digest: String
    /// The digest of its rows in any order.
    package var content: String
  }

  package var engine: Engine
  /// The seed of every choice that the script does not seed.
  package var seed: Int
  package var script: ScriptMark
  package var parameters: [Parameter]
  package var inputs: [Input]
  package var roles: [Role]
  package var steps: [Step]
  package var models: [FittedModel]
  package var expectations: [Expectation]
  /// By model, in order; none in a lock of format 1, which did not keep them.
  package var profiles: [Profile]
  /// In the order of the run; `nil` in a lock of format 1, which did not keep them.
  package var outputs: [Output]?
  /// By path.
  package var locks: [UsedLock] = []
}

extension LockDocument.Step {
  package init(_ decision: Decision) {
    self.init(
      at: decision.at, code: decision.code, because: decision.because, rowsIn: decision.rowsIn,
      rowsOut: decision.rowsOut, record: decision.record)
  }
}
