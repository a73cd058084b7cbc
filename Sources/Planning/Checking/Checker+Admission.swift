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
          fixes: needed(by: signature, call)))
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
        fixes: bridge(from: type.kind, to: signature.inputs, call)))
    return false
  }

  /// The datasets that a stage could work on, or how to read one.
  private func needed(by signature: StageSignature, _ call: Call) -> [Diagnostic.Fix] {
    let known = datasets.filter { signature.inputs.contains($0.type.kind) }.map(\.name)
    guard !known.isEmpty else { return [Diagnostic.Fix("load \"…\" | \(signature.name)")] }
    return known.suffix(3).reversed().map {
      Diagnostic.Fix("\(quotedName($0)) | \(signature.name)", at: call.name.range)
    }
  }

  /// The stage that makes what is needed from what is there.
  private func bridge(
    from: ValueKind, to wanted: [ValueKind], _ call: Call
  ) -> [Diagnostic.Fix] {
    if from == .model, wanted.contains(.table) {
      // The rows of a model, each with its segment, are one stage away.
      return [
        Diagnostic.Fix(
          "show | \(call.name.text)", at: call.name.range, remark: "each customer with its segment")
      ]
    }
    if from == .table, wanted.contains(where: { $0 == .features || $0 == .scaled }) {
      let scaling = wanted.contains(.features) ? "" : "scale zscore | "
      return [
        Diagnostic.Fix(
          "rfm | \(scaling)\(call.name.text)", at: call.name.range,
          remark: "recency, frequency and monetary value per customer"),
        Diagnostic.Fix("| features … by …", remark: "features of your own, one row per entity"),
      ]
    }
    if from == .features, wanted.contains(.scaled) {
      return [Diagnostic.Fix("scale zscore | \(call.name.text)", at: call.name.range)]
    }
    if from == .sweep, wanted.contains(.model) {
      return [Diagnostic.Fix("pick silhouette | \(call.name.text)", at: call.name.range)]
    }
    if wanted.contains(.model), from == .features || from == .scaled {
      let scaling = from == .features ? "scale zscore | " : ""
      return [Diagnostic.Fix("\(scaling)kmeans k=4 | \(call.name.text)", at: call.name.range)]
    }
    if wanted.contains(.model), from == .table {
      return [
        Diagnostic.Fix(
          "rfm | scale zscore | kmeans k=4 | \(call.name.text)", at: call.name.range)
      ]
    }
    return []
  }

  func unknownStage(_ call: Call, after type: ValueType?) -> Diagnostic {
    let name = call.name.text
    let known = catalogue.names + stageNames
    let startsPipeline = type == nil
    if startsPipeline, let problem = foreignDataset(call) { return problem }
    let foreign = ForeignStage(call: call, input: type, metrics: choices(of: "pick"))
    if !startsPipeline, let written = foreign.written {
      let stage = String(written.prefix { $0 != " " })
      return Diagnostic(
        .unknownStage, "no stage `\(name)`; in Segue it is called `\(stage)`",
        at: call.name.range, remark: catalogue[stage]?.signature.summary ?? "",
        fixes: [Diagnostic.Fix(written, at: call.range)])
    }
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
        fixes: (nearDataset ?? near).map { [Diagnostic.Fix(quotedName($0), at: call.name.range)] }
          ?? [Diagnostic.Fix("let \(name) = load \"…\"", remark: "defines it")])
    }
    return Diagnostic(
      .unknownStage, "no stage `\(name)`", at: call.name.range,
      remark: near.map { "did you mean `\($0)`?" } ?? "",
      notes: near == nil ? ["`segue doc` lists all stages"] : [],
      fixes: near.map { [Diagnostic.Fix($0, at: call.name.range)] } ?? [])
  }
}

extension Checker {
  /// The words that a stage takes as what it is about.
  private func choices(of stage: String) -> [String] {
    catalogue[stage]?.signature.positional?.kind.choices?.map(\.name) ?? []
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
          model.flatMap { $0.sweeping("k", "2...8") }
            ?? "\(model?.name.text ?? "kmeans") k in 2...8",
          at: model?.range, remark: "or remove `| \(call.source)`")
      ])
  }
}

extension Call {
  /// The same call with several values of a parameter instead of one; `nil` if it has no such
  /// parameter.
  fileprivate func sweeping(_ parameter: String, _ values: String) -> String? {
    guard arguments.contains(where: { $0.items.first?.name?.text == parameter }) else { return nil }
    let written = arguments.map { argument in
      argument.items.first?.name?.text == parameter
        ? "\(parameter) in \(values)" : argument.source
    }
    return
      ([name.text] + written + clauses.map { "\($0.preposition.rawValue) \($0.argument.source)" })
      .joined(separator: " ")
  }
}
