import Clustering
import Diagnostics
import Matrices
import Planning
import Tables
import TestSupport
import Testing

/// Ninety customers in three habits, some of whom come late in the year or change their habit.
private let lines: [(day: CivilDate, code: String)] = {
  let random = CounterRandom(seed: 11, purpose: .sampling)
  return (0..<90).flatMap { customer -> [(CivilDate, String)] in
    let habit = customer % 3
    let first = customer % 5 == 0 ? 9 : 1
    return (0..<[2, 6, 14][habit]).map { order in
      let draw = UInt64(customer * 40 + order * 2)
      let month = first + Int(random.unit(draw) * Double(13 - first))
      let day = CivilDate(
        year: 2025, month: month, day: 1 + Int(random.unit(draw + 1) * 28))
      let amount = 10 + habit * 40 + (customer * 7 + order * 11) % 30 + (month > 10 ? 60 : 0)
      return (day, "C\(customer),\(day),I\(customer)x\(order),\(amount)\n")
    }
  }
}()

private let header = "customer_id,order_date,invoice,amount\n"

private func file(upTo end: CivilDate? = nil) -> String {
  header
    + lines.filter { line in end.map { line.day <= $0 } ?? true }.map(\.code).joined()
}

/// The part of a script that is under question, with everything that fits something before the model.
private func script(_ file: String, asOf: String) -> String {
  """
  load "\(file)" | winsorize amount to 5%...90% | dedupe by invoice keep=last
    | rfm\(asOf) | log monetary | scale robust | kmeans k=3 seed=4
  """
}

private func model(_ ran: Ran) throws -> Model {
  let message = ran.message()
  guard case .model(let model)? = ran.value else {
    Issue.record("\(message)")
    throw StageFailure.problems([])
  }
  return model
}

/// A script that reads files of a folder.
private func run(_ script: String, _ folder: TemporaryFolder) -> Ran {
  Ran(script.replacing("load \"", with: "load \"\(folder.path)/"), in: folder.path)
}

extension EarlierWindow {
  /// Why there were no segments, if there were none.
  fileprivate var impossibility: String? {
    if case .impossible(let reason) = outcome { reason } else { nil }
  }
}

private func labels(_ labels: [Int], _ scaled: Scaled) -> [String: Int] {
  let keys = scaled.features.table.cells(of: scaled.features.key)
  return labels.indices.reduce(into: [:]) { $0[keys[$1].plainText] = labels[$1] }
}

/// The adjusted Rand index, pair by pair.
private func naiveRand(_ a: [Int], _ b: [Int]) -> Double {
  var (both, inA, inB, all) = (0.0, 0.0, 0.0, 0.0)
  for i in a.indices {
    for j in 0..<i {
      all += 1
      if a[i] == a[j] { inA += 1 }
      if b[i] == b[j] { inB += 1 }
      if a[i] == a[j], b[i] == b[j] { both += 1 }
    }
  }
  let expected = inA * inB / all
  return (both - expected) / ((inA + inB) / 2 - expected)
}

private let orders = [[0, 1, 2], [0, 2, 1], [1, 0, 2], [1, 2, 0], [2, 0, 1], [2, 1, 0]]

struct WindowTests {
  /// The tolerance is 1e-12, for other orders of the same few operations.
  @Test(arguments: [(" as_of=@2025-12-31", true), ("", false)])
  func `a window has the numbers of the script run by hand on a file that is cut`(
    asOf: String, isWritten: Bool
  ) throws {
    let folder = TemporaryFolder()
    folder.write("tx.csv", file())
    let ran = run(
      script("tx.csv", asOf: asOf) + " | stability windows replicates=2 every=2 months", folder)
    let today = try model(ran)
    let report = try #require(today.stability.first)
    let end = isWritten ? CivilDate(year: 2025, month: 12, day: 31) : lines.map(\.day).max()
    let last = try #require(end)
    #expect(report.windows.count == 2 && report.replicates == 2)
    for (place, window) in report.windows.enumerated() {
      let day = last.adding(months: -2 * (place + 1))
      #expect(window.end == day.daysSinceEpoch)
      folder.write("cut.csv", file(upTo: day))
      let then = try model(
        run(script("cut.csv", asOf: isWritten ? " as_of=@\(day)" : ""), folder))
      try compare(try #require(window.comparison), today, then)
    }
  }

  private func compare(
    _ window: EarlierWindow.Comparison, _ today: Model, _ then: Model
  ) throws {
    let (now, before) = (labels(today.labels, today.scaled), labels(then.labels, then.scaled))
    let common = now.keys.filter { before[$0] != nil }
    #expect(common.count < now.count, "somebody came later, or nothing is asked")
    #expect(window.customers == before.count && window.common == common.count)
    #expect(window.notYet == now.count - common.count)
    let pairs = common.map { (now: now[$0] ?? -1, before: before[$0] ?? -1) }
    #expect(abs(window.adjustedRand - naiveRand(pairs.map(\.now), pairs.map(\.before))) < 1e-12)
    // The pairing with most customers in pairs, of all there are.
    let best = orders.map { order in pairs.count { order[$0.now] == $0.before } }.max() ?? 0
    #expect(abs(window.stayed - Double(best) / Double(pairs.count)) < 1e-12)
    for segment in window.segments {
      let earlier = try #require(segment.earlier)
      #expect(segment.size == today.sizes[segment.label])
      #expect(segment.earlierSize == then.sizes[earlier])
      let both = pairs.count { $0.now == segment.label && $0.before == earlier }
      let either = pairs.count { $0.now == segment.label || $0.before == earlier }
      let own = pairs.count { $0.now == segment.label }
      #expect(abs((segment.jaccard ?? -1) - Double(both) / Double(either)) < 1e-12)
      #expect(abs((segment.stayed ?? -1) - Double(both) / Double(own)) < 1e-12)
    }
    // Today's customers, measured with the centres and spreads of then, at the nearest centroid of then.
    let features = today.scaled.features
    let columns = features.names.map { features.table.numbers(of: $0).values }
    let assigned = today.labels.indices.map { row in
      let point = columns.indices.map {
        (columns[$0][row] - then.scaled.centers[$0]) / then.scaled.spreads[$0]
      }
      let distances = (0..<then.k).map { segment in
        point.indices.reduce(0.0) {
          let difference = point[$1] - then.centroids[segment, $1]
          return $0 + difference * difference
        }
      }
      return distances.indices.min { distances[$0] < distances[$1] } ?? -1
    }
    #expect(abs(window.modelAdjustedRand - naiveRand(today.labels, assigned)) < 1e-12)
  }

  /// The plan of those who come late is a word that earlier days do not know.
  @Test(arguments: ["kprototypes k=3 seed=4", "kmedoids k=3 distance=gower seed=4"])
  func `categories are those of the customers of then`(_ call: String) throws {
    let folder = TemporaryFolder()
    folder.write("tx.csv", file())
    folder.write(
      "people.csv",
      "customer_id,plan\n"
        + (0..<90).map { "C\($0),\($0 % 5 == 0 ? "new" : $0 % 2 == 0 ? "basic" : "gold")\n" }
        .joined())
    func script(_ file: String, _ asOf: CivilDate) -> String {
      """
      let people = load "people.csv"
      load "\(file)" | rfm as_of=@\(asOf) | join people on customer_id kind=left
        | scale zscore | encode plan | \(call)
      """
    }
    let last = CivilDate(year: 2025, month: 12, day: 31)
    let today = try model(
      run(script("tx.csv", last) + " | stability windows replicates=1 every=4 months", folder))
    let day = last.adding(months: -4)
    folder.write("cut.csv", file(upTo: day))
    let then = try model(run(script("cut.csv", day), folder))
    #expect(then.scaled.matrix.columns < today.scaled.matrix.columns)
    let window = try #require(today.stability.first?.windows.first?.comparison)
    let (now, before) = (labels(today.labels, today.scaled), labels(then.labels, then.scaled))
    let common = now.keys.filter { before[$0] != nil }.sorted()
    #expect(window.customers == before.count && window.common == common.count)
    let rand = naiveRand(common.map { now[$0] ?? -1 }, common.map { before[$0] ?? -1 })
    #expect(abs(window.adjustedRand - rand) < 1e-12)
  }

  @Test func `of a table that is joined nothing is cut, and appended lines are`() throws {
    let folder = TemporaryFolder()
    folder.write("early.csv", header + lines.filter { $0.day.month < 7 }.map(\.code).joined())
    folder.write("late.csv", header + lines.filter { $0.day.month >= 7 }.map(\.code).joined())
    folder.write("tx.csv", file())
    folder.write(
      "people.csv",
      "customer_id,since\n" + (0..<90).map { "C\($0),2025-12-24\n" }.joined())
    let model = " | rfm as_of=@2025-12-31 | scale zscore | kmeans k=3 seed=4 | stability windows"
    let plain = try WindowTests.windows("load \"tx.csv\"" + model, folder)
    #expect(plain.count == 3)
    #expect(
      try WindowTests.windows(
        """
        let late = load "late.csv"
        load "early.csv" | append late\(model)
        """, folder) == plain)
    #expect(
      try WindowTests.windows(
        """
        let people = load "people.csv"
        load "tx.csv" | join people on customer_id
          | rfm date=order_date as_of=@2025-12-31 | scale zscore | kmeans k=3 seed=4
          | stability windows
        """, folder) == plain)
  }

  private static func windows(_ script: String, _ folder: TemporaryFolder) throws
    -> [EarlierWindow]
  {
    try #require(model(run(script, folder)).stability.first).windows
  }

  @Test func `the way back leads through names, candidates and lines in any order`() throws {
    let folder = TemporaryFolder()
    folder.write("tx.csv", file())
    folder.write("turned.csv", header + lines.map(\.code).reversed().joined())
    let plain = try WindowTests.windows(
      "load \"tx.csv\" | rfm | scale zscore | kmeans k=3 seed=4 | stability windows", folder)
    #expect(
      try WindowTests.windows(
        """
        let lines = load "turned.csv"
        let made = lines | rfm
        let all = made | scale zscore | kmeans k in 3...5 seed=4
        all | keep k == 3 | pick silhouette | stability windows
        """, folder) == plain)
    #expect(
      try WindowTests.windows(
        """
        let lines = load "tx.csv"
        lines | rfm | scale zscore | compare (kmeans k in 3...4 seed=4) (ward k in 3...4)
          | keep algorithm == "kmeans" and k == 3 | pick silhouette | stability windows
        """, folder) == plain)
  }

  @Test func `a day with too few customers is told with its numbers, and counts for nothing`()
    throws
  {
    let folder = TemporaryFolder()
    folder.write("tx.csv", file())
    let ran = run(
      "load \"tx.csv\" | rfm | scale zscore | kmeans k=40 seed=1"
        + " | stability windows replicates=3 every=170 days", folder)
    let report = try #require(try model(ran).stability.first)
    #expect(report.windows.map { $0.comparison == nil } == [false, true, true])
    #expect(report.meanAdjustedRand == report.windows[0].comparison?.adjustedRand)
    #expect(
      ran.codes.contains("W0641"), "\(ran.codes)")
    // Three steps within the 170 days that had segments.
    #expect(lessFar(ran) == ["every=56 days"])
    let few = try #require(report.windows[1].impossibility)
    #expect(few.contains("40 segments were requested, but there are only"))
    let none = run(
      "load \"tx.csv\" | rfm | scale zscore | kmeans k=3 seed=1 | stability windows every=1 year",
      folder)
    #expect(try model(none).stability.first?.segments == [])
    #expect(!none.codes.contains { $0.hasPrefix("E") })
    #expect(lessFar(none) == ["every=90 days"])
  }

  @Test(arguments: [
    ("1 day", 20, 2, "replicates=1"), ("3 days", 2, 2, "every=1 day"),
    ("1 day", 3, 1, "stability bootstrap"),
  ])
  func `a step that is short already is not offered as a longer one`(
    step: String, replicates: Int, days: Int, fix: String
  ) {
    let folder = TemporaryFolder()
    let orders = (0..<days).flatMap { day in
      (0..<6).map { "C\($0),2025-03-\(10 + day),I\(day)x\($0),\($0 * $0 + day)\n" }
    }
    folder.write("tx.csv", header + orders.joined())
    let ran = run(
      "load \"tx.csv\" | features spent = sum(amount) by customer_id | scale none "
        + "| kmeans k=2 seed=1 | stability windows every=\(step) replicates=\(replicates)", folder)
    #expect(lessFar(ran) == [fix])
  }

  /// What W0641 offers.
  private func lessFar(_ ran: Ran) -> [String] {
    ran.result.diagnostics.filter { $0.code.id == "W0641" }.flatMap(\.fixes).map(\.replacement)
  }
}

struct WindowMessageTests {
  private let model = "sample transactions customers=60 seed=7 | rfm | scale zscore | kmeans k=3"

  @Test func `a step that is a number`() {
    check(
      "\(model)\n  | stability windows every=3",
      says: """
        E0302  this is a whole number, and a length of time such as 1 month is needed here
          script.seg:2:29
        2 |   | stability windows every=3
          |                             ^
          fix: 3 months
        """)
  }

  @Test func `a step of hours`() {
    check(
      "\(model)\n  | stability windows every=2 hours",
      says: """
        E0309  a step is in whole days or months, at most 100 years
          script.seg:2:29
        2 |   | stability windows every=2 hours
          |                             ^^^^^^^
          fix: 1 month
        """)
  }

  @Test func `customers without lines`() {
    check(
      """
      table [{id: 1, a: 1}, {id: 2, a: 5}] | features a = sum(a) by id | scale none
        | kmeans k=2 | stability windows
      """,
      says: """
        E0641  cannot go back to an earlier day: the lines before `features` have no date
          script.seg:2:18
        2 |   | kmeans k=2 | stability windows
          |                  ^^^^^^^^^^^^^^^^^
          fixes: stability bootstrap   needs no dates
                 load "orders.csv" | rfm   computes customers from dated lines
        """)
  }

  @Test func `several dates`() {
    check(
      """
      sample transactions customers=60 seed=7 | derive due = order_date + 14 days
        | features a = days_between(min(order_date), max(due)), n = count() by customer_id
        | scale zscore | kmeans k=2 | stability windows
      """,
      says: """
        E0642  `order_date` and `due` are dates of these lines, and `windows` needs one
          script.seg:3:33
        3 |   | scale zscore | kmeans k=2 | stability windows
          |                                 ^^^^^^^^^^^^^^^^^
          fixes: date=order_date    date=due
        """)
  }

  @Test(arguments: [
    ("stability windows seed=3", "E0932"), ("stability windows share=50%", "E0932"),
    ("stability bootstrap every=1 month", "E0932"), ("stability windows replicates=121", "E0309"),
    ("stability windows date=invoice", "E0302"), ("stability windows date=nosuch", "E0203"),
  ])
  func `settings without use, or out of reach`(call: String, code: String) {
    #expect(Ran("\(model) | \(call)").codes.contains(code))
  }
}
