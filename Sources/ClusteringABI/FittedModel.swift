import Clustering
import Matrices

/// A model with its results, and how it assigns new rows.
///
/// A class, because the caller holds a handle to it.
final class FittedModel {
  let fields: Fields
  let assign: (Matrix, RunControl) throws(ClusteringError) -> Fields

  init(
    _ fields: Fields, assign: @escaping (Matrix, RunControl) throws(ClusteringError) -> Fields
  ) {
    self.fields = fields
    self.assign = assign
  }
}

extension Fields {
  /// Labels with distances.
  convenience init(_ assignment: Assignment) {
    self.init()
    set("labels", assignment.labels)
    set("distances", assignment.distances)
    set("second_distances", assignment.secondDistances)
  }

  /// Labels with distances and confidences.
  convenience init(_ assignment: SegmentAssignment) {
    self.init()
    set("labels", assignment.labels)
    set("distances", assignment.distances)
    set("confidences", assignment.confidences)
  }

  /// Labels with distances.
  convenience init(_ assignment: DensityAssignment) {
    self.init()
    set("labels", assignment.labels)
    set("distances", assignment.distances)
  }
}

extension FittedModel {
  /// Only centroids, in the field `centroids`.
  convenience init(_ assignment: CentroidAssignment) {
    let fields = Fields()
    fields.set("centroids", assignment.centroids)
    self.init(fields) { (rows, control) throws(ClusteringError) in
      Fields(try assignment.assign(rows, control: control))
    }
  }
}
