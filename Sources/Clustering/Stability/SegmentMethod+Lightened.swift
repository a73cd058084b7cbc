extension SegmentMethod {
  /// The same method with the few starts that are enough where rows are divided very often.
  ///
  /// Three starts of k-means with transfers and of its trimmed kind, one of all others; starts that
  /// were given are drawn, because other rows have other segments. Methods without random starts stay as they
  /// are.
  public var lightened: SegmentMethod {
    if case .kMeans(var settings) = self {
      settings.restarts = min(3, settings.restarts)
      if settings.polish == .swaps { settings.polish = .transfers }
      settings.start = nil
      return .kMeans(settings)
    }
    if case .mixture(var settings) = self {
      settings.start = .kMeans(starts: 1)
      return .mixture(settings)
    }
    if case .kMedoids(var settings) = self {
      settings.restarts = 1
      return .kMedoids(settings)
    }
    if case .prototypes(var settings) = self {
      settings.restarts = 1
      return .prototypes(settings)
    }
    if case .trimmed(var settings) = self {
      settings.starts = min(3, settings.starts)
      return .trimmed(settings)
    }
    if case .sizeConstrained(var settings) = self {
      settings.starts = 1
      return .sizeConstrained(settings)
    }
    if case .fuzzy(var settings) = self {
      settings.starts = 1
      return .fuzzy(settings)
    }
    return self
  }
}
