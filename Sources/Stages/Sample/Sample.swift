import Diagnostics
import Matrices
import Planning
import Relations
import Syntax
import Tables

/// Generates data for examples, manuals and tests, `sample transactions customers=5000 seed=7`; after
/// rows, draws some of them at random, `sample 1000 seed=7`.
package struct Sample: Stage, SizedSource {
  /// The rows to draw from the input; `nil` if data are generated.
  let draw: RowDraw?
  let customers: Int
  /// `nil` if the script does not set it: then the seed of the run is used.
  let seed: UInt64?
  /// The last day of the data, in days since 1970-01-01.
  let until: Int32
  let dirt: Dirt
  let dirtPerMillion: Int
  package let output: ValueType

  package static let signature = StageSignature(
    "sample",
    "Generates data with the errors of real exports; after rows, draws some of them.",
    group: .sources, inputs: [], alsoFollows: [.table, .features],
    positional: Parameter(
      "dataset",
      .choice([
        .init("transactions", "Order lines of a web shop over two years.")
      ]), "The data to generate; after rows, the number of rows to draw.", isRequired: true),
    parameters: [
      Parameter(
        "customers", .integer(1...1_000_000), "The number of customers, with about 30 lines each.",
        standard: "1000"),
      Parameter(
        "seed", .integer(0 ... .max), "The seed of all random numbers; by default that of the run."),
      Parameter("until", .date, "The last day of the two years.", standard: "@2025-12-31"),
      Parameter(
        "dirt", Dirt.choices, "The kinds of errors in the lines.", standard: "usual"),
      Parameter("dirt_share", .share, "The frequency of errors.", standard: "2%"),
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
    // A customer has about 32 lines; the estimate is an upper bound.
    output = .table(Sample.type(of: dirt, lines: customers * 40, at: call.range))
  }

  /// The kinds of errors in the lines.
  enum Dirt: String, ParameterWord {
    case usual, none, raw

    var meaning: String {
      switch self {
      case .usual: "Duplicates, missing ids, cancellations and outliers."
      case .none: "Purchases only, without duplicates."
      case .raw: "As usual, with dates as text in two patterns, as in a file."
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
        // A raw table is like a file, and a file has no marks.
        ColumnType("email", .text, personal: dirt == .raw ? nil : range),
      ], name: "the sample", estimatedRows: lines)
  }

  package func distinctValues(of column: String) -> Int? {
    draw == nil && column == "customer_id" ? customers : nil
  }

  /// Invoices have a few lines each, and a customer has one address; other columns have few texts.
  package func dictionaryBytes(of column: String) -> Int {
    switch column {
    case "invoice": 8 * (output.table?.estimatedRows ?? 0)
    case "email": 64 * customers
    default: 0
    }
  }

  /// The lines before they become columns.
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
    After rows, `sample 1000` draws 1,000 of them at random. The draw depends on the rows and the seed,
    never on the order of the rows, which is kept.

    ```seg
    sample transactions customers=200 seed=7 | sample 100 seed=1
    ```

    At the start of a pipeline, it generates data:

    It is a table of order lines to try things on. The customers are fictitious. The same seed gives the
    same bytes on every machine.

    ```seg
    sample transactions customers=200 seed=7
    ```

    There are five kinds of customers: loyal ones, bargain hunters, lapsed ones, a few who buy in bulk,
    and new ones. The columns are those of a typical export, which `rfm` recognizes:

    ```seg
    sample transactions customers=200 seed=7 | rfm
    ```

    The errors are the usual ones. Of 100 lines, with `dirt_share=2%`, about one is a copy of the line
    before it; of 100 orders about four have no `customer_id` (guests) and two are cancelled later by
    an invoice that starts with `C` and has negative quantities. One line in 5,000 has a quantity in
    the thousands. `dirt=none` leaves out all of this.

    ```seg
    sample transactions customers=200 seed=7 dirt=none | expect missing(customer_id) == 0
    ```

    With `dirt=raw` the table is like a file: `order_date` is text, a fifth of it written
    `dd/MM/yyyy` and the rest `yyyy-MM-dd`, and nothing is marked as personal.

    ```seg
    sample transactions customers=200 seed=7 dirt=raw | rfm
    # error: E0208
    ```

    Without `seed` the seed of the run is used (`--seed`), and recorded.
    """
}
