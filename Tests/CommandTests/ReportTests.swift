import Foundation
import TestSupport
import Testing

/// `segue report` as a user runs it.
struct ReportTests {
  private let segue = SegueProcess()

  private static let script = """
    seg 1
    \"""
    # Customers of <the> shop

    For the CRM team.
    \"""
    let tx = load "tx.csv" | drop amount < 10 because "small & odd"
    tx | take 3
    tx | rfm | scale zscore | kmeans k in 2...4 seed=1 | pick silhouette

    """

  private func page(_ script: String = ReportTests.script, _ arguments: String...) throws -> String
  {
    segue.folder.write("q.seg", script)
    let ending = try segue.run(["report", "q.seg", "--quiet"] + arguments)
    #expect(ending.status == 0, "\(ending.errors)")
    return try String(contentsOfFile: segue.folder.path + "/q.html", encoding: .utf8)
  }

  @Test func `a report is one safe file without script or request`() throws {
    let page = try page()
    #expect(page.contains("<title>Customers of &lt;the&gt; shop</title>"))
    #expect(page.contains("default-src 'none'"))
    for mark in ["<script", "http:", "https:", "url(", "src=", "@import", "<link"] {
      #expect(!page.contains(mark), "\(mark)")
    }
    #expect(page.contains("small &amp; odd"))
    #expect(page.utf8.count < 300_000)
  }

  @Test func `a report has aggregates and no customer's row`() throws {
    let page = try page()
    // Customers are C0 to C39, orders O0 to O239.
    #expect(page.firstMatch(of: /\b[CO][0-9]+\b/) == nil)
    #expect(page.contains("3 rows with"))
    #expect(page.contains("segue lock"))
  }

  @Test func `a segment of few customers has no numbers`() throws {
    let script = """
      load "tx.csv" | rfm | scale zscore | kmeans k=12 seed=1 | differentiate
      load "tx.csv" | rfm | scale zscore | kmeans k=12 seed=1
      """
    let page = try page(script)
    #expect(page.contains("fewer than 10 customers"))
    #expect(!page.contains("<p class=\"size\">3 customers"))
  }

  @Test func `the same run gives the same bytes, and a script that fails says so in the page`()
    throws
  {
    #expect(try page() == page())
    segue.folder.write(
      "q.seg", "load \"tx.csv\" | rfm | expect recency < 0 | scale zscore | kmeans k=2")
    let ending = try segue("report", "q.seg")
    #expect(ending.status == 4)
    let page = try String(contentsOfFile: segue.folder.path + "/q.html", encoding: .utf8)
    #expect(page.contains("The run did not finish"))
    #expect(page.contains("E0810"))
  }

  @Test func `Markdown, a colour and another file can be had`() throws {
    segue.folder.write("q.seg", ReportTests.script)
    let markdown = try segue("report", "q.seg", "--as", "md", "-o", "-")
    #expect(markdown.output.hasPrefix("# Customers of &lt;the&gt; shop\n"))
    #expect(try page(ReportTests.script, "--brand", "#aa0000").contains("--brand: #aa0000;"))
    #expect(try segue("report", "q.seg", "--brand", "red").status == 64)
    let itself = try segue("report", "q.seg", "-o", "q.seg")
    #expect(itself.status == 6, "\(itself.errors)")
  }
}
