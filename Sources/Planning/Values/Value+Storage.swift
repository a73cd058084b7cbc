import Clustering
import Matrices
import Tables

extension StoredBytes {
  /// Adds what grows with the rows: columns, matrices, labels.
  package mutating func add(_ value: Value) {
    switch value {
    case .table(let rows): for table in rows.engine.tables { add(table) }
    case .applied(let applied): add(applied.table)
    case .features(let features): add(features)
    case .scaled(let scaled): add(scaled)
    case .sweep(let sweep): for model in sweep.candidates { add(model) }
    case .model(let model): add(model)
    case .profile(let profile): add(profile.model)
    case .display, .scalar, .run: break
    }
  }

  private mutating func add(_ features: Features) {
    add(features.table)
    add(features.originals)
  }

  private mutating func add(_ scaled: Scaled) {
    add(scaled.features)
    add(scaled.matrix.values)
  }

  private mutating func add(_ model: Model) {
    add(model.scaled)
    add(model.labels)
    for other in model.choice?.sweep.candidates ?? [] { add(other.labels) }
  }
}
