import Foundation
import Locks
import Tables
import TestSupport
import Testing

struct WritersTurnTests {
  private let folder = TemporaryFolder()
  private var script: String { folder.path + "/t.seg" }
  private var lock: String { folder.path + "/t.seg.lock" }
  private var note: String { folder.path + "/.t.seg.lock.turn" }

  init() throws {
    try "load".write(toFile: folder.path + "/t.seg", atomically: true, encoding: .utf8)
  }

  private func refusal() -> WriteLock.Refusal? {
    do throws(WriteLock.Refusal) {
      _ = try WriteLock(on: script, toReplace: lock)
      return nil
    } catch {
      return error
    }
  }

  @Test func `while one has the turn the next is told who, and after it nothing is left`() throws {
    do {
      let turn = try WriteLock(on: script, toReplace: lock)
      #expect(turn.endedEarly == nil)
      #expect(refusal() == .taken(.own))
      let message = LockCodes.diagnostic(for: .taken(.own), script: "t.seg")
      #expect(message.code.id == "E0707")
      #expect(message.notes[0].contains("process \(getpid()) on "))
    }
    #expect(refusal() == nil)
    #expect(!FileManager.default.fileExists(atPath: note))
  }

  @Test func `a note of a process of this machine that has no turn is a run that was killed`()
    throws
  {
    let own = WriteLock.Holder.own
    try "1234567 \(own.host)\n".write(toFile: note, atomically: true, encoding: .utf8)
    do {
      let turn = try WriteLock(on: script, toReplace: lock)
      #expect(turn.endedEarly == WriteLock.Holder(process: 1_234_567, host: own.host))
    }
    #expect(!FileManager.default.fileExists(atPath: note))
  }

  @Test func `a note of another machine is believed, and the message says what to remove`() throws {
    try "77 elsewhere\n".write(toFile: note, atomically: true, encoding: .utf8)
    let other = WriteLock.Holder(process: 77, host: "elsewhere")
    let found = try #require(refusal())
    #expect(found == .elsewhere(other, note: note))
    let message = LockCodes.diagnostic(for: found, script: "t.seg")
    #expect(message.fixes.first?.replacement == "rm \(note)")
    #expect(FileManager.default.fileExists(atPath: note))
  }

  @Test func `a note that says nothing holds nobody up`() throws {
    try "?".write(toFile: note, atomically: true, encoding: .utf8)
    #expect(refusal() == nil)
  }

  @Test func `there is no turn on a file that is not there`() {
    do throws(WriteLock.Refusal) {
      _ = try WriteLock(on: folder.path + "/none.seg", toReplace: lock)
      Issue.record("a turn on nothing")
    } catch {
      guard case .failed = error else {
        Issue.record("\(error)")
        return
      }
    }
  }
}
