/// The scripts of the language page, §5.
enum LanguageScripts {
  static let all: [(name: String, text: String)] = [
    ("one line", oneLine), ("cleaning", cleaning), ("features", features), ("module", module),
    ("notebook", notebook), ("objective", objective), ("nightly", nightly),
  ]

  static let oneLine = """
    load "tx.csv" | rfm | scale zscore | kmeans k in 2...10 | pick silhouette

    """

  static let cleaning = """
    seg 1
    ## Reference date for recency. Never "today": a run must not depend on the clock.
    param as_of: date = @2025-06-30

    let tx = load "data/tx.csv"
      | columns {customer_id: id, order_id: id, order_date: date, amount: money}
      | dedupe by order_id
      | drop amount <= 0 because "refunds are booked in a second system"
      | expect missing(customer_id) == 0

    tx | rfm as_of=as_of | scale zscore | kmeans k in 2...10 seed=42 | pick silhouette

    """

  static let features = """
    seg 1
    param as_of: date = @2025-06-30

    let tx = load "data/tx.csv"
      | columns {customer_id: id, order_id: id, order_date: date, amount: money,
                 category: text?, discount: number?}
      | parse order_date as "dd/MM/yyyy", "yyyy-MM-dd"
      | dedupe by order_id keep=last
      | drop amount <= 0            because "refunds are booked in a second system"
      | keep order_date > as_of - 24 months
      | fill discount with 0        because "blank means no coupon was used"
      | fill category with "unknown"
      | winsorize amount to 1%...99%  because "B2B bulk orders by mistake"
      | expect rows >= 10_000
      | expect missing(customer_id) == 0
      | expect amount < 50_000 mostly=99.9% severity=warn

    let base = tx
      | features
          recency   = days_between(max(order_date), as_of),
          frequency = count(),
          monetary  = sum(amount),
          aov       = sum(amount) / count(),
          coupon    = share(discount > 0)
        by customer_id

    base | correlate | heatmap
    base | scale robust | kmeans k in 2...10 seed=42 | pick silhouette

    """

  static let module = """
    seg 1
    ## Cleaning rules agreed with Finance on 2025-03-01.
    ## Drops refunds, keeps 24 months, caps the top percent of amounts.
    stage clean_orders(as_of: date, floor: money = 0 EUR) : Table -> Table =
      | parse order_date as "dd/MM/yyyy", "yyyy-MM-dd"
      | dedupe by order_id keep=last
      | drop amount <= floor because "refunds are booked in a second system"
      | keep order_date in (as_of - 24 months)...as_of
      | winsorize amount to 0%...99%

    ## Whole days from `d` to `end`; missing when either is missing.
    fn age(d: date?, end: date) -> number? = days_between(d, end)

    ## RFM plus average order value and share of orders with a coupon.
    stage rfm5(id: column<id> = role(id), as_of: date = latest(order_date)) : Table -> Features =
      | features
          recency   = age(max(order_date), as_of),
          frequency = count(),
          monetary  = sum(amount),
          aov       = sum(amount) / count(),
          coupon    = share(discount > 0)
        by id

    """

  static let notebook = """
    seg 1
    use retail (clean_orders, rfm5)
    param as_of: date  = @2025-06-30
    ## Upper end of the sweep; raise it when the elbow is still falling.
    param k_max: int   = 8 in 2...20

    \"""
    # Which customers should the autumn campaign address?
    Orders up to **\\(as_of)**. Segments must be large enough to write to.
    \"""

    let tx        = load "data/tx.csv"        | clean_orders as_of=as_of
    let customers = load "data/customers.csv"
      | columns {customer_id: id, email: text, region: text?, birth: date?}
      | mark email, birth as pii
      | dedupe by customer_id

    let base = tx
      | rfm5 as_of=as_of
      | join customers on customer_id relation=many_to_one kind=left
      | without email, birth

    let candidates = base
      | log monetary, frequency
      | scale zscore
      | compare
          (kmeans k in 2...k_max restarts=25)
          (gmm    k in 2...k_max covariance=full)
          (ward   k in 2...k_max)
          (dbscan eps=auto min_points=10)
        seed=20250630

    candidates | show algorithm, k, silhouette, davies_bouldin, stability, smallest
    candidates | plot elbow, silhouette

    let best = candidates
      | keep stability >= 0.8 and smallest >= 3%
      | pick silhouette
    best | profile | radar

    """

  static let objective = """
    seg 1
    use retail (clean_orders, rfm5)
    param as_of: date = @2025-06-30

    goal "Repeat purchases of high-value customers"
      metric=repeat_rate(90 days) target=+5% until=@2025-12-31 owner="CRM"

    let model = load "data/tx.csv"
      | clean_orders as_of=as_of
      | rfm5 as_of=as_of
      | scale robust
      | kmeans k in 3...8 seed=7 restarts=50
      | keep stability >= 0.8 and smallest >= 3%
      | pick silhouette
      | expect silhouette >= 0.35
      | expect drift("runs/2025-03.seg.lock") < 0.2 severity=warn

    let segments = model
      | name {
          recency is low  and monetary is high   => "Champions",
          recency is low  and frequency is high  => "Loyal",
          recency is low                         => "New",
          recency is high and monetary is high   => "At risk",
          else                                   => "Dormant",
        }

    \"""
    ## What we found
    \\(segments.count) segments over \\(segments.rows) customers;
    silhouette **\\(model.silhouette)**, stability **\\(model.stability)**.
    \"""
    segments | profile mean, median, share | radar
    segments | box recency, monetary

    let plan = segments
      | act {
          "Champions" => {tag: "vip",     offer: "early access", holdout: 10%},
          "At risk"   => {tag: "winback", offer: "15 EUR voucher", holdout: 20%,
                          cap: 15 EUR},
          "Dormant"   => {tag: "pause",   offer: null},
          else        => {tag: "base",    offer: "newsletter"},
        }
    plan | export "out/crm_tags.csv" as csv

    """

  static let nightly = """
    seg 1
    # Nightly job: yesterday's customers through June's fitted decisions, no refitting.
    param today_file: path = "data/tx_new.csv"
    param max_psi: number  = 0.2 in 0...1

    let run   = locked "runs/2025-06.seg.lock"
    let fresh = load today_file
      | expect schema == run.inputs.tx.schema
      | apply run                       # every limit, mean, sd and centroid from the lock
      | expect unassigned_share <= 2%   severity=warn
      | expect psi(run) <= max_psi      severity=warn

    fresh | migrate run by customer_id | sankey
    fresh
      | select customer_id, segment, distance, assigned_at
      | export "out/assignments.parquet" as parquet

    let rerun_needed = fresh | decide {
      psi(run) > max_psi            => "refit",
      unassigned_share > 5%         => "refit",
      else                          => "keep",
    }
    rerun_needed

    """
}
