import Diagnostics
import Planning
import Session
import Syntax
import TestSupport
import Testing

/// The mutation table: no slip of a typing hand changes what a script means without a word.
struct SlipTests {
  static let scripts = [
    """
    load "tx.csv" | rfm | scale zscore | kmeans k in 2...4 | pick silhouette
    """,
    """
    seg 1
    ## The day up to which recency is counted.
    param as_of: date = @2025-06-30
    let tx = load "tx.csv"
      | drop customer_id is null because "guests cannot be attributed"
      | keep status == "paid" and amount > 0
      | dedupe by order_id keep=last
    tx | rfm as_of=as_of | log monetary
      | scale robust
      | kmeans k in 2...4 seed=42 restarts=5
      | pick silhouette
    """,
    """
    seg 1
    param floor: number = 0 in 0...10
    fn age(d: date?, end: date) -> number? = days_between(d, end)
    stage clean(least: number = 0) : Table -> Table =
      | drop amount <= least
      | expect rows >= 1
      | expect amount < 50_000 mostly=99.9% severity=warn
    let base = load "tx.csv"
      | clean least=floor
      | features
          recency = age(max(order_date), @2025-06-30),
          frequency = count(),
          monetary = sum(amount),
          paid = share(status == "paid")
        by customer_id
    base | scale zscore | kmeans k=3 seed=1 | profile mean, median
    """,
  ]

  /// What the checker made of a script, or the errors.
  private func outline(_ text: String) -> (plan: String?, errors: [String]) {
    var session = shopSession()
    let result = session.check(SourceText(name: "script.seg", text: placed(text)))
    if result.hasErrors { return (nil, result.checkProblems.map(\.code.id)) }
    let stages = result.plan.statements.map { statement in
      switch statement.kind {
      case .binding(let name, let pipeline): "let \(name) " + describe(pipeline)
      case .shown(let pipeline): "show " + describe(pipeline)
      case .text: "text"
      }
    }
    return (stages.joined(separator: "\n"), [])
  }

  private func describe(_ pipeline: PlannedPipeline) -> String {
    let head = if case .dataset(let name) = pipeline.head { name } else { "" }
    return head + pipeline.stages.map { " | \($0.identity)" }.joined()
  }

  @Test(arguments: scripts.indices)
  func `no slip changes the meaning of a script silently`(number: Int) {
    let script = SlipTests.scripts[number]
    let meant = outline(script)
    #expect(meant.plan != nil, "\(meant.errors)")
    let slips = ScriptSlip.all(of: script)
    #expect(slips.count >= 10)
    for slip in slips {
      let made = outline(slip.text)
      if let plan = made.plan { #expect(plan == meant.plan, "silent: \(slip)\n\(plan)") }
    }
  }
}
