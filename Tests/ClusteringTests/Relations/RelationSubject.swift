import Matrices

@testable import Clustering

/// An algorithm of which relations are asked, with what it needs to be told about a guise.
struct RelationSubject: Sendable {
  let name: String
  /// The method for rows that were stretched, and that stand so many times over.
  let method: @Sendable (_ stretch: Double, _ copies: Double) -> any ClusteringMethod
  /// Whether rows that are turned as a whole are the same rows to it.
  var isBlindToTurns = true

  /// The segment of each row, from 0, or −1 for noise.
  func labels(
    _ rows: Matrix, weights: [Double]? = nil, stretch: Double = 1, copies: Double = 1,
    threads: Int = 2
  ) throws -> [Int] {
    let control = RunControl(threads: threads)
    let points = try PreparedPoints(rows, weights: weights, control: control)
    return try method(stretch, copies).fit(points, seed: 1, control: control).labels
  }

  static let all: [RelationSubject] =
    [
      RelationSubject(name: "k-means") { _, _ in KMeans(k: 3) },
      RelationSubject(name: "medoids") { _, _ in KMedoids(k: 3) },
      RelationSubject(
        name: "medoids, Manhattan",
        method: { _, _ in KMedoids(k: 3, dissimilarity: .manhattan) },
        isBlindToTurns: false),
      RelationSubject(name: "medians", method: { _, _ in KMedians(k: 3) }, isBlindToTurns: false),
      RelationSubject(name: "prototypes") { _, _ in
        IndicatorPrototypes(k: 3, blocks: [], indicator: 1)
      },
      RelationSubject(name: "DBSCAN") { stretch, copies in
        DBSCAN(radius: stretch, minimumWeight: 5 * copies)
      },
      RelationSubject(name: "OPTICS") { stretch, copies in
        OPTICSSegments(OPTICS(minimumWeight: 5 * copies), .radius(stretch))
      },
      RelationSubject(name: "HDBSCAN") { _, copies in
        HDBSCAN(minimumSegmentWeight: 12 * copies, minimumNeighbourWeight: 5 * copies)
      },
    ]
    + Linkage.allCases.map { linkage in
      RelationSubject(name: "\(linkage) linkage") { _, _ in
        CutHierarchy(Hierarchical(linkage), .segments(3))
      }
    }
    + [CovarianceFamily.vvv, .eee, .eii, .vvi].map { family in
      RelationSubject(
        name: "mixture \(family.rawValue)",
        method: { _, _ in GaussianMixture(k: 3, family: family) },
        isBlindToTurns: family != .vvi)
    }
}
