import Foundation
import Matrices
import TestSupport
import Testing

@testable import Clustering

/// Against scipy and R.
@Suite(.enabled(if: SharedFiles.isPresent, "the folder of golden results is not here"))
struct HierarchicalGoldenTests {
  private let control = RunControl(threads: 2)

  private struct Golden: Decodable {
    let input: String
    let methods: [String: Method]

    struct Method: Decodable {
      let Z: [[Double]]
      let cophenetic_corr: Double
      let cut: [String: [Int]]
    }
  }

  @Test(arguments: GoldenKMeans.names)
  func `heights, cophenetic correlation and cuts are scipy's`(_ name: String) throws {
    let golden = try JSONDecoder().decode(
      Golden.self, from: GoldenKMeans.bytes("bench/golden/\(name).linkage.json"))
    let data = try GoldenData(name)
    let points = golden.input == "zscore" ? data.points.zScored : data.points
    for (method, expected) in golden.methods.sorted(by: { $0.key < $1.key }) {
      let linkage = try #require(Linkage(rawValue: method))
      let tree = try Hierarchical(linkage).fit(points, control: control)
      let heights = tree.mergesOfRows().map(\.height)
      #expect(heights.count == expected.Z.count)
      let worst = zip(heights, expected.Z).map { abs($0 - $1[2]) / max(1, $1[2]) }.max() ?? 0
      #expect(worst <= 1e-9, "\(name) \(method): \(worst)")
      #expect(
        abs(try tree.copheneticCorrelation(control: control) - expected.cophenetic_corr) <= 1e-9)
      for (k, labels) in expected.cut {
        let cut = try tree.cut(.segments(try #require(Int(k))), control: control)
        #expect(try Agreement.adjustedRand(cut.labels, labels) == 1, "\(name) \(method) \(k)")
      }
    }
  }

  /// R's data sets, raw and with columns centred and divided by the sample deviation.
  private func rPoints(_ name: String) throws -> Matrix {
    let file = name.hasSuffix("_z") ? String(name.dropLast(2)) : name
    let text = try String(
      decoding: GoldenKMeans.bytes("references/datasets/\(file).csv"), as: UTF8.self)
    let rows = text.split(separator: "\n").dropFirst().map { line in
      line.split(separator: ",").compactMap { Double($0) }
    }
    let raw = Matrix(rows)
    guard name.hasSuffix("_z") else { return raw }
    let shrink = (Double(raw.rows - 1) / Double(raw.rows)).squareRoot()
    return raw.zScored.mapped { $0 * shrink }
  }

  private static let rNames = [
    "single": Linkage.single, "complete": .complete, "average": .average, "mcquitty": .weighted,
    "ward.D2": .ward, "centroid": .centroid, "median": .median,
  ]

  /// Data sets of R and linkages that have no ties among the distances that decide.
  ///
  /// `faithful` is full of equal distances, and R and scipy differ there from each other as well,
  /// but for single linkage, which has one answer.
  private static let untied =
    ["USArrests_z", "USArrests"].flatMap { name in rNames.keys.sorted().map { [name, $0] } }
    + ["faithful_z", "faithful"].map { [$0, "single"] }

  private func rRows(_ file: String) throws -> [[String]] {
    try String(decoding: GoldenKMeans.bytes("references/\(file)"), as: UTF8.self)
      .split(separator: "\n").dropFirst().map { $0.split(separator: ",").map { String($0) } }
  }

  @Test(arguments: untied)
  func `heights are R's`(_ example: [String]) throws {
    let (name, method) = (example[0], example[1])
    let linkage = try #require(Self.rNames[method])
    let tree = try Hierarchical(linkage).fit(rPoints(name), control: control)
    let heights = tree.mergesOfRows().map(\.height)
    let rows = try rRows("r_hclust_heights.csv").filter { $0[0] == name && $0[1] == method }
    #expect(rows.count == heights.count)
    let isSquared = linkage == .centroid || linkage == .median
    // R's heights are listed with eleven digits.
    let expected = rows.compactMap { Double($0[4]) }.map { isSquared ? $0.squareRoot() : $0 }
    let worst = zip(heights, expected).map { abs($0 - $1) / max(1, $1) }.max() ?? 0
    #expect(worst <= 1e-9, "\(name) \(method): \(worst)")
  }

  @Test(arguments: untied)
  func `cuts and cophenetic correlation are R's`(_ example: [String]) throws {
    let (name, method) = (example[0], example[1])
    let linkage = try #require(Self.rNames[method])
    let tree = try Hierarchical(linkage).fit(rPoints(name), control: control)
    for row in try rRows("r_hclust_cuts.csv") where row[0] == name && row[1] == method {
      let labels = row[6].split(separator: " ").compactMap { Int($0) }
      let k = try #require(Int(row[2]))
      let cut = try tree.cut(.segments(k), control: control)
      #expect(try Agreement.adjustedRand(cut.labels, labels) == 1, "\(name) \(method) \(k)")
      let isSquared = linkage == .centroid || linkage == .median
      if !isSquared {
        let found = try tree.copheneticCorrelation(control: control)
        #expect(abs(found - (Double(row[5]) ?? .nan)) <= 1e-7)
      }
    }
  }
}
