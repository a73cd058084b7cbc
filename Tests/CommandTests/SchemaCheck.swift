import Tables
import TestSupport

/// As much of JSON Schema as the schemas of this project use.
struct SchemaCheck {
  private let root: JSONValue

  /// The schema of a kind of output, such as `run`.
  init(_ name: String) throws {
    root = try JSONParser.parse(
      ProjectFiles.file(at: "docs/schemas/\(name).schema.json")?.text ?? "")
  }

  /// What does not fit, with the place of each.
  func faults(in text: String) throws -> [String] {
    faults(try JSONParser.parse(text), root, at: "$")
  }

  private func faults(_ value: JSONValue, _ schema: JSONValue, at place: String) -> [String] {
    guard case .object(let members) = schema else { return [] }
    var found: [String] = []
    for (name, rule) in members {
      switch name {
      case "$ref":
        let target = (rule.string ?? "").split(separator: "/").dropFirst()
          .reduce(Optional(root)) { $0?[String($1)] }
        found += target.map { faults(value, $0, at: place) } ?? ["\(place): no \(rule)"]
      case "type":
        let types = rule.array?.compactMap(\.string) ?? [rule.string ?? ""]
        if !types.contains(where: { has($0, value) }) { found.append("\(place): no \(types)") }
      case "const": if value != rule { found.append("\(place): is not the constant") }
      case "enum":
        if rule.array?.contains(value) != true { found.append("\(place): none of the words") }
      case "pattern":
        if let text = value.string, let pattern = try? Regex(rule.string ?? ""),
          (try? pattern.firstMatch(in: text)) == nil
        {
          found.append("\(place): \(text) has another form")
        }
      case "minimum":
        if let number = value.double, let least = rule.double, number < least {
          found.append("\(place): less than \(least)")
        }
      case "required":
        for name in rule.array?.compactMap(\.string) ?? [] where value[name] == nil {
          found.append("\(place): \(name) is missing")
        }
      case "properties":
        guard case .object(let values) = value else { break }
        for (name, inner) in values {
          if let rule = rule[name] { found += faults(inner, rule, at: "\(place).\(name)") }
        }
      case "additionalProperties":
        guard case .object(let values) = value, rule == .bool(false) else { break }
        for (name, _) in values where schema["properties"]?[name] == nil {
          found.append("\(place): \(name) is not described")
        }
      case "items":
        for (index, element) in (value.array ?? []).enumerated() {
          found += faults(element, rule, at: "\(place)[\(index)]")
        }
      case "anyOf":
        let tries = (rule.array ?? []).map { faults(value, $0, at: place) }
        if !tries.contains([]) { found += tries.min { $0.count < $1.count } ?? [] }
      case "$schema", "$id", "$defs", "title", "description": break
      default: found.append("\(place): the schema uses \(name), which is not checked here")
      }
    }
    return found
  }

  private func has(_ type: String, _ value: JSONValue) -> Bool {
    switch (type, value) {
    case ("null", .null), ("boolean", .bool), ("string", .string), ("array", .array),
      ("object", .object), ("integer", .integer), ("number", .integer), ("number", .number),
      ("number", .decimal):
      true
    default: false
    }
  }
}
