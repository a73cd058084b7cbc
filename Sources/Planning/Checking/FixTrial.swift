import Diagnostics
import Syntax

/// Tries the fixes of a script before they are shown: each is pasted and the script checked again.
///
/// A fix that removes one mistake and leaves another in the same place is extended by the fix of that
/// one, so that `filter(amount > 10)` is answered with `keep amount > 10`. A fix after which its stage
/// still cannot be checked is not shown.
struct FixTrial {
  /// Knows what stood before the source.
  let checker: Checker
  let source: SourceText
  let number: Int
  let continuing: ValueType?
  let found: [Diagnostic]

  /// So many fixes are tried; those of a script with more mistakes are shown as they are.
  private static let limit = 40
  /// So many fixes may follow each other in one place.
  private static let deepest = 5

  func tried() -> [Diagnostic] {
    var budget = FixTrial.limit
    return found.map { problem in
      guard problem.severity == .error, problem.range?.source == number else { return problem }
      var tried = problem
      tried.fixes = problem.fixes.compactMap { fix in
        guard let range = fix.range, range.source == number, budget > 0 else { return fix }
        budget -= 1
        return self.tried(fix, at: range, of: problem)
      }
      return tried
    }
  }

  /// The text after some fixes, and what of it differs from the source.
  private struct Edit {
    var bytes: [UInt8]
    /// The part of the source that was replaced, and where its replacement stands now.
    var old: Range<Int>
    var new: Range<Int>

    init(_ source: SourceText, _ range: SourceRange, _ replacement: String) {
      bytes = source.bytes
      old = range.start..<range.end
      new = old
      replace(old, by: replacement)
    }

    mutating func replace(_ range: Range<Int>, by replacement: String) {
      let added = Array(replacement.utf8)
      if range.lowerBound < new.lowerBound {
        old = old.lowerBound - (new.lowerBound - range.lowerBound)..<old.upperBound
        new = range.lowerBound..<new.upperBound
      }
      if range.upperBound > new.upperBound {
        old = old.lowerBound..<old.upperBound + (range.upperBound - new.upperBound)
        new = new.lowerBound..<range.upperBound
      }
      bytes.replaceSubrange(range, with: added)
      new = new.lowerBound..<new.upperBound + added.count - range.count
    }

    var text: String { String(decoding: bytes, as: UTF8.self) }
    var replacement: String { String(decoding: bytes[new], as: UTF8.self) }

    /// Where a place of the source stands now; `nil` if it was replaced.
    func moved(_ range: SourceRange) -> Range<Int>? {
      if range.end <= old.lowerBound { return range.start..<range.end }
      guard range.start >= old.upperBound else { return nil }
      let shift = new.upperBound - old.upperBound
      return range.start + shift..<range.end + shift
    }
  }

  private func tried(
    _ fix: Diagnostic.Fix, at range: SourceRange, of problem: Diagnostic
  ) -> Diagnostic.Fix? {
    var edit = Edit(source, range, fix.replacement)
    var seen: [[UInt8]] = [source.bytes]
    for round in 0..<FixTrial.deepest {
      guard !seen.contains(edit.bytes) else { return nil }
      seen.append(edit.bytes)
      let (left, script) = check(edit)
      let blockers = blockers(among: left, of: script, after: edit)
      guard let first = blockers.first else {
        guard round > 0 else { return fix }
        return Diagnostic.Fix(
          edit.replacement,
          at: SourceRange(
            source: number, start: edit.old.lowerBound, end: edit.old.upperBound))
      }
      let next = blockers.lazy.compactMap { blocker in
        blocker.fixes.first { $0.range?.source == self.number }
      }.first
      guard let next, let place = next.range, first.severity == .error else { return nil }
      edit.replace(place.start..<place.end, by: next.replacement)
    }
    return nil
  }

  private func check(_ edit: Edit) -> (problems: [Diagnostic], script: Script) {
    var checker = checker
    let text = SourceText(name: source.name, text: edit.text)
    let problems = checker.checkOnce(text, continuing: continuing).problems
    return (problems.filter { $0.severity == .error }, Parser.parse(text, number: number).script)
  }

  /// The errors that keep what was pasted from being right: those next to it, and those in its stage
  /// that were not there before.
  private func blockers(
    among problems: [Diagnostic], of script: Script, after edit: Edit
  ) -> [Diagnostic] {
    let stage = script.call(around: edit.new) ?? edit.new
    let before = found.compactMap { problem -> (DiagnosticCode, Range<Int>)? in
      guard let range = problem.range, range.source == number, let now = edit.moved(range) else {
        return nil
      }
      return (problem.code, now)
    }
    return problems.filter { problem in
      guard let range = problem.range, range.source == number else { return false }
      let place = range.start..<range.end
      let touches =
        place.touches(edit.new)
        || problem.fixes.contains {
          $0.range.map { $0.source == number && ($0.start..<$0.end).overlaps(edit.new) } ?? false
        }
      if touches { return true }
      return place.touches(stage)
        && !before.contains { $0.0 == problem.code && $0.1 == place }
    }
  }
}

extension Range<Int> {
  /// Whether two ranges share a place or meet; an empty one is a place.
  fileprivate func touches(_ other: Range<Int>) -> Bool {
    lowerBound <= other.upperBound && other.lowerBound <= upperBound
  }
}

extension Script {
  /// The smallest call of a stage that holds a range.
  fileprivate func call(around range: Range<Int>) -> Range<Int>? {
    let pipelines = statements.compactMap { statement -> Pipeline? in
      switch statement.kind {
      case .binding(let binding): binding.pipeline
      case .stage(let stage): stage.body
      case .pipeline(let pipeline): pipeline
      case .edition, .use, .parameter, .function, .text, .missing: nil
      }
    }
    for pipeline in pipelines {
      var calls = pipeline.calls
      if case .call(let head)? = pipeline.head { calls.append(head) }
      for call in calls where call.range.start <= range.lowerBound {
        if range.upperBound <= call.range.end { return call.range.start..<call.range.end }
      }
    }
    return nil
  }
}
