import Clustering
import Matrices
import Tables

/// Rules as JSON: every number reads back as the same bits, infinite ones stand as `null`.
enum RuleJSON {
  /// The object that tells a rule.
  static func json(of rule: SegmentRule) -> JSONValue {
    switch rule {
    case .nearestCentroid(let centroids):
      return ["kind": "nearest_centroid", "centroids": rows(centroids)]
    case .centroidTree(let tree):
      return [
        "kind": "centroid_tree", "labels": .wholes(tree.labels), "means": rows(tree.means),
        "forks": .array(
          tree.forks.map {
            ["node": .integer(Int64($0.node)), "centroids": rows($0.centroids)]
          }),
      ]
    case .centroidReach(let reach):
      return [
        "kind": "centroid_reach", "centroids": rows(reach.centroids),
        "squared_radius": .fraction(reach.squaredRadius),
      ]
    case .pricedCentroid(let priced):
      var members: [(String, JSONValue)] = [
        ("kind", "priced_centroid"), ("centroids", rows(priced.centroids)),
        ("prices", .fractions(priced.prices)),
      ]
      if !priced.exceptions.labels.isEmpty {
        members.append(("exceptions", .object(Self.members(of: priced.exceptions))))
      }
      return .object(members)
    case .fuzzyCentroid(let rule):
      return [
        "kind": "fuzzy_centroid", "centroids": rows(rule.centroids),
        "fuzziness": .fraction(rule.fuzziness),
      ]
    case .nearestMedoid(let rule):
      var members: [(String, JSONValue)] = [
        ("kind", "nearest_medoid"), ("medoids", rows(rule.medoids)),
      ]
      switch rule.measure {
      case .euclidean: members.append(("measure", "euclidean"))
      case .columnSums(let scales, let isNominal):
        members += [
          ("measure", "column_sums"), ("scales", .fractions(scales)), ("nominal", flags(isNominal)),
        ]
      }
      return .object(members)
    case .cheapestPrototype(let rule):
      return [
        "kind": "cheapest_prototype", "prototypes": rows(rule.prototypes),
        "nominal": flags(rule.isNominal), "gamma": .fraction(rule.gamma),
      ]
    case .mixture(let rule): return json(of: rule)
    case .nearestRow(let kept):
      return .object([("kind", "nearest_row")] + members(of: kept))
    case .coreRows(let cores):
      var members: [(String, JSONValue)] = [
        ("kind", "core_rows"), ("columns", .integer(Int64(cores.rows.columns))),
        ("rows", rows(cores.rows)), ("labels", .wholes(cores.labels)),
        ("radius", .fraction(cores.radius)),
      ]
      if !cores.exceptions.labels.isEmpty {
        members.append(("exceptions", .object(Self.members(of: cores.exceptions))))
      }
      return .object(members)
    case .denseRows(let dense):
      return [
        "kind": "dense_rows", "rows": rows(dense.rows),
        "squared_core_distances": .fractions(dense.squaredCoreDistances),
        "labels": .wholes(dense.labels), "strengths": .fractions(dense.strengths),
        "births": .fractions(dense.births), "lasts": .fractions(dense.lasts),
        "candidates": .integer(Int64(dense.candidates)),
      ]
    }
  }

  private static func json(of rule: MixtureRule) -> JSONValue {
    var members: [(String, JSONValue)] = [
      ("kind", "mixture"), ("shares", .fractions(rule.shares)), ("means", rows(rule.means)),
      ("diagonal", .bool(rule.isDiagonal)),
      (
        "covariances",
        .array(
          rule.covariances.map { covariance in
            rule.isDiagonal
              ? .fractions((0..<covariance.rows).map { covariance[$0, $0] }) : rows(covariance)
          })
      ),
    ]
    if let noise = rule.noise {
      members.append(
        (
          "noise",
          ["share": .fraction(noise.share), "log_density": .fraction(noise.logDensity)]
        ))
    }
    return .object(members)
  }

  private static func members(of kept: KeptRows) -> [(String, JSONValue)] {
    [("rows", rows(kept.rows)), ("labels", .wholes(kept.labels))]
  }

  private static func rows(_ matrix: Matrix) -> JSONValue {
    .array((0..<matrix.rows).map { .fractions(Array(matrix.row($0))) })
  }

  private static func flags(_ flags: [Bool]) -> JSONValue { .array(flags.map { .bool($0) }) }
}

extension RuleJSON {
  /// The rule that an object tells.
  ///
  /// - Throws: `LockReader.Fault` for members that are missing, of another kind, or do not fit.
  static func rule(_ reader: LockReader) throws(LockReader.Fault) -> SegmentRule {
    switch try reader.text("kind") {
    case "nearest_centroid": return .nearestCentroid(try reader.points("centroids"))
    case "centroid_tree": return .centroidTree(try tree(reader))
    case "centroid_reach":
      return .centroidReach(
        CentroidReach(
          centroids: try reader.points("centroids"),
          squaredRadius: try reader.number("squared_radius")))
    case "priced_centroid": return .pricedCentroid(try priced(reader))
    case "fuzzy_centroid":
      let fuzziness: Double = try reader.number("fuzziness")
      try reader.require(fuzziness > 1, "fuzziness")
      return .fuzzyCentroid(
        FuzzyRule(centroids: try reader.points("centroids"), fuzziness: fuzziness))
    case "nearest_medoid": return .nearestMedoid(try medoids(reader))
    case "cheapest_prototype":
      let prototypes = try reader.points("prototypes")
      let isNominal = try reader.flags("nominal")
      try reader.require(isNominal.count == prototypes.columns, "nominal")
      return .cheapestPrototype(
        PrototypeRule(
          prototypes: prototypes, isNominal: isNominal, gamma: try reader.number("gamma")))
    case "mixture": return .mixture(try mixture(reader))
    case "nearest_row": return .nearestRow(try kept(reader))
    case "core_rows": return .coreRows(try cores(reader))
    case "dense_rows": return .denseRows(try dense(reader))
    default: throw LockReader.Fault(place: reader.place + ".kind")
    }
  }

  private static func tree(_ reader: LockReader) throws(LockReader.Fault) -> CentroidTree {
    let (labels, means) = (try reader.wholes("labels"), try reader.points("means"))
    var forks: [CentroidTree.Fork] = []
    let told = try reader.elements("forks")
    for place in told.indices {
      let (node, centroids) = (try told[place].whole("node"), try told[place].points("centroids"))
      try told[place].require((0...2 * place).contains(node), "node")
      try told[place].require(
        centroids.rows == 2 && centroids.columns == means.columns, "centroids")
      forks.append(CentroidTree.Fork(node: node, centroids: centroids))
    }
    try reader.require(labels.count == 2 * forks.count + 1, "labels")
    try reader.require(labels.allSatisfy { (-1..<means.rows).contains($0) }, "labels")
    return CentroidTree(forks: forks, labels: labels, means: means)
  }

  private static func priced(_ reader: LockReader) throws(LockReader.Fault) -> PricedCentroids {
    let (centroids, prices) = (try reader.points("centroids"), try reader.numbers("prices"))
    try reader.require(prices.count == centroids.rows, "prices")
    let exceptions = try reader.optional("exceptions").map { told throws(LockReader.Fault) in
      try kept(told)
    }
    return PricedCentroids(centroids: centroids, prices: prices, exceptions: exceptions)
  }

  private static func medoids(_ reader: LockReader) throws(LockReader.Fault) -> MedoidRule {
    let medoids = try reader.points("medoids")
    switch try reader.text("measure") {
    case "euclidean": return MedoidRule(medoids: medoids, measure: .euclidean)
    case "column_sums":
      let (scales, isNominal) = (try reader.numbers("scales"), try reader.flags("nominal"))
      try reader.require(scales.count == medoids.columns, "scales")
      try reader.require(isNominal.count == medoids.columns, "nominal")
      return MedoidRule(
        medoids: medoids, measure: .columnSums(scales: scales, isNominal: isNominal))
    default: throw LockReader.Fault(place: reader.place + ".measure")
    }
  }

  private static func mixture(_ reader: LockReader) throws(LockReader.Fault) -> MixtureRule {
    let (shares, means) = (try reader.numbers("shares"), try reader.points("means"))
    let isDiagonal = try reader.flag("diagonal")
    let d = means.columns
    var covariances: [Matrix] = []
    if isDiagonal {
      for diagonal in try reader.matrix("covariances") {
        try reader.require(diagonal.count == d, "covariances")
        var covariance = Matrix(rows: d, columns: d, values: Array(repeating: 0, count: d * d))
        for j in 0..<d { covariance[j, j] = diagonal[j] }
        covariances.append(covariance)
      }
    } else {
      let matrices = try reader.elements("covariances")
      for place in matrices.indices {
        let covariance = try matrices[place].points()
        try reader.require(covariance.rows == d && covariance.columns == d, "covariances")
        covariances.append(covariance)
      }
    }
    try reader.require(shares.count == means.rows && covariances.count == means.rows, "shares")
    var noise: MixtureRule.Noise?
    if let told = reader.optional("noise") {
      noise = MixtureRule.Noise(
        share: try told.number("share"), logDensity: try told.number("log_density"))
    }
    return MixtureRule(
      shares: shares, means: means, covariances: covariances, isDiagonal: isDiagonal, noise: noise)
  }

  private static func kept(_ reader: LockReader) throws(LockReader.Fault) -> KeptRows {
    let (rows, labels) = (try reader.points("rows"), try reader.wholes("labels"))
    try reader.require(rows.rows == labels.count, "labels")
    return KeptRows(rows: rows, labels: labels)
  }

  private static func cores(_ reader: LockReader) throws(LockReader.Fault) -> CoreRows {
    let (columns, labels) = (try reader.whole("columns"), try reader.wholes("labels"))
    let rows = try reader.points("rows", columns: columns)
    try reader.require(rows.rows == labels.count, "labels")
    let exceptions = try reader.optional("exceptions").map { told throws(LockReader.Fault) in
      try kept(told)
    }
    try reader.require(exceptions.map { $0.rows.columns == columns } ?? true, "exceptions")
    return CoreRows(
      rows: rows, labels: labels, radius: try reader.number("radius"), exceptions: exceptions)
  }

  private static func dense(_ reader: LockReader) throws(LockReader.Fault) -> DenseRows {
    let (rows, labels) = (try reader.points("rows"), try reader.wholes("labels"))
    let cores = try reader.numbers("squared_core_distances", missing: .infinity)
    let strengths = try reader.numbers("strengths")
    let births = try reader.numbers("births", missing: .infinity)
    let lasts = try reader.numbers("lasts", missing: .infinity)
    try reader.require(
      rows.rows == labels.count && rows.rows == cores.count && rows.rows == strengths.count
        && births.count == lasts.count && labels.allSatisfy { $0 < births.count }, "labels")
    return DenseRows(
      rows: rows, squaredCoreDistances: cores, labels: labels, strengths: strengths,
      births: births, lasts: lasts, candidates: try reader.whole("candidates"))
  }
}

extension LockReader {
  /// Rows of numbers as a matrix, at least one unless the number of columns is given.
  fileprivate func points(_ name: String, columns: Int? = nil) throws(Fault) -> Matrix {
    try member(name).points(columns: columns)
  }

  /// The same, of this value itself.
  fileprivate func points(columns: Int? = nil) throws(Fault) -> Matrix {
    guard let rows = json.array else { throw Fault(place: place) }
    let values = rows.map { $0.array?.compactMap(\.double) ?? [] }
    let width = columns ?? values.first?.count ?? 0
    guard width > 0, zip(rows, values).allSatisfy({ $0.array?.count == $1.count }),
      values.allSatisfy({ $0.count == width })
    else { throw Fault(place: place) }
    return Matrix(rows: values.count, columns: width, values: values.flatMap { $0 })
  }

  fileprivate func number(_ name: String) throws(Fault) -> Double {
    let member = try member(name)
    guard let number = member.json.double else { throw Fault(place: member.place) }
    return number
  }

  /// Numbers of which `null` stands for one that JSON cannot write.
  fileprivate func numbers(_ name: String, missing: Double) throws(Fault) -> [Double] {
    let member = try member(name)
    guard let array = member.json.array else { throw Fault(place: member.place) }
    let values = array.compactMap { $0 == .null ? missing : $0.double }
    guard values.count == array.count else { throw Fault(place: member.place) }
    return values
  }

  fileprivate func flags(_ name: String) throws(Fault) -> [Bool] {
    let member = try member(name)
    guard let array = member.json.array else { throw Fault(place: member.place) }
    let values = array.compactMap(\.bool)
    guard values.count == array.count else { throw Fault(place: member.place) }
    return values
  }

  /// Throws with the place of a member that does not fit the others.
  fileprivate func require(_ holds: Bool, _ name: String) throws(Fault) {
    guard holds else { throw Fault(place: "\(place).\(name)") }
  }
}
