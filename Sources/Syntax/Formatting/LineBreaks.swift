import Diagnostics

/// Where the lines of a formatted script begin.
///
/// A pipeline that was written on one line and fits stays there; any other has every `|` on a line
/// of its own. Lists, blocks and arguments that were written on several lines, or do not fit, get a
/// line per entry.
struct LineBreaks {
  static let width = 100

  let spacing: Spacing
  /// The indentation of a token that begins a line; statements begin lines of their own.
  private(set) var indentation: [Int?]
  /// Widths of all tokens before, with the spaces between them.
  private let widths: [Int]
  /// How many tokens up to this one begin a line, or have a comment before them, as written.
  private let newlines: [Int]
  private let startsLine: [Bool]

  init(_ spacing: Spacing, lexed: LexedText, source: SourceText, script: Script) {
    self.spacing = spacing
    let tokens = spacing.tokens
    var startsLine = tokens.map(\.startsLine)
    for comment in lexed.comments where comment.beforeToken < tokens.count {
      startsLine[comment.beforeToken] = true
    }
    var widths = [0]
    var newlines = [0]
    widths.reserveCapacity(tokens.count + 1)
    newlines.reserveCapacity(tokens.count + 1)
    for (index, token) in tokens.enumerated() {
      let text = source.bytes[token.start..<token.end]
      let isASCII = text.allSatisfy { $0 < 0x80 }
      let width = isASCII ? text.count : String(decoding: text, as: UTF8.self).count
      widths.append(widths[index] + width + (spacing.hasBlank[index] ? 1 : 0))
      newlines.append(newlines[index] + (startsLine[index] ? 1 : 0))
    }
    self.widths = widths
    self.newlines = newlines
    self.startsLine = startsLine
    indentation = [Int?](repeating: nil, count: tokens.count)
    for statement in script.statements { layOut(statement) }
  }

  // MARK: Measures

  private var tokens: [Token] { spacing.tokens }

  private func first(_ range: SourceRange) -> Int { spacing.indexByStart[range.start] ?? 0 }

  private func last(_ range: SourceRange) -> Int { spacing.indexByEnd[range.end] ?? 0 }

  /// The width of some tokens on one line.
  private func width(_ from: Int, _ to: Int) -> Int {
    guard from <= to else { return 0 }
    return widths[to + 1] - widths[from] - (spacing.hasBlank[from] ? 1 : 0)
  }

  /// Whether a line begins, or a comment stands, between some tokens.
  private func isBroken(_ from: Int, _ to: Int) -> Bool {
    from < to && newlines[to + 1] > newlines[from + 1]
  }

  /// Whether some tokens stay on the line on which they begin.
  private func stays(_ from: Int, _ to: Int, column: Int) -> Bool {
    !isBroken(from, to) && column + width(from, to) <= LineBreaks.width
  }

  // MARK: Statements

  private mutating func layOut(_ statement: Statement) {
    let start = first(statement.range)
    switch statement.kind {
    case .edition, .text, .use, .missing, .parameter: break
    case .binding(let binding):
      layOut(binding.pipeline, at: 0, column: column(binding.pipeline, start))
    case .stage(let stage):
      let body = stage.body
      layOut(
        body, at: 0, column: column(body, start), mayBreakFirst: true)
    case .function(let function):
      let body = first(function.body.range)
      let end = last(function.body.range)
      let column = width(start, body - 1) + 1
      if stays(body, end, column: column) { return }
      if column + width(body, end) > LineBreaks.width {
        indentation[body] = 2
        layOut(function.body, at: 2, hanging: 4, column: 2)
      } else {
        layOut(function.body, at: 0, hanging: 2, column: column)
      }
    case .pipeline(let pipeline): layOut(pipeline, at: 0, column: 0)
    }
  }

  /// The column at which a pipeline begins on the line of its statement.
  private func column(_ pipeline: Pipeline, _ start: Int) -> Int {
    width(start, first(pipeline.range) - 1) + 1
  }

  // MARK: Pipelines

  /// Lays out a pipeline that begins on a line indented by `line`.
  private mutating func layOut(
    _ pipeline: Pipeline, at line: Int, column: Int, mayBreakFirst: Bool = false
  ) {
    let (start, end) = (first(pipeline.range), last(pipeline.range))
    let firstBreaks = mayBreakFirst && pipeline.head == nil && startsLine[start]
    if !firstBreaks, stays(start, end, column: column) { return }
    if !firstBreaks, let block = trailingBlock(pipeline, column: column) {
      layOut(block, at: line)
      return
    }
    if let head = pipeline.head {
      switch head {
      case .call(let call): layOut(call, at: line, hanging: line + 2, column: column)
      case .expression(let expression):
        layOut(expression, at: line, hanging: line + 2, column: column)
      }
    }
    for (position, call) in pipeline.calls.enumerated() {
      let pipe = first(call.name.range) - 1
      if position > 0 || pipeline.head != nil || mayBreakFirst { indentation[pipe] = line + 2 }
      layOut(call, at: line + 4, hanging: line + 4, column: line + 4)
    }
  }

  /// The block at the end of a pipeline, if nothing but the block was written on several lines.
  private func trailingBlock(_ pipeline: Pipeline, column: Int) -> Block? {
    var call = pipeline.calls.last
    if call == nil, case .call(let head) = pipeline.head { call = head }
    guard let value = call.flatMap({ parts($0).last })?.argument.items.last?.value else {
      return nil
    }
    let block: Block
    switch value {
    case .block(let last), .cases(let last, _): block = last
    default: return nil
    }
    let (start, opening) = (first(pipeline.range), first(block.range))
    guard isBroken(opening, last(block.range)), stays(start, opening, column: column) else {
      return nil
    }
    return block
  }

  // MARK: Calls

  /// An argument or a clause.
  private struct Part {
    let argument: Argument
    let isClause: Bool
    let first: Int
    let last: Int

    /// What stands deeper than the name: the thing the stage is about.
    var isSubject: Bool { !isClause && !argument.isOption }
  }

  private func parts(_ call: Call) -> [Part] {
    let arguments = call.arguments.map {
      Part(argument: $0, isClause: false, first: first($0.range), last: last($0.range))
    }
    let clauses = call.clauses.map {
      Part(argument: $0.argument, isClause: true, first: first($0.range), last: last($0.range))
    }
    return (arguments + clauses).sorted { $0.first < $1.first }
  }

  /// Lays out a call whose line is indented by `line`; what does not fit goes to `hanging`.
  private mutating func layOut(_ call: Call, at line: Int, hanging: Int, column: Int) {
    let (start, end) = (first(call.range), last(call.range))
    if stays(start, end, column: column) { return }
    let parts = parts(call)
    let overflows = column + width(start, end) > LineBreaks.width
    var listBreaks = parts.map { part in
      part.argument.items.dropFirst().contains { startsLine[first($0.range)] }
    }
    var begins = parts.indices.map { index in
      let part = parts[index]
      let joins = index == 0 && part.isSubject && !part.argument.isPipeline
      return startsLine[part.first] && !joins
    }
    if overflows, !begins.contains(true), !listBreaks.contains(true),
      !bracketTakesTheBreak(parts, start: start, column: column)
    {
      for index in parts.indices {
        listBreaks[index] = parts[index].argument.items.count > 1
      }
      if !listBreaks.contains(true) {
        for index in parts.indices.dropFirst() { begins[index] = true }
      }
    }
    var column = column + width(start, last(call.name.range))
    for index in parts.indices {
      let part = parts[index]
      if begins[index] || (index > 0 && listBreaks[index - 1]) {
        column = part.isSubject ? hanging + 2 : hanging
        indentation[part.first] = column
      } else {
        column += 1
      }
      layOut(part, breaksList: listBreaks[index], at: line, hanging: hanging, column: &column)
    }
  }

  private mutating func layOut(
    _ part: Part, breaksList: Bool, at line: Int, hanging: Int, column: inout Int
  ) {
    if part.isClause { column += width(part.first, part.first) + 1 }
    for item in part.argument.items {
      let (start, end) = (first(item.range), last(item.range))
      var base = indentation[part.first] ?? line
      if breaksList {
        indentation[start] = hanging + 2
        column = hanging + 2
      }
      if let own = indentation[start] { base = own }
      let value = first(item.value.range)
      let before = value > start ? width(start, value - 1) + (spacing.hasBlank[value] ? 1 : 0) : 0
      layOut(item.value, at: base, hanging: hanging + 2, column: column + before)
      column += width(start, end) + 2
    }
    column -= 2
  }

  /// Whether a call that is too long gets shorter by breaking the block or list at its end.
  private func bracketTakesTheBreak(_ parts: [Part], start: Int, column: Int) -> Bool {
    guard let part = parts.last, part.argument.items.count == 1 else { return false }
    switch part.argument.items[0].value {
    case .block(let block): return column + width(start, first(block.range)) <= LineBreaks.width
    case .list(_, let range): return column + width(start, first(range)) <= LineBreaks.width
    case .cases(let block, _): return column + width(start, first(block.range)) <= LineBreaks.width
    default: return false
    }
  }

  // MARK: Expressions

  /// Lays out an expression on a line indented by `line`.
  private mutating func layOut(
    _ expression: Expression, at line: Int, hanging: Int, column: Int
  ) {
    let (start, end) = (first(expression.range), last(expression.range))
    if stays(start, end, column: column) { return }
    let overflows = column + width(start, end) > LineBreaks.width
    switch expression {
    case .number, .string, .text, .date, .boolean, .null, .name, .optionalName, .missing: break
    case .list(let elements, let range):
      layOutEntries(elements.map(\.range), in: range, at: line, overflows: overflows, keeps: true)
      for element in elements { layOutEntry(element, at: line, column: column) }
    case .block(let block): layOut(block, at: line, column: column)
    case .cases(let block, _): layOut(block, at: line, column: column + 5)
    case .call(let call):
      layOutEntries(
        call.arguments.map(\.range), in: call.range, at: line, overflows: overflows, keeps: false)
      for item in call.arguments { layOutEntry(item.value, at: line, column: column) }
    case .unary(_, let operand, _):
      layOut(operand, at: line, hanging: hanging, column: column + 1)
    case .test(let value, _, _, _): layOut(value, at: line, hanging: hanging, column: column)
    case .range(let left, let right, _, _):
      layOut(left, at: line, hanging: hanging, column: column)
      layOut(right, at: line, hanging: hanging, column: column)
    case .binary(let sign, let left, let right, let place):
      let breaks = overflows && (sign == .and || sign == .or)
      layOut(left, at: line, hanging: hanging, column: column)
      if breaks { indentation[first(place)] = hanging }
      let behind =
        breaks
        ? hanging + width(first(place), last(place)) + 1
        : column + width(start, first(right.range) - 1) + 1
      layOut(right, at: line, hanging: hanging, column: min(behind, LineBreaks.width))
    case .conditional(let condition, let then, let otherwise, _):
      layOut(condition, at: line, hanging: hanging, column: column + 3)
      layOut(then, at: line, hanging: hanging, column: hanging + 5)
      layOut(otherwise, at: line, hanging: hanging, column: hanging + 5)
      if overflows {
        indentation[first(then.range) - 1] = hanging
        indentation[first(otherwise.range) - 1] = hanging
      }
    case .pipeline(let pipeline, _): layOut(pipeline, at: line, column: column + 1)
    case .parenthesized(let inner, _):
      layOut(inner, at: line, hanging: hanging, column: column + 1)
    }
  }

  /// The value of an entry, which begins a line of its own if its bracket is broken.
  private mutating func layOutEntry(_ value: Expression, at line: Int, column: Int) {
    let own = indentation[first(value.range)]
    layOut(value, at: own ?? line, hanging: (own ?? line) + 2, column: own ?? column + 1)
  }

  private mutating func layOut(_ block: Block, at line: Int, column: Int = 0) {
    let ranges = block.entries.map { entry in
      switch entry {
      case .field(let name, let value): name.range.joined(value.range)
      case .rule(_, _, let range): range
      }
    }
    let (start, end) = (first(block.range), last(block.range))
    layOutEntries(
      ranges, in: block.range, at: line,
      overflows: column + width(start, end) > LineBreaks.width, keeps: true)
    let inner = indentation[end] == nil ? line : line + 2
    for (entry, range) in zip(block.entries, ranges) {
      switch entry {
      case .field(_, let value): layOutValue(value, behind: range, at: inner)
      case .rule(let condition, let value, _):
        if let condition { layOut(condition, at: inner, hanging: inner + 2, column: inner) }
        layOutValue(value, behind: range, at: inner)
      }
    }
  }

  private mutating func layOutValue(_ value: Expression, behind range: SourceRange, at line: Int) {
    let start = first(value.range)
    let column = line + width(first(range), start - 1) + 1
    layOut(value, at: line, hanging: line + 2, column: column)
  }

  /// Puts each entry of a bracket on a line of its own if it was written so or does not fit.
  ///
  /// `keeps` says whether lines of the author are kept where everything would fit on one.
  private mutating func layOutEntries(
    _ entries: [SourceRange], in bracket: SourceRange, at line: Int, overflows: Bool, keeps: Bool
  ) {
    guard !entries.isEmpty else { return }
    let closing = closingBracket(bracket)
    let starts = entries.map { first($0) }
    let written = keeps && (startsLine[closing] || starts.contains { startsLine[$0] })
    guard overflows || written else { return }
    for start in starts { indentation[start] = line + 2 }
    indentation[closing] = line
  }

  /// The last bracket of a range; after it there may be a `?`.
  private func closingBracket(_ range: SourceRange) -> Int {
    let end = last(range)
    return tokens[end].kind == .question ? end - 1 : end
  }
}
