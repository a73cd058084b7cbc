/// Are segments compact, and apart from each other?
extension MetricManual {
  static let silhouette = """
    **What it asks.** Is a customer nearer to its own segment than to the next one? For each customer
    *a* is the mean distance to the others of the segment and *b* the least mean distance to another
    segment: *s* = (*b* − *a*) / max(*a*, *b*). 1 is deep inside, 0 on the border, below 0 nearer to
    another segment. A customer alone in a segment counts 0.

    **When.** As a first look at any division, and to find the segments that are hardly apart: the
    table of a picked model shows the mean of each segment. Below 0.25 there is no substantial
    structure (Kaufman and Rousseeuw).

    **Cost.** All pairs in the worst case, O(*n*²). Segments whose bound by Jensen's inequality cannot
    be the nearest are not looked at, and equal customers are one point, so that a million customers
    take less than a minute. It is exact, never a sample.

    **Where it misleads.** It likes round segments of like width; a handful of outliers in a segment of
    their own gives a high mean (W0432 says so); noise is left out, which flatters methods of density.
    Spark's silhouette is of squared distances and another number.

    P. Rousseeuw, "Silhouettes", J. Comput. Appl. Math. 20, 1987. As in scikit-learn, to 1e-9.

    ```seg
    sample transactions customers=300 seed=7 | rfm | log frequency, monetary | scale zscore
      | kmeans k in 2...5 restarts=3 | show k, silhouette
    ```
    """

  static let daviesBouldin = """
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
    """

  static let calinskiHarabasz = """
    **What it asks.** How much of the variance is between segments, per segment, against what is left
    within, per customer: (*B* / (*k* − 1)) / (*W* / (*n* − *k*)). Also called the variance ratio. 1
    where nothing is left within.

    **When.** For round segments, to compare several *k* of one method.

    **Cost.** O(*n d*).

    **Where it misleads.** It has no scale of its own, so that only values of the same customers can be
    compared; with heavy tails it often rises with *k* for ever.

    T. Caliński, J. Harabasz, Comm. Statist. 3, 1974. As in scikit-learn, to 1e-9.

    ```seg
    sample transactions customers=300 seed=7 | rfm | scale robust
      | kmeans k in 2...5 restarts=3 | pick calinski_harabasz
    ```
    """

  static let dunn = """
    **What it asks.** How far apart are the two nearest customers of different segments, against the two
    farthest of one segment?

    **When.** Where a clean gap between segments matters more than the average, such as after `dbscan`
    or single linkage.

    **Cost.** All pairs, O(*n²d*), a bounding pass without square roots.

    **Where it misleads.** Two customers decide: a single outlier, or a single bridge, and it is near 0.

    J. Dunn, J. Cybern. 3, 1973.

    ```seg
    sample transactions customers=300 seed=7 | rfm | log frequency, monetary | scale zscore
      | kmeans k in 2...4 restarts=3 | show k, dunn
    ```
    """

  static let xieBeni = """
    **What it asks.** The mean squared distance to the own centroid, against the least squared distance
    between two centroids.

    **When.** To find a *k* beyond which one segment is merely cut in two: the least distance of
    centroids collapses there. `fuzzy` weighs the distances by the memberships.

    **Cost.** O(*n d* + *k*²).

    **Where it misleads.** The numerator falls with *k* whatever the data: compare neighbouring *k*.

    X. Xie, G. Beni, IEEE Trans. Pattern Anal. 13, 1991.

    ```seg
    sample transactions customers=300 seed=7 | rfm | log frequency, monetary | scale zscore
      | kmeans k in 2...4 restarts=3 | show k, xie_beni
    ```
    """

  static let inertia = """
    **What it asks.** The sum over customers of the squared distance to the own centroid, in scaled
    units: what k-means makes small. Also called the within-segment sum of squares.

    **When.** To compare two fits of one *k*; over *k* it feeds `elbow` and `gap`.

    **Cost.** None.

    **Where it misleads.** It always falls with *k*, so that it cannot pick one.

    ```seg
    sample transactions customers=300 seed=7 | rfm | scale robust
      | kmeans k in 2...5 restarts=3 | show k, inertia
    ```
    """

  static let elbow = """
    **What it asks.** After which *k* does another segment no longer pay? Inertia and *k* are both put on
    0…1, and the candidate is looked for that lies farthest below the line from the first to the last
    (Kneedle, sensitivity 1).

    **When.** Together with others: everybody knows it, and everybody reads it differently.

    **Cost.** None.

    **Where it misleads.** It depends on the range of *k* that was tried, and picks neither its first nor
    its last; smooth curves have no knee, which is said. E. Schubert, "Stop using the elbow
    criterion", 2022, lists more.

    V. Satopää and others, "Finding a 'Kneedle' in a haystack", 2011.

    ```seg
    sample transactions customers=300 seed=7 | rfm | scale robust
      | kmeans k in 2...8 restarts=3 | pick elbow
    ```
    """

  static let smallest = """
    **What it asks.** The share of customers in the smallest segment. Noise is in none.

    **When.** As a constraint: a segment that is too small to write to is no segment.

    ```seg
    sample transactions customers=300 seed=7 | rfm | log frequency, monetary | scale zscore
      | kmeans k in 2...5 restarts=3 | keep smallest >= 3% | pick silhouette
    ```
    """

  static let largest = """
    **What it asks.** The share of customers in the largest segment. Noise is in none.

    **When.** As a constraint: where 95 % are in one segment, the others are outliers.

    ```seg
    sample transactions customers=300 seed=7 | rfm | log frequency, monetary | scale zscore
      | kmeans k in 2...5 restarts=3 | keep largest <= 80% | show k, largest
    ```
    """
}
