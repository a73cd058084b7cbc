import Clustering
import Matrices

extension CutHierarchy: NamedAlgorithm {
  static let name = "hierarchical"

  init(_ reader: inout SettingsReader, columns: Int) throws(RequestFailure) {
    self.init(try Hierarchical(&reader), try Dendrogram.Cut(&reader))
  }

  func model(
    _ points: PreparedPoints, control: RunControl
  ) throws(ClusteringError) -> FittedModel {
    let tree = try hierarchical.fit(points, control: control)
    return FittedModel(tree, try tree.cut(cut, control: control))
  }
}

extension Hierarchical {
  /// Reads `linkage` and `memory_limit`, in bytes.
  fileprivate init(_ reader: inout SettingsReader) throws(RequestFailure) {
    self.init(
      try reader.choice("linkage", or: Linkage.ward),
      memoryLimit: try reader.count("memory_limit", or: Self.defaultMemoryLimit))
  }
}

extension Dendrogram.Cut {
  /// Reads `height` or `k`, at which the tree is cut; two segments if neither is given.
  fileprivate init(_ reader: inout SettingsReader) throws(RequestFailure) {
    let k = try reader.count("k")
    let height = try reader.number("height")
    if let height {
      guard k == nil else {
        throw .outOfRange(setting: "height", expected: "omitted if k is given")
      }
      self = .height(height)
    } else {
      self = .segments(k ?? 2)
    }
  }
}

extension FittedModel {
  convenience init(_ tree: Dendrogram, _ segments: DendrogramSegments) {
    let fields = Fields()
    let merges = tree.mergesOfRows()
    fields.set("labels", segments.labels)
    fields.set("centroids", segments.centroids)
    fields.set("sizes", segments.sizes)
    fields.set("weights", segments.weights)
    fields.set(
      "children", rows: merges.count, columns: 2, merges.flatMap { [$0.left, $0.right] })
    fields.set("heights", merges.map(\.height))
    fields.set("merge_sizes", merges.map { Int($0.weight) })
    fields.set("leaves", tree.leafCount)
    self.init(fields) { (rows, control) throws(ClusteringError) in
      Fields(try segments.assign(rows, control: control))
    }
  }
}
