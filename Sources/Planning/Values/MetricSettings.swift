import Clustering

extension MetricSettings {
  /// What metrics were computed by, as the ledger keeps it; empty for metrics without settings.
  package func record(of metrics: [Metric], seed standard: UInt64) -> LedgerRecord {
    var record = LedgerRecord()
    for metric in metrics where metric.effort == .refits && metric.source == nil {
      var own = LedgerRecord()
      for name in metric.settings {
        switch name {
        case .rule: break
        case .box: own["box"] = .text(gapBox.word)
        case .references: own["references"] = .integer(gapReferences)
        case .replicates: own["replicates"] = .integer(replicates(of: metric))
        case .seed: own["seed"] = .integer(Int(seed ?? standard))
        }
      }
      record[metric.name] = .record(own)
    }
    return record
  }

  /// What a metric was computed by, for a reader; empty for metrics without settings.
  package func phrase(of metric: Metric) -> String {
    guard metric.effort == .refits, metric.source == nil else { return "" }
    var parts: [String] = []
    for name in metric.settings {
      switch name {
      case .rule, .seed: break
      case .box: parts.append("box=\(gapBox.word)")
      case .references: parts.append("references=\(gapReferences)")
      case .replicates: parts.append("replicates=\(replicates(of: metric))")
      }
    }
    return parts.joined(separator: " ")
  }
}

extension GapStatistic.Box {
  /// As the language writes it.
  package var word: String {
    switch self {
    case .columns: "uniform"
    case .principal: "principal"
    }
  }

  package init?(word: String) {
    guard let box = Self.allCases.first(where: { $0.word == word }) else { return nil }
    self = box
  }
}
