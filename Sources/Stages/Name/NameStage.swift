import Diagnostics
import Planning
import Relations
import Syntax
import Tables

/// `name { recency is low => "New", else => "Others" }`: names the segments by rules.
package struct NameStage: Stage {
  let rules: [NameRule]
  /// The features whose levels the rules test.
  let levels: [String]
  /// Cuts that the script sets instead of the terciles.
  let stated: [SegmentLevels.Cuts]
  let features: FeaturesType
  let algorithm: String
  let range: SourceRange

  package static let signature = StageSignature(
    "name", "Names segments by rules; the first rule that matches applies.", group: .read,
    inputs: [.model],
    positional: Parameter(
      "rules", .block, "`{recency is low => \"New\", else => \"Others\"}`.", isRequired: true),
    clauses: [
      ClauseParameter(
        .with,
        Parameter(
          "cuts", .block,
          "The limits of low and high, such as {recency: 30...90}; by default the terciles "
            + "of the customers."))
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

  /// One row per segment, with the columns that rules can use.
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

  /// If several segments have the same name, a number is added from the second one on.
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
        "\(counted(chosen.count { $0 == chosen[first] }, "segment")) match the rule for "
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
      .namelessSegment, "no rule matches \(counted(nameless.count, "segment"))", at: range,
      notes: described, fixes: [Diagnostic.Fix("else => \"Other\"", remark: "as the last line")])
  }
}

extension DiagnosticCode {
  package static let unreachableName = DiagnosticCode(
    "E0440", "a rule that is never reached",
    page: """
      The first rule that matches a segment names it. A rule below others that match everything it
      matches, or one whose condition is false for every combination of levels, is never used.

      ```seg
      sample transactions customers=200 seed=7 | rfm | scale robust | kmeans k=3 seed=1
        | name {recency is low => "New", recency is low and monetary is high => "Best",
                else => "Others"}
      # error: E0440
      ```

      Put the narrower rule first, or remove it.
      """)

  package static let namelessLevels = DiagnosticCode(
    "E0441", "combinations of levels without a name",
    page: """
      Levels are low, mid and high, so rules over two features must cover nine combinations. Those
      that no rule matches are listed before anything runs; published tables of names often have such
      gaps.

      ```seg
      sample transactions customers=200 seed=7 | rfm | scale robust | kmeans k=3 seed=1
        | name {recency is low => "New", recency is high => "Lost"}
      # error: E0441
      ```

      Write a rule for them, or `else => "Other"` as the last line.
      """)

  package static let namelessSegment = DiagnosticCode(
    "E0442", "a segment that no rule matches",
    page: """
      Conditions such as `monetary > 1000` can only be tested on the data. For one segment none of them
      is true.

      ```seg
      sample transactions customers=200 seed=7 | rfm | scale robust | kmeans k=3 seed=1
        | name {monetary > 1_000_000 => "Whales"}
      # error: E0442
      ```

      Write a rule for it, or `else => "Other"` as the last line.
      """)

  package static let sharedName = DiagnosticCode(
    "W0440", "several segments match one rule",
    page: """
      Names are unique, so that a campaign does not go to two groups at once. If one rule matches several
      segments, a number is added to the name of the second. Perhaps there are more segments than you
      have names for, or one rule is too broad.
      """)
}

extension NameStage {
  package static let manual = """
    Rules are tested on the median customer of each segment, from top to bottom, and the first match
    gives the name. `low`, `mid` and `high` compare that customer with all: up to the first tercile,
    between the terciles, or from the second one on. Combinations without a name and rules that are
    never used are reported before anything runs.

    ```seg
    sample transactions customers=300 seed=7 | rfm | scale robust | kmeans k=4 seed=1
      | name {
          recency is low and monetary is high => "Champions",
          recency is low                      => "New",
          recency is high                     => "Dormant",
          else                                => "Regulars",
        }
    ```

    A rule may also compare: `monetary > 1000` tests the median of the segment, `share < 5%` and
    `customers < 50` its size. Set your own limits after `with`:

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

    Names are unique: if a rule matches two segments, a number is added to the second, with a warning.
    On new data rules are not tested again: a customer gets the stored name of the segment.
    """
}
