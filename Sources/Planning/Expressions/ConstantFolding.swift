import Matrices
import Relations
import Tables

/// The value of an expression without columns, such as `2 * 12` or `@2025-06-30 - 24 months`.
enum ConstantFolding {
  static func value(of scalar: Scalar) -> Literal? {
    if case .literal(let literal) = scalar { return literal }
    // One row without columns: the executor is the only place where functions are computed.
    let row = Table(fields: [], columns: [], storedRows: 1)
    let executor = Executor(control: .init(threads: 1))
    let relation = Relation.project(.scan("row"), [NamedScalar("value", scalar)])
    guard let result = try? executor.run(relation, over: ["row": row]), result.rowCount == 1 else {
      return nil
    }
    return result[0, 0]
  }
}
