extension FileFormat {
  /// The dialect as a lock keeps it.
  var recorded: RecordedOptions {
    var options = RecordedOptions()
    options["encoding"] = .text(encoding.rawValue)
    options["delimiter"] = .text(delimiter.name)
    options["header"] = .text(header.rawValue)
    options["decimal"] = .text(String(UnicodeScalar(decimalMark)))
    options["missing"] = .texts(missing)
    options["gzip"] = .flag(isGzip)
    // Only what differs from the usual is kept, so that other locks stay as they are.
    if quoting.quote != Quoting().quote {
      options["quote"] = .text(String(UnicodeScalar(quoting.quote)))
    }
    if let escape = quoting.escape { options["escape"] = .text(String(UnicodeScalar(escape))) }
    if trailingDelimiter { options["trailing"] = .flag(true) }
    return options
  }
}

extension RecordedOptions {
  /// The dialect of the files that `CSVWriter` writes.
  package static let ownFiles = FileFormat(
    encoding: .utf8, delimiter: .comma, quoting: Quoting(), header: .present,
    decimalMark: UInt8(ascii: "."),
    trailingDelimiter: false, missing: [""], preamble: 0, isGzip: false
  ).recorded
}

extension FileSniff {
  /// What the seam tells of it.
  var schema: SourceSchema {
    SourceSchema(recorded: format.recorded, fields: fields, remarks: remarks)
  }
}

extension DelimitedFile {
  /// The options with the dialect of another file; what is not declared stays open.
  package static func fixing(
    _ options: ReadOptions, as recorded: RecordedOptions
  ) -> ReadOptions? {
    guard let encoding = recorded.text("encoding").flatMap(TextEncoding.init(rawValue:)),
      let delimiter = recorded.text("delimiter").flatMap({ Delimiter(name: $0) }),
      let header = recorded.text("header").flatMap(HeaderPresence.init(rawValue:)),
      let decimal = recorded.text("decimal")?.utf8.first, let missing = recorded.texts("missing"),
      recorded.flag("gzip") != nil
    else { return nil }
    var fixed = options
    fixed.encoding = encoding
    fixed.delimiter = delimiter
    fixed.header = header == .present ? .present : .none
    fixed.decimalMark = decimal
    fixed.missing = missing
    fixed.quote = recorded.text("quote")?.utf8.first ?? Quoting().quote
    fixed.escape = recorded.text("escape")?.utf8.first
    fixed.ignoresTrailingDelimiter = recorded.flag("trailing") ?? false
    return fixed
  }
}
