import Diagnostics
import Foundation
import Locks
import Matrices
import Planning
import Session
import Testing

struct WhatIfTests {
  /// A script in which every decision matters a little.
  private static func script(_ scene: LockScene, dropping: Bool = true) -> String {
    """
    seg 1
    param as_of: date = @2026-01-01
    let orders = load "\(scene.data)"
    \(dropping ? "  | drop quantity >= 3 because \"parcels\"" : "")
      | winsorize unit_price to 10%...90%
    orders | rfm as_of=as_of | log monetary | scale zscore | kmeans k=3 seed=42

    """
  }

  private func ask(_ script: String, _ scene: LockScene) throws -> WhatIf {
    let run = Session.whatIf(SourceText(name: "t.seg", text: script), scene.settings)
    #expect(run.base.errors.map(\.message) == [])
    return try #require(run.whatIf)
  }

  @Test func `a decision that is left out moves as many as the script without it`() throws {
    let scene = LockScene()
    try scene.write()
    let whatIf = try ask(Self.script(scene), scene)
    let drop = try #require(whatIf.decisions.first { $0.at == "orders/drop#1" })
    #expect(drop.because == "parcels" && drop.code == "drop quantity >= 3")
    let (answer, moves) = try #require(drop.ranked(model: 0).first)
    #expect(answer.instead == "left out")
    let with = try scene.record(Self.script(scene)).models[0]
    let without = try scene.record(Self.script(scene, dropping: false)).models[0]
    let expected = naive(with, without)
    #expect(moves.moved == expected.moved && moves.common == expected.common)
    #expect(moves.left == 0 && moves.joined == without.labels.count - expected.common)
    #expect(moves.k == 3 && expected.moved > 0)
  }

  @Test func `every kind of decision is asked in the ways there are`() throws {
    let scene = LockScene()
    try scene.write()
    let whatIf = try ask(Self.script(scene), scene)
    let asked = whatIf.decisions.map {
      "\($0.at): " + $0.answers.map(\.instead).joined(separator: ", ")
    }
    #expect(
      asked == [
        "param as_of: 2025-12-01, 2026-02-01", "orders/drop#1: left out",
        "orders/winsorize#1: left out, to 5%...95%, to 20%...80%", "log#1: left out",
        "scale#1: minmax, robust, maxabs, none",
        "kmeans#1: seed=1009, seed=2018, seed=3027, seed=4036, seed=5045, k=2, k=4, "
          + "method=bisecting, method=minibatch",
      ])
    #expect(whatIf.asked == whatIf.questions && !whatIf.interrupted)
    let shares = whatIf.ranked(model: 0).map { $0.share(model: 0) ?? -1 }
    #expect(shares == shares.sorted(by: >) && shares.allSatisfy { (0...1).contains($0) })
    // With z-scores the day up to which recency is counted is a shift, and shifts go out.
    #expect(whatIf.decisions[0].share(model: 0) == 0)
  }

  @Test func `what cannot be left out is told with the reason`() throws {
    let scene = LockScene()
    try scene.write(LockScene.lines + ["CANARY-1,a@example.net,2025-05-05,I1,2,\n"])
    let whatIf = try ask(
      """
      load "\(scene.data)" | fill unit_price with median
        | features m = sum(unit_price), q = max(unit_price) by customer_id
        | scale zscore | kmeans k=2
      """, scene)
    let fill = try #require(whatIf.decisions.first { $0.at == "fill#1" })
    guard case .impossible(let reason, let code) = fill.answers[0].outcome else {
      Issue.record("nobody can scale a missing value")
      return
    }
    #expect(fill.answers[0].instead == "left out" && code == "E0415")
    #expect(reason.contains("missing"))
    let text = WhatIfReport(whatIf, script: "t.seg").json.text()
    #expect(text.contains("\"E0415\"") && !text.lowercased().contains("canary"))
  }

  @Test func `decisions inside stages of the script are asked, those of the library are not`()
    throws
  {
    let scene = LockScene()
    try scene.write()
    let whatIf = try ask(
      """
      stage clean(most: int) : Table -> Table = | drop quantity >= most | dedupe by invoice
      load "\(scene.data)" | clean most=4 | rfm | scale robust | kmeans k in 2...4 | pick silhouette
      """, scene)
    #expect(
      whatIf.decisions.map(\.at) == [
        "clean/drop#1", "clean/dedupe#1", "rfm", "scale#1", "kmeans#1", "pick#1",
      ])
    let pick = try #require(whatIf.decisions.last)
    let others = pick.answers.map(\.instead)
    #expect(others == ["davies_bouldin", "calinski_harabasz", "elbow"])
  }

  /// The ways in which the last stage of a pipeline over scaled features is asked, and what they move.
  private func ways(_ stage: String, _ scene: LockScene) throws -> [String: SegmentMoves] {
    let whatIf = try ask(
      """
      load "\(scene.data)" | rfm as_of=@2026-01-01 | log monetary | scale zscore | \(stage)
      """, scene)
    let name = String(stage.prefix { $0 != " " })
    let decision = try #require(whatIf.decisions.first { $0.at == "\(name)#1" })
    var ways: [String: SegmentMoves] = [:]
    for answer in decision.answers where !answer.instead.hasPrefix("seed=") {
      guard case .compared(let moves) = answer.outcome, let moved = moves[0] else {
        Issue.record("\(stage): \(answer.instead): \(answer.outcome)")
        continue
      }
      ways[answer.instead] = moved
    }
    return ways
  }

  @Test(arguments: [
    (
      "ward k=3",
      ["k=2", "k=4", "k=auto", "agglomerative linkage=average", "agglomerative linkage=complete"]
    ),
    ("ward height=4.0", ["height=3.6", "height=4.4"]),
    (
      "agglomerative linkage=complete k=3",
      ["k=2", "k=4", "k=auto", "linkage=single", "linkage=average", "linkage=ward"]
    ),
    (
      "dbscan eps=0.6 min_points=4",
      ["eps=0.54", "eps=0.66", "eps=auto", "min_points=2", "min_points=8"]
    ),
    ("dbscan", ["min_points=3", "min_points=10"]),
    (
      "hdbscan min_size=5 min_points=4",
      [
        "min_size=3", "min_size=10", "min_size=auto", "min_points=2", "min_points=8",
        "min_points=auto", "selection=leaf",
      ]
    ),
    ("optics xi=0.05", ["xi=0.025", "xi=0.1", "min_points=3", "min_points=10"]),
    (
      "gmm k=2 covariance=diag",
      ["k=3", "covariance=full", "covariance=tied", "covariance=spherical"]
    ),
    ("kmedoids k=3", ["k=2", "k=4", "distance=manhattan", "distance=gower"]),
    ("fuzzy k=3 m=2", ["k=2", "k=4", "m=1.5", "m=3"]),
    ("kmeans k=3 trim=5%", ["k=2", "k=4"]),
    ("kmeans k in 2...4 | pick silhouette", ["method=bisecting", "method=minibatch"]),
    (
      "compare (kmeans k=3) (ward k in 2...3) | pick silhouette",
      ["without (kmeans k=3)", "without (ward k in 2...3)"]
    ),
  ])
  func `a model is asked in the ways that it knows`(stage: String, expected: [String]) throws {
    let scene = LockScene()
    try scene.write()
    let ways = try ways(stage, scene)
    #expect(ways.keys.sorted() == expected.sorted())
  }

  @Test func `another way to fit moves as many as the script that fits so`() throws {
    let scene = LockScene()
    try scene.write()
    let head = "load \"\(scene.data)\" | rfm as_of=@2026-01-01 | log monetary | scale zscore | "
    let ward = try ways("ward k=3", scene)
    let base = try scene.record(head + "ward k=3").models[0]
    for (label, stage) in [
      ("agglomerative linkage=average", "agglomerative linkage=average k=3"), ("k=2", "ward k=2"),
    ] {
      let other = try scene.record(head + stage).models[0]
      let expected = naive(base, other)
      #expect(ward[label]?.moved == expected.moved && ward[label]?.k == other.k, "\(label)")
    }
  }

  @Test func `the day up to which recency counts is asked, written or left to the stage`() throws {
    let scene = LockScene()
    try scene.write()
    for (rfm, expected) in [
      ("rfm as_of=@2026-01-31", ["@2025-12-31", "@2026-02-28"]),
      ("rfm", ["as_of 30 days earlier", "as_of 30 days later"]),
    ] {
      let whatIf = try ask(
        "load \"\(scene.data)\" | \(rfm) | log recency | scale zscore | kmeans k=3", scene)
      let rule = try #require(whatIf.decisions.first { $0.at == "rfm" })
      #expect(rule.code == rfm && rule.answers.map(\.instead) == expected)
    }
    let whatIf = try ask(
      """
      load "\(scene.data)"
        | features recency = days_between(max(order_date), latest(order_date)),
            units = sum(quantity) by customer_id
        | log units | scale zscore | kmeans k=3
      """, scene)
    let rule = try #require(whatIf.decisions.first { $0.at == "features#1" })
    #expect(
      rule.answers.map(\.instead)
        == ["(latest(order_date) - 30 days)", "(latest(order_date) + 30 days)"])
    // Under a z-score a shift of all days goes out again.
    #expect(rule.share(model: 0) == 0)
    #expect(rule.sentence(model: 0)?.contains("moves nobody") == true)
  }

  @Test func `names, tables and expectations move nobody and are not asked`() throws {
    let scene = LockScene()
    try scene.write()
    let whatIf = try ask(
      """
      load "\(scene.data)" | expect rows >= 10 because "a whole year"
        | rfm as_of=@2026-01-01 | scale zscore | kmeans k=3
        | name {monetary > 100 => "Buyers", else => "Others"} because "agreed with marketing"
      """, scene)
    #expect(whatIf.decisions.map(\.at) == ["rfm", "scale#1", "kmeans#1"])
    let first = try #require(whatIf.ranked(model: 0).first)
    let sentence = try #require(first.sentence(model: 0))
    #expect(sentence.contains(first.code) && sentence.hasSuffix("to another segment."))
  }

  @Test func `a stop keeps what was compared`() throws {
    let scene = LockScene()
    try scene.write()
    let settings = scene.settings
    let run = Session.whatIf(
      SourceText(name: "t.seg", text: Self.script(scene)), settings,
      onQuestion: { number, _ in if number == 4 { settings.control.cancellation.cancel() } })
    let whatIf = try #require(run.whatIf)
    #expect(whatIf.interrupted && whatIf.asked == 3 && whatIf.questions > 10)
  }

  @Test func `the answers do not depend on the order of the lines or on threads`() throws {
    let scene = LockScene()
    try scene.write()
    let once = WhatIfReport(try ask(Self.script(scene), scene), script: "t").json.text()
    try scene.write(LockScene.lines.reversed())
    #expect(WhatIfReport(try ask(Self.script(scene), scene), script: "t").json.text() == once)
  }

  /// Customers of both by a dictionary, and the best of all pairings of up to three segments.
  private func naive(_ a: Model, _ b: Model) -> (moved: Int, common: Int) {
    func labels(_ model: Model) -> [String: Int] {
      let keys = model.scaled.features.table.cells(of: "customer_id")
      return model.labels.indices.reduce(into: [:]) { $0[keys[$1].plainText] = model.labels[$1] }
    }
    let (first, second) = (labels(a), labels(b))
    let common = first.keys.filter { second[$0] != nil }
    let orders = [[0, 1, 2], [0, 2, 1], [1, 0, 2], [1, 2, 0], [2, 0, 1], [2, 1, 0]]
    let stayed = orders.map { order in
      common.count { id in second[id].map { order[$0] } == first[id] }
    }
    return (common.count - (stayed.max() ?? 0), common.count)
  }
}
