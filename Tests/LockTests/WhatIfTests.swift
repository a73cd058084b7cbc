import Diagnostics
import Foundation
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
        "kmeans#1: seed=1009, seed=2018, seed=3027, seed=4036, seed=5045, k=2, k=4",
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
        "clean/drop#1", "clean/dedupe#1", "scale#1", "kmeans#1", "pick#1",
      ])
    let pick = try #require(whatIf.decisions.last)
    let others = pick.answers.map(\.instead)
    #expect(others == ["davies_bouldin", "calinski_harabasz", "elbow"])
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
