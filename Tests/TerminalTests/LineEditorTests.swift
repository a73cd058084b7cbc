import Testing

@testable import Terminal

#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

/// A path in the temporary folder that nothing has.
func freshPath(_ name: String) -> String {
  "/tmp/segue-terminal-\(getpid())-\(name)-\(UInt64.random(in: 0...UInt64.max))"
}

@Suite(.timeLimit(.minutes(2))) struct LineEditorTests {
  @Test func `lines are edited, recalled, searched and kept for their owner alone`() throws {
    let path = freshPath("history")
    defer { unsafe unlink(path) }
    let terminal = try PseudoTerminal(["edit", path])
    terminal.expect("seg> ")
    terminal.type("load \"tx.csv\" | rfm\r")
    terminal.expect("got <load \"tx.csv\" | rfm>")
    terminal.expect("seg> ")
    terminal.type("aé市c\u{2}\u{2}X\r")
    terminal.expect("got <aéX市c>")
    terminal.expect("seg> ")
    terminal.type("\u{1b}[A\u{1b}[A\r")
    terminal.expect("got <load \"tx.csv\" | rfm>")
    terminal.expect("seg> ")
    terminal.type("\r")
    terminal.expect("got <>")
    terminal.expect("seg> ")
    terminal.type("\u{12}éX")
    terminal.expect("aéX")
    terminal.type("\r")
    terminal.expect("got <aéX市c>")
    terminal.expect("seg> ")
    terminal.type("connect \"postgres://me:pass@host/db\"\r")
    terminal.expect("got <connect")
    terminal.expect("seg> ")
    terminal.type("\u{4}")
    terminal.expect("end")
    #expect(terminal.exitCode() == 0)
    #expect(terminal.isCooked)
    #expect(
      HistoryFile(path: path).entries()
        == ["load \"tx.csv\" | rfm", "aéX市c", "load \"tx.csv\" | rfm", "aéX市c"])
    var status = stat()
    #expect(unsafe stat(path, &status) == 0 && status.st_mode & 0o777 == 0o600)
  }

  @Test func `history of an earlier session is recalled`() throws {
    let path = freshPath("history")
    defer { unsafe unlink(path) }
    HistoryFile(path: path).append("kmeans k=4")
    let terminal = try PseudoTerminal(["edit", path])
    terminal.expect("seg> ")
    terminal.type("\u{1b}[A\r")
    terminal.expect("got <kmeans k=4>")
  }

  @Test func `Tab completes what is unique, then the common beginning, then lists`() throws {
    let terminal = try PseudoTerminal(["edit", freshPath("none")])
    terminal.expect("seg> ")
    terminal.type("Gr\t\r")
    terminal.expect("got <Grüße>")
    terminal.expect("seg> ")
    terminal.type("tx | km\t")
    terminal.expect("e")
    terminal.type("\t")
    terminal.expect("kmeans    kmedoids")
    terminal.expect("seg> tx | kme")
    terminal.type("d\t\r")
    terminal.expect("got <tx | kmedoids>")
    terminal.expect("seg> ")
    terminal.type("zzz\t\r")
    terminal.expect("got <zzz>")
  }

  @Test func `control C drops what was typed and ends nothing`() throws {
    let terminal = try PseudoTerminal(["edit", freshPath("none")])
    terminal.expect("seg> ")
    for _ in 0..<3 {
      terminal.type("half typed")
      terminal.expect("typed")
      terminal.type("\u{3}")
      terminal.expect("interrupted, handler false")
      terminal.expect("seg> ")
    }
    terminal.type("whole\r")
    terminal.expect("got <whole>")
    terminal.expect("seg> ")
    // In the middle of a search too.
    terminal.type("\u{12}who")
    terminal.expect("who")
    terminal.type("\u{3}")
    terminal.expect("interrupted")
    terminal.expect("seg> ")
    terminal.type("on\r")
    terminal.expect("got <on>")
  }

  @Test(arguments: [["TERM=xterm", "LANG=C"], ["TERM=dumb"], ["LC_ALL=xx_XX"]])
  func `accents can be typed in any locale and terminal`(environment: [String]) throws {
    let terminal = try PseudoTerminal(["edit", freshPath("none")], environment: environment)
    terminal.expect("seg> ")
    terminal.type("Grüße 市場\r")
    terminal.expect("got <Grüße 市場>")
  }

  @Test(arguments: [SIGTERM, SIGHUP])
  func `the terminal is put back when a signal ends the program`(signal: Int32) throws {
    let terminal = try PseudoTerminal(["edit", freshPath("none")])
    terminal.expect("seg> ")
    terminal.type("x")
    terminal.expect("x")
    #expect(!terminal.isCooked)
    terminal.send(signal)
    #expect(terminal.exitCode() == 128 + signal)
    #expect(terminal.isCooked)
  }

  @Test func `control C reaches the handler while a stage works`() throws {
    let terminal = try PseudoTerminal(["work"])
    terminal.expect("working 60")
    terminal.expect("k=7 ")
    terminal.expect("%")
    terminal.type("\u{3}")
    terminal.expect("\r\u{1b}[2K")
    terminal.expect("stopped")
    #expect(terminal.exitCode() == 0)
  }

  @Test func `a dumb terminal gets no progress line`() throws {
    let terminal = try PseudoTerminal(["work"], environment: ["TERM=dumb"])
    terminal.expect("working 60")
    usleep(600_000)
    terminal.type("\u{3}")
    terminal.expect("stopped")
    #expect(!terminal.screen.contains("k=7") && !terminal.screen.contains("\u{1b}"))
  }
}
