import Clustering
import Diagnostics
import Planning
import Syntax

/// The cuts of the hierarchies of a call, shared by all hierarchical stages.
///
/// ```swift
/// guard let cuts = HierarchyCuts(call, into: &model, &checker) else { return nil }
/// // later, in `run`:
/// try cuts.fit(.ward, parameters: LedgerRecord(), &fitting)
/// ```
struct HierarchyCuts: Sendable {
  private let cuts: [Dendrogram.Cut]
  /// The height of each cut, if heights were given.
  private let heights: [Double]

  /// The numbers of segments among which `k=auto` finds the largest gap.
  static let auto = 2...20

  /// The parameters of the cut.
  static let parameters = [
    Parameter(
      "k",
      .either(
        .integer(1...100_000), [.init("auto", "The cut at the largest gap between merge heights.")]),
      "The number of segments; `k in 2...10` tries several, `k=auto` cuts at the largest gap among 2 "
        + "to 20.", canSweep: true),
    Parameter(
      "height", .number(0...1e150),
      "Cuts at this height instead: segments farther apart are not merged.", canSweep: true),
  ]

  /// One segment fewer and more, the largest gap, or a height a tenth lower and higher.
  static func alternatives(to call: BoundCall) -> [Alternative] {
    call.otherSegmentCounts + call.otherNumbers(of: "height") { [0.9 * $0, 1.1 * $0] }
  }

  /// Reads the cuts and adds the swept values to the call; reports a call without a cut.
  init?(_ call: BoundCall, into model: inout ModelCall, _ checker: inout StageChecker) {
    func isGiven(_ name: String) -> Bool { call.named[name] != nil || call.swept[name] != nil }
    guard isGiven("k") != isGiven("height") else {
      checker.report(
        Diagnostic(
          isGiven("k") ? .twoCuts : .missingArgument,
          isGiven("k")
            ? "`k` and `height` both define the cut of the hierarchy"
            : "`\(call.signature.name)` needs a cut of the hierarchy",
          at: call.nameRange,
          fixes: [
            Diagnostic.Fix("\(call.signature.name) k in 2...10"),
            Diagnostic.Fix("\(call.signature.name) k=auto", remark: "at the largest gap"),
          ]))
      return nil
    }
    if isGiven("height") {
      guard let heights = checker.sweep(number: "height", standard: 0) else { return nil }
      model.tries(heights)
      cuts = heights.values.map { .height($0) }
      self.heights = heights.values
    } else {
      guard let k = checker.sweep(wholeOrAuto: "k") else { return nil }
      model.tries(k)
      cuts = k.values.map {
        switch $0 {
        case .auto: .largestGap(Self.auto)
        case .value(let k): .segments(k)
        }
      }
      heights = []
    }
  }

  /// Builds the hierarchy of a linkage and makes all cuts.
  func fit(
    _ linkage: Linkage, parameters: LedgerRecord, _ fitting: inout Fitting
  ) throws(ClusteringError) {
    let method = Hierarchical(linkage, memoryLimit: fitting.context.memoryLimit)
    let tree = try method.fit(fitting.points(), control: fitting.control(of: cuts.count))
    let control = fitting.context.control.quiet(threads: fitting.context.control.threads)
    for (place, cut) in cuts.enumerated() {
      if case .segments(let k) = cut, try !fitting.canHave(k) { continue }
      let segments = try tree.cut(cut, control: control)
      var parameters = parameters
      if !heights.isEmpty { parameters["height"] = .number(heights[place]) }
      var numbers = LedgerRecord()
      numbers["merged_at"] = .number(segments.height)
      if segments.nextHeight.isFinite { numbers["next_merge_at"] = .number(segments.nextHeight) }
      try fitting.add(
        Fitting.FitResult(
          labels: segments.labels, centroids: segments.centroids, sizes: segments.sizes,
          rule: try segments.rule(control: control), method: CutHierarchy(method, cut),
          parameters: parameters, numbers: numbers))
    }
  }
}

extension ModelCall {
  /// The bytes for hierarchies of these linkages, if each row is known to be a customer.
  ///
  /// If rows are orders, the number of customers is not known before the run; the stage checks again
  /// when it is.
  func memory(rows: Int, linkages: [Linkage]) -> Int {
    let least = memory(rows: rows)
    guard let customers = features.table.estimatedRows else { return least }
    return linkages.reduce(least) { most, linkage in
      max(
        most,
        Hierarchical(linkage).memoryNeeded(
          distinctRows: customers, columns: features.features.count))
    }
  }
}

extension DiagnosticCode {
  package static let twoCuts = DiagnosticCode(
    "E0910", "two parameters for the same cut",
    page: """
      A hierarchy is cut once: into `k` segments or at a `height`. The ordering of OPTICS is cut once: at
      a radius `eps`, or into valleys of steepness `xi`. Write one of the two.

      ```seg
      sample transactions customers=50 | rfm | scale zscore | ward k=3 height=2
      # error: E0910
      ```
      """)
}
