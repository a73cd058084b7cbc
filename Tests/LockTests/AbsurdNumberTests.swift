import Diagnostics
import Session
import Tables
import Testing

@testable import Locks

/// Locks whose checksum is right and whose whole numbers are absurd, as an attacker would make them.
struct AbsurdNumberTests {
  private static let numbers: [Int64] = [.min, -1, 1 << 31, 1 << 53, .max]

  /// The same document with each whole number replaced in turn.
  private func variants(of json: JSONValue, by number: Int64) -> [JSONValue] {
    switch json {
    case .integer: [.integer(number)]
    case .array(let elements):
      elements.indices.flatMap { place in
        variants(of: elements[place], by: number).map { changed in
          var copy = elements
          copy[place] = changed
          return .array(copy)
        }
      }
    case .object(let members):
      members.indices.flatMap { place in
        variants(of: members[place].1, by: number).map { changed in
          var copy = members
          copy[place].1 = changed
          return .object(copy)
        }
      }
    case .null, .bool, .number, .decimal, .string: []
    }
  }

  @Test(arguments: numbers)
  func `an absurd number is refused or harmless`(number: Int64) throws {
    let scene = LockScene()
    try scene.write()
    let script = scene.script()
    let document = try scene.record(script).document
    let json = try JSONParser.parse(LockFile.bytes(of: document))
    var refused = 0
    for variant in variants(of: json, by: number) {
      let changed: LockDocument
      do throws(LockReader.Fault) {
        changed = try LockDocument(LockReader(json: variant))
      } catch {
        refused += 1
        continue
      }
      // None of these may trap; an error is as good as a result.
      _ = LockDiff(document, changed).document
      do { _ = try scene.apply(changed, script).document } catch {}
    }
    if number == .min || number == .max { #expect(refused > 20) }
  }
}
