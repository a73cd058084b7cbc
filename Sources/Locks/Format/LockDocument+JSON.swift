import Planning
import Tables

extension LockDocument {
  /// The one form of a lock: sorted keys, shortest numbers, and at the end of it all a checksum.
  package var json: JSONValue {
    .object(members + usedLocks)
  }

  /// Only where there are some: a lock is as short as it can be.
  private var usedLocks: [(String, JSONValue)] {
    guard !locks.isEmpty else { return [] }
    return [("locks", .object(locks.map { ($0.path, ["sha256": .string($0.digest)]) }))]
  }

  private var members: [(String, JSONValue)] {
    [
      ("lock", .integer(Int64(LockDocument.format))),
      (
        "engine",
        [
          "segue": .string(engine.version), "numerics": .integer(Int64(engine.numerics)),
          "language": .integer(Int64(engine.language)), "library": .string(engine.library),
        ]
      ),
      ("seed", .integer(Int64(seed))),
      (
        "script",
        [
          "tree": .string(script.tree),
          "modules": .object(script.modules.map { ($0.name, .string($0.tree)) }),
        ]
      ),
      (
        "params",
        .object(
          parameters.map {
            ($0.name, ["value": .string($0.value), "given": .bool($0.isGiven)])
          })
      ),
      ("inputs", .object(inputs.map { ($0.name, $0.json) })),
      (
        "roles",
        .array(
          roles.map { role in
            [
              "stage": .string(role.stage),
              "found": .object(role.arguments.map { ($0.parameter, .string($0.source)) }),
            ]
          })
      ),
      ("decisions", .array(steps.map(\.json))),
      ("models", .array(models.map(\.json))),
      (
        "expectations",
        .array(
          expectations.map {
            [
              "at": .string($0.at), "code": .string($0.code), "status": .string($0.status),
              "value": LedgerText.json($0.value), "tolerance": .fraction($0.tolerance),
            ]
          })
      ),
      ("profiles", .array(profiles.map(\.json))),
      (
        "outputs",
        .array(
          (outputs ?? []).map {
            [
              "at": .string($0.at), "path": .string($0.path), "rows": .integer(Int64($0.rows)),
              "sha256": .string($0.digest), "content": .string($0.content),
            ]
          })
      ),
    ]
  }
}

extension LockDocument.Input {
  fileprivate var json: JSONValue {
    [
      "path": .string(path), "bytes": .integer(Int64(bytes)), "sha256": .string(digest),
      "rows": .integer(Int64(rows)), "content": .string(content),
      "format": .object(
        format.entries.map { entry in
          switch entry.value {
          case .text(let text): (entry.name, .string(text))
          case .texts(let texts): (entry.name, .texts(texts))
          case .flag(let flag): (entry.name, .bool(flag))
          }
        }),
      "columns": .array(columns.map(\.json)),
    ]
  }
}

extension LockDocument.InputColumn {
  fileprivate var json: JSONValue {
    var members: [(String, JSONValue)] = [
      ("name", .string(name)), ("type", .string(type)), ("missing", .integer(Int64(missing))),
      ("content", .string(content)),
    ]
    if !patterns.isEmpty { members.append(("patterns", .texts(patterns))) }
    if !quantiles.isEmpty { members.append(("quantiles", .fractions(quantiles))) }
    if !levels.isEmpty { members.append(("levels", .texts(levels))) }
    return .object(members)
  }
}

extension LockDocument.Step {
  fileprivate var json: JSONValue {
    var members: [(String, JSONValue)] = [("at", .string(at)), ("code", .string(code))]
    if let because { members.append(("because", .string(because))) }
    if let rowsIn { members.append(("rows_in", .integer(Int64(rowsIn)))) }
    if let rowsOut { members.append(("rows_out", .integer(Int64(rowsOut)))) }
    if !record.isEmpty { members.append(("recorded", LedgerText.json(record))) }
    return .object(members)
  }
}

extension LockDocument.Measure {
  fileprivate var json: (String, JSONValue) {
    (name, ["value": .fraction(value), "tolerance": .fraction(tolerance)])
  }
}

extension LockDocument.FittedModel {
  fileprivate var json: JSONValue {
    var labels: [(String, JSONValue)] = [("in_order", .string(self.labels.inOrder))]
    if let keyed = self.labels.keyed { labels.append(("keyed", .string(keyed))) }
    let names: [(String, JSONValue)] = names.isEmpty ? [] : [("names", .texts(names))]
    let members: [(String, JSONValue)] =
      names + [
        ("name", .string(name)), ("at", .string(at)), ("algorithm", .string(algorithm)),
        ("key", .string(key)), ("features", .texts(features)),
        ("centroids", .array(centroids.map { .fractions($0) })),
        ("centroids_original", .array(originalCentroids.map { .fractions($0) })),
        ("sizes", .wholes(sizes)), ("rows", .integer(Int64(rows))),
        ("noise", .integer(Int64(noise))), ("labels", .object(labels)),
        ("metrics", .object(metrics.map(\.json))),
        (
          "candidates",
          .array(
            candidates.map { candidate in
              .object(
                [("k", .integer(Int64(candidate.k))), ("sizes", .wholes(candidate.sizes))]
                  + (candidate.varied.isEmpty
                    ? [] : [("varied", LedgerText.json(candidate.varied))])
                  + candidate.metrics.map { ($0.name, .fraction($0.value)) })
            })
        ),
      ]
    return .object(members + (rule.json.map { [("rule", $0)] } ?? []))
  }
}
