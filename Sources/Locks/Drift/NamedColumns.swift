import Execution
import Planning
import Syntax

/// The columns that the decisions of a plan name, each with the first decision that does.
///
/// A column that is only shown or written is named by none, and neither is one that is marked as
/// personal anywhere: it must leave no trace.
struct NamedColumns {
  private let decisions: [String: String]

  init(_ plan: Plan) {
    var decisions: [String: String] = [:]
    var personal: Set<String> = []
    for planned in plan.stages {
      switch planned.call.signature.group {
      case .sources, .read, .act, .monitor: continue
      case .shape, .clean, .features, .model: break
      }
      _ = planned.call.call.rewritten { expression in
        guard case .name(let name) = expression else { return nil }
        if planned.name == "mark" {
          personal.insert(name.text)
        } else if decisions[name.text] == nil {
          decisions[name.text] = planned.code
        }
        return nil
      }
    }
    self.decisions = decisions.filter { !personal.contains($0.key) }
  }

  /// The first decision that names a column; `nil` where none does.
  subscript(column: String) -> String? { decisions[column] }
}
