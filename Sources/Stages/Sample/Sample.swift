import Diagnostics
import Matrices
import Planning
import Relations
import Syntax
import Tables

/// Made-up data for examples, manuals and tests, `sample transactions customers=5000 seed=7`; behind
/// rows, some of them drawn by lot, `sample 1000 seed=7`.
package struct Sample: Stage, SizedSource {
  /// The rows to draw of those that arrive; `nil` where data are made up.
  let draw: RowDraw?
  let customers: Int
  /// `nil` where the script leaves it to the run.
  let seed: UInt64?
  /// Days since 1970-01-01 of the last day on which the shop was open.
  let until: Int32
  let dirt: Dirt
  let dirtPerMillion: Int
  package let output: ValueType

  package static let signature = StageSignature(
    "sample",
    "Makes up data with the faults that real exports have; behind rows, draws some of them.",
    group: .sources, inputs: [], alsoFollows: [.table, .features],
    positional: Parameter(
      "dataset",
      .choice([
        .init("transactions", "The lines of two years of orders of a web shop.")
      ]), "What to make up; behind rows, how many of them to draw.", isRequired: true),
    parameters: [
      Parameter(
        "customers", .integer(1...1_000_000), "About 30 lines each.", standard: "1000"),
      Parameter(
        "seed", .integer(0 ... .max), "Decides everything; the run's seed where it is left out."),
      Parameter("until", .date, "The last day of the two years.", standard: "@2025-12-31"),
      Parameter(
        "dirt", Dirt.choices, "Which faults the lines have.", standard: "usual"),
      Parameter("dirt_share", .share, "How often the faults occur.", standard: "2%"),
    ],
    gives: "Table")

  package init?(_ call: BoundCall, on input: ValueType, _ checker: inout StageChecker) {
    guard input == .unknown else {
      guard let draw = RowDraw(call, &checker) else { return nil }
      self.draw = draw
      (customers, seed, until, dirt, dirtPerMillion) = (0, draw.seed, 0, .none, 0)
      output = input.ofOtherRows
      return
    }
    draw = nil
    guard checker.positionalChoice() != nil,
      let customers = checker.integer("customers", standard: 1000),
      let seed = checker.integer("seed", standard: 0),
      let until = checker.day("until", standard: CivilDate(year: 2025, month: 12, day: 31)),
      let dirt = checker.word("dirt", standard: Dirt.usual),
      let share = checker.number("dirt_share", standard: 0.02)
    else { return nil }
    self.customers = customers
    self.seed = call.named["seed"] == nil ? nil : UInt64(seed)
    self.until = until
    self.dirt = dirt
    dirtPerMillion = dirt == .none ? 0 : Int((share * 1_000_000).rounded())
    // A customer has about 32 lines; the estimate is an upper one.
    output = .table(Sample.type(of: dirt, lines: customers * 40, at: call.range))
  }

  /// Which faults the lines have.
  enum Dirt: String, ParameterWord {
    case usual, none, raw

    var meaning: String {
      switch self {
      case .usual: "Duplicates, missing ids, cancellations and outliers."
      case .none: "Purchases only, each once."
      case .raw: "As usual, and dates are text in two forms, as in a file."
      }
    }
  }

  private static func type(of dirt: Dirt, lines: Int, at range: SourceRange) -> TableType {
    TableType(
      [
        ColumnType("invoice", .text, missing: .never),
        ColumnType("stock_code", .text, missing: .never),
        ColumnType("description", .text, missing: .never),
        ColumnType("quantity", .integer, missing: .never),
        ColumnType("order_date", dirt == .raw ? .text : .date, missing: .never),
        ColumnType("unit_price", .number, missing: .never),
        ColumnType("customer_id", .id(.integer)),
        ColumnType("country", .text, missing: .never),
        // A raw table is what a file would be, and a file marks nothing.
        ColumnType("email", .text, personal: dirt == .raw ? nil : range),
      ], name: "the sample", estimatedRows: lines)
  }

  package func distinctValues(of column: String) -> Int? {
    draw == nil && column == "customer_id" ? customers : nil
  }

  /// Invoices have a few lines each, and a customer has one address; the other texts are few.
  package func dictionaryBytes(of column: String) -> Int {
    switch column {
    case "invoice": 8 * (output.table?.estimatedRows ?? 0)
    case "email": 64 * customers
    default: 0
    }
  }

  /// The lines before they are columns.
  package func workingMemory(rows: Int, threads: Int) -> Int { draw == nil ? 16 * rows : 0 }

  package func run(
    _ input: Value?, replaying replayed: LedgerRecord?, _ context: RunContext
  ) throws(StageFailure) -> StageResult {
    let seed = self.seed ?? context.seed
    if let draw {
      guard let input else { brokenPlan() }
      return try draw.run(input, seed: seed, as: output, context)
    }
    let shop = Shop(
      seed: seed, customers: customers, until: until, dirtPerMillion: dirtPerMillion)
    let lines: OrderLines
    do throws(CancellationError) {
      lines = try shop.lines(control: context.control)
    } catch {
      throw .cancelled(partial: nil)
    }
    let table = lines.table(of: shop, dates: dirt == .raw ? .text : .days)
    var record = LedgerRecord()
    record["customers"] = .integer(customers)
    record["seed"] = .integer(Int(clamping: seed))
    record["until"] = .cell(.date(until))
    record["dirt"] = .text(dirt.rawValue)
    record["rows"] = .integer(table.rowCount)
    return StageResult(.table(Rows(table)), record: record)
  }
}

extension StageChecker {
  /// A day between 1900 and 9999, as days since 1970-01-01.
  fileprivate mutating func day(_ name: String, standard: CivilDate) -> Int32? {
    guard let expression = call.named[name] else { return standard.daysSinceEpoch }
    guard let value = constant(expression, for: "`\(name)`") else { return nil }
    guard case .date(let days)? = value.literal else {
      report(
        .unexpectedKind(
          value.type.phrase, wanted: "a date such as @2025-12-31", at: expression.range))
      return nil
    }
    guard (1900...9999).contains(CivilDate(daysSinceEpoch: days).year) else {
      report(
        Diagnostic(
          .outOfRange, "`\(name)` needs a day from 1900 to 9999", at: expression.range,
          fixes: [Diagnostic.Fix("\(name)=@2025-12-31")]))
      return nil
    }
    return days
  }
}

extension Sample {
  package static let manual = """
    Behind rows, `sample 1000` draws so many of them by lot. Which ones depends on the rows and the
    seed, never on their order; they keep the order in which they stand.

    ```seg
    sample transactions customers=200 seed=7 | sample 100 seed=1
    ```

    To start with, it makes up data:

    A table of order lines to try things on. Nobody in it exists. The same seed gives the same bytes
    on every machine.

    ```seg
    sample transactions customers=200 seed=7
    ```

    Five kinds of customers are in it: loyal ones, bargain hunters, lapsed ones, a few who buy in
    bulk, and new ones. The columns are those of a shop's export, and `rfm` finds its way:

    ```seg
    sample transactions customers=200 seed=7 | rfm
    ```

    The faults are the usual ones. Of 100 lines, with `dirt_share=2%`, about one is a copy of the line
    before it; of 100 orders about four have no `customer_id` (guests) and two are cancelled later by
    an invoice that starts with `C` and has negative quantities. One line in 5,000 has a quantity in
    the thousands. `dirt=none` leaves all that out.

    ```seg
    sample transactions customers=200 seed=7 dirt=none | expect missing(customer_id) == 0
    ```

    With `dirt=raw` the table is what a file would be: `order_date` is text, a fifth of it written
    `dd/MM/yyyy` and the rest `yyyy-MM-dd`, and nothing is marked as personal.

    ```seg
    sample transactions customers=200 seed=7 dirt=raw | rfm
    # error: E0208
    ```

    Without `seed` the seed of the run is used (`--seed`), and recorded.
    """
}
