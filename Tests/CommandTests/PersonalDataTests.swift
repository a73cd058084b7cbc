import Testing

/// Marked personal data appear in no output: pipelines × formats, searched for the cells themselves.
struct PersonalDataTests {
  private static let file = """
    id,email,name,amount,country
    1,canary1@example.org,Canary Ann,5,SE
    2,canary2@example.org,Canary Bo,7,NO
    3,canary2@example.org,Canary Cy,9,SE
    4,,Canary Di,11,DK

    """

  private static let pipelines = [
    "", "| take 2", "| sort email", "| keep amount > 5", "| derive copy = lower(email)",
    "| derive both = concat(name, email)", "| rename email as mail", "| sample 2 rows seed=1",
    "| summarize n = count() by email", "| summarize m = mode(email), f = min(name)",
    "| summarize m = max(name) by country", "| select email, amount", "| dedupe by email", "| show",
    "| describe", "| describe email", "| fill email with mode", "| fill email with \"none\"",
    "| expect email in [\"x\"]", "| expect not missing(email)", "| expect unique(email)",
    "| columns {email: int}", "| columns {name: date}", "| parse name as \"yyyy\"",
    "| features total = sum(amount) by email",
    "| features total = sum(amount) by email | scale zscore",
    "| features total = sum(amount) by email | scale zscore | kmeans k=2 seed=1",
    "| features total = sum(amount) by id | scale zscore | kmeans k=2 seed=1 | profile",
    "| features e = mode(email), total = sum(amount) by id",
    "| join (load \"tx.csv\" | select id, name) on id", "| append (load \"tx.csv\")",
    "| winsorize amount | without id", "| keep email == \"nobody\"",
    "| derive n = number(email)", "| derive d = date(name)", "| export \"out.csv\"",
  ]

  private static let formats = [
    ["--format", "table"], ["--format", "csv"], ["--format", "tsv"], ["--format", "md"], ["--json"],
    ["--ledger", "--notes"], [],
  ]

  @Test(arguments: pipelines)
  func `no output holds a marked cell`(pipeline: String) throws {
    let segue = SegueProcess()
    segue.folder.write("tx.csv", Self.file)
    let script = "load \"tx.csv\" | mark email, name as pii \(pipeline)\n"
    segue.folder.write("s.seg", script)
    for format in Self.formats {
      let ran = try segue.run(["run", "s.seg"] + format)
      let output = (ran.output + ran.errors).lowercased()
      #expect(!output.contains("canary"), "\(pipeline) \(format): \(output)")
    }
  }
}
