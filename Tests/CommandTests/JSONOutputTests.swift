import TestSupport
import Testing

/// Every kind of `--json` output is what its schema in `docs/schemas` says.
struct JSONOutputTests {
  private let segue = SegueProcess()

  @Test(arguments: [
    #"load "tx.csv" | take 3"#, #"load "tx.csv" | rfm"#, #"load "tx.csv" | rfm | scale zscore"#,
    #"load "tx.csv" | rfm | scale zscore | kmeans k in 2...4"#,
    #"load "tx.csv" | rfm | scale zscore | kmeans k in 2...4 | pick silhouette"#,
    #"load "tx.csv" | rfm | scale zscore | kmeans k=2 | profile"#,
    #"load "tx.csv" | rfm | scale zscore | kmeans k in 2...3 | measure dunn, jaccard replicates=5"#,
    #"load "tx.csv" | rfm | scale zscore | kmeans k in 2...3 | pick gap references=5"#,
    #"load "tx.csv" | rfm | scale zscore | kmeans k in 2...3 | pick verdict references=5"#,
    #"load "tx.csv" | rfm | scale zscore | kmeans k=2 | stability replicates=5 | split 80%"#,
    #"load "tx.csv" | rfm | scale zscore | kmeans k=2 | stability windows every=1 week"#,
    #"load "tx.csv" | rfm | scale zscore | reduce pca components=2"#,
    #"load "tx.csv" | rfm | scale zscore | reduce pca share=80% | kmeans k=2 | scatter"#,
    #"let m = load "tx.csv" | rfm | scale zscore | kmeans k=2 \n m | agreement with m"#
      .replacing(#"\n "#, with: "\n"),
    #"load "tx.csv" | expect amount > 50 severity=warn"#,
    #"load "tx.csv" | expect amount > 50"#, #"load "nosuch.csv""#,
    #"load "tx.csv" | keep amuont > 1"#,
    "let = 1", #"load "tx.csv" | rfm | kmeans k=2"#,
  ])
  func `a run`(code: String) throws {
    let end = try segue("--json", "-e", code)
    #expect(try SchemaCheck("run").faults(in: end.output) == [], "\(end.errors)")
    #expect((end.status == 0) == end.output.contains("\"problems\": []"))
    #expect((end.status == 0) == end.errors.isEmpty, "errors are there for people too")
  }

  @Test func `a run with timings`() throws {
    let end = try segue("--json", "--timings", "-e", #"load "tx.csv" | rfm"#)
    #expect(try SchemaCheck("run").faults(in: end.output) == [])
    #expect(end.output.contains("\"timings\""))
  }

  @Test func `a script that is not there`() throws {
    let end = try segue("run", "nosuch.seg", "--json")
    #expect(end.status == 3)
    #expect(try SchemaCheck("run").faults(in: end.output) == [])
  }

  @Test func `the other commands`() throws {
    segue.folder.write("good.seg", "## So many.\nparam n: int = 3\nload \"tx.csv\" | take n\n")
    segue.folder.write(
      "model.seg", "load \"tx.csv\" | dedupe | rfm | scale zscore | kmeans k=2\n")
    segue.folder.write("bad.seg", "load \"tx.csv\" | keep amuont > 3\n")
    let cases: [(schema: String, output: String)] = [
      ("check", try segue("check", "good.seg", "bad.seg", "--json").output),
      ("plan", try segue("plan", "good.seg", "--json").output),
      ("plan", try segue("plan", "bad.seg", "--json").output),
      ("fmt", try segue("fmt", "--check", "good.seg", "bad.seg", "--json").output),
      ("new", try segue("new", "tx.csv", "-o", "-", "--json").output),
      ("doc", try segue("doc", "kmeans", "--json").output),
      ("doc", try segue("doc", "--all", "--json").output),
      ("explain", try segue("explain", "E0203", "--json").output),
      ("doctor", try segue("doctor", "--json").output),
      ("whatif", try segue("whatif", "model.seg", "--json").output),
      ("lock", try segue("lock", "model.seg", "--json").output),
      ("verify", try segue("verify", "model.seg", "--json").output),
      ("apply", try segue("apply", "model.seg.lock", "--input", "tx.csv", "--json").output),
      ("refused", try segue("verify", "good.seg", "--json").output),
      ("diff", try segue("diff", "model.seg.lock", "model.seg.lock", "--json").output),
      ("diff", try segue("diff", "model.seg.lock", "model.seg.lock", "--data", "--json").output),
    ]
    for (schema, output) in cases {
      #expect(try SchemaCheck(schema).faults(in: output) == [], "\(schema): \(output)")
    }
  }

  @Test func `the same bytes for any number of threads and as an alias of the format`() throws {
    let code = #"load "tx.csv" | rfm | scale zscore | kmeans k in 2...4 | pick silhouette"#
    let one = try segue("--json", "--threads", "1", "-e", code).output
    #expect(one == (try segue("--json", "--threads", "3", "-e", code)).output)
    #expect(one == (try segue("--format", "json", "-e", code)).output)
    #expect(!one.contains(segue.folder.path))
  }

  @Test func `every schema is valid JSON and says what it describes`() throws {
    let files = ProjectFiles.files(in: "docs/schemas", ending: ".schema.json")
    #expect(files.count == 14)
    for file in files { #expect(file.text.contains("\"description\"")) }
  }
}
