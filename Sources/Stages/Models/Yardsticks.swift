import Clustering
import Diagnostics
import Planning
import Syntax
import Tables

/// The clause for columns to compare candidates by: `by monetary, churned`.
///
/// ```swift
/// guard let yardsticks = checker.yardsticks(features) else { return nil }
/// // later, in `run`:
/// let compared = sweep.compared(by: yardsticks)
/// ```
enum Yardsticks {
  static let clause = ClauseParameter(
    .by,
    Parameter(
      "by", .columns,
      "Columns of the customers, such as money or an outcome, to compare the candidates by."
    ))
}

extension StageChecker {
  /// The columns after `by`, empty without such a clause; `nil` if some cannot be used, which is
  /// reported.
  mutating func yardsticks(_ features: FeaturesType) -> [Yardstick]? {
    guard let clause = call.clauses[.by] else { return [] }
    guard let columns = columns(clause.items, in: features.table) else { return nil }
    var found: [Yardstick] = []
    for (column, item) in zip(columns, clause.items) {
      if let marked = column.personal {
        report(
          Diagnostic(
            .personalYardstick, "segments are not compared by personal data", at: item.range,
            remark: "`\(column.name)` is personal data",
            labels: [Diagnostic.Label(marked, "marked here")]))
      } else if let yardstick = Yardstick(column), column.name != features.key {
        found.append(yardstick)
      } else {
        report(
          Diagnostic(
            .noYardstick, "`\(column.name)` is neither a number nor a category", at: item.range,
            remark: "\(column.type.name) values have no mean and are rarely equal",
            notes: [
              "columns that can be compared: "
                + listed(
                  features.table.columns.filter {
                    $0.name != features.key && $0.personal == nil && Yardstick($0) != nil
                  }.map(\.name))
            ]))
      }
    }
    return hasProblems ? nil : found
  }
}

extension Sweep {
  /// The sweep with every candidate compared by these columns of its customers, in original units.
  ///
  /// Noise and customers without a value are left out. Measures without a value stay absent.
  /// - Complexity: O(n) per candidate and column.
  func compared(by yardsticks: [Yardstick]) -> Sweep {
    guard !yardsticks.isEmpty, let first = candidates.first else {
      var result = self
      result.yardsticks = self.yardsticks.joined(by: yardsticks)
      return result
    }
    var result = self
    result.yardsticks = self.yardsticks.joined(by: yardsticks)
    let table = first.scaled.features.inOriginalUnits
    for yardstick in yardsticks {
      let numbers = yardstick.kind == .category ? nil : table.presentNumbers(of: yardstick.column)
      let categories = yardstick.kind == .number ? nil : table.categories(of: yardstick.column)
      for index in candidates.indices {
        let labels = candidates[index].labels
        let means = numbers.map { NumberBySegment(checked: $0, labels) }
        let mixture = categories.map { CategoryBySegment(checked: $0, labels) }
        for measure in yardstick.measures {
          let known = means?.means.compactMap { $0 } ?? []
          let value: Double? =
            switch measure {
            case .least: known.min()
            case .most: known.max()
            case .spread: known.max().flatMap { most in known.min().map { most - $0 } }
            case .etaSquared: means?.etaSquared
            case .cramersV: mixture?.cramersV
            }
          result.candidates[index].metrics.byColumn[yardstick.name(of: measure)] = value
        }
      }
    }
    return result
  }

  /// The measures of the candidates by these columns, for the ledger; empty for none.
  func record(by yardsticks: [Yardstick]) -> LedgerRecord {
    var record = LedgerRecord()
    guard !yardsticks.isEmpty else { return record }
    record["by"] = .list(
      candidates.map { model in
        var own = LedgerRecord()
        own["k"] = .integer(model.k)
        for (name, _, _) in yardsticks.named {
          own[name] = model.metrics.byColumn[name].map { .number($0) } ?? .null
        }
        return .record(own)
      })
    return record
  }
}

extension Table {
  /// The cells of a column as numbers, `nil` if missing.
  fileprivate func presentNumbers(of name: String) -> [Double?] {
    let numbers = numbers(of: name)
    var values: [Double?] = numbers.values
    for row in numbers.missing { values[row] = nil }
    return values
  }

  /// A number per category, in the order of the words, so that results do not depend on the order of
  /// rows.
  fileprivate func categories(of name: String) -> [Int?] {
    let column = cells(of: name)
    guard case .text(let cells) = column else {
      return presentNumbers(of: name).map { $0.map { Int($0) } }
    }
    let words = (0..<cells.dictionary.count).map { cells.dictionary[$0] }
    let places = Set(words).sorted { $0.utf8.lexicographicallyPrecedes($1.utf8) }
      .enumerated().reduce(into: [:]) { $0[$1.element] = $1.offset }
    let codes = words.map { places[$0] ?? 0 }
    return (0..<cells.count).map { row in cells.codes[row].map { codes[Int($0)] } }
  }
}

extension NumberBySegment {
  fileprivate init(checked values: [Double?], _ labels: [Int]) {
    do throws(ClusteringError) {
      try self.init(values, labels: labels)
    } catch {
      preconditionFailure("a model has a label for each of its customers: \(error)")
    }
  }
}

extension CategoryBySegment {
  fileprivate init(checked categories: [Int?], _ labels: [Int]) {
    do throws(ClusteringError) {
      try self.init(categories, labels: labels)
    } catch {
      preconditionFailure("a model has a label for each of its customers: \(error)")
    }
  }
}

extension DiagnosticCode {
  package static let noYardstick = DiagnosticCode(
    "E0960", "a column that cannot compare segments",
    page: """
      Candidates are compared by the means of a number, the share of true, or the distribution of a
      category. An id, a date or a duration is none of these.

      ```seg
      sample transactions customers=100 seed=7 | rfm | scale zscore
        | compare (kmeans k in 2...3 restarts=2) (ward k in 2...3) by customer_id
      # error: E0960
      ```

      Derive a number or a category from it before `scale`: days since a date, a band, a group.
      """)

  package static let personalYardstick = DiagnosticCode(
    "E0961", "segments compared by personal data",
    page: """
      How strongly segments depend on a column that is marked as personal data reveals something about
      persons, and a candidate chosen by it would be shaped by personal data.

      ```seg
      let people = table [{id: 1, sex: "f"}, {id: 2, sex: "m"}, {id: 3, sex: "f"}]
        | mark sex as pii
      table [{id: 1, a: 1}, {id: 2, a: 3}, {id: 3, a: 7}] | features a = sum(a) by id
        | join people on id kind=left | scale zscore | kmeans k in 2...3
        | measure silhouette by sex
      # error: E0961
      ```

      Leave the column out.
      """)

  package static let noOrderOfCandidates = DiagnosticCode(
    "E0962", "a measure that does not rank candidates",
    page: """
      `pick` chooses the candidate with the largest value of a measure. A higher mean of the poorest or
      the richest segment does not make a candidate better, so `pick` does not accept `…_least` and
      `…_most`.

      ```seg
      sample transactions customers=100 seed=7 | rfm | scale zscore
        | kmeans k in 2...4 restarts=2 | measure silhouette by monetary | pick monetary_least
      # error: E0962
      ```

      `pick monetary_spread` or `pick monetary_eta_squared` measure how far segments differ; `keep
      monetary_least > 50` sets a minimum.
      """)
}
