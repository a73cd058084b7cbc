import Clustering
import Diagnostics
import Locks
import Matrices
import Planning
import Relations
import Session
import Tables
import Testing

/// A call of each algorithm, for what must hold of all of them.
private let algorithms = [
  "kmeans k=3 seed=1", "kmeans k=3 method=bisecting seed=1", "kmeans k=3 method=minibatch seed=1",
  "kmeans k=3 trim=5% seed=1", "kmeans k=3 min_share=20% max_share=50% seed=1",
  "fuzzy k=3 seed=1", "fuzzy k=3 m=1.5 seed=1", "kmedians k=3 seed=1", "kmedoids k=3 seed=1",
  "kmedoids k=3 distance=manhattan seed=1",
  "kmedoids k=3 distance=gower seed=1", "gmm k=2 seed=1", "gmm k=2 covariance=VEI noise=10% seed=1",
  "ward k=3", "ward k=auto", "ward height=1.5", "agglomerative k=3",
  "agglomerative linkage=single k=4", "agglomerative linkage=complete k=3",
  "agglomerative linkage=weighted k=3", "agglomerative linkage=centroid k=3",
  "agglomerative linkage=median k=3", "dbscan eps=0.6 min_points=4", "dbscan",
  "optics min_points=4 xi=0.1", "optics min_points=4 eps=0.6", "hdbscan min_size=6",
  "hdbscan min_size=6 selection=leaf min_points=3",
]

/// Two crowds, a few between them and two far off, as records of an inline table.
private let records: [String] = {
  let random = CounterRandom(seed: 5, purpose: .sampling)
  func unit(_ counter: Int) -> Double { random.unit(UInt64(counter)) }
  return (0..<60).map { i in
    let center = i < 2 ? 60.0 : i % 3 == 0 ? 8 : i % 7 == 0 ? 14 : 20
    let a = (center + 6 * unit(3 * i)).rounded()
    let b = center + 5 * unit(3 * i + 1)
    return "{id: \(i), a: \(a), b: \((b * 10).rounded() / 10)}"
  }
}()

private func script(_ records: [String], _ call: String) -> String {
  "table [\(records.joined(separator: ", "))] | features a = sum(a), b = sum(b) by id"
    + " | scale zscore | \(call)"
}

private func model(_ ran: Ran) throws -> Model {
  guard case .model(let model)? = ran.value else {
    Issue.record("\(ran.message())")
    throw StageFailure.problems([])
  }
  return model
}

@Test(arguments: algorithms)
func `the rule of a model gives the customers of the fit their own segments`(
  _ call: String
) throws {
  let model = try model(Ran(script(records, call)))
  let assigned = try model.rule.assign(model.scaled.matrix)
  #expect(assigned.labels == model.labels)
  #expect(model.labels.filter { $0 >= 0 }.count == model.sizes.reduce(0, +))
}

@Test(arguments: algorithms)
func `the order of the rows changes no segment, no distance and no confidence`(
  _ call: String
) throws {
  let straight = Ran(script(records, call))
  let turned = Ran(script(records.reversed(), call))
  #expect(straight.rows == turned.rows)
  #expect(
    straight.result.outcome.decisions.last?.record == turned.result.outcome.decisions.last?.record)
}

@Test(arguments: algorithms)
func `a method divides the same rows into the same segments again`(_ call: String) throws {
  let model = try model(Ran(script(records, call)))
  if let k = model.method.segmentCount { #expect(k == model.k) }
}

@Test func `several parameters are swept at once, and are columns of the candidates`() {
  let ran = Ran(
    script(
      records,
      "gmm k in 2...3 covariance in [full, diag] seed=1 | show algorithm, k, covariance"))
  #expect(ran.rows == ["gmm 2 full", "gmm 3 full", "gmm 2 diag", "gmm 3 diag"])
  let kept = Ran(
    script(
      records,
      "dbscan eps in linspace(0.4, 0.8, 3) min_points in [4, 6] | keep min_points == 6"
        + " | sort -eps | show eps, min_points"))
  #expect(kept.rows == ["0.8 6", "0.6 6", "0.4 6"])
}

@Test func `the ledger tells what was fitted, not the points`() {
  let dense = Ran(script(records, "dbscan eps=0.35 min_points=4"))
  #expect(dense.record(of: "dbscan") == "k=2 eps=0.35 min_points=4 noise=3 core=57")
  let swept = Ran(script(records, "kmeans k in 2...3 seed=1"))
  #expect(swept.record(of: "kmeans") == "seed=1 restarts=10 candidates=[2, 3]")
}

@Test func `metrics that compare segments are not shown where there is one, and that is said`() {
  let ran = Ran(script(records, "dbscan eps=0.0001"))
  #expect(ran.codes.contains("W0910"))
  #expect(ran.message(.warning).contains("all 60 customers are noise: no segment was found"))
  let candidates = Ran(
    script(records, "dbscan eps in [0.0001, 0.6] | show k, silhouette, davies_bouldin"))
  #expect(candidates.rows.first == "0 - -")
  let none = Ran(script(records, "dbscan eps in [0.0001, 100] | pick silhouette"))
  #expect(none.codes.contains("E0904"))
}

@Test func `noise belongs to no segment, and has no distance and no confidence`() {
  let ran = Ran(
    script(records, "dbscan eps=0.6 min_points=4 | show id, segment, distance, confidence"))
  #expect(ran.rows[0] == "0 - - -")
  #expect(ran.rows.count { $0.hasSuffix("- - -") } == 2)
}

/// The first error of a script that may plan to use so much memory, and how many decisions it made.
private func refusal(_ script: String, memory: Int) -> (problem: Diagnostic?, decisions: Int) {
  var session = Session(
    SessionSettings(
      files: FileAccess(root: nil), locks: .standard, control: RunControl(threads: 1),
      memoryLimit: memory,
      scriptFolder: "."))
  let result = session.run(SourceText(name: "s.seg", text: script))
  return (
    result.diagnostics.first { $0.severity == .error }, result.outcome.decisions.count
  )
}

@Test func `a hierarchy that cannot fit is refused before anything runs, with what to do instead`()
{
  let rows = (0..<400).map { "{id: \($0), a: \($0)}" }.joined(separator: ", ")
  let customers = "table [\(rows)] | dedupe by id | features a = sum(a) by id | scale none"
  let planned = refusal("\(customers) | agglomerative linkage=complete k=3", memory: 400_000)
  #expect(planned.problem?.code.id == "E0901")
  #expect(planned.problem?.fixes.first?.replacement == "ward")
  #expect(planned.decisions == 0)
  #expect(refusal("\(customers) | ward k=3", memory: 400_000).problem == nil)
}

@Test func `where customers are told apart on the way, they are counted before the work starts`() {
  let rows = (0..<400).map { "{id: \($0), a: \($0)}" }.joined(separator: ", ")
  let customers = "table [\(rows)] | features a = sum(a) by id | scale none"
  let found = refusal("\(customers) | agglomerative linkage=average k=3", memory: 400_000)
  #expect(found.problem?.code.id == "E0901")
  #expect(found.problem?.fixes.first?.replacement == "ward")
  #expect(found.decisions > 0)
}

@Test func `what a call leaves open or says twice is asked back`() {
  #expect(Ran(script(records, "ward")).codes == ["E0303"])
  #expect(Ran(script(records, "ward k=3 height=2")).codes == ["E0910"])
  #expect(Ran(script(records, "optics eps=0.3 xi=0.1")).codes == ["E0910"])
  #expect(Ran(script(records, "dbscan eps in 0.2...0.8")).codes == ["E0305"])
  #expect(Ran(script(records, "dbscan eps in []")).codes == ["E0309"])
  #expect(Ran(script(records, "dbscan eps in linspace(0.8, 0.2, 3)")).codes == ["E0309"])
  #expect(Ran(script(records, "gmm k=2 covariance in [full, round]")).codes == ["E0206"])
  #expect(
    Ran(script(records, "gmm k in 2...500 covariance in [full, diag, tied]")).codes == ["E0309"])
  #expect(Ran(script(records, "kmeans k=2 seed in 1...3")).codes == ["E0304"])
  #expect(Ran(script(records, "hdbscan min_points=61")).codes == ["E0911"])
  #expect(Ran(script(records, "kmedoids k=61 seed=1")).codes == ["E0902"])
}

@Test func `names from other tools lead to the stage`() {
  for (name, stage) in [
    ("AgglomerativeClustering", "agglomerative"), ("GaussianMixture", "gmm"), ("DBSCAN", "dbscan"),
    ("Mclust", "gmm"), ("hclust", "ward"), ("pam", "kmedoids"), ("HDBSCAN", "hdbscan"),
    ("OPTICS", "optics"),
  ] {
    let message = Ran(script(records, "\(name) k=3")).message()
    #expect(message.contains(stage), "\(name): \(message)")
  }
}

@Test func `several models are compared in one table, and one of them is picked`() throws {
  let ran = Ran(
    script(
      records,
      "compare (kmeans k in 2...3) (ward k=2) (dbscan eps in [0.3, 0.35] min_points=4) seed=5"
        + " | show algorithm, k, eps"))
  #expect(ran.rows.prefix(3) == ["kmeans 2 -", "kmeans 3 -", "ward 2 -"])
  #expect(ran.rows.suffix(2).map { $0.hasPrefix("dbscan") } == [true, true])
  #expect(ran.record(of: "compare").hasPrefix("seed=5 candidates=[{algorithm=kmeans k=2}"))
  let alone = try model(Ran(script(records, "kmeans k=3 seed=5")))
  let picked = try model(
    Ran(script(records, "compare (kmeans k=3) (agglomerative k=1) seed=5 | pick silhouette")))
  #expect(picked.algorithm == "kmeans" && picked.labels == alone.labels)
}

@Test func `a comparison takes models and nothing else`() {
  #expect(Ran(script(records, "compare (kmeans k=2 | profile)")).codes == ["E0913"])
  #expect(Ran(script(records, "compare (kmeans k=0)")).codes == ["E0309"])
  #expect(Ran(script(records, "compare (kmens k=2)")).codes == ["E0201"])
  #expect(Ran(script(records, "compare 3")).codes.count == 1)
  #expect(Ran(script(records, "compare")).codes == ["E0303"])
}
