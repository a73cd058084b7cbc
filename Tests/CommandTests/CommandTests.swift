import Foundation
import TestSupport
import Testing

/// The built binary, as a process: what it prints where, and what it ends with.
struct CommandTests {
  private let segue = SegueProcess()
  private static let job =
    #"load "tx.csv" | rfm | scale zscore | kmeans k in 2...4 | pick silhouette"#

  @Test func `help fits a screen and goes to standard output`() throws {
    for words in ["--help", "-h", "help"] {
      let end = try segue(words)
      #expect(end.status == 0 && end.errors.isEmpty)
      let lines = end.output.split(separator: "\n", omittingEmptySubsequences: false)
      #expect(lines.count <= 40)
      #expect(lines.allSatisfy { $0.count <= 100 })
    }
  }

  @Test func `the version is one line`() throws {
    let end = try segue("--version")
    #expect(end.status == 0)
    #expect(end.output.split(separator: "\n").count == 1)
  }

  @Test(arguments: [
    "run", "check", "fmt", "plan", "new", "doc", "explain", "doctor",
  ])
  func `every command has help`(command: String) throws {
    let end = try segue(command, "--help")
    #expect(end.status == 0)
    #expect(end.output.contains("USAGE: segue \(command)"))
  }

  @Test func `the main job prints data on standard output and remarks on the other`() throws {
    let end = try segue("-e", Self.job)
    #expect(end.status == 0)
    #expect(end.output.contains("segments of 40 customers"))
    #expect(end.errors.contains("rfm took id=customer_id"))
    #expect(!end.output.contains("took"))
    #expect(!(end.output + end.errors).contains("\u{1b}"), "no colour into a pipe")
  }

  @Test func `a script on standard input is run`() throws {
    let end = try segue(input: Self.job + "\n")
    #expect(end.status == 0)
    #expect(end.output == (try segue("-e", Self.job)).output)
  }

  @Test func `params are options, with help and did-you-mean`() throws {
    segue.folder.write(
      "p.seg",
      "## The least amount\n## that counts.\nparam low_amount: number = 5 in 0...100\n"
        + "load \"tx.csv\" | keep amount > low_amount\n")
    let all = try segue("run", "p.seg", "--format", "csv")
    let some = try segue("run", "p.seg", "--low_amount", "50", "--format", "csv")
    let dashed = try segue("run", "p.seg", "--low-amount=50", "--format", "csv")
    #expect(all.status == 0 && some.status == 0)
    #expect(some.output.split(separator: "\n").count < all.output.split(separator: "\n").count)
    #expect(some.output == dashed.output)
    let help = try segue("run", "p.seg", "--help")
    #expect(help.status == 0)
    #expect(help.output.contains("--low_amount <number>"))
    #expect(help.output.contains("that counts."))
    let near = try segue("run", "p.seg", "--low_amuont", "3")
    #expect(near.status == 64)
    #expect(near.errors.contains("did you mean --low_amount?"))
    #expect(try segue("run", "p.seg", "--low_amount", "x").status == 1)
    #expect(try segue("run", "p.seg", "--low_amount").status == 64)
    #expect(try segue("run", "p.seg", "--low_amount", "500").status == 1)
  }

  private static let endings: [(arguments: [String], status: Int32)] = [
    (["-e", #"load "tx.csv" | keep amuont > 3"#], 1),
    (["-e", #"load "tx.csv" |"#], 1),
    (["-e", #"load "nosuch.csv""#], 3),
    (["-e", #"load "tx.csv" | expect amount > 50"#], 4),
    (["run", "nosuch.seg"], 3),
    (["run"], 64),
    (["chekc", "a.seg"], 64),
    (["check"], 64),
    (["--threads", "0", "-e", "x"], 64),
    (["--memory", "lots", "-e", "x"], 64),
    (["--json", "--format", "csv", "-e", "x"], 64),
    (["explain", "E9999"], 64),
    (["doc", "nosuch"], 64),
    (["explain", "E0203"], 0),
    (["doctor"], 0),
    (["--safe", "-e", #"load "/etc/passwd""#], 3),
    (["--root", "/usr", "-e", #"load "tx.csv""#], 3),
    (["--safe", "-e", #"load "tx.csv""#], 0),
    (["--memory", "8GiB", "-e", #"load "tx.csv""#], 0),
  ]

  @Test(arguments: endings)
  func `it ends with the code of what happened`(arguments: [String], status: Int32) throws {
    let end = try segue.run(arguments)
    #expect(end.status == status, "\(end.errors)")
    #expect(!end.isSignalled)
    if status != 0 { #expect(!end.errors.isEmpty, "a failure says why") }
  }

  @Test func `check shows all problems of all scripts at once`() throws {
    segue.folder.write("a.seg", "load \"tx.csv\" | keep amuont > 3 | dorp x\n")
    segue.folder.write("b.seg", "let = 3\n")
    let end = try segue("check", "a.seg", "b.seg")
    #expect(end.status == 1)
    for place in ["a.seg:1:22", "b.seg:1"] { #expect(end.errors.contains(place)) }
    #expect(end.output.isEmpty)
    segue.folder.write("c.seg", "load \"tx.csv\"\n")
    #expect(try segue("check", "c.seg").status == 0)
  }

  @Test func `fmt writes the one style, and check only says so`() throws {
    let path = segue.folder.write("f.seg", "load   \"tx.csv\"|rfm # why\n")
    let check = try segue("fmt", "--check", "f.seg")
    #expect(check.status == 1 && check.errors.contains("f.seg"))
    #expect(try String(contentsOfFile: path, encoding: .utf8).contains("load   "))
    #expect(try segue("fmt", "f.seg").status == 0)
    let text = try String(contentsOfFile: path, encoding: .utf8)
    #expect(text.contains("| rfm") && text.contains("# why"))
    #expect(try segue("fmt", "--check", "f.seg").status == 0)
    #expect(try segue("fmt", "-", input: "load   \"tx.csv\"|rfm # why\n").output == text)
    let wrong = segue.folder.write("w.seg", "load \"tx\n")
    #expect(try segue("fmt", "w.seg").status == 1)
    #expect(try String(contentsOfFile: wrong, encoding: .utf8) == "load \"tx\n")
  }

  @Test func `new writes a script that runs, and never over another file`() throws {
    #expect(try segue("new", "tx.csv").status == 0)
    let check = try segue("fmt", "--check", "tx.seg")
    #expect(check.status == 0)
    let run = try segue("run", "tx.seg")
    #expect(run.status == 0, "\(run.errors)")
    #expect(run.output.contains("Profile of"))
    #expect(try segue("new", "tx.csv").status == 6)
    #expect(try segue("new", "tx.csv", "-o", "-").output.hasPrefix("seg 1\n"))
    segue.folder.write("odd.csv", "a,b\n1,2\n3,4\n")
    #expect(try segue("new", "odd.csv").status == 0)
    #expect(try segue("run", "odd.seg").status == 0)
  }

  @Test func `plan names every stage and file and runs nothing`() throws {
    segue.folder.write("p.seg", Self.job + "\n")
    let end = try segue("plan", "p.seg")
    #expect(end.status == 0)
    for word in ["tx.csv", "kmeans k in 2...4", "Model<kmeans>", "No host"] {
      #expect(end.output.contains(word))
    }
  }

  @Test func `values can be had as commas, tabs and Markdown`() throws {
    let code = #"load "tx.csv" | rfm"#
    let commas = try segue("--format", "csv", "-e", code).output.split(separator: "\n")
    #expect(commas.count == 41)
    #expect(commas[0] == "customer_id,recency,frequency,monetary")
    let tabs = try segue("--format", "tsv", "-e", code).output.split(separator: "\n")
    #expect(tabs[0] == "customer_id\trecency\tfrequency\tmonetary")
    #expect(try segue("--format", "md", "-e", code).output.contains("|"))
    let segments = try segue("--format", "csv", "-e", Self.job).output.split(separator: "\n")
    #expect(segments.count == 41 && segments[0].hasSuffix("segment,distance,confidence"))
  }

  @Test func `nothing is cut where there is no terminal`() throws {
    let end = try segue("-e", #"load "tx.csv""#)
    #expect(end.output.split(separator: "\n").count == 241)
  }

  @Test func `quiet leaves data, warnings and errors`() throws {
    let end = try segue("--quiet", "-e", #"load "tx.csv" | rfm"#)
    #expect(end.status == 0 && end.errors.isEmpty && !end.output.isEmpty)
  }

  @Test func `the ledger and the timings come when asked for`() throws {
    let code = #"load "tx.csv" | drop amount < 50 because "small change""#
    #expect(!(try segue("-e", code)).errors.contains("small change"))
    let ledger = try segue("--ledger", "-e", code)
    #expect(ledger.errors.contains("because: small change"))
    #expect(try segue("--timings", "-e", code).errors.contains(" ms  drop#1"))
  }

  @Test func `colours come when asked for, and errors name the command line`() throws {
    let end = try segue("--color", "always", "-e", "nosuch 3")
    #expect(end.errors.contains("\u{1b}["))
    #expect(end.errors.contains("<command line>:1:1"))
  }

  @Test func `a reader that goes away ends it without a word`() throws {
    let end = try segue.shell("segue doc --all | head -1")
    #expect(end.errors.isEmpty)
    #expect(end.output == "# Reference\n")
  }

  @Test(.enabled(if: FileManager.default.fileExists(atPath: "/dev/full"), "there is no /dev/full"))
  func `output that cannot be written is said and ends with 6`() throws {
    let end = try segue.shell("segue doc --all > /dev/full")
    #expect(end.status == 6)
    #expect(end.errors.contains("standard output cannot be written"))
  }

  /// Standard descriptors that are closed, and the code with which a run ends.
  static let closed: [(String, Int32)] = [
    ("<&-", 0), ("2>&-", 0), ("<&- 2>&-", 0), (">&-", 6), ("<&- >&- 2>&-", 6),
  ]

  @Test(arguments: closed.indices)
  func `closed standard descriptors are no input, and output that cannot be written`(at: Int) throws
  {
    let (redirection, code) = CommandTests.closed[at]
    let prompt = try segue.shell("timeout 20 \(SegueProcess.path) <&-")
    #expect(prompt.status == 0)
    let script = "load \"tx.csv\" | rfm | scale zscore | kmeans k=2 seed=1"
    let ending = try segue.shell("timeout 20 \(SegueProcess.path) -e '\(script)' \(redirection)")
    #expect(ending.status == code, "\(redirection): \(ending.errors)")
    #expect(ending.output.isEmpty == (code == 6), "\(redirection)")
  }

  @Test func `a pipe without an end is refused when the memory limit is passed`() throws {
    let rows = try segue.shell(
      "yes 'a,b,c' | timeout 60 \(SegueProcess.path) -e 'load \"-\"' --memory 100MiB")
    #expect(rows.errors.contains("E0607  `-` sends more than 25 MiB"), "\(rows.errors)")
    let script = try segue.shell("yes | timeout 60 \(SegueProcess.path)")
    #expect(script.errors.contains("sends more than 16 MiB"), "\(script.errors)")
  }

  @Test func `too few descriptors are an error, and many threads are not`() throws {
    let script = "load \"tx.csv\" | rfm | scale zscore | kmeans k=2 seed=1"
    let meant = try segue("-e", script)
    let few = try segue.shell("prlimit --nofile=16 \(SegueProcess.path) -e '\(script)'")
    #expect(few.output == meant.output && few.status == 0, "\(few.errors)")
    for limit in 5..<16 {
      let none = try segue.shell("prlimit --nofile=\(limit) \(SegueProcess.path) -e '\(script)'")
      #expect(none.status == 7)
      #expect(
        none.errors
          == "this process may open \(limit) files at once, and it needs 16: ulimit -n 256\n")
    }
    let many = try segue("--threads", "1000000000", "-e", script)
    #expect(many.output == meant.output && many.status == 0, "\(many.errors)")
  }

  @Test func `Ctrl-C stops a run and ends with 130`() throws {
    let code =
      "sample transactions customers=20000 seed=7 | rfm | scale zscore "
      + "| kmeans k in 2...40 restarts=200"
    let end = try segue("-e", code) { process in
      Thread.sleep(forTimeInterval: 2)
      process.interrupt()
    }
    #expect(end.status == 130 && !end.isSignalled)
    #expect(end.errors.contains("stopped by Ctrl-C"))
  }

  @Test func `the committed reference is the one that the binary writes`() throws {
    let end = try segue("doc", "--all", "--output", "made")
    #expect(end.status == 0)
    let made = segue.folder.path + "/made"
    let names = try FileManager.default.contentsOfDirectory(atPath: made).sorted()
    let committed = ProjectFiles.files(in: "docs/reference", ending: ".md").map(\.name).sorted()
    #expect(names == committed, "segue doc --all --output docs/reference")
    for name in names {
      let text = try String(contentsOfFile: made + "/" + name, encoding: .utf8)
      #expect(
        ProjectFiles.file(at: "docs/reference/\(name)")?.text == text,
        "\(name) is old: segue doc --all --output docs/reference")
    }
  }

  @Test(arguments: [("bash", "segue.bash"), ("zsh", "_segue"), ("fish", "segue.fish")])
  func `the committed completions are those of the binary`(shell: String, name: String) throws {
    let end = try segue("--generate-completion-script", shell)
    #expect(end.status == 0)
    #expect(
      ProjectFiles.file(at: "docs/completions/\(name)")?.text == end.output,
      "segue --generate-completion-script \(shell) > docs/completions/\(name)")
  }

  @Test func `the manual page names every command and option`() throws {
    let page = try #require(ProjectFiles.file(at: "docs/man/segue.1")).text
    let help = try segue("run", "--help").output
    for line in help.split(separator: "\n") {
      for word in line.split(separator: " ") where word.hasPrefix("--") && word.count > 4 {
        let name = word.dropFirst(2).prefix { $0.isLetter || $0 == "-" }
        if ["NAME", "version", "help", "k"].contains(String(name)) || name.isEmpty { continue }
        #expect(page.contains("Fl Fl \(name)"), "\(name)")
      }
    }
    for command in [
      "run", "check", "fmt", "plan", "lock", "verify", "apply", "diff", "whatif", "new", "doc",
      "explain",
      "doctor", "report", "serve",
    ] {
      #expect(page.contains(".It Cm \(command)\n"))
    }
  }
}
