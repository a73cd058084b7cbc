extension CustomerValue {
  package static let manual = """
    Predicts who will buy again, how often, and what that is worth today. `clv` follows `purchases`, fits
    a model of repeat purchases and one of spend to all customers by maximum likelihood, and adds four
    columns:

    - `p_active`: the probability that the customer still buys;
    - `expected_purchases`: the expected number of days with purchases within the horizon;
    - `expected_spend`: the expected spend on such a day;
    - `clv`: their product, month by month, each month discounted to today, times `margin`.

    ```seg
    sample transactions customers=400 seed=7 | drop customer_id is null
      | purchases | clv horizon=12 months discount=10%
      | sort -clv | take 5
    ```

    These columns are carried along and do not influence the segments, so that segments can be compared
    by them: cluster by `rfm`, and compare the candidates by value.

    ```seg
    let tx = sample transactions customers=400 seed=7 | drop customer_id is null
    let value = tx | purchases | clv | select p_active, clv
    tx | rfm | join value on customer_id kind=left | mark p_active, clv as outcome
      | log frequency, monetary | scale zscore
      | kmeans k in 2...4 seed=1 | measure by clv
    ```

    **What counts.** A purchase is a day with orders: two orders on one day are one purchase, and returns
    on a day reduce its spend. Times are in days from the first purchase. The spend model uses customers
    whose mean spend is above 0; the others have no `expected_spend` and no `clv`, and the ledger counts
    them. A month is 365.25 / 12 days.

    **Models.** Active customers buy at random with individual, gamma-distributed rates. In `mbg_nbd`
    (the default) customers can stop after any purchase, in `bg_nbd` only after a repeat purchase, so that
    everybody who bought once counts as active; in `pareto_nbd` they can stop at any time, and the fit
    takes longer. Spend follows the Gamma-Gamma model, which assumes that it is independent of how often
    customers buy: the ledger has the correlation, and a warning is reported above 0.3.

    **Missing values** and impossible histories give missing results, with a warning. **On new data**
    the parameters of the lock are used. The same data give bit-identical results in any order of rows.

    ```seg
    sample transactions customers=100 seed=7 | rfm | clv
    # error: E0970
    ```

    P. Fader, B. Hardie, K. L. Lee, Marketing Science 24, 2005; E. Batislam and others, International
    Journal of Research in Marketing 24, 2007; D. Schmittlein, D. Morrison, R. Colombo, Management
    Science 33, 1987; P. Fader, B. Hardie, "The Gamma-Gamma model of monetary value", 2013. Their
    published fits are reproduced in the tests.
    """
}
