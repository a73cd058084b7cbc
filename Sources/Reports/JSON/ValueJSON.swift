import Clustering
import Documents
import Matrices
import Planning
import Relations
import Tables

/// The public shape of a value, as `docs/schemas/` describes it: names and order are a promise.
package enum ValueJSON {
  package static func json(_ value: Value, of type: ValueType) -> [(String, JSONValue)] {
    [("type", .string(type.name))] + content(value, type.table)
  }

  private static func content(_ value: Value, _ type: TableType?) -> [(String, JSONValue)] {
    switch value {
    case .table(let all): return rows(all.table, type)
    case .applied(let applied): return rows(applied.table, type)
    case .features(let features):
      return [
        ("key", .string(features.key)), ("features", JSONValue.strings(features.names)),
      ] + rows(features.table, type)
    case .scaled(let scaled):
      return [
        ("key", .string(scaled.features.key)),
        ("features", JSONValue.strings(scaled.features.names)),
        ("method", .string(scaled.method)), ("center", JSONValue.numbers(scaled.centers)),
        ("spread", JSONValue.numbers(scaled.spreads)),
        ("rows", .integer(Int64(scaled.matrix.rows))),
      ] + (scaled.reduction.map { [("reduction", reduction($0))] } ?? [])
        + (scaled.encoding.map { [("encoding", encoding($0))] } ?? [])
    case .sweep(let sweep):
      return [
        ("swept", JSONValue.strings(sweep.swept)), ("interrupted", .bool(sweep.interrupted)),
        ("candidates", candidates(of: sweep)),
      ]
    case .model(let model): return self.model(model)
    case .profile(let profile): return ProfileJSON.members(profile)
    case .display(let display): return display.json
    case .scalar(let literal): return [("value", JSONValue.cell(literal))]
    case .run(let run):
      return [
        ("lock", .string(run.path)), ("sha256", .string(run.digest)), ("model", .string(run.model)),
        ("features", JSONValue.strings(run.features)),
        ("reads", JSONValue.strings(run.source.table.columns.map(\.name))),
      ]
    }
  }

  private static func rows(_ table: Table, _ type: TableType?) -> [(String, JSONValue)] {
    let hidden = HiddenCells(of: table, type)
    return [
      (
        "columns",
        .array(
          table.fields.map {
            .object([("name", .string($0.name)), ("type", .string(DataType($0.type).name))])
          })
      ),
      (
        "rows",
        .array(
          (0..<table.rowCount).map { row in
            .array(
              table.columns.indices.map {
                JSONValue.cell(hidden.shown(table[row, $0], column: $0))
              })
          })
      ),
    ]
  }

  /// The axes that a model sees instead of the features.
  private static func reduction(_ reduction: Reduction) -> JSONValue {
    .object([
      ("axes", JSONValue.strings(reduction.names)),
      ("explained", JSONValue.numbers(reduction.explained)),
      ("mean", JSONValue.numbers(reduction.mean)), ("loadings", matrix(reduction.loadings)),
    ])
  }

  /// The categories beside the axes, and what a word that differs adds to the squared distance.
  private static func encoding(_ encoding: Encoding) -> JSONValue {
    .object([
      ("gamma", .number(encoding.gamma)),
      ("levels", .object(encoding.categories.map { ($0.name, JSONValue.strings($0.levels)) })),
    ])
  }

  private static func model(_ model: Model) -> [(String, JSONValue)] {
    var members: [(String, JSONValue)] = [
      ("algorithm", .string(model.algorithm)), ("k", .integer(Int64(model.k))),
      ("parameters", LedgerJSON.json(model.parameters)),
      ("features", JSONValue.strings(model.scaled.features.names)),
      ("key", .string(model.scaled.features.key)),
      ("rows", .integer(Int64(model.labels.count))),
      ("sizes", .array(model.sizes.map { .integer(Int64($0)) })),
      ("centroids", matrix(model.centroids)),
      ("centroids_original", matrix(model.originalCentroids)),
      ("metrics", .object(metrics(model))),
      ("converged", .bool(model.converged)),
    ]
    if let reduction = model.scaled.reduction {
      members.append(("reduction", self.reduction(reduction)))
    }
    if let encoding = model.scaled.encoding {
      members.append(("encoding", self.encoding(encoding)))
      let modes = encoding.modes(of: model.centroids)
      members.append(
        ("modes", .object(zip(encoding.categories, modes).map { ($0.name, JSONValue.strings($1)) }))
      )
    }
    if let iterations = model.iterations {
      members.append(("iterations", .integer(Int64(iterations))))
    }
    if let names = model.names { members.append(("names", JSONValue.strings(names.names))) }
    if model.noise > 0 { members.append(("noise", .integer(Int64(model.noise)))) }
    if !model.stability.isEmpty {
      members.append(
        ("stability", .array(model.stability.map { LedgerJSON.json($0.record) })))
    }
    if let choice = model.choice {
      members += ChoiceJSON.members(choice, candidates: candidates(of: choice.sweep))
    }
    return members
  }

  /// Each candidate: what varies and its metrics side by side.
  private static func candidates(of sweep: Sweep) -> JSONValue {
    .array(
      sweep.candidates.map { model in
        let varied = sweep.swept.filter { $0 != "k" }.compactMap { name in
          model.parameters[name].map { (name, LedgerJSON.json($0)) }
        }
        let noise: [(String, JSONValue)] =
          model.noise > 0 ? [("noise", .integer(Int64(model.noise)))] : []
        return .object(
          [
            ("algorithm", .string(model.algorithm)), ("k", .integer(Int64(model.k))),
            ("sizes", .array(model.sizes.map { .integer(Int64($0)) })),
          ] + noise + varied + metrics(model)
            + sweep.yardsticks.named.compactMap { own in
              model.metrics.byColumn[own.name].map { (own.name, .number($0)) }
            })
      })
  }

  private static func metrics(_ model: Model) -> [(String, JSONValue)] {
    Metric.all.compactMap { metric in
      model.metrics[metric].map { (metric.name, .number($0)) }
    }
  }

  static func matrix(_ matrix: Matrix) -> JSONValue {
    .array((0..<matrix.rows).map { JSONValue.numbers(Array(matrix.row($0))) })
  }
}

/// The ledger as JSON.
package enum LedgerJSON {
  package static func json(_ record: LedgerRecord) -> JSONValue {
    .object(record.entries.map { ($0.name, json($0.value)) })
  }

  package static func json(_ value: LedgerValue) -> JSONValue {
    switch value {
    case .null: .null
    case .boolean(let flag): .bool(flag)
    case .integer(let number): .integer(Int64(number))
    case .number(let number): .number(number)
    case .text(let text): .string(text)
    case .cell(let literal): JSONValue.cell(literal)
    case .list(let values): .array(values.map(json))
    case .record(let record): json(record)
    }
  }

  package static func json(_ decision: Decision) -> JSONValue {
    var members: [(String, JSONValue)] = [
      ("at", .string(decision.at)), ("code", .string(decision.code)),
    ]
    if let because = decision.because { members.append(("because", .string(because))) }
    if let rows = decision.rowsIn { members.append(("rows_in", .integer(Int64(rows)))) }
    if let rows = decision.rowsOut { members.append(("rows_out", .integer(Int64(rows)))) }
    return .object(
      members + decision.record.entries.map { ($0.name, json($0.value)) })
  }

  package static func json(_ expectation: ExpectationResult) -> JSONValue {
    .object([
      ("at", .string(expectation.at)), ("code", .string(expectation.code)),
      ("status", .string(expectation.status.rawValue)), ("value", json(expectation.value)),
    ])
  }
}
