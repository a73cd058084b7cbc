extension Metric {
  /// The index of Davies and Bouldin: how much each segment overlaps with its closest neighbour.
  public static let daviesBouldin = Metric(
    "davies_bouldin", better: .lower, range: 0 ... .infinity,
    definition:
      "mean over segments of the worst (S_i + S_j) / d_ij, S the mean distance to the centroid;"
      + " lower is better",
    undefined: "for one segment, and if each customer is a segment",
    computation: .labels { (points, _) throws(ClusteringError) in
      LabelsValue(try points.daviesBouldin())
    },
    isStanding: true, choice: .best, vote: Vote(on: .separation), dissentsUnasked: true,
    page: """
      **What it measures.** How much does each segment overlap with its worst neighbour? With *S* the
      mean distance of a segment's customers to its centroid and *d* the distance between two centroids,
      the largest (*S*ᵢ + *S*ⱼ) / *d*ᵢⱼ over *j*, averaged over *i*. Two segments with equal centroids
      are not compared.

      **When.** As a cheap second opinion: two overlapping segments raise it at once.

      **Cost.** O(*n d* + *k*²).

      **Where it misleads.** It uses centroids only: long or nested segments look bad. R's clusterSim
      takes the root mean square for *S* by default and prints different values.

      D. Davies, D. Bouldin, IEEE Trans. Pattern Anal. 1, 1979. As in scikit-learn, to 1e-9.

      ```seg
      sample transactions customers=300 seed=7 | rfm | scale robust
        | kmeans k in 2...5 restarts=3 | pick davies_bouldin
      ```
      """)
}
