import Clustering
import Matrices
import Relations
import Tables

extension Value {
  /// The rows of a value that has some: a table's own, one per entity, one per candidate.
  package var rows: Table? {
    switch self {
    case .table(let rows): rows.table
    case .applied(let applied): applied.table
    case .features(let features): features.table
    case .scaled(let scaled): scaled.features.table
    case .sweep(let sweep): sweep.table
    case .model(let model): model.assignments
    case .profile, .display, .scalar, .run: nil
    }
  }

  /// The same rows as a relation that a stage can go on with.
  package var relationalRows: Rows? {
    if case .table(let rows) = self { rows } else { rows.map { Rows($0) } }
  }

  /// The number of rows that the ledger counts.
  package var rowCount: Int? {
    switch self {
    case .sweep(let sweep): sweep.candidates.first?.labels.count
    case .model(let model): model.labels.count
    case .table(let rows): rows.count
    default: rows?.rowCount
    }
  }
}

extension Features {
  /// The same entities with other columns or fewer rows; a model sees the columns `names` of `table`.
  package func replacing(_ table: Table, names: [String]) -> Features {
    Features(
      table: table, key: key, names: names, originals: transforms.isEmpty ? table : originals,
      transforms: transforms.filter { names.contains($0.feature) })
  }
}

extension Features {
  /// The table with every feature in the units in which it was made; rows as `table`.
  package var inOriginalUnits: Table {
    let changed = transforms.map(\.feature).uniqued
    guard !changed.isEmpty else { return table.compacted() }
    let made = Relation.project(
      .scan("originals"),
      [NamedScalar(key, .column(key))]
        + changed.map { NamedScalar("(original) \($0)", .column($0)) })
    let columns = table.fields.map { field in
      NamedScalar(
        field.name,
        .column(changed.contains(field.name) ? "(original) \(field.name)" : field.name))
    }
    let joined = Relation.join(
      .scan("now"), made, Join(keys: [Join.Pair(key, key)], kind: .left))
    do throws(ExecutionError) {
      // The key is unique, so that the join neither adds nor drops nor reorders rows.
      return try Executor(control: RunControl(threads: 1)).run(
        .project(joined, columns), over: ["now": table, "originals": originals]
      ).compacted()
    } catch {
      preconditionFailure("features that were made can be brought back to their units: \(error)")
    }
  }
}

extension Model {
  /// Where each customer belongs by the rule that new ones are assigned by: label, distance and
  /// confidence.
  package var assignment: SegmentAssignment {
    do throws(ClusteringError) {
      return try rule.assign(scaled.matrix, control: RunControl(threads: 1))
    } catch {
      preconditionFailure("a rule takes the rows that it was made from: \(error)")
    }
  }

  /// One row per customer: the features in the units in which they were made, the segment from 1,
  /// its name where it has one, the distance to what decided in scaled units, and the confidence,
  /// 0...1; all are missing for noise.
  package var assignments: Table {
    let features = scaled.features
    let segments = labels.map { Int64($0 + 1) }
    var validity: Bitmap?
    if noise > 0 {
      var bits = Bitmap(repeating: true, count: labels.count)
      for (row, label) in labels.enumerated() where label < 0 { bits[row] = false }
      validity = bits
    }
    let assignment = assignment
    let distances = zip(labels, assignment.distances).map { $0 < 0 ? 0 : $1 }
    let confidences = zip(labels, assignment.confidences).map { $0 < 0 ? 0 : $1 }
    let table = features.inOriginalUnits
    return Table(
      fields: table.fields + [Field("segment", .integer)]
        + (names == nil ? [] : [Field("name", .text)])
        + [Field("distance", .number), Field("confidence", .number)],
      columns: table.columns + [.integer(Cells(segments, validity: validity))]
        + (names.map { [nameColumn($0, validity: validity)] } ?? []) + [
          .number(Cells(distances, validity: validity)),
          .number(Cells(confidences, validity: validity)),
        ])
  }
}

extension Model {
  private func nameColumn(_ names: SegmentNames, validity: Bitmap?) -> Column {
    .text(
      TextCells(
        codes: Cells(labels.map { Int32(max(0, $0)) }, validity: validity),
        dictionary: TextPool(names.names)))
  }
}

extension [String] {
  /// Each text once, in order of first appearance.
  package var uniqued: [String] {
    reduce(into: []) { seen, text in if !seen.contains(text) { seen.append(text) } }
  }
}
