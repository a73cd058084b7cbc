import Matrices
import Relations
import TestSupport
import Testing

@testable import Tables

/// Counts from the README beside the shared files, where they were made with other tools.
@Suite(.enabled(if: SharedFiles.isPresent, "the shared data are not beside the package"))
struct RealFilesTests {
  private func load(
    _ name: String, threads: Int = 2, _ change: (inout ReadOptions) -> Void = { _ in }
  ) throws -> ReadResult {
    var options = ReadOptions()
    change(&options)
    let root = try #require(SharedFiles.root)
    return try DelimitedReader.read(
      root + "/data/" + name, options: options, files: FileAccess(),
      control: RunControl(threads: threads))
  }

  @Test func `online retail reads right without help`() throws {
    let result = try load("online_retail.csv.gz")
    #expect(result.rows == 541_909)
    #expect(
      result.sniff.fields == [
        SniffedField(name: "InvoiceNo", type: .text),
        SniffedField(name: "StockCode", type: .text),
        SniffedField(name: "Description", type: .text, isNullable: true),
        SniffedField(name: "Quantity", type: .integer),
        SniffedField(
          name: "InvoiceDate", type: .timestamp, datePatterns: [try DatePattern("M/d/yyyy H:mm")]),
        SniffedField(name: "UnitPrice", type: .number),
        SniffedField(name: "CustomerID", type: .integer, isNullable: true),
        SniffedField(name: "Country", type: .text),
      ])
    #expect(result.sniff.format.encoding == .windows1252)
    #expect(
      result.remarks.contains(
        .dateOrder(
          column: "InvoiceDate", try DatePattern("M/d/yyyy H:mm"),
          proof: ReadRemark.Example(value: "12/13/2010 9:02", line: 26_734))))
    func column(_ name: String) throws -> Column { try #require(result.table.column(name)) }
    guard case .integer(let quantities) = try column("Quantity"),
      case .decimal(let prices, let scale) = try column("UnitPrice"),
      case .integer(let customers) = try column("CustomerID"),
      case .timestamp(let times) = try column("InvoiceDate"),
      case .text(let invoices) = try column("InvoiceNo"),
      case .text(let descriptions) = try column("Description"),
      case .text(let countries) = try column("Country"),
      case .text(let codes) = try column("StockCode")
    else {
      Issue.record("a column has another type")
      return
    }
    #expect(quantities.values.reduce(0, +) == 5_176_450)
    #expect(quantities.values.count { $0 < 0 } == 10_624)
    #expect(quantities.values.max() == 80_995)
    #expect(quantities.values.min() == -80_995)
    #expect(scale == 3)
    #expect(prices.values.count { $0 == 0 } == 2_515)
    #expect(prices.values.count { $0 < 0 } == 2)
    #expect(customers.missingCount == 135_080)
    #expect(Set((0..<customers.count).compactMap { customers[$0] }).count == 4_372)
    #expect(
      times.values.first.map { CivilTime(microsecondsSinceEpoch: $0).description }
        == "2010-12-01T08:26:00")
    #expect(
      times.values.max().map { CivilTime(microsecondsSinceEpoch: $0).description }
        == "2011-12-09T12:50:00")
    #expect(invoices.dictionary.count == 25_900)
    #expect(countries.dictionary.count == 38)
    #expect(codes.dictionary.count == 4_070)
    #expect(descriptions.codes.missingCount == 1_454)
    let pounds = (0..<descriptions.dictionary.count).filter {
      descriptions.dictionary[$0].contains("£")
    }
    let used = Set(pounds.map { Int32($0) })
    #expect(
      (0..<descriptions.count).count {
        !descriptions.codes.isMissing($0) && used.contains(descriptions.codes.values[$0])
      } == 32)
  }
}

extension RealFilesTests {
  private func types(_ result: ReadResult) -> [ScalarType] { result.table.fields.map(\.type) }

  @Test func `csv-spectrum comes out as its json says`() throws {
    let root = try #require(SharedFiles.root) + "/data/csv-spectrum/"
    let files = FileAccess()
    let paths = try files.matches(root + "csvs/*.csv")
    #expect(paths.count == 11)
    for path in paths {
      let name = try #require(path.split(separator: "/").last?.dropLast(4))
      let expected = try JSONParser.parse(files.read(root + "json/\(name).json"))
      var options = ReadOptions()
      options.types = .text
      options.header = .present
      let result = try DelimitedReader.read(
        path, options: options, files: files, control: RunControl(threads: 1))
      let rows = try #require(expected.array)
      #expect(result.rows == rows.count, "\(name)")
      for (index, row) in rows.enumerated() {
        for (column, field) in result.table.fields.enumerated() {
          let value = row[field.name]?.string
          let cell = result.table[index, column]
          // An empty cell is missing here, and an empty text there.
          #expect(cell == (value == "" ? .null : value.map(Literal.text)), "\(name)")
        }
      }
    }
  }

  @Test func `cdnow reads without a header and without help`() throws {
    let sample = try load("cdnow/CDNOW_sample.txt")
    #expect(sample.rows == 6_919)
    #expect(sample.sniff.format.delimiter == .blanks)
    let summary = try load("cdnow/cdnow_customers_summary_with_transactions.csv")
    #expect(summary.rows == 2_357)
  }

  @Test func `the customer files and the orders load without help`() throws {
    let wholesale = try load("customers/wholesale_customers.csv")
    #expect(wholesale.rows == 440)
    for type in types(wholesale) { #expect(type == .integer) }
    let cards = try load("customers/cc_general.csv")
    #expect(cards.rows == 8_950)
    #expect(cards.table.column("MINIMUM_PAYMENTS")?.validity?.setCount == 8_950 - 313)
    #expect(cards.table.column("CUST_ID")?.type == .text)
    let churn = try load("customers/telco_churn.csv")
    #expect(churn.rows == 7_043)
    let orders = try load("rfm_data_orders.csv")
    #expect(orders.rows == 4_906)
    #expect(orders.table.column("order_date")?.type == .date)
    let iso = try load("online_retail_2010-12-01_03_iso.csv")
    #expect(iso.rows == 7_419)
    #expect(iso.table.column("InvoiceDate")?.type == .timestamp)
    #expect(iso.table.column("CustomerID")?.type == .number)
  }

  @Test func `the clustering files load without help`() throws {
    let root = try #require(SharedFiles.root) + "/data/clustering/"
    for path in try FileAccess().matches(root + "*/*.data.gz") {
      let result = try DelimitedReader.read(
        path, options: ReadOptions(), files: FileAccess(), control: RunControl(threads: 1))
      for type in types(result) { #expect(type.isNumeric, "\(path)") }
    }
    let iris = try load("clustering/other/iris.data.gz")
    #expect(iris.rows == 150)
    #expect(iris.table.columns.count == 4)
  }

  @Test func `threads and chunks change nothing`() throws {
    let one = try load("online_retail_2010-12-01_03_iso.csv", threads: 1)
    for bytes in [977, 65_536] {
      let other = try load("online_retail_2010-12-01_03_iso.csv", threads: 3) {
        $0.chunkBytes = bytes
      }
      #expect(other.table.columns == one.table.columns)
      #expect(other.sniff == one.sniff)
    }
  }
}
