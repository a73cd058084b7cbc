import Planning
import Relations
import Syntax
import Tables

extension ValueType {
  /// The same kind of value with other columns; if it is features, all numeric columns are features.
  func with(_ table: TableType) -> ValueType {
    switch self {
    case .features(let type): .features(FeaturesType(table: table, key: type.key))
    case .table, .scaled, .sweep, .model, .profile, .display, .scalar, .run, .applied, .unknown:
      .table(table)
    }
  }

  /// The same kind of value with fewer rows, or rows in another order.
  var ofOtherRows: ValueType {
    if case .applied(let type, _) = self { .table(type) } else { self }
  }

  /// The columns of its rows; for a model the features, segment and distance of its customers.
  var rows: TableType? {
    if case .model(let type, _) = self { type.assignments } else { table }
  }

  /// The column that identifies the entity, if rows are entities.
  var key: String? {
    if case .features(let type) = self { type.key } else { nil }
  }
}

extension TableType {
  /// The same rows with some columns replaced; new columns are added at the end.
  func replacing(_ changed: [ColumnType]) -> TableType {
    var columns = columns
    for column in changed {
      if let index = columns.firstIndex(where: { $0.name == column.name }) {
        columns[index] = column
      } else {
        columns.append(column)
      }
    }
    return with(columns: columns)
  }
}

extension Relation {
  /// The same rows with some columns computed; new names are added at the end.
  ///
  /// All expressions use the columns of the input.
  func deriving(_ computed: [NamedScalar], among columns: [String]) -> Relation {
    var projection = columns.map { name in
      computed.last { $0.name == name } ?? NamedScalar(name, .column(name))
    }
    for scalar in computed where !projection.contains(where: { $0.name == scalar.name }) {
      projection.append(scalar)
    }
    return .project(self, projection)
  }
}

extension RunContext {
  /// The cells of an expression, one for each row of the table.
  func cells(of scalar: Scalar, over table: Table) throws(StageFailure) -> Column {
    do throws(ExecutionError) {
      return try Executor(control: control).evaluate(scalar, over: table)
    } catch {
      throw StageFailure(error)
    }
  }
}
