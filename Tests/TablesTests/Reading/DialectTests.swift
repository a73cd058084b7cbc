import Matrices
import Relations
import Testing

@testable import Tables

/// Files that other programs write in their own way: quotes, escapes, delimiters, headers.
struct DialectTests {
  @Test func `texts in apostrophes are found, and that is reported`() throws {
    let result = try read(
      "id,city,amount\n7,'Graz, Lend',4.50\n8,'Wien',12.00\n9,'what''s left',3.25\n")
    #expect(
      cells(result.table) == [
        ["7", "Graz, Lend", "4.50"], ["8", "Wien", "12.00"], ["9", "what's left", "3.25"],
      ])
    #expect(result.remarks.contains(.apostrophes))
    #expect(result.sniff.format.recorded.text("quote") == "'")
  }

  @Test func `apostrophes that are part of some texts quote nothing`() throws {
    let result = try read("id,name\n1,'t Hart\n2,O'Brien\n3,'Ali'\n")
    #expect(cells(result.table).map { $0[1] } == ["'t Hart", "O'Brien", "'Ali'"])
    #expect(!result.remarks.contains(.apostrophes))
  }

  @Test func `a quote can be named, and an apostrophe inside a cell is text`() throws {
    let result = try read("id,name\n1,'Lee, Ann'\n2,O'Brien\n") { $0.quote = UInt8(ascii: "'") }
    #expect(cells(result.table).map { $0[1] } == ["Lee, Ann", "O'Brien"])
  }

  @Test func `a backslash escapes if it is named, in quotes and outside`() throws {
    let text = #"""
      id,size,note
      1,"4\"2, wide",a\,b
      2,"back\\slash",\N
      3,"two\nlines",plain

      """#
    let result = try read(text) { $0.escape = UInt8(ascii: "\\") }
    #expect(
      cells(result.table) == [
        ["1", "4\"2, wide", "a,b"], ["2", #"back\slash"#, "∅"], ["3", "two\nlines", "plain"],
      ])
    #expect(failure(text)?.problem == .textAfterQuote(linesAbove: 0))
  }

  @Test func `text after a quote names the line in which the quote opens`() throws {
    let text = "id,note\n1,\"five\n2,six\n3,\"seven\" x\n"
    #expect(failure(text)?.problem == .textAfterQuote(linesAbove: 2))
    let shown = failure(text).map { diagnostic(for: $0) }
    #expect(shown?.notes.first == "the quote opens in line 2")
  }

  @Test func `a delimiter may have several characters`() throws {
    let spaced = try read("id, name\n1, \"Lind, Ann\"\n2, \"Berg, Bo\"\n")
    #expect(cells(spaced.table) == [["1", "Lind, Ann"], ["2", "Berg, Bo"]])
    #expect(spaced.remarks.contains(.delimiter(.text([0x2C, 0x20]))))
    let bars = try read("id||name\n1||a|b\n2||c\n") { $0.delimiter = Delimiter(name: "||") }
    #expect(cells(bars.table) == [["1", "a|b"], ["2", "c"]])
  }

  @Test func `a space after some commas only belongs to the cells`() throws {
    let result = try read("id,name\n1, Ann\n2,Bo\n")
    #expect(cells(result.table) == [["1", " Ann"], ["2", "Bo"]])
  }

  @Test(arguments: [1, 5, 1 << 20])
  func `other quotes and escapes mean the same in chunks of any size`(chunk: Int) throws {
    let rows = (1...40).map { "\($0),'a, ''\($0)''',\($0 % 3 == 0 ? "'x\ny'" : "'z'")\n" }.joined()
    let result = try read("id,one,two\n" + rows, threads: 2) { $0.chunkBytes = chunk }
    #expect(result.rows == 40)
    #expect(result.table[2, 1] == .text("a, '3'"))
    #expect(result.table[2, 2] == .text("x\ny"))
  }

  @Test(arguments: [
    "n/a,a\n5,b\n6,c\n",
    "5,a\n6,b\nn/a,c\n",
    "C5,10\n6,20\n7,30\n",
    "17,2024-03-01\n",
    "NULL,x,3.5\n4,y,2\n",
  ])
  func `a first row with a word among data is not taken for names`(text: String) throws {
    guard case .headerLooksLikeData = failure(text)?.problem else {
      Issue.record("\(text) was read, or failed otherwise")
      return
    }
    let rows = text.split(separator: "\n").count
    #expect(try read(text) { $0.header = .none }.rows == rows)
    #expect(try read(text) { $0.header = .present }.rows == rows - 1)
  }

  @Test(arguments: [
    "id,1,2,3\n7,0,1,0\n", "id,2023,2024\n7,5,6\n", "name,city\nAnn,Graz\n",
    "id,n/a,books\n1,0,2\n", "a,b\n",
  ])
  func `a header with numbers among its names is still one`(text: String) throws {
    #expect(try read(text).sniff.format.header == .present)
  }

  @Test func `the header is tested as well if every column is to be text`() throws {
    #expect(
      failure("17,2024-03-01\n18,2024-03-02\n") { $0.types = .text }?.problem
        == .headerLooksLikeData(values: ["17", "2024-03-01"]))
    let read = try read("id,day\n17,2024-03-01\n") { $0.types = .text }
    #expect(cells(read.table) == [["17", "2024-03-01"]])
  }

  @Test func `a header one cell short is refused, with a way to read each meaning`() throws {
    let text = "day,qty,price\n28/01/2018,00:00,2,\n29/01/2018,00:15,3,\n"
    #expect(failure(text)?.problem == .headerTooShort(names: 3, cells: 4))
    let ignored = try read(text) { $0.ignoresTrailingDelimiter = true }
    #expect(cells(ignored.table)[0].count == 3)
    #expect(ignored.sniff.format.recorded.flag("trailing") == true)
    let unnamed = try read(text) {
      $0.header = .none
      $0.skip = 1
    }
    #expect(unnamed.table.fields.map(\.name) == ["column_1", "column_2", "column_3"])
    #expect(try read("a,b,\n1,2,\n").rows == 1)
  }

  @Test func `a header that stands again further down is reported`() throws {
    let result = try read("id,country\nC1,DE\nid,country\nC2,AT\nid,country\n")
    #expect(result.remarks.contains(.repeatedHeader(rows: 2)))
    let once = try read("id,country\nC1,country\nid,AT\n")
    #expect(!once.remarks.contains(.repeatedHeader(rows: 1)))
  }

  @Test func `rows that are quoted as a whole are reported`() throws {
    let result = try read("\"id,name\"\n\"1,\"\"Ann\"\"\"\n\"2,Bo\"\n")
    #expect(
      result.remarks.contains { if case .quotedRows = $0 { true } else { false } })
  }

  @Test func `ids with an exponent are text as they are written`() throws {
    let result = try read("customer_id,x\n110e12,1\n11e13,2\n5381e182,3\n")
    #expect(cells(result.table).map { $0[0] } == ["110e12", "11e13", "5381e182"])
    let late = (1...3000).map { "\($0),1\n" }.joined() + "4.67012E+11,1\n"
    let excel = try read("customer_id,x\n" + late)
    #expect(excel.table[3000, 0] == .text("4.67012E+11"))
    #expect(excel.table[0, 0] == .text("1"))
    #expect(try read("weight,x\n1e3,1\n2e3,2\n").sniff.fields[0].type == .number)
  }

  @Test(arguments: [
    ("2024-01-03 10:11:10 -0500", "2024-01-03T15:11:10"),
    ("2024-01-03 10:11:10 UTC", "2024-01-03T10:11:10"),
    ("2024-01-03 10:11:10 +0000", "2024-01-03T10:11:10"),
    ("1/22/2024, 12:33 PM", "2024-01-22T12:33:00"),
    ("2024-01-03  8:11:10", "2024-01-03T08:11:10"),
    ("22.1.2024, 08:05", "2024-01-22T08:05:00"),
  ])
  func `times as shops write them are found`(written: String, meant: String) throws {
    let result = try read("id;at\n1;\(written)\n2;\(written)\n")
    #expect(result.sniff.fields[1].type == .timestamp)
    #expect(cells(result.table)[0][1] == meant)
  }

  @Test func `dates in an unknown style say so`() throws {
    let result = try read("id;date\n1;20. Februar 2024\n2;3. März 2024\n")
    #expect(
      result.remarks.map(\.message) == [
        "cells are separated by `;`",
        "`date` stays text: `20. Februar 2024` (line 2) is not a way of writing dates that is known",
      ])
  }

  @Test func `money that is declared does not settle what its mark means`() throws {
    let text = "id;amount\n1;1.900\n2;7.500\n"
    let declared = [DeclaredField("amount", .number)]
    #expect(
      failure(text) { $0.declared = declared }?.problem
        == .ambiguousNumber(column: "amount", .init(value: "1.900", line: 2)))
    let fraction = try read(text) {
      $0.declared = declared
      $0.decimalMark = UInt8(ascii: ".")
    }
    #expect(cells(fraction.table).map { $0[1] } == ["1.900", "7.500"])
  }

  @Test func `words for nothing are known in any case`() {
    #expect(NullWord("(Blank)") != nil && NullWord("NaN") != nil && NullWord("\\N") != nil)
    #expect(NullWord("Nullarbor") == nil)
  }

  @Test(arguments: [
    ("\"1,900.50\"\n99.00\n\"12,234.10\"\n5\n", ["1900.50", "99.00", "12234.10", "5.00"]),
    ("1'900.50\n-2'000\n7\n", ["1900.50", "-2000.00", "7.00"]),
    ("\"1.234.567,5\"\n\"2,5\"\n1.000\n", ["1234567.5", "2.5", "1000.0"]),
    ("\"1 900,50\"\n\"3,25\"\n", ["1900.50", "3.25"]),
  ])
  func `thousands are read if a value of the column proves them`(
    rows: String, meant: [String]
  ) throws {
    let result = try read("amount\n" + rows)
    #expect(cells(result.table).map { $0[0] } == meant)
    #expect(result.remarks.contains { if case .thousands = $0 { true } else { false } })
  }

  @Test(arguments: ["\"1,900\"\n\"7,500\"\n", "\"1,900.50\"\n\"2.000,50\"\n", "\"1,90\"\n2.50\n"])
  func `marks that no value explains leave the column as text`(rows: String) throws {
    #expect(try read("amount\n" + rows).sniff.fields[0].type == .text)
  }

  @Test func `a decimal mark that is given settles the other mark`() throws {
    let result = try read("id;amount\n1;1.900\n2;7.500\n") { $0.decimalMark = UInt8(ascii: ",") }
    #expect(cells(result.table).map { $0[1] } == ["1900", "7500"])
  }
}
