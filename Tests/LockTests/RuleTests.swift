import Clustering
import Diagnostics
import Locks
import Matrices
import Planning
import Tables
import Testing

/// Rules of every algorithm, written to a lock, read back and applied.
struct RuleTests {
  static let calls = [
    "kmeans k=3 seed=1", "kmeans k=3 method=bisecting", "kmeans k=3 trim=5%",
    "kmeans k=3 min_share=20% max_share=50%", "fuzzy k=3 m=1.5", "kmedians k=3 seed=1",
    "kmedoids k=3 seed=1",
    "kmedoids k=3 distance=manhattan",
    "kmedoids k=3 distance=gower", "gmm k=2 seed=1", "gmm k=2 covariance=diag noise=10%",
    "gmm k=2 covariance=VEV", "ward k=4", "agglomerative k=3", "agglomerative linkage=single k=5",
    "agglomerative linkage=complete height=2", "agglomerative linkage=weighted k=3",
    "agglomerative linkage=centroid k=3", "agglomerative linkage=median k=3",
    "dbscan eps=0.7 min_points=3", "dbscan eps=0.0001", "optics min_points=3 xi=0.1",
    "optics min_points=3 eps=0.7", "hdbscan min_size=4", "hdbscan min_size=3 selection=leaf",
    "gmm k in 2...3 covariance in [full, tied] | pick bic",
  ]

  private func script(_ scene: LockScene, _ call: String) -> String {
    """
    load "\(scene.data)" | rfm as_of=@2026-01-01 | log monetary | scale zscore | \(call)

    """
  }

  @Test(arguments: calls)
  func `the customers that were locked get the segments of the lock, for every algorithm`(
    _ call: String
  ) throws {
    let scene = LockScene()
    try scene.write()
    let script = script(scene, call)
    let run = try scene.record(script)
    #expect(run.result.exitCode == .done)
    let bytes = LockFile.bytes(of: run.document)
    let document = try LockFile.document(bytes, path: "t.seg.lock")
    #expect(LockFile.bytes(of: document) == bytes)
    #expect(document.models[0].rule == run.document.models[0].rule)
    let table = try scene.apply(document, script).table
    let segments = (0..<table.rowCount).map { table[$0, 1] }
    #expect(
      segments == run.models[0].labels.map { $0 < 0 ? .null : .integer(Int64($0 + 1)) })
    for row in 0..<table.rowCount where segments[row] == .null {
      #expect(table[row, 2] == .null && table[row, 4].plainText == "in no segment: noise")
    }
    let verification = try scene.verify(document, script)
    #expect(verification.holds)
  }

  @Test(arguments: calls)
  func `the lines of the file in another order give the same lock but for the file`(
    _ call: String
  ) throws {
    let scene = LockScene()
    try scene.write()
    let straight = try scene.record(script(scene, call)).document
    try scene.write(LockScene.lines.reversed())
    let turned = try scene.record(script(scene, call)).document
    #expect(straight.models == turned.models)
    #expect(straight.steps == turned.steps)
  }

  // MARK: Rules of many points

  private var many: KeptRows {
    let rows = StoredRule.mostPoints + 1
    return KeptRows(
      rows: Matrix(rows: rows, columns: 1, values: (0..<rows).map { Double($0) / 7 }),
      labels: (0..<rows).map { $0 % 3 })
  }

  private func locked() throws -> (LockScene, LockDocument, String) {
    let scene = LockScene()
    try scene.write()
    var document = try scene.record(script(scene, "ward k=3")).document
    document.models[0].rule = .kept(many)
    return (scene, document, scene.folder.path + "/t.seg.lock")
  }

  private func points(_ scene: LockScene) -> [String] {
    scene.folder.names.filter { $0.hasSuffix(".points") }
  }

  @Test func `a rule of many points stands in a file beside the lock, with its digest`() throws {
    let (scene, document, path) = try locked()
    try LockFile.write(document, to: path, root: nil)
    #expect(points(scene).count == 1)
    #expect(LockFile.bytes(of: document).count < 40_000)
    let read = try LockFile.read(path, FileAccess())
    #expect(read.models[0].rule == document.models[0].rule)
    #expect(LockFile.bytes(of: read) == LockFile.bytes(of: document))
  }

  @Test func `a file of points that is missing or changed is told`() throws {
    let (scene, document, path) = try locked()
    try LockFile.write(document, to: path, root: nil)
    let file = scene.folder.path + "/" + points(scene)[0]
    try AtomicFile.write(Array("{}".utf8), to: file)
    let changed = #expect(throws: Diagnostic.self) { try LockFile.read(path, FileAccess()) }
    #expect(changed?.code.id == "E0702")
    try AtomicFile.remove(file)
    let missing = #expect(throws: Diagnostic.self) { try LockFile.read(path, FileAccess()) }
    #expect(missing?.code.id == "E0709")
  }

  @Test func `a lock that is replaced takes its points with it`() throws {
    let (scene, document, path) = try locked()
    try LockFile.write(document, to: path, root: nil)
    let before = points(scene)
    var other = document
    other.models[0].rule = .kept(
      KeptRows(rows: Matrix(rows: 1, columns: 1, values: [0]), labels: [0]))
    try LockFile.write(other, to: path, replacing: document, root: nil)
    #expect(before.count == 1 && points(scene).isEmpty)
  }
}
