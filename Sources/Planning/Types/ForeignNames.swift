/// Names of other tools for what the language has under another name.
package enum ForeignNames {
  /// Types of Python, SQL and R.
  package static let types: [String: String] = [
    "float": "number", "float32": "number", "float64": "number", "double": "number",
    "numeric": "number", "decimal": "number", "real": "number", "int": "int", "int32": "int",
    "int64": "int", "integer": "int", "bigint": "int", "long": "int", "str": "text",
    "string": "text", "object": "text", "char": "text", "varchar": "text", "character": "text",
    "factor": "text", "category": "text", "boolean": "bool", "logical": "bool",
    "datetime": "timestamp", "datetime64": "timestamp", "posixct": "timestamp",
    "currency": "money", "number": "number", "text": "text", "bool": "bool", "date": "date",
    "timestamp": "timestamp", "money": "money", "id": "id",
  ]

  /// Parameters of scikit-learn, pandas, R and of other stages, the likeliest first.
  static let parameters: [String: [String]] = [
    "n_clusters": ["k"], "n_components": ["k", "components"], "clusters": ["k"],
    "centers": ["k"], "centres": ["k"], "num_clusters": ["k"], "nclust": ["k"], "ncenters": ["k"],
    "n_segments": ["k"], "segments": ["k"], "n_init": ["restarts"], "nstart": ["restarts"],
    "n_starts": ["restarts"], "inits": ["restarts"], "random_state": ["seed"],
    "random_seed": ["seed"], "rng": ["seed"], "set_seed": ["seed"],
    "max_iter": ["max_iterations"], "iter_max": ["max_iterations"],
    "maxiter": ["max_iterations"], "iterations": ["max_iterations"], "tol": ["tolerance"],
    "init": ["start"], "algorithm": ["method"], "min_samples": ["min_points"],
    "minpts": ["min_points"], "min_pts": ["min_points"], "epsilon": ["eps"],
    "sep": ["delimiter"], "separator": ["delimiter"], "delim": ["delimiter"],
    "na_values": ["missing"], "na": ["missing"], "null": ["missing"], "nulls": ["missing"],
    "skiprows": ["skip"], "skip_rows": ["skip"], "quotechar": ["quote"],
    "escapechar": ["escape"], "date_format": ["dates"], "parse_dates": ["dates"],
    "dayfirst": ["dates"], "dec": ["decimal"], "how": ["kind"], "type": ["kind"],
    "customer": ["id"], "customer_id": ["id"], "user": ["id"], "user_id": ["id"],
    "client": ["id"], "order_date": ["date"], "invoice_date": ["date"], "when": ["date"],
    "sales": ["amount"], "revenue": ["amount"], "price": ["amount"], "value": ["amount"],
    "monetary": ["amount"], "recency": ["date"], "frequency": ["order"], "invoice": ["order"],
    "order_id": ["order"], "until": ["as_of"], "today": ["as_of"], "now": ["as_of"],
    "snapshot_date": ["as_of"], "analysis_date": ["as_of"], "reference_date": ["as_of"],
    "ascending": ["order"],
  ]

  /// Words of other tools for a choice.
  static let choices: [String: [String]] = [
    "standard": ["zscore"], "standardize": ["zscore"], "standardise": ["zscore"],
    "standardscaler": ["zscore"], "z": ["zscore"], "z_score": ["zscore"], "std": ["zscore"],
    "min_max": ["minmax"], "minmaxscaler": ["minmax"], "01": ["minmax"], "iqr": ["robust"],
    "inertia": ["elbow"], "wss": ["elbow"], "wcss": ["elbow"], "sse": ["elbow"],
    "distortion": ["elbow"], "knee": ["elbow"], "best": ["verdict"], "auto": ["verdict"],
    "consensus": ["verdict"], "vote": ["verdict"], "ch": ["calinski_harabasz"],
    "calinski": ["calinski_harabasz"], "db": ["davies_bouldin"], "dbi": ["davies_bouldin"],
    "gap_statistic": ["gap"], "sil": ["silhouette"], "false": ["none", "false", "descending"],
    "no": ["none", "false"], "true": ["present", "true", "ascending"], "0": ["present"],
    "desc": ["descending"], "asc": ["ascending"], "k-means++": ["plusplus"],
  ]

  /// Why an answer of another tool is not the one that a choice takes.
  static let reasons: [String: String] = [
    "inertia": "it falls with every segment more; `elbow` takes the knee of its curve",
    "wss": "the sum of squares falls with every segment more; `elbow` takes the knee of its curve",
    "wcss": "the sum of squares falls with every segment more; `elbow` takes the knee of its curve",
  ]

  /// What is written for a missing value elsewhere.
  static let missing = ["null", "none", "na", "nan", "nil", "n_a", "nat"]
}
