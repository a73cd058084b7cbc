import Diagnostics
import Planning
import Relations
import Documents
import Syntax
import Tables

/// What a script would do, before it does it: stages with types, estimates, and every file touched.
package struct PlanOutline: Sendable {
  package struct Step: Equatable, Sendable {
    /// The path of the stage, such as `clean_orders/drop#1`.
    package let at: String
    package let code: String
    /// The type of the value after it, as `:type` prints it.
    package let type: String
    /// At most so many rows, or `nil` where nothing is known.
    package let rows: Int?
    /// Bytes that are needed while it runs, about: its result, its work and all that is held then.
    package let bytes: Int?
  }

  /// What the run needs at its peak, and whether that fits.
  package struct Memory: Equatable, Sendable {
    /// About so many bytes at a time; 0 where nothing is known.
    package let most: Int
    /// The path of the stage at which they are needed.
    package let at: String?
    /// The stage as one line of code.
    package let code: String?
    package let limit: Int

    package init(_ estimate: MemoryEstimate, limit: Int) {
      most = estimate.most
      at = estimate.peak?.stage.path
      code = estimate.peak?.stage.code
      self.limit = limit
    }

    package var fits: Bool { most <= limit }
  }

  /// A source that would keep some of its columns.
  package struct Narrowed: Equatable, Sendable {
    package let at: String
    package let code: String
    package let kept: [String]
    /// How many columns there are.
    package let of: Int
  }

  /// A file that is read or written.
  package struct Touch: Equatable, Sendable {
    package let path: String
    package let isWritten: Bool
    /// Bytes; `nil` if there is no such file yet.
    package let size: Int?
  }

  package let steps: [Step]
  package let touches: [Touch]
  package let parameters: [PlannedParameter]
  /// The run as the script is written.
  package let memory: Memory
  /// Where that does not fit: what the sources would keep, and what the run needs then.
  package let narrowed: (sources: [Narrowed], memory: Memory)?

  package init(_ plan: Plan, _ settings: SessionSettings) {
    let (files, limit, threads) = (
      settings.files, settings.memoryLimit, settings.control.threads
    )
    let estimate = MemoryEstimate(plan, threads: threads)
    memory = Memory(estimate, limit: limit)
    let need = MemoryNeed(needed: memory.most, limit: limit)
    if !memory.fits, let narrow = plan.narrowed(because: need, holding: .untilLastUse) {
      narrowed = (
        PlanOutline.narrowed(narrow),
        Memory(MemoryEstimate(narrow, threads: threads), limit: limit)
      )
    } else {
      narrowed = nil
    }
    var steps: [Step] = []
    var touches: [Touch] = []
    for step in estimate.steps {
      let stage = step.stage
      for touch in PlanOutline.touches(of: stage, files: files) where !touches.contains(touch) {
        touches.append(touch)
      }
      steps.append(
        Step(
          at: stage.path, code: stage.code, type: stage.stage.output.name, rows: step.rows,
          bytes: step.bytes))
    }
    self.steps = steps
    self.touches = touches
    parameters = plan.parameters
  }

  private static func narrowed(_ plan: Plan) -> [Narrowed] {
    plan.namedPipelines.compactMap { _, _, pipeline in
      guard let first = pipeline.stages.first,
        let source = first.stage as? any NarrowableSource, !source.columnsLeftOut.isEmpty
      else { return nil }
      let kept = source.output.table?.columns.map(\.name) ?? []
      return Narrowed(
        at: first.path, code: first.code, kept: kept,
        of: kept.count + source.columnsLeftOut.count)
    }
  }

  /// The files that stand in the call as texts where the signature wants a path.
  private static func touches(of stage: PlannedStage, files: FileAccess) -> [Touch] {
    let source = SourceText(name: "plan", text: "it | " + stage.code)
    let parsed = Parser.parse(source, number: 0).script.statements.first?.kind
    guard case .pipeline(let pipeline)? = parsed, let call = pipeline.calls.first else { return [] }
    let signature = type(of: stage.stage).signature
    var paths: [String] = []
    for item in call.arguments.flatMap(\.items) {
      let parameter = item.name.map { signature.parameter($0.text) } ?? signature.positional
      guard parameter?.kind == .path else { continue }
      for case .string(let literal) in item.value.elements { paths.append(literal.value) }
    }
    return paths.map { path in
      let size: Int?
      do throws(ReadError) { size = try files.size(path) } catch { size = nil }
      return Touch(path: path, isWritten: signature.group == .act, size: size)
    }
  }

  /// As a reader sees it.
  package var document: Document {
    let headings = [
      TableBlock.Heading("stage"), TableBlock.Heading("gives"),
      TableBlock.Heading("rows", detail: "at most, about", alignment: .trailing),
      TableBlock.Heading("memory", detail: "in use, about", alignment: .trailing),
    ]
    let rows = steps.map { step -> [TableBlock.Cell] in
      [
        .text(step.code), .text(step.type),
        step.rows.map { .value(.integer(Int64($0))) } ?? .empty,
        step.bytes.map { .text(readableBytes($0)) } ?? .empty,
      ]
    }
    var blocks: [Document.Block] = [
      .heading("What will run"), .table(TableBlock(headings: headings, rows: rows)),
    ]
    blocks += memoryInWords.map { .paragraph($0) }
    blocks.append(.heading("What it touches"))
    if touches.isEmpty { blocks.append(.paragraph("No file.")) }
    for touch in touches {
      let size = touch.size.map { " (\(readableBytes($0)))" } ?? ""
      blocks.append(
        .paragraph(
          "\(touch.isWritten ? "writes" : "reads ") \(VisibleText(touch.path).text)\(size)"))
    }
    blocks.append(.paragraph("No host, no database."))
    return Document(blocks)
  }

  /// What the run needs at its peak, and what becomes of it where that does not fit.
  private var memoryInWords: [String] {
    guard let code = memory.code else { return [] }
    var words = [
      "At its height the run needs about \(readableBytes(memory.most)), in "
        + "`\(VisibleText(code).text)`; \(readableBytes(memory.limit)) may be used."
    ]
    if memory.fits { return words }
    guard let narrowed, narrowed.memory.fits else {
      words.append("That does not fit, and the run would be refused (E0901).")
      return words
    }
    for source in narrowed.sources {
      words.append(
        "To fit, `\(VisibleText(source.code).text)` would keep \(source.kept.count) of "
          + "\(source.of) columns (N0653): "
          + source.kept.map { VisibleText($0).text }.joined(separator: ", ") + ".")
    }
    words.append("The run needs about \(readableBytes(narrowed.memory.most)) then.")
    return words
  }

  private var memoryJSON: JSONValue {
    let isNarrowed = !memory.fits && narrowed?.memory.fits == true
    return .object([
      ("bytes_estimate", .integer(Int64(memory.most))),
      ("at", memory.at.map { .string($0) } ?? .null),
      ("limit", .integer(Int64(memory.limit))),
      ("fits", .bool(memory.fits || isNarrowed)),
      (
        "narrowed",
        .array(
          (isNarrowed ? narrowed?.sources ?? [] : []).map {
            .object([
              ("at", .string($0.at)), ("kept", .array($0.kept.map { .string($0) })),
              ("of", .integer(Int64($0.of))),
            ])
          })
      ),
    ])
  }

  /// What `docs/schemas/plan.schema.json` describes.
  package var json: JSONValue {
    func number(_ value: Int?) -> JSONValue { value.map { .integer(Int64($0)) } ?? .null }
    let stages = steps.map { step -> JSONValue in
      .object([
        ("at", .string(step.at)), ("code", .string(step.code)), ("type", .string(step.type)),
        ("rows_estimate", number(step.rows)), ("bytes_estimate", number(step.bytes)),
      ])
    }
    let files = touches.map { touch -> JSONValue in
      .object([
        ("path", .string(touch.path)), ("access", .string(touch.isWritten ? "write" : "read")),
        ("bytes", number(touch.size)),
      ])
    }
    let params = parameters.map { parameter -> JSONValue in
      .object([
        ("name", .string(parameter.name)), ("type", .string(parameter.type.name)),
        ("value", .string(parameter.value.plainText)),
        ("about", .string(parameter.documentation.joined(separator: " "))),
      ])
    }
    return .object([
      ("segue", .integer(1)), ("stages", .array(stages)), ("memory", memoryJSON),
      ("files", .array(files)), ("hosts", .array([])), ("params", .array(params)),
    ])
  }
}

/// Bytes as people say them: `7.5 MB`.
package func readableBytes(_ bytes: Int) -> String {
  var value = Double(bytes)
  for unit in ["bytes", "KB", "MB", "GB"] {
    if value < 1000 {
      return unit == "bytes" ? "\(bytes) bytes" : "\(readable(value, significant: 2)) \(unit)"
    }
    value /= 1000
  }
  return "\(readable(value, significant: 2)) TB"
}

extension Syntax.Expression {
  /// The items of a list, or the expression alone.
  fileprivate var elements: [Syntax.Expression] {
    switch self {
    case .list(let items, _): items
    case .parenthesized(let inner, _): inner.elements
    default: [self]
    }
  }
}
