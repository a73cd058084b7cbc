import Diagnostics
import Syntax

extension Checker {
  /// Whether the stage may stand here at all: E0301, E0307, E0308.
  mutating func admits(
    _ signature: StageSignature, _ call: Call, _ type: ValueType?, after previous: Call?
  ) -> Bool {
    guard let type else {
      guard !signature.inputs.isEmpty else { return true }
      problems.append(
        Diagnostic(
          .needsInput, "`\(signature.name)` needs something to work on", at: call.name.range,
          remark: "it takes " + signature.inputs.map(\.phrase).joined(separator: " or "),
          fixes: [Diagnostic.Fix("load \"…\" | \(signature.name)")]))
      return false
    }
    if type == .unknown { return true }
    if (signature.inputs + signature.alsoFollows).contains(type.kind) { return true }
    if signature.inputs.isEmpty {
      problems.append(
        Diagnostic(
          .wrongInput, "`\(signature.name)` starts a pipeline and takes nothing from before",
          at: call.name.range, notes: ["to bring in a second dataset, use `join` or `append`"]))
      return false
    }
    if signature.inputs == [.sweep], type.kind == .model {
      problems.append(.needsCandidates(call, after: previous))
      return false
    }
    problems.append(
      Diagnostic(
        .wrongInput, "`\(signature.name)` cannot follow here: this is \(type.kind.phrase)",
        at: call.name.range,
        remark: "it takes " + signature.inputs.map(\.phrase).joined(separator: " or "),
        fixes: bridge(from: type.kind, to: signature.inputs)))
    return false
  }

  /// The stage that makes what is needed from what is there.
  private func bridge(from: ValueKind, to wanted: [ValueKind]) -> [Diagnostic.Fix] {
    if from == .table, wanted.contains(where: { $0 == .features || $0 == .scaled }) {
      return [
        Diagnostic.Fix("| rfm", remark: "recency, frequency and monetary value per customer"),
        Diagnostic.Fix("| features … by …", remark: "features of your own, one row per entity"),
      ]
    }
    if from == .features, wanted.contains(.scaled) {
      return [Diagnostic.Fix("| scale zscore")]
    }
    if from == .sweep, wanted.contains(.model) { return [Diagnostic.Fix("| pick silhouette")] }
    if wanted.contains(.model) { return [Diagnostic.Fix("| kmeans k=4")] }
    return []
  }

  func unknownStage(_ call: Call, startsPipeline: Bool) -> Diagnostic {
    let name = call.name.text
    let known = catalogue.names + stageNames
    if let alias = catalogue.stages.first(where: {
      $0.signature.aliases.contains { $0.lowercased() == name.lowercased() }
    }) {
      return Diagnostic(
        .unknownStage, "no stage `\(name)`; in Segue it is called `\(alias.signature.name)`",
        at: call.name.range, remark: alias.signature.summary,
        fixes: [Diagnostic.Fix(alias.signature.name, at: call.name.range)])
    }
    let near = nearestName(to: name, among: known)
    if startsPipeline, call.arguments.isEmpty {
      let nearDataset = nearestName(to: name, among: datasets.map(\.name))
      return Diagnostic(
        .unknownDataset, "nothing is called `\(name)`", at: call.name.range,
        remark: (nearDataset ?? near).map { "did you mean `\($0)`?" } ?? "",
        notes: datasets.isEmpty
          ? ["no dataset is defined yet"]
          : ["datasets here: " + datasets.map(\.name).joined(separator: ", ")],
        fixes: (nearDataset ?? near).map { [Diagnostic.Fix($0, at: call.name.range)] }
          ?? [Diagnostic.Fix("let \(name) = load \"…\"", remark: "defines it")])
    }
    return Diagnostic(
      .unknownStage, "no stage `\(name)`", at: call.name.range,
      remark: near.map { "did you mean `\($0)`?" } ?? "",
      notes: near == nil ? ["`segue doc` lists all stages"] : [],
      fixes: near.map { [Diagnostic.Fix($0, at: call.name.range)] } ?? [])
  }
}

extension Diagnostic {
  /// E0301, with the model in front and what fixes its number of segments.
  fileprivate static func needsCandidates(_ call: Call, after model: Call?) -> Diagnostic {
    let k = model?.arguments.flatMap(\.items).first { $0.name?.text == "k" }?.value.source
    return Diagnostic(
      .pickNeedsCandidates, "`\(call.name.text)` needs several candidates, this is one model",
      at: call.name.range, remark: "nothing to choose from",
      labels: model.map { [Label($0.range, k.map { "k is fixed to \($0) here" } ?? "")] } ?? [],
      fixes: [
        Fix(
          "\(model?.name.text ?? "kmeans") k in 2...8",
          remark: "or remove `| \(call.source)`")
      ])
  }
}
