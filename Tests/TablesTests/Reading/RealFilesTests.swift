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
