import Clustering
import Diagnostics
import Matrices
import Planning
import Relations
import Documents
import Reports
import Session
import Tables
import Testing

/// Sixty customers in three crowds of 24, 20 and 16 that nobody could miss, as lines of a table.
let crowds: String = {
  let random = CounterRandom(seed: 5, purpose: .sampling)
  let rows = (0..<60).map { i in
    let crowd = [0, 1, 2, 0, 1, 0, 2, 1, 0, 2, 1, 0, 2, 1, 0][i % 15]
    let (x, y) = [(0.0, 0.0), (10.0, 0.0), (0.0, 12.0)][crowd]
    let a = x + random.unit(UInt64(2 * i))
    let b = y + random.unit(UInt64(2 * i + 1))
    return "{id: \(i), a: \(Literal.number(a).plainText), b: \(Literal.number(b).plainText)}"
  }
  return "table [" + rows.joined(separator: ", ") + "] | features a = sum(a), b = sum(b) by id"
}()

/// Sixty customers strewn over a square: no crowds at all.
let cloud: String = {
  let random = CounterRandom(seed: 11, purpose: .sampling)
  let rows = (0..<60).map { i in
    let (a, b) = (random.unit(UInt64(2 * i)), random.unit(UInt64(2 * i + 1)))
    return "{id: \(i), a: \(Literal.number(a).plainText), b: \(Literal.number(b).plainText)}"
  }
  return "table [" + rows.joined(separator: ", ") + "] | features a = sum(a), b = sum(b) by id"
}()

private let sweep = "| scale zscore | kmeans k in 2...5 restarts=3 seed=1"

extension Ran {
  var model: Model? { if case .model(let model)? = value { model } else { nil } }
  var candidates: [Model] { if case .sweep(let sweep)? = value { sweep.candidates } else { [] } }
}

struct AskedMetricTests {
  @Test func `a metric is computed when something names it, and never otherwise`() {
    let metrics = Metric.all.filter { $0.effort == .refits }
    let untouched = Ran("\(crowds) \(sweep) | keep smallest > 0").candidates
    #expect(untouched.count == 4)
    for model in untouched { #expect(metrics.allSatisfy { model.metrics[$0] == nil }) }
    let picked = Ran("\(crowds) \(sweep) | pick silhouette").model
    #expect(picked.map { model in metrics.allSatisfy { model.metrics[$0] == nil } } == true)
    let kept = Ran("\(crowds) \(sweep) | keep gap > 0").candidates
    #expect(!kept.isEmpty)
    for model in kept {
      #expect(model.metrics[.gap] != nil && model.metrics[.gapError] != nil)
      #expect(model.metrics[.jaccard] == nil)
    }
  }

  @Test(arguments: [
    "keep gap > -9", "sort gap", "measure gap", "keep gap >= min(gap)", "expect gap > -9",
  ])
  func `whatever names the gap gives the gap of the library`(_ stage: String) throws {
    let candidates = Ran("\(crowds) \(sweep) | \(stage) | sort k").candidates
    let scaled = try #require(candidates.first?.scaled)
    let control = RunControl(threads: 1)
    let points = try PreparedPoints(scaled.matrix, control: control)
    let inertias = candidates.reduce(into: [:]) { $0[$1.k] = $1.inertia }
    let method = try #require(candidates.first?.method)
    let expected = try GapStatistic(
      1...5, of: points,
      by: method, observed: inertias.compactMapValues { $0 }, references: 50, seed: 1,
      control: control)
    for (row, candidate) in zip(expected.rows.dropFirst(), candidates) {
      #expect(row.logWithin == candidate.inertia.map { portableLog($0) })
    }
    #expect(candidates.map { $0.metrics[.gap] } == expected.rows.dropFirst().map(\.gap))
    #expect(
      candidates.map { $0.metrics[.gapError] } == expected.rows.dropFirst().map(\.standardError))
    #expect(candidates.first?.metrics.gapOfOne?.value == expected.rows.first?.gap)
  }

  @Test func `a number of segments is picked with its reason, its candidates and the dissent`() {
    let picked = Ran("\(crowds) \(sweep) | pick k=4 because \"four teams\"").model
    #expect(picked?.k == 4)
    #expect(picked?.choice?.sweep.candidates.map(\.k) == [2, 3, 4, 5])
    #expect(picked?.choice?.picked == 2)
    #expect(
      picked?.choice?.votes.contains { $0.metric == .silhouette && $0.candidate == 1 } == true)
    if case .segments(let because)? = picked?.choice?.reason {
      #expect(because == "four teams")
    } else {
      Issue.record("the script picked")
    }
    #expect(Ran("\(crowds) \(sweep) | pick k=9").codes.contains("E0905"))
    #expect(Ran("\(crowds) \(sweep) | pick k=3 silhouette").codes.contains("E0314"))
    #expect(Ran("\(crowds) \(sweep) | pick").codes.contains("E0303"))
  }

  @Test func `pick, measure and compare know the simplified silhouette`() {
    #expect(Ran("\(crowds) \(sweep) | pick simplified_silhouette").model?.k == 3)
    let compared = Ran(
      "\(crowds) | scale zscore | compare (kmeans k in 2...3 restarts=2) (ward k=3)"
        + " | measure simplified_silhouette | keep simplified_silhouette > 0.8 | show algorithm, k")
    #expect(compared.rows == ["kmeans 3", "ward 3"])
  }

  @Test func `an aggregate over candidates asks for its metric too`() {
    let ran = Ran("\(crowds) \(sweep) | keep dunn == max(dunn)")
    #expect(ran.candidates.map(\.k) == [3])
    check("\(crowds) \(sweep) | select k, dunn | sort -dunn | select k | take 1", gives: ["3"])
  }

  @Test func `the line of the issue works`() {
    let ran = Ran(
      "\(crowds) \(sweep) | keep stability >= 0.8 and jaccard >= 0.75 | sort -gap"
        + " | show k, gap, gap_se, dunn, jaccard")
    #expect(ran.codes.filter { $0.hasPrefix("E") } == [])
    #expect(ran.names == ["k", "gap", "gap_se", "dunn", "jaccard"])
    #expect(ran.rows.first?.hasPrefix("3 ") == true)
    #expect(ran.record(of: "keep") == "measured={jaccard={replicates=100 seed=1}}")
    #expect(
      ran.record(of: "sort") == "measured={gap={box=principal references=50 seed=1}}")
  }

  @Test func `a metric that is asked for is defined below the table`() throws {
    let ran = Ran("\(crowds) \(sweep) | show k, silhouette, dunn")
    guard case .value(let shown, _)? = ran.result.outcome.results.last else {
      Issue.record("nothing was shown")
      return
    }
    let text = PlainFormat().text(of: Document(shown.value, of: shown.type))
    #expect(text.contains("dunn: \(Metric.dunn.definition)"))
    #expect(!text.contains("silhouette:"))
  }

  @Test func `settings are changed by measure, kept by what follows, and recorded`() {
    let settings = "references=5 replicates=7 seed=9 box=uniform"
    let ran = Ran("\(crowds) \(sweep) | measure gap, jaccard \(settings) | sort gap | sort k")
    #expect(
      ran.record(of: "measure")
        == "measured={gap={box=uniform references=5 seed=9} jaccard={replicates=7 seed=9}}")
    #expect(ran.record(of: "sort") == "")
    let later = Ran(
      "\(crowds) \(sweep) | measure gap \(settings.replacing("replicates=7 ", with: ""))"
        + " | pick gap references=6")
    #expect(
      later.record(of: "pick").contains("measured={gap={box=uniform references=6 seed=9}}"))
    let standard = Ran("\(crowds) \(sweep) | sort gap | sort k")
    #expect(
      standard.candidates.map { $0.metrics[.gap] } != ran.candidates.map { $0.metrics[.gap] })
  }

  @Test func `what has no value here is missing, and keep takes it away`() {
    let script = "\(crowds) | scale zscore | kmeans k in 1...3 restarts=2 seed=1"
    let ran = Ran("\(script) | measure jaccard, instability, xie_beni replicates=5")
    #expect(ran.candidates.map { $0.metrics[.jaccard] == nil } == [true, false, false])
    #expect(ran.candidates.map { $0.metrics[.instability] == nil } == [true, false, false])
    #expect(ran.candidates.map { $0.metrics[.xieBeni] == nil } == [true, false, false])
    let kept = Ran("\(script) | measure jaccard replicates=5 | keep jaccard >= 0")
    #expect(kept.candidates.map(\.k) == [2, 3])
    check("\(script) | measure gap references=5 | show k, gap | take 1 | select k", gives: ["1"])
  }

  @Test func `as many segments as customers leave metrics of samples without a value`() {
    let script = """
      table [{id: 1, a: 1}, {id: 2, a: 5}, {id: 3, a: 9}] | features a = sum(a) by id
        | scale none | kmeans k in 2...3 restarts=1
        | measure gap, prediction_strength, instability, ambiguity, jaccard, held_out, dunn
      """
    let ran = Ran(script)
    #expect(ran.codes.filter { $0.hasPrefix("E") } == [])
    #expect(ran.candidates.last?.metrics[.gap] == nil)
    #expect(ran.candidates.last?.metrics[.dunn] == nil)
  }

  @Test func `the order of the customers and the number of threads change no metric`() {
    let names =
      "gap, dunn, xie_beni, prediction_strength, instability, ambiguity, jaccard, held_out"
    let script =
      "| scale zscore | kmeans k in 2...4 restarts=2 seed=3 "
      + "| measure \(names) references=5 replicates=5"
    let inner = crowds.dropFirst("table [".count).prefix { $0 != "]" }
    let lines = inner.split(separator: "}, ").map { $0.hasSuffix("}") ? String($0) : $0 + "}" }
    let turned =
      "table [" + lines.reversed().joined(separator: ", ") + "]"
      + crowds.drop { $0 != "]" }.dropFirst()
    let (one, other) = (Ran("\(crowds) \(script)"), Ran("\(turned) \(script)"))
    #expect(one.candidates.map(\.metrics) == other.candidates.map(\.metrics))
    #expect(one.candidates.count == 3)
  }
}

struct PickingTests {
  @Test(arguments: [
    "gap rule=globalSEmax", "gap box=uniform", "gap rule=Tibs2001SEmax box=uniform",
    "prediction_strength", "instability",
    "ambiguity", "jaccard", "dunn", "xie_beni", "verdict",
    "verdict by silhouette, gap, instability",
    "verdict least_share=10% most_share=60% least_jaccard=0.75",
  ])
  func `three crowds are three segments by every judge`(_ judge: String) {
    let ran = Ran("\(crowds) \(sweep) | pick \(judge)")
    #expect(ran.codes.filter { $0.hasPrefix("E") || $0 == "W0930" } == [])
    #expect(ran.model?.k == 3)
    #expect(ran.model?.sizes == [24, 20, 16])
  }

  @Test(arguments: [
    "gap rule=Tibs2001SEmax", "prediction_strength", "verdict by gap, prediction_strength",
  ])
  func `a cloud has no segments, and a script can insist on some`(_ judge: String) throws {
    let script = "\(cloud) \(sweep) | pick \(judge)"
    let ran = Ran(script)
    #expect(ran.codes.contains("W0930"))
    let model = try #require(ran.model)
    #expect(model.k == 1 && model.sizes == [60] && model.labels.allSatisfy { $0 == 0 })
    #expect(model.choice?.picked == nil)
    #expect(Ran("\(script) | profile").codes.filter { $0.hasPrefix("E") } == [])
    #expect(Ran("\(script) | expect k >= 2").codes.contains("E0810"))
    // Its one centre is the mean of all, in the features' own units.
    let table = try #require(ran.model?.scaled.features.table)
    let mean = table.numbers(of: "a").values.reduce(0, +) / 60
    #expect(abs(model.originalCentroids[0, 0] - mean) < 1e-12)
  }

  @Test func `the rules of the gap stand side by side, also where one sees no segments`() throws {
    let ran = Ran("\(crowds) \(sweep) | pick gap references=10")
    let rules = try #require(ran.model?.choice?.rules)
    #expect(rules.map(\.rule) == GapStatistic.Rule.allCases)
    #expect(rules.first { $0.rule == .globalWithinError }?.k == 3)
    #expect(rules.first { $0.rule == .firstWithinError }?.k == ran.model?.k)
    #expect(ran.record(of: "pick").contains("globalSEmax=3"))
  }

  @Test func `lots are drawn by the seed of the fit, whatever the seed of the run`() {
    func candidates(_ seed: UInt64, _ fit: String) -> [Double?] {
      var settings = session().settings
      settings.seed = seed
      var session = Session(settings)
      let script =
        "\(crowds) | scale zscore | \(fit) | measure gap, jaccard replicates=5 references=5"
      let result = session.run(SourceText(name: "seeds", text: script))
      guard case .value(let value, _)? = result.outcome.results.last,
        case .sweep(let sweep) = value.value
      else { return [] }
      return sweep.candidates.flatMap { [$0.metrics[.gap], $0.metrics[.jaccard]] }
    }
    let seeded = "kmeans k in 2...4 restarts=2 seed=3"
    #expect(candidates(1, seeded).count == 6)
    #expect(candidates(1, seeded) == candidates(8, seeded))
    #expect(candidates(1, "ward k in 2...4") != candidates(8, "ward k in 2...4"))
  }

  @Test func `the candidate of one segment goes on where there is one`() {
    let ran = Ran(
      "\(cloud) | scale zscore | kmeans k in 1...4 restarts=2 seed=1 "
        + "| pick gap rule=Tibs2001SEmax references=20")
    #expect(ran.codes.contains("W0930"))
    #expect(ran.model?.choice?.picked == 0)
    #expect(ran.model?.iterations != nil)
  }

  @Test func `a verdict records who voted for what, and what was demanded`() throws {
    let ran = Ran(
      "\(crowds) \(sweep) | pick verdict by silhouette, gap rule=globalSEmax least_share=10% references=5"
    )
    let record = ran.record(of: "pick")
    #expect(record.contains("metric=verdict no_segments_share=0.0 votes={silhouette=3 gap=3}"))
    #expect(record.contains("least_share=0.1"))
    #expect(record.contains("measured={gap={box=principal references=5 seed=1}}"))
    guard case .verdict(let report)? = ran.model?.choice?.reason else {
      Issue.record("no verdict")
      return
    }
    #expect(report.votes.map(\.metric) == [.silhouette, .gap])
    #expect(report.votes.map(\.weight) == [0.5, 0.5])
    #expect(report.candidates.map(\.index) == [0, 1, 2, 3])
  }

  @Test func `who is not followed is told why, in every format`() throws {
    let ran = Ran("\(crowds) \(sweep) | pick verdict by silhouette, dunn most_share=35%")
    #expect(ran.model.map { $0.k > 3 } == true)
    guard case .value(let shown, _)? = ran.result.outcome.results.last else {
      Issue.record("nothing was shown")
      return
    }
    let document = Document(shown.value, of: shown.type)
    let why = "the largest segment has 40%, more than 35%"
    for text in [
      PlainFormat().text(of: document), MarkdownFormat().text(of: document),
      TerminalFormat(style: Style(width: nil)).text(of: document),
    ] {
      #expect(text.contains(why))
      #expect(text.contains("Verdict: k="))
    }
    let json = JSONValue.object(ValueJSON.json(shown.value, of: shown.type))
    #expect(json["verdict"]?["votes"]?.array?.first?["dissent"]?.string == why)
    #expect(json["picked_by"]?.string == "verdict")
  }

  @Test func `no candidate that keeps the demands is an error that says what each breaks`() {
    let ran = Ran("\(crowds) \(sweep) | pick verdict by silhouette least_share=45%")
    #expect(ran.codes.contains("E0930"))
    #expect(ran.message().contains("k=3: the smallest segment has 27%, less than 45%"))
  }

  @Test func `a metric that is undefined everywhere says when it has no value`() {
    let ran = Ran("\(crowds) \(sweep) | pick bic")
    #expect(ran.codes.contains("E0904"))
    #expect(ran.message().contains("for everything but mixtures"))
  }
}
