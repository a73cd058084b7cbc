/// Are the same segments found again?
extension MetricManual {
  static let predictionStrength = """
    **What it asks.** The customers are halved many times. Of the worst segment of one half, how many
    pairs are kept together by the segments of the other half?

    **When.** To take the largest *k* that is at least 0.8: that is its rule, and what `pick` does.

    **Cost.** Two fits for each split and *k*.

    **Where it misleads.** With few customers in a half, segments that are real are missed. Stable does
    not mean real: a method that always cuts in the middle is stable too.

    R. Tibshirani, G. Walther, J. Comput. Graph. Statist. 14, 2005.

    ```seg
    sample transactions customers=200 seed=7 | rfm | log frequency, monetary | scale zscore
      | kmeans k in 2...4 restarts=2 | show k, prediction_strength
    ```
    """

  static let instability = """
    **What it asks.** Two bootstrap samples are divided, all customers are assigned by both, and the
    pairs are counted that one keeps together and the other does not; the mean over many pairs of
    samples.

    **When.** To compare *k*: the least instability is taken.

    **Cost.** Two fits for each pair of samples and *k*.

    **Where it misleads.** Few segments are stable by themselves: it leans to small *k*.

    Y. Fang, J. Wang, Comput. Statist. Data Anal. 56, 2012.

    ```seg
    sample transactions customers=200 seed=7 | rfm | log frequency, monetary | scale zscore
      | kmeans k in 2...4 restarts=2 | show k, instability
    ```
    """

  static let ambiguity = """
    **What it asks.** Many parts of the customers are divided. A pair that is together in more than 10 %
    and at most 90 % of the divisions in which both take part is ambiguous: which share is?

    **When.** To see at which *k* customers know where they belong.

    **Cost.** One fit for each part and *k*; pairs are those of at most 1,000 customers, drawn by lot.

    **Where it misleads.** As all that ask for stability: even cuts are stable.

    Y. Șenbabaoğlu, G. Michailidis, J. Li, Sci. Rep. 4, 2014: the proportion of ambiguous clustering.

    ```seg
    sample transactions customers=200 seed=7 | rfm | log frequency, monetary | scale zscore
      | kmeans k in 2...4 restarts=2 | show k, ambiguity
    ```
    """

  static let jaccard = """
    **What it asks.** In bootstrap samples, how much of each segment is found again? The Jaccard
    coefficient with the most similar new segment, averaged over samples; the metric is that of the
    least stable segment, and `stability` shows each.

    **When.** Before segments get names and budgets. Up to 0.5 a segment is dissolved, from 0.6 there is
    a pattern with doubtful members, from 0.75 it is valid, from 0.85 highly stable.

    **Cost.** One fit for each sample. Repeated customers are weights, so nothing is copied.

    **Where it misleads.** Stable does not mean real, and heavy tails pin segments to outliers that are
    always found again.

    C. Hennig, Comput. Statist. Data Anal. 52, 2007; R's `clusterboot`.

    ```seg
    sample transactions customers=200 seed=7 | rfm | log frequency, monetary | scale zscore
      | kmeans k in 2...4 restarts=2 | show k, jaccard
    ```
    """

  static let heldOut = """
    **What it asks.** A fifth of the customers is held out. Are they assigned, by segments of the other
    four fifths, as a fit of everybody divides them? The adjusted Rand index of the two.

    **When.** To see whether the segments of today will hold for the customers of tomorrow.

    **Cost.** One fit.

    **Where it misleads.** One split is one draw: `jaccard` and `instability` make many.

    ```seg
    sample transactions customers=300 seed=7 | rfm | log frequency, monetary | scale zscore
      | kmeans k in 2...4 restarts=2 | show k, held_out
    ```
    """

  static let stability = """
    **What it asks.** Do other starts of the search lead to the same segments? The mean adjusted Rand
    index between the segments kept and those of each start, before they were polished.

    **When.** Always: it costs nothing. A low value says that the answer depends on luck; raise
    `restarts`.

    **Cost.** None: the starts were made anyway.

    **Where it misleads.** It asks about the search, not about the customers: outliers pin centres, and
    z-scores of heavy tails look stable for that reason.

    ```seg
    sample transactions customers=300 seed=7 | rfm | scale robust
      | kmeans k in 2...5 restarts=5 | keep stability >= 0.8 | pick silhouette
    ```
    """
}
