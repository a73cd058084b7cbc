import Diagnostics
import Relations

/// Which mark begins a fraction in a text.
struct DecimalMarks {
  let mark: UInt8
  /// A column whose numbers all look like groups of thousands may mean either.
  let isOpen: Bool
  /// The script says which mark it is.
  let isDeclared: Bool

  init(_ evidence: [TypeEvidence], _ delimiter: Delimiter, declared: UInt8?) {
    isDeclared = declared != nil
    if let declared {
      mark = declared
      isOpen = false
      return
    }
    let commas = evidence.reduce(0) { $0 + $1.commas.decisive }
    let points = evidence.reduce(0) { $0 + $1.points.decisive }
    let usesComma = commas > 0 && points == 0
    mark = usesComma ? UInt8(ascii: ",") : UInt8(ascii: ".")
    // Where `;` separates cells, a comma is at home, and a point may group thousands.
    isOpen = commas == 0 && points == 0 && delimiter == .semicolon
  }
}

/// The type of one column, how its cells are read, and what is worth reporting.
struct TypeChoice {
  private(set) var field: SniffedField
  private(set) var plan: ColumnPlan = .text
  private(set) var remarks: [ReadRemark] = []

  private let evidence: TypeEvidence
  private let marks: DecimalMarks
  private let dateOrder: Sniffer.DateOrder
  /// How the analyst says that dates are written.
  private let patterns: [DatePattern]
  private let text: PreparedText
  private let format: FileFormat
  private let limits: ReadLimits

  init(
    name: String, evidence: TypeEvidence, marks: DecimalMarks, dateOrder: Sniffer.DateOrder,
    declared: DeclaredField?, patterns: [DatePattern], text: PreparedText, format: FileFormat,
    limits: ReadLimits
  ) {
    self.dateOrder = dateOrder
    self.patterns = patterns
    self.evidence = evidence
    self.marks = marks
    self.text = text
    self.format = format
    self.limits = limits
    field = SniffedField(name: name, type: .text, isNullable: evidence.missing > 0)
    if let declared {
      obey(declared)
    } else {
      choose()
    }
  }

  private mutating func choose() {
    let values = evidence.values
    if values == 0 {
      if evidence.missing > 0 { remarks.append(.noValues(column: field.name)) }
      return
    }
    let numbers =
      marks.mark == UInt8(ascii: ",") ? evidence.commaNumbers : evidence.pointNumbers
    if fits(evidence.expectedDates), hasDateName || !patterns.contains(where: \.isBareNumber) {
      takeExpectedDates()
      return
    }
    let identifiersOnly = numbers.count + evidence.identifiers == values
    if hasDateName, evidence.compactDates.count == values {
      takeDates([pattern("yyyyMMdd")], open: [])
    } else if fits(evidence.booleans) {
      take(.boolean, .boolean)
    } else if fits(evidence.integers) && evidence.identifiers == 0 {
      take(.integer, .numeric)
    } else if fits(numbers) && evidence.identifiers == 0 {
      // `110e12` and `11e13` are two ids, and one number.
      if evidence.firstExponent != nil, isIdentifierName(field.name) { return }
      if let open = openMark {
        remarks.append(.ambiguousNumber(column: field.name, example(open)))
      } else {
        if let exponent = evidence.firstExponent {
          remarks.append(.exponents(column: field.name, example(exponent)))
        }
        take(.number, .numeric)
      }
    } else if evidence.identifiers == 0, !isIdentifierName(field.name), let grouping {
      take(grouping)
    } else if fits(evidence.dates) {
      if !patterns.isEmpty, let other = evidence.expectedDates.firstOther {
        remarks.append(.otherDates(column: field.name, patterns, example(other)))
      }
      chooseDates()
    } else if !identifiersOnly {
      remarkOnMisfits(numbers)
    }
  }

  /// All values fit, or one in a thousand is damaged, which the read then names.
  private func fits(_ tally: TypeEvidence.Tally) -> Bool {
    let misfits = evidence.values - tally.count
    return misfits == 0 || misfits * Sniffer.rareMisfit < evidence.values
  }

  /// The one way of grouping by which all values are numbers, if a value proves it.
  ///
  /// A decimal mark that is given proves it too, of groups with another mark.
  private var grouping: ThousandsGrouping? {
    let isGiven = marks.isDeclared
    for (known, found) in zip(ThousandsGrouping.all, evidence.groupings) where found.count > 0 {
      let isComma = known.decimal == UInt8(ascii: ",")
      if isGiven, known.decimal != marks.mark { continue }
      // With a comma before fractions, `1.900` is not a plain number but one with a group.
      let plain = isComma ? evidence.commaNumbers.count : evidence.pointNumbers.count
      guard plain + found.count == evidence.values, found.decisive > 0 || isGiven else { continue }
      return known
    }
    return nil
  }

  private mutating func take(_ grouping: ThousandsGrouping) {
    let place = ThousandsGrouping.all.firstIndex(of: grouping)
    if let proof = place.flatMap({ evidence.groupings[$0].proof }) {
      remarks.append(.thousands(column: field.name, example(proof)))
    }
    take(.number, .grouped(grouping))
  }

  private var openMark: Int? {
    if evidence.commas.count > 0, evidence.commas.decisive == 0, marks.mark == UInt8(ascii: ".") {
      return evidence.commas.first
    }
    guard marks.isOpen, evidence.points.count > 0 else { return nil }
    return evidence.points.first
  }

  private mutating func remarkOnMisfits(_ numbers: TypeEvidence.Tally) {
    if hasDateName, evidence.dates.count == 0, evidence.shortYears == 0,
      let first = evidence.dates.firstOther, numbers.count < evidence.values
    {
      let value = example(first)
      if value.value.contains(where: \.isNumber) {
        remarks.append(.unknownDates(column: field.name, value))
        return
      }
    }
    if evidence.shortYears * 5 >= evidence.values * 4, let first = evidence.firstShortYear {
      remarks.append(.twoDigitYear(column: field.name, example(first)))
      return
    }
    if let open = openMark, evidence.commaNumbers.count * 5 >= evidence.values * 4 {
      remarks.append(.ambiguousNumber(column: field.name, example(open)))
      return
    }
    let kinds: [(ScalarType, TypeEvidence.Tally)] = [
      (.boolean, evidence.booleans), (.integer, evidence.integers), (.number, numbers),
      (.date, evidence.dates),
    ]
    for (type, tally) in kinds where tally.count * 5 >= evidence.values * 4 {
      guard let other = tally.firstOther else { continue }
      remarks.append(
        .nearlyTyped(
          column: field.name, type: type, fits: tally.count, of: evidence.values,
          exception: example(other)))
      return
    }
  }

  private mutating func chooseDates() {
    var patterns: [DatePattern] = []
    var open: [DatePlan.OpenOrder] = []
    let order = evidence.order.prevailing(rarity: Sniffer.rareMisfit)
    for known in evidence.shapes {
      guard known.shape.order == .dayOrMonthFirst else {
        patterns.append(known.shape.pattern(known.padding))
        continue
      }
      let dayFirst = known.shape.pattern(known.padding)
      let monthFirst = known.shape.pattern(known.padding, monthFirst: true)
      switch order {
      case .dayFirst where evidence.order.againstMonthFirst != nil: patterns.append(dayFirst)
      case .monthFirst: patterns.append(monthFirst)
      case .dayFirst, .undecided:
        if dateOrder == .now {
          guard order == .dayFirst, text.isWhole else { return tellAmbiguity(dayFirst, monthFirst) }
          patterns.append(dayFirst)
          continue
        }
        open.append(DatePlan.OpenOrder(dayFirst: dayFirst, monthFirst: monthFirst))
      case .contradictory:
        if let day = evidence.order.againstMonthFirst, let month = evidence.order.againstDayFirst {
          remarks.append(
            .contradictoryDates(
              column: field.name, dayFirst: example(day), monthFirst: example(month)))
        }
        return
      }
    }
    if let shape = evidence.shapes.first(where: { $0.shape.order == .dayOrMonthFirst }) {
      let proof =
        order == .monthFirst
        ? evidence.order.againstDayFirst : evidence.order.againstMonthFirst
      if open.isEmpty, let proof {
        let pattern = shape.shape.pattern(shape.padding, monthFirst: order == .monthFirst)
        remarks.append(.dateOrder(column: field.name, pattern, proof: example(proof)))
      }
    }
    takeDates(patterns, open: open)
  }

  /// A column of plain days stays one, though the analyst names patterns with a time as well.
  private mutating func takeExpectedDates() {
    takeDates(evidence.expectedTimes > 0 ? patterns : patterns.filter { !$0.hasTime }, open: [])
  }

  private mutating func tellAmbiguity(_ dayFirst: DatePattern, _ monthFirst: DatePattern) {
    let order = evidence.order
    guard let first = order.firstDifferent ?? order.first else { return }
    remarks.append(
      .ambiguousDate(
        AmbiguousDate(
          column: field.name, count: order.count, first: example(first), dayFirst: dayFirst,
          monthFirst: monthFirst,
          endDayFirst: CivilTime.days(ofMicroseconds: order.endDayFirst),
          endMonthFirst: CivilTime.days(ofMicroseconds: order.endMonthFirst))))
  }

  private mutating func takeDates(_ patterns: [DatePattern], open: [DatePlan.OpenOrder]) {
    let isTimestamp = (patterns + open.map(\.dayFirst)).contains(where: \.hasTime)
    field.datePatterns = patterns + open.map(\.dayFirst)
    take(
      isTimestamp ? .timestamp : .date,
      .dates(DatePlan(patterns: patterns, open: open, isTimestamp: isTimestamp)))
  }

  private mutating func obey(_ declared: DeclaredField) {
    switch declared.type {
    case .text, .duration: break
    case .boolean: take(.boolean, .boolean)
    case .integer: take(.integer, .integer)
    case .number:
      if let grouping {
        take(grouping)
        return
      }
      if let open = openMark {
        remarks.append(.ambiguousNumber(column: field.name, example(open)))
      }
      take(.number, .numeric)
    case .date, .timestamp:
      if declared.datePatterns.isEmpty {
        if evidence.values > 0, fits(evidence.expectedDates) {
          takeExpectedDates()
        } else if evidence.dates.count > 0 {
          chooseDates()
        } else if evidence.values > 0, evidence.compactDates.count == evidence.values {
          takeDates([pattern("yyyyMMdd")], open: [])
        } else {
          takeDates([.isoDate], open: [])
        }
      } else {
        takeDates(declared.datePatterns, open: [])
      }
      guard case .dates(var plan) = plan else { return }
      plan.isTimestamp = declared.type == .timestamp
      take(declared.type, .dates(plan))
    }
  }

  private mutating func take(_ type: ScalarType, _ plan: ColumnPlan) {
    field.type = type
    self.plan = plan
  }

  private var hasDateName: Bool {
    let name = field.name.lowercased()
    return name.contains("date") || name.contains("datum") || name.contains("day")
  }

  private func pattern(_ text: String) -> DatePattern { (try? DatePattern(text)) ?? .isoDate }

  private func example(_ offset: Int) -> ReadRemark.Example {
    text.example(at: offset, format, limits: limits)
  }
}
