import Clustering
import Matrices
import Planning
import Tables

/// Reads the members of a lock's JSON; what is missing or of another kind is named by its place.
struct LockReader {
  struct Fault: Error {
    /// Such as `models[0].centroids`.
    let place: String
  }

  let json: JSONValue
  var place = ""

  func member(_ name: String) throws(Fault) -> LockReader {
    let inner = place.isEmpty ? name : "\(place).\(name)"
    guard let value = json[name] else { throw Fault(place: inner) }
    return LockReader(json: value, place: inner)
  }

  func optional(_ name: String) -> LockReader? {
    json[name].map { LockReader(json: $0, place: place.isEmpty ? name : "\(place).\(name)") }
  }

  func text(_ name: String) throws(Fault) -> String {
    let member = try member(name)
    guard let text = member.json.string else { throw Fault(place: member.place) }
    return text
  }

  /// Whole numbers of a lock are counts and the like, so small that sums of them fit.
  private static let largest: Int64 = 1 << 53

  func whole(_ name: String) throws(Fault) -> Int {
    let member = try member(name)
    guard let whole = Self.whole(member.json, from: 0) else { throw Fault(place: member.place) }
    return whole
  }

  private static func whole(_ json: JSONValue, from smallest: Int64) -> Int? {
    json.integer.flatMap { (smallest...largest).contains($0) ? Int($0) : nil }
  }

  /// A number that may be left out.
  func number(_ name: String) throws(Fault) -> Double? {
    guard let member = optional(name) else { return nil }
    guard let number = member.json.double else { throw Fault(place: member.place) }
    return number
  }

  func flag(_ name: String) throws(Fault) -> Bool {
    let member = try member(name)
    guard let flag = member.json.bool else { throw Fault(place: member.place) }
    return flag
  }

  func elements(_ name: String) throws(Fault) -> [LockReader] {
    let member = try member(name)
    guard let array = member.json.array else { throw Fault(place: member.place) }
    return array.enumerated().map {
      LockReader(json: $0.element, place: "\(member.place)[\($0.offset)]")
    }
  }

  /// The members of an object with their names.
  func entries(_ name: String) throws(Fault) -> [(name: String, value: LockReader)] {
    let member = try member(name)
    guard case .object(let members) = member.json else { throw Fault(place: member.place) }
    return members.map {
      (name: $0.0, value: LockReader(json: $0.1, place: "\(member.place).\($0.0)"))
    }
  }

  func texts(_ name: String) throws(Fault) -> [String] {
    try list(name, \.string)
  }

  func numbers(_ name: String) throws(Fault) -> [Double] { try list(name, \.double) }

  func wholes(_ name: String) throws(Fault) -> [Int] {
    // Among labels, −1 stands for noise.
    try list(name) { Self.whole($0, from: -1) }
  }

  private func list<Element>(
    _ name: String, _ element: (JSONValue) -> Element?
  ) throws(Fault) -> [Element] {
    let member = try member(name)
    guard let array = member.json.array else { throw Fault(place: member.place) }
    let values = array.compactMap(element)
    guard values.count == array.count else { throw Fault(place: member.place) }
    return values
  }

  /// Rows of numbers, all of one length.
  func matrix(_ name: String) throws(Fault) -> [[Double]] {
    let member = try member(name)
    guard let rows = member.json.array else { throw Fault(place: member.place) }
    let values = rows.map { $0.array?.compactMap(\.double) ?? [] }
    guard zip(rows, values).allSatisfy({ $0.array?.count == $1.count }),
      Set(values.map(\.count)).count <= 1
    else { throw Fault(place: member.place) }
    return values
  }
}

extension LockDocument {
  /// The document that a lock of this format holds.
  init(_ reader: LockReader) throws(LockReader.Fault) {
    let engine = try reader.member("engine")
    self.engine = Engine(
      version: try engine.text("segue"), numerics: try engine.whole("numerics"),
      language: try engine.whole("language"), library: try engine.text("library"))
    seed = try reader.whole("seed")
    let script = try reader.member("script")
    var modules: [Module] = []
    for (name, value) in try script.entries("modules") {
      guard let tree = value.json.string else { throw LockReader.Fault(place: value.place) }
      modules.append(Module(name: name, tree: tree))
    }
    self.script = ScriptMark(tree: try script.text("tree"), modules: modules)
    parameters = []
    for (name, value) in try reader.entries("params") {
      parameters.append(
        Parameter(
          name: name, value: try value.text("value"), isGiven: try value.flag("given")))
    }
    inputs = []
    for (name, value) in try reader.entries("inputs") {
      inputs.append(try Input(name: name, value))
    }
    roles = []
    for role in try reader.elements("roles") {
      var arguments: [Role.Argument] = []
      for (name, value) in try role.entries("found") {
        guard let source = value.json.string else { throw LockReader.Fault(place: value.place) }
        arguments.append(Role.Argument(parameter: name, source: source))
      }
      roles.append(Role(stage: try role.text("stage"), arguments: arguments))
    }
    steps = []
    for step in try reader.elements("decisions") { steps.append(try Step(step)) }
    models = []
    for model in try reader.elements("models") { models.append(try FittedModel(model)) }
    expectations = []
    for entry in try reader.elements("expectations") {
      let value = try entry.member("value")
      guard let found = LedgerText.value(value.json) else {
        throw LockReader.Fault(place: value.place)
      }
      expectations.append(
        Expectation(
          at: try entry.text("at"), code: try entry.text("code"),
          status: try entry.text("status"), value: found,
          tolerance: try entry.number("tolerance") ?? LockDocument.metricTolerance))
    }
    profiles = []
    for profile in reader.optional("profiles") == nil ? [] : try reader.elements("profiles") {
      profiles.append(try Profile(profile))
    }
    for (path, lock) in reader.optional("locks") == nil ? [] : try reader.entries("locks") {
      locks.append(UsedLock(path: path, digest: try lock.text("sha256")))
    }
    outputs = nil
    guard reader.optional("outputs") != nil else { return }
    var found: [Output] = []
    for output in try reader.elements("outputs") {
      found.append(
        Output(
          at: try output.text("at"), path: try output.text("path"),
          rows: try output.whole("rows"), digest: try output.text("sha256"),
          content: try output.text("content")))
    }
    outputs = found
  }
}

extension LockDocument.Input {
  fileprivate init(name: String, _ reader: LockReader) throws(LockReader.Fault) {
    var columns: [LockDocument.InputColumn] = []
    for column in try reader.elements("columns") {
      columns.append(
        LockDocument.InputColumn(
          name: try column.text("name"), type: try column.text("type"),
          patterns: column.optional("patterns") == nil ? [] : try column.texts("patterns"),
          missing: try column.whole("missing"), content: try column.text("content"),
          quantiles: column.optional("quantiles") == nil ? [] : try column.numbers("quantiles"),
          levels: column.optional("levels") == nil ? [] : try column.texts("levels")))
    }
    self.init(
      name: name, path: try reader.text("path"), bytes: try reader.whole("bytes"),
      digest: try reader.text("sha256"), rows: try reader.whole("rows"),
      content: try reader.text("content"),
      format: try RecordedOptions(reader),
      columns: columns)
  }
}

extension RecordedOptions {
  /// The member `format`: whatever a format recorded, as long as that format still knows it.
  fileprivate init(_ reader: LockReader) throws(LockReader.Fault) {
    self.init()
    for (name, option) in try reader.entries("format") {
      if let text = option.json.string {
        self[name] = .text(text)
      } else if let flag = option.json.bool {
        self[name] = .flag(flag)
      } else if let texts = option.json.array?.map(\.string), !texts.contains(nil) {
        self[name] = .texts(texts.compactMap { $0 })
      } else {
        throw LockReader.Fault(place: option.place)
      }
    }
    guard TableFormats.fixing(ReadOptions(), as: self) != nil else {
      throw LockReader.Fault(place: try reader.member("format").place)
    }
  }
}

extension LockDocument.Step {
  fileprivate init(_ reader: LockReader) throws(LockReader.Fault) {
    var record = LedgerRecord()
    if let recorded = reader.optional("recorded") {
      guard let read = LedgerText.record(recorded.json) else {
        throw LockReader.Fault(place: recorded.place)
      }
      record = read
    }
    self.init(
      at: try reader.text("at"), code: try reader.text("code"),
      because: reader.optional("because") == nil ? nil : try reader.text("because"),
      rowsIn: reader.optional("rows_in") == nil ? nil : try reader.whole("rows_in"),
      rowsOut: reader.optional("rows_out") == nil ? nil : try reader.whole("rows_out"),
      record: record)
  }
}

extension LockDocument.FittedModel {
  fileprivate init(_ reader: LockReader) throws(LockReader.Fault) {
    let labels = try reader.member("labels")
    var metrics: [LockDocument.Measure] = []
    for (name, value) in try reader.entries("metrics") {
      let (number, tolerance) = (try value.member("value"), try value.member("tolerance"))
      guard let number = number.json.double, let tolerance = tolerance.json.double else {
        throw LockReader.Fault(place: value.place)
      }
      metrics.append(.init(name: name, value: number, tolerance: tolerance))
    }
    var candidates: [LockDocument.Candidate] = []
    for entry in try reader.elements("candidates") {
      guard case .object(let members) = entry.json else {
        throw LockReader.Fault(place: entry.place)
      }
      var varied = LedgerRecord()
      if let told = entry.optional("varied") {
        guard let read = LedgerText.record(told.json) else {
          throw LockReader.Fault(place: told.place)
        }
        varied = read
      }
      candidates.append(
        LockDocument.Candidate(
          k: try entry.whole("k"), varied: varied, sizes: try entry.wholes("sizes"),
          metrics: members.compactMap { name, value in
            guard name != "k", let number = value.double else { return nil }
            return .init(name: name, value: number, tolerance: LockDocument.metricTolerance)
          }))
    }
    let features = try reader.texts("features")
    let centroids = try reader.matrix("centroids")
    // A division by density may have found no segment at all, features that were reduced to components
    // have fewer columns, and those with categories beside them have more.
    let columns = centroids.first?.count ?? features.count
    guard columns >= 1, centroids.allSatisfy({ $0.count == columns }) else {
      throw LockReader.Fault(place: reader.place + ".centroids")
    }
    let rule: StoredRule
    if let told = reader.optional("rule") {
      rule = try StoredRule(told)
    } else {
      guard !centroids.isEmpty else { throw LockReader.Fault(place: reader.place + ".centroids") }
      rule = .kept(
        NearestCentroid(
          centroids: Matrix(
            rows: centroids.count, columns: columns, values: centroids.flatMap { $0 })))
    }
    let names = reader.optional("names") == nil ? [] : try reader.texts("names")
    guard names.isEmpty || names.count == centroids.count else {
      throw LockReader.Fault(place: reader.place + ".names")
    }
    let sizes = try reader.wholes("sizes")
    guard names.isEmpty || names.count == sizes.count, sizes.allSatisfy({ $0 >= 0 }) else {
      throw LockReader.Fault(place: reader.place + ".sizes")
    }
    self.init(
      name: try reader.text("name"), at: try reader.text("at"),
      algorithm: try reader.text("algorithm"), key: try reader.text("key"), features: features,
      centroids: centroids, originalCentroids: try reader.matrix("centroids_original"),
      rule: rule, sizes: sizes, rows: try reader.whole("rows"),
      noise: try reader.whole("noise"), names: names,
      labels: LockDocument.LabelDigest(
        inOrder: try labels.text("in_order"),
        keyed: labels.optional("keyed") == nil ? nil : try labels.text("keyed")),
      metrics: metrics, candidates: candidates)
  }
}
