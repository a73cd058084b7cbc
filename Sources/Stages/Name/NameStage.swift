import Diagnostics
import Planning
import Relations
import Syntax
import Tables

/// `name { recency is low => "New", else => "Others" }`: gives the segments names by rules.
package struct NameStage: Stage {
  let rules: [NameRule]
  /// The features whose levels the rules ask for.
  let levels: [String]
  /// Cuts that the script states instead of the terciles.
  let stated: [SegmentLevels.Cuts]
  let features: FeaturesType
  let algorithm: String
  let range: SourceRange

  package static let signature = StageSignature(
    "name", "Gives segments names by rules; the first rule that fits wins.", group: .read,
    inputs: [.model],
    positional: Parameter(
      "rules", .block, "`{recency is low => \"New\", else => \"Others\"}`.", isRequired: true),
    clauses: [
      ClauseParameter(
        .with,
        Parameter(
          "cuts", .block,
          "Where low ends and high begins, such as {recency: 30...90}; the terciles "
            + "of the customers where it is left out."))
    ],
    gives: "Model, with names", aliases: ["label", "label_segments", "rename_segments"])

  package init?(_ call: BoundCall, on input: ValueType, _ checker: inout StageChecker) {
    guard case .model(let features, let algorithm) = input, let item = checker.onlyItem() else {
      return nil
    }
    guard case .block(let block) = item.value, !block.entries.isEmpty else {
      checker.report(
        .unexpectedKind(
          "no list of rules", wanted: "rules in braces", at: item.range,
          remark: "such as {recency is low => \"New\", else => \"Others\"}"))
      return nil
    }
    var stated: [SegmentLevels.Cuts] = []
    if let clause = call.clauses[.with] {
      guard case .block(let block)? = clause.items.first?.value else {
        checker.report(
          .unexpectedKind(
            "no list of cuts", wanted: "cuts in braces", at: clause.range,
            remark: "such as {recency: 30...90}"))
        return nil
      }
      guard let cuts = checker.levelCuts(block, of: features) else { return nil }
      stated = cuts
    }
    guard let (rules, levels) = checker.nameRules(block, of: features) else { return nil }
    self.rules = rules
    self.levels = levels
    self.stated = stated
    var named = features
    named.hasSegmentNames = true
    self.features = named
    self.algorithm = algorithm
    range = call.range
  }

  package var output: ValueType { .model(features, algorithm: algorithm) }

  package func run(
    _ input: Value?, replaying replayed: LedgerRecord?, _ context: RunContext
  ) throws(StageFailure) -> StageResult {
    guard case .model(var model)? = input else { brokenPlan() }
    let found = try SegmentLevels(model, features: levels, stated: stated, context)
    let table = table(of: model, found)
    var rule = [Int?](repeating: nil, count: model.k)
    for (place, candidate) in rules.enumerated().reversed() {
      guard let condition = candidate.condition else {
        rule = rule.map { _ in place }
        continue
      }
      let fitting = try context.run(.filter(.scan(stageInput), condition), over: table)
      for row in 0..<fitting.rowCount { rule[fitting.storedRow(row)] = place }
    }
    let nameless = rule.indices.filter { rule[$0] == nil }
    guard nameless.isEmpty else { throw .problems([problem(of: nameless, model, found)]) }
    let chosen = rule.compactMap { $0 }
    let names = unique(chosen.map { rules[$0].name })
    model.names = SegmentNames(names: names, rules: chosen.map { rules[$0].code })
    return StageResult(
      .model(model), record: record(names, chosen, found), remarks: remarks(names, chosen))
  }

  /// One row per segment: what rules can ask.
  private func table(of model: Model, _ found: SegmentLevels) -> Table {
    let names = model.scaled.features.names
    let total = Double(max(1, model.labels.count))
    var columns: [(String, Column)] = names.indices.map { place in
      (names[place], .number(Cells(found.medians.map { $0[place] })))
    }
    columns.append(("customers", .integer(Cells(model.sizes.map { Int64($0) }))))
    columns.append(("share", .number(Cells(model.sizes.map { Double($0) / total }))))
    let words = SegmentLevels.Level.allCases.map(\.rawValue)
    for feature in levels {
      let codes = (0..<model.k).map { segment -> Int32 in
        let level = found.level(of: feature, in: segment, features: names)
        return Int32(level.flatMap { words.firstIndex(of: $0.rawValue) } ?? 0)
      }
      columns.append(
        (
          NameRule.levelColumn(feature),
          .text(TextCells(codes: Cells(codes), dictionary: TextPool(words)))
        ))
    }
    return Table(columns)
  }

  /// A name that two segments would have gets a number from the second one on.
  private func unique(_ names: [String]) -> [String] {
    var taken: [String] = []
    for name in names {
      var free = name
      var number = 2
      while taken.contains(free) {
        free = "\(name) \(number)"
        number += 1
      }
      taken.append(free)
    }
    return taken
  }

  private func record(_ names: [String], _ chosen: [Int], _ found: SegmentLevels) -> LedgerRecord {
    var record = LedgerRecord()
    record["names"] = .list(names.map { .text($0) })
    record["by"] = .list(chosen.map { .text(rules[$0].code ?? "else") })
    if !found.cuts.isEmpty {
      record["levels"] = .record(
        found.cuts.reduce(into: LedgerRecord()) { levels, cuts in
          levels[cuts.feature] = .list([.number(cuts.low), .number(cuts.high)])
        })
    }
    return record
  }

  private func remarks(_ names: [String], _ chosen: [Int]) -> [Diagnostic] {
    let shared = chosen.indices.filter { place in
      chosen.contains(chosen[place]) && chosen.firstIndex(of: chosen[place]) != place
    }
    guard let first = shared.first else { return [] }
    return [
      Diagnostic(
        .sharedName,
        "\(counted(chosen.count { $0 == chosen[first] }, "segment")) fit the rule for "
          + "\(quoted(rules[chosen[first]].name)): numbers were added", at: range,
        notes: ["names now: " + names.map { quoted($0) }.joined(separator: ", ")])
    ]
  }

  private func problem(
    of nameless: [Int], _ model: Model, _ found: SegmentLevels
  ) -> Diagnostic {
    let names = model.scaled.features.names
    let described = nameless.prefix(3).map { segment in
      let parts = names.indices.map { place in
        "\(names[place]) \(hundredths(found.medians[segment][place]))"
          + (found.level(of: names[place], in: segment, features: names).map { " (\($0.rawValue))" }
            ?? "")
      }
      return "segment \(segment + 1), \(counted(model.sizes[segment], "customer")), medians: "
        + parts.joined(separator: ", ")
    }
    return Diagnostic(
      .namelessSegment, "no rule fits \(counted(nameless.count, "segment"))", at: range,
      notes: described, fixes: [Diagnostic.Fix("else => \"Other\"", remark: "as the last line")])
  }
}

extension DiagnosticCode {
  package static let unreachableName = DiagnosticCode(
    "E0440", "a rule that names nobody",
    page: """
      The first rule that fits a segment names it. A rule below others that take all it describes, or
      one whose condition holds for no combination of levels, can never give its name.

      ```seg
      sample transactions customers=200 seed=7 | rfm | scale robust | kmeans k=3 seed=1
        | name {recency is low => "New", recency is low and monetary is high => "Best",
                else => "Others"}
      # error: E0440
      ```

      Put the narrower rule first, or take it out.
      """)

  package static let namelessLevels = DiagnosticCode(
    "E0441", "combinations of levels without a name",
    page: """
      Levels are low, mid and high, so that rules over two features have nine combinations to think
      of. Those that no rule takes are listed before anything runs; a published table of names often
      has such holes.

      ```seg
      sample transactions customers=200 seed=7 | rfm | scale robust | kmeans k=3 seed=1
        | name {recency is low => "New", recency is high => "Lost"}
      # error: E0441
      ```

      Write a rule for them, or `else => "Other"` as the last line.
      """)

  package static let namelessSegment = DiagnosticCode(
    "E0442", "a segment that no rule fits",
    page: """
      Conditions such as `monetary > 1000` can only be asked of the data. A segment was found for which
      none of them holds.

      ```seg
      sample transactions customers=200 seed=7 | rfm | scale robust | kmeans k=3 seed=1
        | name {monetary > 1_000_000 => "Whales"}
      # error: E0442
      ```

      Write a rule for it, or `else => "Other"` as the last line.
      """)

  package static let sharedName = DiagnosticCode(
    "W0440", "two segments under one rule",
    page: """
      Names are unique, or a campaign would go to two groups at once. Where one rule fits several
      segments, the second gets a number behind its name. Perhaps there are more segments than you
      have names for, or one rule is too wide.
      """)
}

extension NameStage {
  package static let manual = """
    Rules are asked of the median customer of each segment, from top to bottom, and the first that
    fits gives the name. `low`, `mid` and `high` say where that customer stands among all: up to the
    first tercile, from the second one on, or between. Before anything runs you are told which
    combinations have no name and which rules can never be used.

    ```seg
    sample transactions customers=300 seed=7 | rfm | scale robust | kmeans k=4 seed=1
      | name {
          recency is low and monetary is high => "Champions",
          recency is low                      => "New",
          recency is high                     => "Dormant",
          else                                => "Regulars",
        }
    ```

    A rule may also compare: `monetary > 1000` is about the segment's median, `share < 5%` and
    `customers < 50` about its size. Cuts of your own go behind `with`:

    ```seg
    sample transactions customers=300 seed=7 | rfm | scale robust | kmeans k=3 seed=1
      | name {share < 2% => "Handful", recency is low => "Active", else => "Quiet"}
        with {recency: 30...90}
    ```

    ```seg
    sample transactions customers=300 seed=7 | rfm | scale robust | kmeans k=3 seed=1
      | name {recency is new => "New", else => "Others"}
    # error: E0206
    ```

    No two segments have one name: a rule that fits two adds a number to the second, with a warning.
    On fresh data nothing is asked again: a customer gets the name that was stored with the segment.
    """
}
