import Foundation
import Matrices
import TestSupport

@testable import Clustering

/// Results of scikit-learn from written starting centres: `shared/bench/golden`.
struct GoldenKMeans: Decodable {
  let input: String
  let fits: [Fit]

  struct Fit: Decodable {
    let k: Int
    let `init`: [[Double]]
    let centroids: [[Double]]
    let labels: [Int]
    let inertia: Double
    let updates: Int
    let min_tie_gap: Double
    let inertia_path: [Double]
    let silhouette_mean: Double
    let silhouette_samples: [Double]
    let davies_bouldin: Double
    let calinski_harabasz: Double
    let vs_truth: Truth
  }

  struct Truth: Decodable { let ari: Double }

  static let names = ["iris", "wine", "breast_cancer", "blobs", "aniso", "varied"]

  static func read(_ name: String) throws -> GoldenKMeans {
    try JSONDecoder().decode(
      GoldenKMeans.self, from: bytes("bench/golden/\(name).kmeans.json"))
  }

  static func bytes(_ path: String) throws -> Data {
    guard let root = SharedFiles.root else { throw CocoaError(.fileNoSuchFile) }
    return try Data(contentsOf: URL(fileURLWithPath: root + "/" + path))
  }
}

/// A golden data set: numeric columns, the last one the true class.
struct GoldenData {
  let points: Matrix
  let truth: [Int]

  init(_ name: String) throws {
    let text = try String(
      decoding: GoldenKMeans.bytes("bench/golden/data/\(name).csv"), as: UTF8.self)
    let rows = text.split(separator: "\n").dropFirst().map { $0.split(separator: ",") }
    let d = (rows.first?.count ?? 1) - 1
    points = Matrix(
      rows: rows.count, columns: d,
      values: rows.flatMap { $0.dropLast().compactMap { Double($0) } })
    truth = rows.map { Int($0[d]) ?? -1 }
  }
}

extension Matrix {
  init(_ rows: [[Double]]) {
    self.init(rows: rows.count, columns: rows.first?.count ?? 0, values: rows.flatMap { $0 })
  }

  var rowArrays: [[Double]] { (0..<rows).map { Array(row($0)) } }

  /// Centred and divided by the population deviation, naively.
  var zScored: Matrix {
    Matrix(
      columns: (0..<columns).map { j in
        let values = column(j)
        let mean = values.reduce(0, +) / Double(rows)
        let variance = values.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / Double(rows)
        return values.map { ($0 - mean) / variance.squareRoot() }
      })
  }
}
