extension Metric {
  /// The index of Davies and Bouldin: how bad the worst neighbour of each segment is.
  public static let daviesBouldin = Metric(
    "davies_bouldin", better: .lower, range: 0 ... .infinity,
    definition:
      "mean over segments of the worst (S_i + S_j) / d_ij, S the mean distance to the centroid;"
      + " lower is better",
    undefined: "for one segment, and for as many as customers",
    computation: .labels { (points, _) throws(ClusteringError) in
      LabelsValue(try points.daviesBouldin())
    },
    isStanding: true, choice: .best, vote: Vote(on: .separation), dissentsUnasked: true,
    page: """
      **What it asks.** How bad is the worst neighbour of each segment? With *S* the mean distance of a
      segment to its centroid and *d* the distance of two centroids, the worst (*S*ᵢ + *S*ⱼ) / *d*ᵢⱼ over
      *j*, averaged over *i*. Two segments whose centroids are equal are not compared.

      **When.** As a cheap second opinion: two segments that run into each other raise it at once.

      **Cost.** O(*n d* + *k*²).

      **Where it misleads.** It knows centroids only: long or nested segments look bad. R's clusterSim
      takes the root mean square for *S* by default and prints other numbers.

      D. Davies, D. Bouldin, IEEE Trans. Pattern Anal. 1, 1979. As in scikit-learn, to 1e-9.

      ```seg
      sample transactions customers=300 seed=7 | rfm | scale robust
        | kmeans k in 2...5 restarts=3 | pick davies_bouldin
      ```
      """)
}
