import Documents
import Tables

/// A verification for its readers: a terminal, a pull request, a CI server, a program.
package struct VerificationReport: Sendable {
  package let verification: Verification
  /// As the analyst gave it.
  package let script: String

  package init(_ verification: Verification, script: String) {
    self.verification = verification
    self.script = script
  }

  /// As a reader sees it.
  package var document: Document {
    let headings = ["level", "", "what"].map { TableBlock.Heading($0) }
    let rows = verification.findings.map { level, finding -> [TableBlock.Cell] in
      [
        .text("\(level.rawValue) \(level.title)"), .text(state(of: level, finding)),
        .text(finding.sentence),
      ]
    }
    var blocks: [Document.Block] = [
      .heading("\(script): \(verification.holds ? "as locked" : "not as locked")"),
      .table(TableBlock(headings: headings, rows: rows)),
      .paragraph((verification.holds ? "" : "The cause: ") + verification.verdict + "."),
    ]
    if let (_, finding) = verification.cause, finding.details.count > 1 {
      blocks += finding.details.prefix(20).map { .paragraph($0) }
    }
    blocks += verification.notes.map { .note(.note, $0) }
    return Document(blocks)
  }

  /// What `docs/schemas/verify.schema.json` describes.
  package var json: JSONValue {
    .object([
      ("segue", .integer(1)), ("script", .string(script)), ("holds", .bool(verification.holds)),
      ("cause", verification.cause.map { .string($0.level.title) } ?? .null),
      ("verdict", .string(verification.verdict)),
      (
        "levels",
        .array(
          verification.findings.map { level, finding in
            [
              "level": .integer(Int64(level.rawValue)), "title": .string(level.title),
              "state": .string(finding.state.rawValue), "sentence": .string(finding.sentence),
              "details": .texts(finding.details),
            ]
          })
      ),
      ("notes", .texts(verification.notes)),
    ])
  }

  /// JUnit's XML, one test case for each level: what follows from the cause is skipped, not failed.
  package var junit: String {
    let findings = verification.findings
    let skipped = findings.filter { !isCause($0.level) && $0.finding.state.isOpen }.count
    var xml = "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n"
    xml +=
      "<testsuite name=\"segue verify \(escaped(script))\" tests=\"\(findings.count)\" "
      + "failures=\"\(verification.holds ? 0 : 1)\" errors=\"0\" skipped=\"\(skipped)\">\n"
    for (level, finding) in findings {
      xml += "  <testcase classname=\"\(escaped(script))\" name=\"\(level.title)\""
      if isCause(level) {
        xml += ">\n    <failure message=\"\(escaped(verification.verdict))\">"
        xml += escaped(finding.details.joined(separator: "\n")) + "</failure>\n  </testcase>\n"
      } else if finding.state.isOpen {
        let cause = verification.cause?.level.title ?? "the run"
        xml += ">\n    <skipped message=\"follows from: \(escaped(cause))\"/>\n  </testcase>\n"
      } else {
        xml += "/>\n"
      }
    }
    return xml + "</testsuite>\n"
  }

  private func isCause(_ level: Verification.Level) -> Bool {
    verification.cause?.level == level
  }

  private func state(of level: Verification.Level, _ finding: Verification.Finding) -> String {
    switch finding.state {
    case .same: "same"
    case .accepted: "accepted"
    case .differs: isCause(level) ? "differs: the cause" : "differs, follows"
    case .unknown: "not reached"
    }
  }

  /// Text inside XML; characters that XML cannot hold become a question mark.
  private func escaped(_ text: String) -> String {
    var result = ""
    for scalar in text.unicodeScalars {
      switch scalar {
      case "&": result += "&amp;"
      case "<": result += "&lt;"
      case ">": result += "&gt;"
      case "\"": result += "&quot;"
      case "\n": result += "&#10;"
      case _
      where scalar.value < 0x20 || scalar.value == 0x7F || (0xFFFE...0xFFFF).contains(scalar.value):
        result += "?"
      default: result.unicodeScalars.append(scalar)
      }
    }
    return result
  }
}

extension Verification.Finding.State {
  fileprivate var isOpen: Bool {
    switch self {
    case .differs, .unknown: true
    case .same, .accepted: false
    }
  }
}
