import Relations

/// What the sampled cells of one column say about its type.
struct TypeEvidence: Sendable {
  /// Cells with a value.
  var values = 0
  var missing = 0
  var booleans = Tally()
  var integers = Tally()
  /// Numbers with a point, or whole.
  var pointNumbers = Tally()
  /// Numbers with a comma, or whole.
  var commaNumbers = Tally()
  /// Numbers that are written like ids: `00123`, 20 digits.
  var identifiers = 0
  /// The first number with an exponent.
  var firstExponent: Int?
  /// Numbers with a point; those that cannot be thousands; the first one.
  var points = Marks()
  var commas = Marks()
  /// For each way of grouping thousands.
  var groupings = [GroupingEvidence](
    repeating: GroupingEvidence(), count: ThousandsGrouping.all.count)
  var dates = Tally()
  /// In the order of first appearance.
  var shapes: [KnownShape] = []
  var order = OrderEvidence()
  var compactDates = Tally()
  /// Cells that are written as the analyst says that dates are written.
  var expectedDates = Tally()
  /// How many of them have a time of day.
  var expectedTimes = 0
  let expectedPatterns: [DatePattern]
  var firstShortYear: Int?
  var shortYears = 0

  init(patterns: [DatePattern] = []) { expectedPatterns = patterns }

  struct KnownShape: Sendable {
    let shape: DateShape
    var padding = DatePadding()
    /// Reads all cells of the shape, whatever their padding.
    let pattern: DatePattern

    init(_ shape: DateShape) {
      self.shape = shape
      pattern = shape.pattern(DatePadding.none)
    }
  }

  struct Tally: Sendable {
    var count = 0
    /// The first cell that is something else, as an offset in the text.
    var firstOther: Int?

    mutating func note(_ fits: Bool, at offset: Int) {
      if fits { count += 1 } else if firstOther == nil { firstOther = offset }
    }
  }

  struct Marks: Sendable {
    var count = 0
    var decisive = 0
    var first: Int?
  }

  /// Shapes beyond this number are a sign that the column is something else.
  static let maximumShapes = 6

  mutating func note(_ bytes: Span<UInt8>, _ cellStart: Int, _ cellEnd: Int) {
    values += 1
    let offset = cellStart
    var start = cellStart
    var end = cellEnd
    trim(bytes, &start, &end)
    var fits = (boolean: false, integer: false, point: false, comma: false, date: false)
    var isCompactDate = false
    if start < end {
      let first = bytes[start]
      if first &- 0x30 <= 9 || first == 0x2D || first == 0x2E || first == 0x2C {
        noteNumber(bytes, start, end, &fits)
        isCompactDate = fits.integer && end - start == 8 && isDayWithoutMarks(bytes, start)
        if !fits.integer && !fits.point && !fits.comma { fits.date = noteDate(bytes, start, end) }
        // 31.12.2024 is no number, but 12.2024 would be; dates have two marks.
      } else {
        fits.boolean = readBoolean(bytes, start, end) != nil
        if !fits.boolean { fits.date = noteDate(bytes, start, end) }
      }
    }
    booleans.note(fits.boolean, at: offset)
    integers.note(fits.integer, at: offset)
    pointNumbers.note(fits.point, at: offset)
    commaNumbers.note(fits.comma, at: offset)
    dates.note(fits.date, at: offset)
    compactDates.note(isCompactDate, at: offset)
    guard !expectedPatterns.isEmpty else { return }
    let pattern = expectedPatterns.first { $0.parseMicroseconds(bytes, start, end) != nil }
    expectedDates.note(pattern != nil, at: offset)
    if pattern?.hasTime == true { expectedTimes += 1 }
  }

  private mutating func noteNumber(
    _ bytes: Span<UInt8>, _ start: Int, _ end: Int,
    _ fits: inout (boolean: Bool, integer: Bool, point: Bool, comma: Bool, date: Bool)
  ) {
    switch readNumber(bytes, start, end, decimalMark: UInt8(ascii: ".")) {
    case .number(.exact(_, scale: 0)):
      fits.integer = true
      fits.point = true
      fits.comma = true
      return
    case .number(.exact(_, let scale)):
      fits.point = true
      if scale == 3 { noteGroups(bytes, start, end) }
      TypeEvidence.note(&points, isDecisive: scale != 3 || end - start > 8, at: start)
      return
    case .number(.float), .tooLarge:
      // 1e999 is meant as a number; the read refuses it with its line.
      fits.point = true
      fits.comma = true
      if firstExponent == nil, (start..<end).contains(where: { bytes[$0] | 0x20 == 0x65 }) {
        firstExponent = start
      }
      return
    case .identifier:
      identifiers += 1
      return
    case .none: noteGroups(bytes, start, end)
    }
    if case .number(.exact(_, let scale)) = readNumber(
      bytes, start, end, decimalMark: UInt8(ascii: ","))
    {
      fits.comma = true
      TypeEvidence.note(&commas, isDecisive: scale != 3 || end - start > 8, at: start)
    }
  }

  private mutating func noteGroups(_ bytes: Span<UInt8>, _ start: Int, _ end: Int) {
    for (place, grouping) in ThousandsGrouping.all.enumerated() {
      guard let reading = grouping.read(bytes, start, end) else { continue }
      groupings[place].count += 1
      guard reading.isDecisive else { continue }
      groupings[place].decisive += 1
      groupings[place].proof = groupings[place].proof ?? start
    }
  }

  private static func note(_ marks: inout Marks, isDecisive: Bool, at offset: Int) {
    marks.count += 1
    if isDecisive { marks.decisive += 1 }
    if marks.first == nil { marks.first = offset }
  }

  private mutating func noteDate(_ bytes: Span<UInt8>, _ start: Int, _ end: Int) -> Bool {
    var padding = DatePadding()
    guard let shape = DateShape(bytes, start, end, padding: &padding) else { return false }
    if shape.hasShortYear {
      if firstShortYear == nil { firstShortYear = start }
      shortYears += 1
      return false
    }
    var known = shapes.firstIndex { $0.shape == shape }
    if known == nil {
      guard shapes.count < TypeEvidence.maximumShapes else { return false }
      shapes.append(KnownShape(shape))
      known = shapes.count - 1
    }
    guard let known, let parts = shapes[known].pattern.parse(bytes, start, end) else {
      return false
    }
    let plain = parts.microseconds
    if shape.order == .dayOrMonthFirst {
      let swapped = parts.swapped.microseconds
      if plain == nil && swapped == nil { return false }
      order.note(at: start, dayFirst: plain, monthFirst: swapped)
    } else if plain == nil {
      return false
    }
    shapes[known].padding.add(padding)
    return true
  }

  /// `yyyyMMdd` between 1900 and 2100.
  private func isDayWithoutMarks(_ bytes: Span<UInt8>, _ start: Int) -> Bool {
    var digits = 0
    for i in start..<(start + 8) { digits = digits * 10 + Int(bytes[i] &- 0x30) }
    let date = CivilDate(year: digits / 10_000, month: digits / 100 % 100, day: digits % 100)
    return date.isValid && (1900...2100).contains(date.year)
  }

  /// Joins the evidence of a later part of the text.
  mutating func add(_ later: TypeEvidence) {
    func join(_ a: inout Tally, _ b: Tally) {
      a.count += b.count
      a.firstOther = a.firstOther ?? b.firstOther
    }
    values += later.values
    missing += later.missing
    join(&booleans, later.booleans)
    join(&integers, later.integers)
    join(&pointNumbers, later.pointNumbers)
    join(&commaNumbers, later.commaNumbers)
    join(&dates, later.dates)
    join(&compactDates, later.compactDates)
    join(&expectedDates, later.expectedDates)
    expectedTimes += later.expectedTimes
    identifiers += later.identifiers
    firstExponent = firstExponent ?? later.firstExponent
    for (path, marks) in [(\TypeEvidence.points, later.points), (\.commas, later.commas)] {
      self[keyPath: path].count += marks.count
      self[keyPath: path].decisive += marks.decisive
      self[keyPath: path].first = self[keyPath: path].first ?? marks.first
    }
    for place in groupings.indices {
      groupings[place].count += later.groupings[place].count
      groupings[place].decisive += later.groupings[place].decisive
      groupings[place].proof = groupings[place].proof ?? later.groupings[place].proof
    }
    for known in later.shapes {
      if let index = shapes.firstIndex(where: { $0.shape == known.shape }) {
        shapes[index].padding.add(known.padding)
      } else {
        shapes.append(known)
      }
    }
    order.add(later.order)
    firstShortYear = firstShortYear ?? later.firstShortYear
    shortYears += later.shortYears
  }
}

extension DatePadding {
  fileprivate mutating func add(_ other: DatePadding) {
    first.add(other.first)
    second.add(other.second)
    hour.add(other.hour)
  }
}

extension DatePadding.Width {
  fileprivate mutating func add(_ other: DatePadding.Width) {
    hasShort = hasShort || other.hasShort
    hasZero = hasZero || other.hasZero
  }
}
