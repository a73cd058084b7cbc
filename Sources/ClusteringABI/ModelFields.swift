import Clustering
import Matrices

extension FittedModel {
  /// Centroids alone; their field is `centroids`.
  convenience init(_ assignment: CentroidAssignment) {
    let fields = Fields()
    fields.set("centroids", assignment.centroids)
    self.init(fields) { (rows, control) throws(ClusteringError) in
      Fields(try assignment.assign(rows, control: control))
    }
  }
  convenience init(_ model: KMeansModel) {
    let fields = Fields()
    fields.set("labels", model.labels)
    fields.set("centroids", model.centroids)
    fields.set("sizes", model.sizes)
    fields.set("weights", model.weights)
    fields.set("inertia", model.inertia)
    fields.set("iterations", model.iterations)
    fields.set("converged", model.hasConverged ? 1 : 0)
    fields.set("restart_inertias", model.restartInertias)
    fields.set("restart_agreement", model.restartAgreement)
    self.init(fields) { (rows, control) throws(ClusteringError) in
      Fields(try model.assign(rows, control: control))
    }
  }

  convenience init(_ segments: BisectedSegments) {
    let fields = Fields()
    fields.set("labels", segments.labels)
    fields.set("centroids", segments.centroids)
    fields.set("sizes", segments.sizes)
    fields.set("weights", segments.weights)
    fields.set("inertia", segments.inertia)
    self.init(fields) { (rows, control) throws(ClusteringError) in
      Fields(try segments.assign(rows, control: control))
    }
  }

  convenience init(_ model: TrimmedModel) {
    let fields = Fields()
    fields.set("labels", model.labels)
    fields.set("centroids", model.centroids)
    fields.set("sizes", model.sizes)
    fields.set("weights", model.weights)
    fields.set("noise_weight", model.noiseWeight)
    fields.set("radius", model.radius)
    fields.set("inertia", model.inertia)
    fields.set("iterations", model.iterations)
    fields.set("converged", model.hasConverged ? 1 : 0)
    self.init(fields) { (rows, control) throws(ClusteringError) in
      Fields(try model.assign(rows, control: control))
    }
  }

  convenience init(_ model: FuzzyModel) {
    let fields = Fields()
    fields.set("labels", model.labels)
    fields.set("memberships", model.memberships)
    fields.set("centroids", model.centroids)
    fields.set("sizes", model.sizes)
    fields.set("weights", model.weights)
    fields.set("objective", model.objective)
    fields.set("partition_coefficient", model.partitionCoefficient)
    fields.set("xie_beni", model.xieBeni)
    fields.set("iterations", model.iterations)
    fields.set("converged", model.hasConverged ? 1 : 0)
    self.init(fields) { (rows, control) throws(ClusteringError) in
      let fields = Fields(try model.assign(rows, control: control))
      if let memberships = try model.rule.memberships(of: rows, control: control) {
        fields.set("memberships", memberships)
      }
      return fields
    }
  }

  convenience init(_ model: KPrototypesModel) {
    let fields = Fields()
    fields.set("labels", model.labels)
    fields.set("prototypes", model.prototypes)
    fields.set("gamma", model.gamma)
    fields.set("cost", model.cost)
    self.init(fields) { (rows, control) throws(ClusteringError) in
      Fields(try model.rule.assign(rows, control: control))
    }
  }

  convenience init(_ order: OPTICSOrder, _ segments: DensityLabels, _ rule: SegmentRule) {
    let fields = Fields()
    fields.set("labels", segments.labels)
    fields.set("centroids", segments.centroids)
    fields.set("sizes", segments.sizes)
    fields.set("weights", segments.weights)
    fields.set("order", order.rows)
    fields.set("reachability", order.reachability)
    fields.set("core_distances", order.coreDistances)
    fields.set("predecessors", order.predecessors)
    self.init(fields) { (rows, control) throws(ClusteringError) in
      Fields(try rule.assign(rows, control: control))
    }
  }

  convenience init(_ model: KMedoidsModel) {
    let fields = Fields()
    fields.set("labels", model.labels)
    fields.set("medoids", model.medoids)
    fields.set("medoid_rows", model.medoidRows)
    fields.set("sizes", model.sizes)
    fields.set("total_distance", model.totalDistance)
    self.init(fields) { (rows, control) throws(ClusteringError) in
      Fields(try model.assign(rows, control: control))
    }
  }

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

  convenience init(_ model: DBSCANModel) {
    let fields = Fields()
    fields.set("labels", model.labels)
    fields.set("core", model.isCore.map { $0 ? 1 : 0 })
    fields.set("centroids", model.centroids)
    fields.set("sizes", model.sizes)
    fields.set("weights", model.weights)
    fields.set("noise_weight", model.noiseWeight)
    self.init(fields) { (rows, control) throws(ClusteringError) in
      Fields(try model.assign(rows, control: control))
    }
  }

  convenience init(_ model: HDBSCANModel) {
    let fields = Fields()
    fields.set("labels", model.labels)
    fields.set("strengths", model.strengths)
    fields.set("stabilities", model.stabilities)
    fields.set("centroids", model.centroids)
    fields.set("sizes", model.sizes)
    fields.set("weights", model.weights)
    fields.set("noise_weight", model.noiseWeight)
    self.init(fields) { (rows, control) throws(ClusteringError) in
      let found = try model.assign(rows, control: control)
      let fields = Fields(found.assignment)
      fields.set("strengths", found.strengths)
      return fields
    }
  }

  convenience init(_ model: MixtureModel) {
    let fields = Fields()
    let d = model.means.columns
    fields.set("labels", model.labels)
    fields.set("posteriors", model.posteriors)
    fields.set("shares", model.shares)
    fields.set("noise_share", model.noiseShare)
    fields.set("means", model.means)
    fields.set(
      "covariances", rows: model.k, columns: d * d, model.covariances.flatMap(\.values))
    fields.set("log_likelihood", model.logLikelihood)
    fields.set("total_weight", model.totalWeight)
    fields.set("bic", model.bic)
    fields.set("aic", model.aic)
    fields.set("icl", model.icl)
    fields.set("parameters", model.parameters)
    fields.set("iterations", model.iterations)
    fields.set("converged", model.hasConverged ? 1 : 0)
    fields.set("degenerate", model.degenerateComponents)
    self.init(fields) { (rows, control) throws(ClusteringError) in
      let found = try model.assign(rows, control: control)
      let fields = Fields()
      fields.set("labels", found.labels)
      fields.set("posteriors", found.posteriors)
      fields.set("log_densities", found.logDensities)
      fields.set("responsibilities", found.responsibilities)
      return fields
    }
  }
}
