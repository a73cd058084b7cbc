import Locks
import Matrices
import Session
import Tables
import TestSupport

/// A folder with a small export in it: 40 customers in two groups that nobody could miss.
struct SmallShop {
  let folder = TemporaryFolder()

  init() {
    var lines = ["Customer ID,order_id,order_date,amount,note"]
    for customer in 0..<40 {
      let isLoyal = customer % 2 == 0
      for order in 0..<(isLoyal ? 6 : 1) {
        let day = 1 + (customer + 3 * order) % 28
        let month = isLoyal ? 7 + order : 1
        let date =
          "2024-" + (month < 10 ? "0" : "") + "\(month)-" + (day < 10 ? "0" : "") + "\(day)"
        lines.append(
          "C\(100 + customer),O\(customer)-\(order),\(date),\(isLoyal ? 80 : 20 + customer % 3),x")
      }
    }
    lines.append(",O-99,2024-03-03,10,x")
    folder.write("tx.csv", lines.map { $0 + "\n" }.joined())
  }

  var file: String { folder.path + "/tx.csv" }
  /// The statement that loads it.
  var load: String { "load \"\(file)\"" }

  var settings: SessionSettings { settings(RunControl(threads: 2)) }

  func settings(_ control: RunControl) -> SessionSettings {
    SessionSettings(files: FileAccess(), locks: .standard, control: control, memoryLimit: 1 << 30)
  }

  func prompt(
    cancellation: Cancellation = Cancellation(), onStage: (@Sendable (String) -> Void)? = nil,
    progress: (@Sendable (Double) -> Void)? = nil
  ) -> PromptSession {
    PromptSession(
      settings(RunControl(threads: 2, cancellation: cancellation, progress: progress)),
      onStage: onStage)
  }
}
