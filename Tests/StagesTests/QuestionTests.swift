import Clustering
import Diagnostics
import Matrices
import Planning
import Relations
import Documents
import Session
import Tables
import Testing

@testable import Stages

struct QuestionTests {
  private let model = "\(crowds) | scale zscore | kmeans k=3 restarts=3 seed=1"

  @Test(arguments: ["bootstrap", "subsets share=70%", "noise share=1%", "seeds"])
  func `clear crowds come back whatever is changed`(_ change: String) throws {
    let ran = Ran("\(model) | stability \(change) replicates=10")
    #expect(ran.codes.filter { $0.hasPrefix("E") || $0.hasPrefix("W") } == [])
    let report = try #require(ran.model?.stability.first)
    #expect(report.segments.map(\.label) == [0, 1, 2])
    #expect(report.segments.allSatisfy { $0.meanJaccard == 1 && $0.mark == .highlyStable })
    #expect(report.meanAdjustedRand == 1 && report.replicates == 10)
    #expect(ran.record(of: "stability").contains("recovered=1.0 dissolved=0.0"))
    #expect(
      ran.model?.metrics[.jaccard] == (change == "bootstrap" ? 1 : nil))
  }

  @Test func `cuts through a cloud are warned of`() throws {
    let ran = Ran(
      "\(cloud) | scale zscore | kmeans k=6 restarts=2 seed=1 | stability replicates=20")
    #expect(ran.codes.contains("W0931"))
    #expect(try #require(ran.model?.stability.first?.leastJaccard) < 0.6)
    #expect(ran.model?.metrics[.jaccard] == ran.model?.stability.first?.leastJaccard)
  }

  @Test func `the coefficient of the stage is that of the metric`() {
    let stage = Ran("\(model) | stability bootstrap replicates=15 seed=4").model
    let metric = Ran("\(model) | measure jaccard replicates=15 seed=4").model
    #expect(stage?.metrics[.jaccard] != nil)
    #expect(stage?.metrics[.jaccard] == metric?.metrics[.jaccard])
    let split = Ran("\(cloud) | scale zscore | kmeans k=4 seed=1 | split 80% replicates=5 seed=2")
    let heldOut = Ran(
      "\(cloud) | scale zscore | kmeans k=4 seed=1 | measure held_out replicates=5 seed=2")
    #expect(split.model?.metrics[.heldOut] != nil)
    #expect(split.model?.metrics[.heldOut] == heldOut.model?.metrics[.heldOut])
  }

  @Test func `customers held out are foretold, and the model goes on unchanged`() throws {
    let ran = Ran("\(model) | split 75% replicates=4 | expect held_out >= 0.9")
    #expect(ran.codes.filter { $0.hasPrefix("E") } == [])
    let report = try #require(ran.model?.stability.first)
    #expect(report.change == .heldOut(share: 0.75))
    #expect(report.meanAdjustedRand == 1)
    #expect(ran.model?.labels == Ran(model).model?.labels)
  }

  @Test func `a model agrees with itself and with its segments in another order`() throws {
    let ran = Ran("let m = \(model)\nm | agreement with m")
    guard case .display(let display)? = ran.value, let same = display as? SegmentAgreement else {
      Issue.record("no agreement")
      return
    }
    #expect(same.measures.allSatisfy { abs($0.value - 1) < 1e-12 })
    #expect(same.matching.pairs.map { [$0.first, $0.second] } == [[0, 0], [1, 1], [2, 2]])
    #expect(same.both == 60 && same.onlyFirst == 0 && same.names.second == "m")
  }

  @Test func `agreement is that of the library, over the customers of both`() throws {
    let script = """
      let one = \(cloud) | scale none | kmeans k=3 seed=1
      let two = \(cloud) | keep id < 40 | scale none | kmeans k=4 seed=1
      one | agreement with two
      """
    let ran = Ran(script)
    guard case .display(let display)? = ran.value, let found = display as? SegmentAgreement else {
      Issue.record("no agreement: \(ran.message())")
      return
    }
    #expect([found.both, found.onlyFirst, found.onlySecond] == [40, 20, 0])
    let table = found.table
    #expect(table.rows == 40)
    var (first, second): ([Int], [Int]) = ([], [])
    for (i, row) in table.counts.enumerated() {
      for (j, count) in row.enumerated() {
        first += Array(repeating: i, count: count)
        second += Array(repeating: j, count: count)
      }
    }
    #expect(abs(found.adjustedRand - (try Agreement.adjustedRand(first, second))) < 1e-12)
    #expect(ran.record(of: "agreement").hasPrefix("customers=40 only_here=20 adjusted_rand="))
  }

  @Test func `the plane shows crowds apart, says what it hides, and draws every customer once`()
    throws
  {
    let ran = Ran("\(model) | scatter")
    guard case .display(let display)? = ran.value, let plane = display as? PlanarView else {
      Issue.record("no plane")
      return
    }
    #expect(abs(plane.shownShare - 1) < 1e-12)
    for grid in [plane.chart.picture, plane.chart.coarse] {
      #expect(grid.cells.reduce(0) { $0 + $1.count } == 60)
    }
    let lines = TerminalFormat(style: Style(width: 60, glyphs: .ascii)).text(
      of: Document([.chart(plane.chart)]))
    #expect(Set(lines).isSuperset(of: ["1", "2", "3"]))
    #expect(!lines.contains("4"))
    #expect(lines.split(separator: "\n").allSatisfy { $0.count <= 60 })
  }
}

struct ReductionTests {
  @Test func `all components keep the segments, and centres come back exactly`() throws {
    let plain = try #require(Ran("\(crowds) | scale zscore | kmeans k=3 seed=1").model)
    let turned = try #require(
      Ran("\(crowds) | scale zscore | reduce pca components=2 | kmeans k=3 seed=1").model)
    #expect(turned.labels == plain.labels)
    #expect(turned.scaled.axes == ["pc1", "pc2"])
    for i in 0..<3 {
      for j in 0..<2 {
        #expect(abs(turned.originalCentroids[i, j] - plain.originalCentroids[i, j]) < 1e-9)
      }
    }
  }

  @Test func `one component leaves the other direction at its mean`() throws {
    let script = """
      table [{id: 1, a: 0, b: 1}, {id: 2, a: 4, b: 3}, {id: 3, a: 8, b: 5}, {id: 4, a: 12, b: 7}]
        | features a = sum(a), b = sum(b) by id | scale zscore | reduce pca share=99%
      """
    guard case .scaled(let scaled)? = Ran(script).value else {
      Issue.record("nothing scaled")
      return
    }
    let reduction = try #require(scaled.reduction)
    // Both features say the same, so that one direction carries all.
    #expect(reduction.names == ["pc1"])
    #expect(abs(reduction.explained[0] - 1) < 1e-12)
    #expect(abs(reduction.loadings[0, 0] - 0.5.squareRoot()) < 1e-12)
    let back = scaled.inFeatures(scaled.matrix)
    for (a, b) in zip(back.values, scaled.featureMatrix.values) { #expect(abs(a - b) < 1e-12) }
  }

  @Test func `fresh customers get the loadings of the record`() throws {
    var session = session()
    func stage(_ text: String) throws -> any Stage {
      let checked = session.check(SourceText(name: "replay", text: text))
      guard case .shown(let pipeline)? = checked.plan.statements.first?.kind else {
        throw StageFailure.problems([])
      }
      return try #require(pipeline.stages.last).stage
    }
    let ran = Ran("\(crowds) | scale zscore | reduce pca components=1")
    guard case .scaled(let trained)? = ran.value,
      let record = ran.result.outcome.decisions.last?.record,
      case .scaled(let scaled)? = Ran("\(crowds) | scale zscore").value
    else {
      Issue.record("nothing scaled")
      return
    }
    let reduce = try stage("\(crowds) | scale zscore | reduce pca components=1")
    let fresh = Matrix(rows: 1, columns: 2, values: [3.0, -1])
    let input = Scaled(
      features: scaled.features.replacing(
        scaled.features.table.selecting([0]), names: scaled.features.names),
      matrix: fresh, method: "zscore", centers: trained.centers, spreads: trained.spreads)
    let result = try reduce.run(.scaled(input), replaying: record, session.runner.context)
    let turned = try #require(result.value.scaled)
    #expect(turned.reduction == trained.reduction)
    #expect(try turned.matrix == trained.reduction?.scores(fresh, control: RunControl(threads: 1)))
    #expect(result.record == record)
  }
}
