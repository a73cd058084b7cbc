import Planning
import Relations
import Documents
import Reports
import Testing

/// Forty customers with one number in two crowds, and a plan that cuts across them.
private func mixed(_ stage: String) -> Ran {
  let rows = (0..<40).map { id in
    "{id: \(id), a: \(id < 20 ? id % 5 : 50 + id % 5),"
      + " plan: \(["\"basic\"", "\"pro\"", "\"pro\"", id == 3 ? "\"gold\"" : "null"][id % 4])}"
  }
  return Ran(
    "let all = table [\(rows.joined(separator: ", "))]\n"
      + "all | features a = sum(a) by id | join (all | select id, plan) on id kind=left"
      + " | scale zscore \(stage)")
}

struct EncodeTests {
  @Test func `words are columns whose differences are gamma in the square`() throws {
    let scaled = try #require(mixed("| encode plan gamma=2").value?.scaled)
    #expect(scaled.axes == ["a", "plan=basic", "plan=pro", "plan=(other)"])
    #expect(scaled.encoding?.gamma == 2)
    let words = (0..<4).map { row in (1..<4).map { scaled.matrix[row, $0] } }
    #expect(words == [[1, 0, 0], [0, 1, 0], [0, 1, 0], [0, 0, 1]])
  }

  @Test func `what differs costs half the mean standard deviation where nothing is said`() throws {
    // Of one feature with a standard deviation of 1: the last digits are those of its scaling.
    let ran = mixed("| encode plan")
    let record = ran.record(of: "encode")
    #expect(record.hasPrefix("gamma=0."))
    #expect(record.hasSuffix("levels={plan=[basic, pro]} others={plan=10}"))
    let gamma = try #require(ran.value?.scaled?.encoding?.gamma)
    #expect(abs(gamma - 0.5) < 1e-15)
  }

  @Test func `a large gamma divides by words, a small one by numbers`() throws {
    let byWords = try #require(mixed("| encode plan gamma=100 | kprototypes k=3 seed=1").model)
    #expect(byWords.sizes == [20, 10, 10])
    let modes = byWords.scaled.encoding?.modes(of: byWords.centroids)
    #expect(modes?[0].first == "pro")
    #expect(modes?[0].sorted() == ["(other)", "basic", "pro"])
    let byNumbers = try #require(mixed("| encode plan gamma=0.001 | kprototypes k=2 seed=1").model)
    #expect(byNumbers.sizes == [20, 20])
    #expect(byNumbers.originalCentroids.column(0).map { $0.rounded() } == [2, 52])
    #expect(byNumbers.assignment.labels == byNumbers.labels)
  }

  @Test func `every model and metric takes the words, and the report shows the most frequent`()
    throws
  {
    let ran = mixed(
      "| encode plan | compare (kprototypes k in 2...3) (kmeans k in 2...3) (ward k=2)"
        + " | keep jaccard >= 0 | pick silhouette")
    #expect(ran.codes.filter { $0.hasPrefix("E") } == [])
    guard case .value(let shown, _)? = ran.result.outcome.results.last else {
      Issue.record("nothing was shown")
      return
    }
    let text = PlainFormat().text(of: Document(shown.value, of: shown.type))
    #expect(text.contains("segment\tcustomers\tshare\t\ta\tplan\tsilhouette"))
    #expect(
      mixed("| encode plan | kprototypes k=2 seed=1 | stability replicates=5 | split 80%").model
        != nil)
  }

  @Test(arguments: [
    ("encode a", "E0963"), ("encode id", "E0963"), ("encode nowhere", "E0203"),
    ("encode plan | encode plan", "E0964"), ("kprototypes k=2", "E0966"),
    ("encode plan | reduce pca components=1", "E0967"), ("encode plan gamma=0", "E0309"),
  ])
  func `what makes no sense is told before anything runs`(_ stage: String, _ code: String) {
    #expect(mixed("| \(stage)").codes.contains(code))
  }

  @Test func `hundreds of words are no category`() {
    let rows = (0..<202).map { "{id: \($0), a: \($0), plan: \"p\($0 / 2)\"}" }
    let script =
      "let all = table [\(rows.joined(separator: ", "))]\n"
      + "all | features a = sum(a) by id | join (all | select id, plan) on id kind=left"
      + " | scale zscore | encode plan rare=2"
    #expect(Ran(script).codes == ["E0965"])
  }

  @Test func `scores stand beside the features where customers are shown, and shape nothing`()
    throws
  {
    let scores = "\(crowds) | scale zscore | reduce pca components=2"
    let model = try #require(Ran("\(scores) | kmeans k=3 seed=1").model)
    let table = model.assignments
    #expect(
      table.fields.map(\.name) == [
        "id", "a", "b", "pc1", "pc2", "segment", "distance", "confidence",
      ])
    #expect(table.numbers(of: "pc1").values == model.scaled.matrix.column(0))
    #expect(model.scaled.features.names == ["a", "b"])
    check("\(scores) | kmeans k=3 seed=1 | show pc2, id | take 0", gives: [], names: ["pc2", "id"])
    let shared = Ran("\(crowds) | scale zscore | reduce pca share=99% | kmeans k=3 seed=1 | show")
    #expect(!shared.names.contains("pc1"))
    let taken = Ran("\(crowds) | rename pc1 = a | scale zscore | reduce pca components=1")
    #expect(taken.codes == ["E0402"])
  }
}
