/// The tables of a document as comma- or tab-separated values; everything else is left out.
///
/// Values are in full and raw, as data formats carry them. Two tables have an empty line between
/// them. Commas: RFC 4180, with line feeds as line ends. Tabs: a tab, line feed, carriage return
/// and backslash in a cell are written `\t`, `\n`, `\r` and `\\`, because there are no quotes.
package struct SeparatedFormat: DocumentFormat {
  package enum Separator: Sendable { case comma, tab }

  private let separator: Separator

  package init(_ separator: Separator) { self.separator = separator }

  package func text(of document: Document) -> String {
    let tables = document.blocks.compactMap { block -> TableBlock? in
      switch block {
      case .table(let table): table.headings.isEmpty ? nil : table
      case .picture(let picture): picture.chart.table
      case .heading, .paragraph, .note, .code: nil
      }
    }
    return tables.map(draw).joined(separator: "\n")
  }

  private func draw(_ table: TableBlock) -> String {
    var text = line(table.headings.map(\.name))
    for row in table.rows { text += line(row.padded(to: table.headings.count).map(\.exactText)) }
    return text
  }

  private func line(_ fields: [String]) -> String {
    switch separator {
    case .comma:
      // A line with nothing on it would be read as no row at all.
      fields == [""] ? "\"\"\n" : fields.map(quotedField).joined(separator: ",") + "\n"
    case .tab: fields.map(escapedField).joined(separator: "\t") + "\n"
    }
  }

  private func quotedField(_ field: String) -> String {
    let asks = field.utf8.contains { byte in
      byte == UInt8(ascii: ",") || byte == UInt8(ascii: "\"") || byte == 10 || byte == 13
    }
    guard asks || field.first == " " || field.last == " " else { return field }
    return "\"" + field.replacing("\"", with: "\"\"") + "\""
  }

  private func escapedField(_ field: String) -> String {
    var text = ""
    for scalar in field.unicodeScalars {
      switch scalar {
      case "\t": text += "\\t"
      case "\n": text += "\\n"
      case "\r": text += "\\r"
      case "\\": text += "\\\\"
      default: text.unicodeScalars.append(scalar)
      }
    }
    return text
  }
}
