import Diagnostics
import Planning
import Relations
import Tables

/// The param that holds the day, by convention.
private let asOfParameter = "as_of"

extension LockDocument {
  /// Gives the param `as_of` another day.
  ///
  /// - Returns: Whether there is such a param.
  func move(
    _ asOf: AsOf?, among parameters: inout [String: String]
  ) throws(StageFailure) -> Bool {
    guard let asOf, parameters[asOfParameter] != nil else { return false }
    guard case .day(let day) = asOf else {
      throw .problems([
        Diagnostic(
          .fixedAsOf, "`as_of` is a param of the script, and a param needs a day", at: .process,
          fixes: [Diagnostic.Fix("--as_of 2026-07-01")])
      ])
    }
    parameters[asOfParameter] = CivilDate(daysSinceEpoch: day).description
    return true
  }

  /// The day that a lock counts up to, in a sentence; `nil` where it is not known.
  func lockedDay(of stages: [PlannedStage]) -> String? {
    if let parameter = parameters.first(where: { $0.name == asOfParameter }) {
      return "the param `as_of` is \(parameter.value) in the lock"
    }
    for planned in stages where planned.countsRecency {
      for entry in steps.first(where: { $0.at == planned.path })?.record.entries ?? [] {
        guard case .cell(.date(let day)) = entry.value else { continue }
        return "`as_of` is \(CivilDate(daysSinceEpoch: day + 1)) in the lock, the day after its "
          + "last purchase"
      }
    }
    return nil
  }
}

extension AsOf {
  /// Changes what `rfm` recorded of the last purchase, where `as_of` was left out.
  ///
  /// - Throws: E0726 where no stage counts up to a day of the data.
  func move(
    _ records: inout [String: [LedgerRecord]], of stages: [PlannedStage]
  ) throws(StageFailure) {
    var isMoved = false
    for path in stages.filter(\.countsRecency).map(\.path) {
      for place in (records[path] ?? []).indices {
        guard var record = records[path]?[place],
          let entry = record.entries.first(where: { $0.name.hasPrefix("(latest(") })
        else { continue }
        switch self {
        case .day(let day): record[entry.name] = .cell(.date(day - 1))
        case .latest: records[path] = nil
        }
        if case .day = self { records[path]?[place] = record }
        isMoved = true
        if self == .latest { break }
      }
    }
    guard isMoved else {
      throw .problems([
        Diagnostic(
          .fixedAsOf, "the script writes its `as_of` out, so that the lock cannot move it",
          at: .process,
          notes: ["a param can be moved, and so can the default of `rfm`"],
          fixes: [Diagnostic.Fix("param as_of: date = @2026-01-01", remark: "then `segue lock`")])
      ])
    }
  }
}

extension PlannedStage {
  /// Whether it makes the features of `rfm`, which counts up to the last day where no day is given.
  fileprivate var countsRecency: Bool { name == "features" && isPartOfRFM }

  /// Whether it is the expectation of `rfm` that nobody bought after `as_of`.
  var isRecencyCheck: Bool {
    name == "expect" && isPartOfRFM && code.hasPrefix("expect recency >= 0")
  }

  private var isPartOfRFM: Bool {
    path.split(separator: "/").dropLast().contains { $0.prefix { $0 != "#" } == "rfm" }
  }
}

extension DiagnosticCode {
  package static let fixedAsOf = DiagnosticCode(
    "E0726", "a day that the lock cannot move",
    page: """
      `--as_of` moves the day up to which a lock counts recency. It can be moved where the script has a
      `param as_of: date = …`, to a day, and where `rfm` was written without `as_of`, to a day or to
      `latest`, the day after the last purchase of the fresh data. A day that is written into a stage
      is one of the locked decisions.

      Make it a param and lock the script again.
      """)

  package static let pastAsOf = DiagnosticCode(
    "E0727", "fresh data after the day of the lock",
    page: """
      A lock counts recency up to a day. Purchases after that day would give customers a recency below
      zero, which no segment of the lock was made for.

      `segue apply F.seg.lock --input tx=new.csv --as_of 2026-07-01` counts up to another day; in a
      script it is `| apply june as_of=@2026-07-01`. With `latest` it is the day after the last purchase
      of the fresh data: right for a whole export, wrong for a part of one, which would make everybody
      in it recent.
      """)
}
