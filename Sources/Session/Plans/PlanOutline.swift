import Diagnostics
import Planning
import Relations
import Reports
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
    /// Bytes that its result takes, about.
    package let bytes: Int?
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

  package init(_ plan: Plan, files: FileAccess) {
    var steps: [Step] = []
    var touches: [Touch] = []
    for step in MemoryEstimate(plan).steps {
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
      TableBlock.Heading("memory", detail: "about", alignment: .trailing),
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
      .heading("What it touches"),
    ]
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

  /// What `docs/schemas/plan.schema.json` describes.
  package var json: JSONValue {
    func number(_ value: Int?) -> JSONValue { value.map { .integer(Int64($0)) } ?? .null }
    return .object([
      ("segue", .integer(1)),
      (
        "stages",
        .array(
          steps.map {
            .object([
              ("at", .string($0.at)), ("code", .string($0.code)), ("type", .string($0.type)),
              ("rows_estimate", number($0.rows)), ("bytes_estimate", number($0.bytes)),
            ])
          })
      ),
      (
        "files",
        .array(
          touches.map {
            .object([
              ("path", .string($0.path)), ("access", .string($0.isWritten ? "write" : "read")),
              ("bytes", number($0.size)),
            ])
          })
      ),
      ("hosts", .array([])),
      (
        "params",
        .array(
          parameters.map {
            .object([
              ("name", .string($0.name)), ("type", .string($0.type.name)),
              ("value", .string($0.value.plainText)),
              ("about", .string($0.documentation.joined(separator: " "))),
            ])
          })
      ),
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
