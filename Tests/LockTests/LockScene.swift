import Diagnostics
import Foundation
import Locks
import Matrices
import Planning
import Session
import Tables
import TestSupport

/// A shop of forty customers in a folder of its own, and the script that locks it.
struct LockScene {
  let folder = TemporaryFolder()

  static let header = "customer_id,email,order_date,invoice,quantity,unit_price\n"

  /// Lines of forty customers in three habits; ids and e-mails are canaries.
  static let lines = lines(of: 0..<40)

  /// The lines of customers by number; the habit goes by the remainder of three.
  static func lines(of customers: some Sequence<Int>) -> [String] {
    customers.flatMap(orders)
  }

  private static func orders(of customer: Int) -> [String] {
    let count = [2, 5, 9][customer % 3]
    return (0..<count).map { order in
      let day = 1 + (customer * 7 + order * 5) % 28
      let month = 1 + (customer + order * 2) % (customer % 3 == 0 ? 4 : 12)
      let date = "2025-" + (month < 10 ? "0" : "") + "\(month)-" + (day < 10 ? "0" : "") + "\(day)"
      let price = "\((customer * 13 + order * 7) % 50 + 1).\((customer + order) % 10)5"
      return "CANARY-\(1000 + customer),canary\(customer)@example.net,\(date),"
        + "I\(customer)x\(order),\(1 + (customer + order) % 4),\(price)\n"
    }
  }

  var data: String { folder.path + "/tx.csv" }

  /// A script with a reason, a threshold, a param, a seed and an expectation.
  func script(
    comment: String = "", because: String = "typing errors", threshold: String = "100",
    asOf: String = "2026-01-01", seed: Int = 42
  ) -> String {
    """
    seg 1
    \(comment)
    param as_of: date = @\(asOf)

    let orders = load "\(data)"
      | drop quantity >= \(threshold) because "\(because)"
      | expect rows >= 10

    orders | rfm as_of=as_of | scale zscore | kmeans k in 2...5 seed=\(seed) | pick silhouette

    """
  }

  func write(_ lines: [String] = LockScene.lines, to name: String = "tx.csv") throws {
    try (LockScene.header + lines.joined()).write(
      toFile: folder.path + "/" + name, atomically: true, encoding: .utf8)
  }

  var settings: SessionSettings {
    SessionSettings(
      files: FileAccess(), locks: .standard, control: RunControl(threads: 2), seed: 1,
      memoryLimit: 1 << 30,
      scriptFolder: folder.path)
  }

  func record(
    _ script: String, parameters: [String: String] = [:], seed: UInt64 = 1, idKey: [UInt8]? = nil
  ) throws -> RecordedRun {
    var settings = settings
    settings.seed = seed
    return try Session.record(
      SourceText(name: "t.seg", text: script), settings,
      RecordingOptions(version: "1.2.3", parameters: parameters, idKey: idKey))
  }

  func verify(
    _ lock: LockDocument, _ script: String, parameters: [String: String] = [:], seed: UInt64 = 1
  ) throws -> Verification {
    let run = try record(script, parameters: parameters, seed: seed)
    return Verification(
      lock, run.document, isComplete: run.result.exitCode == .done)
  }

  func customers(_ lock: LockDocument, _ script: String) throws -> LockedCustomers {
    try Session.customers(
      of: lock, rerunning: SourceText(name: "t.seg", text: script), settings, version: "1.2.3")
  }

  func apply(
    _ lock: LockDocument, _ script: String, fresh: String = "tx.csv", asOf: AsOf? = nil
  ) throws -> Application {
    try PreparedLock(
      lock, of: SourceText(name: "t.seg", text: script), settings,
      ApplicationOptions(inputs: [(name: "tx", path: folder.path + "/" + fresh)], asOf: asOf)
    ).apply()
  }
}
