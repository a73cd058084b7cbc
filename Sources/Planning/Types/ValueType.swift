import Diagnostics
import Relations
import Tables

/// A column as the checker knows it.
package struct ColumnType: Equatable, Sendable {
  package let name: String
  package var type: DataType
  package var missing: Missingness
  /// Where it, or a column that it comes from, was marked as personal data.
  package var personal: SourceRange?
  /// Whether the script asks for its personal data to be shown: `show email reveal=true`.
  package var isRevealed = false
  /// Where the script makes it, if it does.
  package var origin: SourceRange?
  /// Whether a number is carried along and is no feature: an outcome, by which segments are compared
  /// and not made, or a score that was computed from the features.
  package var isCarried = false
  /// What a number of ours means, to be told below the table.
  package var definition: String?

  package init(
    _ name: String, _ type: DataType, missing: Missingness = .possible,
    personal: SourceRange? = nil, origin: SourceRange? = nil, definition: String? = nil
  ) {
    self.definition = definition
    self.name = name
    self.type = type
    self.missing = missing
    self.personal = personal
    self.origin = origin
  }

  /// Whether no cell of it may appear in what is shown.
  package var isHidden: Bool { personal != nil && !isRevealed }

  package func renamed(_ name: String) -> ColumnType {
    var column = ColumnType(name, type, missing: missing, personal: personal, origin: origin)
    column.isCarried = isCarried
    return column
  }
}

/// Rows with typed columns, and a key that is known to be unique, if there is one.
package struct TableType: Equatable, Sendable {
  package var columns: [ColumnType]
  /// The columns of which each combination occurs once; empty where no key is known.
  package var grain: [String]
  /// The name that messages use: the file or dataset that the rows came from.
  package var name: String
  /// Why columns that look like something else were read as text, by column, for messages.
  package var remarks: [ColumnRemark]
  /// An estimate of the rows, from the size of the file and its first lines.
  package var estimatedRows: Int?

  package init(
    _ columns: [ColumnType], grain: [String] = [], name: String,
    remarks: [ColumnRemark] = [], estimatedRows: Int? = nil
  ) {
    self.columns = columns
    self.grain = grain
    self.name = name
    self.remarks = remarks
    self.estimatedRows = estimatedRows
  }

  package subscript(name: String) -> ColumnType? { columns.first { $0.name == name } }

  /// The same rows with other columns; a key stays known only while its columns stay.
  package func with(columns: [ColumnType]) -> TableType {
    var result = self
    result.columns = columns
    let names = columns.map(\.name)
    if !grain.allSatisfy(names.contains) { result.grain = [] }
    return result
  }
}

/// Something that the reader found out about a column and that a message should say.
package struct ColumnRemark: Equatable, Sendable {
  package let column: String
  package let text: String
  /// The evidence that day and month cannot be distinguished, where that is the remark.
  package let ambiguousDate: AmbiguousDate?
  /// Whether the remark is that numbers of the column have an exponent.
  package let hasExponents: Bool
  /// What to write so that the column is read as what it holds.
  package let fixes: [Diagnostic.Fix]

  package init(
    column: String, text: String, ambiguousDate: AmbiguousDate? = nil, hasExponents: Bool = false,
    fixes: [Diagnostic.Fix] = []
  ) {
    self.fixes = fixes
    self.column = column
    self.text = text
    self.hasExponents = hasExponents
    self.ambiguousDate = ambiguousDate
  }
}

/// One row per entity, with numeric columns beside the id.
package struct FeaturesType: Equatable, Sendable {
  /// The columns: the key, the features, and columns that were joined and are no features.
  package var table: TableType
  package let key: String
  /// Whether the segments of a model of these entities have names.
  package var hasSegmentNames = false

  package init(table: TableType, key: String) {
    self.table = table
    self.key = key
  }

  /// The columns that a model would see: all numeric ones but the key and those carried along.
  package var features: [ColumnType] {
    table.columns.filter {
      $0.name != key && !$0.isCarried && ($0.type.isNumeric || $0.type == .boolean)
    }
  }
}

/// The type of a value that flows through a pipeline.
package enum ValueType: Equatable, Sendable {
  case table(TableType)
  case features(FeaturesType)
  case scaled(FeaturesType, method: String)
  /// Fitted candidates over swept parameters, whose values are columns beside `k`,
  /// and the columns of the customers by which they were compared.
  case sweep(
    FeaturesType, algorithms: [String], swept: [ColumnType], yardsticks: [Yardstick] = [])
  case model(FeaturesType, algorithm: String)
  case profile(FeaturesType)
  /// A chart, a description: something to look at.
  case display
  case scalar(DataType)
  /// A run of the past.
  case run(RunType)
  /// Rows that such a run has given their segments: a table that knows how they came about.
  case applied(TableType, RunType)
  /// After an error that has been reported: everything later is silent about it.
  case unknown

  package var kind: ValueKind {
    switch self {
    case .table: .table
    case .features: .features
    case .scaled: .scaled
    case .sweep: .sweep
    case .model: .model
    case .profile: .profile
    case .display: .display
    case .scalar: .scalar
    case .run: .run
    case .applied: .table
    case .unknown: .unknown
    }
  }

  /// As `:type` prints it.
  package var name: String {
    switch self {
    case .table(let type):
      "Table<\(type.columns.map(\.name).joined(separator: ", "))"
        + (type.grain.isEmpty ? ">" : "; one row per \(type.grain.joined(separator: ", "))>")
    case .features(let type):
      "Features<\(type.key); \(type.features.map(\.name).joined(separator: ", "))>"
    case .scaled(let type, let method):
      "Scaled<Features<\(type.key); \(type.features.map(\.name).joined(separator: ", "))>; \(method)>"
    case .sweep(_, let algorithms, _, _): "Sweep<\(algorithms.joined(separator: ", "))>"
    case .model(_, let algorithm): "Model<\(algorithm)>"
    case .profile: "Profile"
    case .display: "Display"
    case .scalar(let type): type.name
    case .run(let type): "Run<\(VisibleText(type.run.path).text)>"
    case .applied(let type, _): ValueType.table(type).name
    case .unknown: "unknown"
    }
  }

  /// The columns that can be named after this value.
  package var table: TableType? {
    switch self {
    case .table(let type), .applied(let type, _): type
    case .features(let type), .scaled(let type, _), .model(let type, _): type.table
    case .sweep(_, _, let swept, let yardsticks):
      TableType.candidates(swept: swept, yardsticks: yardsticks)
    case .profile, .display, .scalar, .run, .unknown: nil
    }
  }
}

package enum ValueKind: String, CaseIterable, Sendable {
  case table = "Table"
  case features = "Features"
  case scaled = "Scaled"
  case sweep = "Sweep"
  case model = "Model"
  case profile = "Profile"
  case display = "Display"
  case scalar = "Scalar"
  case run = "Run"
  case unknown = "unknown"

  /// As a message names one.
  package var phrase: String {
    switch self {
    case .table: "a table"
    case .features: "features (one row per entity)"
    case .scaled: "scaled features"
    case .sweep: "several candidates"
    case .model: "one model"
    case .profile: "a profile"
    case .display: "something to look at"
    case .scalar: "a single value"
    case .run: "a locked run"
    case .unknown: "nothing that could be checked"
    }
  }
}
