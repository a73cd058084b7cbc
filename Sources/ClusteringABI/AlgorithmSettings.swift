import Clustering
import Matrices

extension SettingsReader {
  /// Starting centres, `k` rows one after another.
  fileprivate mutating func start(
    _ name: String, k: Int, columns: Int
  ) throws(RequestFailure) -> Matrix? {
    guard let values = try numbers(name) else { return nil }
    guard columns > 0, values.count == k * columns else {
      throw .outOfRange(setting: name, expected: "\(k) x \(columns) numbers, row after row")
    }
    return Matrix(rows: k, columns: columns, values: values)
  }
}

/// The names of polishes.
private enum PolishName: String, CaseIterable {
  case none, transfers, swaps

  var polish: KMeans.Polish {
    switch self {
    case .none: .none
    case .transfers: .transfers
    case .swaps: .swaps
    }
  }
}

extension KMeans {
  /// Reads `k`, `start` and what every run of k-means has.
  init(_ reader: inout SettingsReader, columns: Int) throws(RequestFailure) {
    let k = try reader.neededCount("k")
    try self.init(k: k, &reader, polish: .swaps)
    start = try reader.start("start", k: k, columns: columns)
  }

  /// Reads `restarts`, `seed`, `max_iterations`, `tolerance` and `polish`.
  init(k: Int, _ reader: inout SettingsReader, polish: Polish) throws(RequestFailure) {
    self.init(k: k)
    restarts = max(1, try reader.count("restarts", or: restarts))
    seed = try reader.seed()
    maxIterations = max(1, try reader.count("max_iterations", or: maxIterations))
    tolerance = max(0, try reader.number("tolerance", or: tolerance))
    let usual: PolishName = polish == .none ? .none : polish == .transfers ? .transfers : .swaps
    self.polish = try reader.choice("polish", or: usual).polish
  }
}

extension BisectingKMeans {
  /// Reads `k` and what every run of k-means has.
  init(_ reader: inout SettingsReader) throws(RequestFailure) {
    let k = try reader.neededCount("k")
    self.init(k: k, halving: try KMeans(k: 2, &reader, polish: .swaps))
  }
}

extension TrimmedKMeans {
  /// Reads `k`, `share`, `starts`, `seed` and `max_iterations`.
  init(_ reader: inout SettingsReader) throws(RequestFailure) {
    self.init(k: try reader.neededCount("k"))
    share = try reader.number("share", or: share)
    starts = max(1, try reader.count("starts", or: starts))
    seed = try reader.seed()
    maxIterations = max(1, try reader.count("max_iterations", or: maxIterations))
  }
}

extension FuzzyCMeans {
  /// Reads `k`, `fuzziness`, `starts`, `seed`, `max_iterations` and `tolerance`.
  init(_ reader: inout SettingsReader) throws(RequestFailure) {
    self.init(k: try reader.neededCount("k"))
    fuzziness = try reader.number("fuzziness", or: fuzziness)
    starts = max(1, try reader.count("starts", or: starts))
    seed = try reader.seed()
    maxIterations = max(1, try reader.count("max_iterations", or: maxIterations))
    tolerance = max(0, try reader.number("tolerance", or: tolerance))
  }
}

extension KPrototypes {
  /// Reads `k`, `categorical`, the columns that hold a number per category, `gamma`, `restarts`, `seed`
  /// and `max_iterations`.
  init(_ reader: inout SettingsReader, columns: Int) throws(RequestFailure) {
    let k = try reader.neededCount("k")
    var isNominal = [Bool](repeating: false, count: columns)
    for column in try reader.integers("categorical") ?? [] {
      guard isNominal.indices.contains(column) else {
        throw .outOfRange(setting: "categorical", expected: "numbers of columns, from 0")
      }
      isNominal[column] = true
    }
    self.init(k: k, isNominal: isNominal, gamma: try reader.number("gamma"))
    restarts = max(1, try reader.count("restarts", or: restarts))
    seed = try reader.seed()
    maxIterations = max(1, try reader.count("max_iterations", or: maxIterations))
  }
}

/// The names of dissimilarities.
private enum DissimilarityName: String, CaseIterable {
  case euclidean, manhattan

  var dissimilarity: Dissimilarity {
    switch self {
    case .euclidean: .euclidean
    case .manhattan: .manhattan
    }
  }
}

extension KMedoids {
  /// Reads `k`, `dissimilarity`, `restarts`, `seed` and, for a search on samples, `samples` and
  /// `sample_rows`.
  init(_ reader: inout SettingsReader) throws(RequestFailure) {
    self.init(k: try reader.neededCount("k"))
    dissimilarity = try reader.choice("dissimilarity", or: DissimilarityName.euclidean)
      .dissimilarity
    restarts = max(1, try reader.count("restarts", or: restarts))
    seed = try reader.seed()
    let rows = try reader.count("sample_rows")
    let samples = try reader.count("samples", or: 5)
    if let rows { search = .samples(count: samples, rows: rows) }
  }
}

extension Hierarchical {
  /// Reads `linkage` and `memory_limit`, in bytes.
  init(_ reader: inout SettingsReader) throws(RequestFailure) {
    self.init(
      try reader.choice("linkage", or: Linkage.ward),
      memoryLimit: try reader.count("memory_limit", or: Self.defaultMemoryLimit))
  }
}

extension Dendrogram.Cut {
  /// Reads `height` or `k`, by which the tree is cut; two segments if neither is given.
  init(_ reader: inout SettingsReader) throws(RequestFailure) {
    let k = try reader.count("k")
    let height = try reader.number("height")
    if let height {
      guard k == nil else {
        throw .outOfRange(setting: "height", expected: "left out where k is given")
      }
      self = .height(height)
    } else {
      self = .segments(k ?? 2)
    }
  }
}

extension DBSCAN {
  /// Reads `radius` and `minimum_weight`.
  init(_ reader: inout SettingsReader) throws(RequestFailure) {
    guard let radius = try reader.number("radius") else { throw .missing(setting: "radius") }
    self.init(radius: radius)
    minimumWeight = try reader.number("minimum_weight", or: minimumWeight)
  }
}

extension OPTICS {
  /// Reads `minimum_weight` and `maximum_radius`.
  init(_ reader: inout SettingsReader) throws(RequestFailure) {
    self.init()
    minimumWeight = try reader.number("minimum_weight", or: minimumWeight)
    maximumRadius = try reader.number("maximum_radius", or: maximumRadius)
  }
}

extension OPTICS.Reading {
  /// Reads `radius`, at which the order is cut, or `xi`, how steep the sides of a valley are.
  init(_ reader: inout SettingsReader) throws(RequestFailure) {
    let xi = try reader.number("xi")
    if let radius = try reader.number("radius") {
      guard xi == nil else {
        throw .outOfRange(setting: "xi", expected: "left out where radius is given")
      }
      self = .radius(radius)
    } else {
      self = .valleys(xi: xi ?? 0.05)
    }
  }
}

/// The names of selections.
private enum SelectionName: String, CaseIterable {
  case excessOfMass = "excess_of_mass"
  case leaves
}

extension HDBSCAN {
  /// Reads `minimum_segment_weight`, `minimum_neighbour_weight` and `selection`.
  init(_ reader: inout SettingsReader) throws(RequestFailure) {
    self.init(
      minimumSegmentWeight: try reader.number("minimum_segment_weight", or: 5),
      minimumNeighbourWeight: try reader.number("minimum_neighbour_weight"))
    switch try reader.choice("selection", or: SelectionName.excessOfMass) {
    case .excessOfMass: selection = .excessOfMass
    case .leaves: selection = .leaves
    }
  }
}

extension GaussianMixture {
  /// Reads `k`, `family`, `starts` or `means`, `seed`, `max_iterations`, `tolerance`,
  /// `noise_share`, and `regularization`, in the squared unit of the columns, or
  /// `relative_regularization`, in their mean variance.
  init(_ reader: inout SettingsReader, columns: Int) throws(RequestFailure) {
    let k = try reader.neededCount("k")
    self.init(k: k)
    family = try reader.choice("family", or: family)
    start = .kMeans(starts: try reader.count("starts", or: 4))
    if let means = try reader.start("means", k: k, columns: columns) { start = .means(means) }
    seed = try reader.seed()
    maxIterations = max(1, try reader.count("max_iterations", or: maxIterations))
    tolerance = max(0, try reader.number("tolerance", or: tolerance))
    noiseShare = min(max(0, try reader.number("noise_share", or: 0)), 0.999)
    if let share = try reader.number("relative_regularization") {
      regularization = .relative(share)
    }
    if let variance = try reader.number("regularization") { regularization = .absolute(variance) }
  }
}
