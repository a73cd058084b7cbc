import Diagnostics

/// The codes of reading and writing files.
///
/// A page may begin with a fenced `csv` block whose first line is `# file NAME`: the file that the
/// example loads. There `␀` stands for a zero byte, which a page must not have.
package enum ReadCodes {
  package static let all: [DiagnosticCode] = [
    ambiguousDate, notFound, isFolder, noPermission, otherKind, damagedGzip, unpackedTooLarge,
    changedWhileRead, empty, unclosedQuote, textAfterQuote, quoteInCell, wrongCellCount, nulByte,
    lineTooLong, tooManyColumns, badEncoding, mixedEncoding, duplicateName, emptyName,
    headerLooksLikeData, misfit, unknownDelimiter, undeclaredColumn, tooManyRejects, outsideRoot,
    system, otherColumns, noMatch, datePattern, tooManyRows, cancelled, mixedOrder,
    ambiguousNumber, exponentIds, badJSON, notWritten,
    readingRemark, readingWarning, readingOfNumbers, rowsNotData,
  ]

  /// Those of a file that could not even be opened, or not be read to its end.
  package static let unread = [notFound, isFolder, noPermission, noMatch, changedWhileRead, system]

  private static func code(
    _ id: String, _ title: String, means: String, example: String, instead: String
  ) -> DiagnosticCode {
    DiagnosticCode(id, title, page: means + "\n\n" + example + "\n\n" + instead + "\n")
  }

  /// A file and the script that loads it.
  private static func file(
    _ lines: String, _ id: String, script: String = #"load "orders.csv""#
  ) -> String {
    """
    ```csv
    # file orders.csv
    \(lines)
    ```

    \(self.script(id, script))
    """
  }

  private static func script(_ id: String, _ script: String) -> String {
    "```seg\n\(script)\n# error: \(id)\n```"
  }

  package static let ambiguousDate = code(
    "E0601", "day and month cannot be told apart",
    means: """
      Every value of the column can be read with the day first and with the month first, and the \
      two readings are different days. Recency would be wrong for most customers if the guess were \
      wrong, so nothing is guessed.
      """,
    example: file(
      "customer_id,order_date,amount\nC1,03/04/2024,10.5\nC2,05/06/2024,12.5", "E0601",
      script: #"load "orders.csv" | parse order_date as date"#),
    instead: #"Write how the dates are written: `parse order_date as "dd/MM/yyyy"`."#)

  package static let notFound = code(
    "E0602", "there is no such file",
    means:
      "The name leads to no file. A name without a leading `/` counts from the current folder.",
    example: script("E0602", #"load "order.csv""#),
    instead: "Correct the name, or change to the folder of the script.")

  package static let isFolder = code(
    "E0603", "a folder is not a file",
    means: "The name leads to a folder.",
    example: script("E0603", #"load "/""#),
    instead: #"Name a file in it, or all of one kind: `load "orders/*.csv"`."#)

  package static let noPermission = code(
    "E0604", "the file may not be opened",
    means: "The file exists, but you may not read it.",
    example: script("E0604", #"load "/etc/shadow""#),
    instead: "Ask its owner for permission to read it, or load a copy.")

  package static let otherKind = code(
    "E0605", "the file is not delimited text",
    means: "The first bytes show that the file is something else, whatever its name says.",
    example: file("PAR1", "E0605"),
    instead: "Export the table as CSV and load that file.")

  package static let damagedGzip = code(
    "E0606", "a packed file is damaged",
    means: """
      The file is packed with gzip, but it ends in the middle, its checksum is wrong, or something \
      follows its end. Rows would be missing, so nothing is used.
      """,
    example: script("E0606", #"load "cut_short.csv.gz""#),
    instead: "Copy or download the file again.")

  package static let unpackedTooLarge = code(
    "E0607", "a packed file is too large when unpacked",
    means: """
      A small file can unpack to more than the memory of the machine. A limit protects you from \
      files made for that.
      """,
    example: script("E0607", #"load "bomb.csv.gz""#),
    instead: "Unpack a file that you trust before loading it.")

  package static let changedWhileRead = code(
    "E0608", "the file changed while it was read",
    means: """
      Something wrote to the file while it was read, so the rows may be of two versions; or the file \
      has other columns by now than when the script was checked.
      """,
    example: script("E0608", #"load "growing.csv""#),
    instead: "Run again when the export has finished, or load a copy.")

  package static let empty = code(
    "E0609", "the file is empty",
    means: "There is not even a header.",
    example: file("", "E0609"),
    instead: "Check the export that made the file.")

  package static let unclosedQuote = code(
    "E0610", "a quote is never closed",
    means: """
      A cell begins with a quote, and no quote ends it, so all that follows would be one cell. The \
      line named is where it begins.
      """,
    example: file("id,name,amount\n1,\"Ann,10\n2,Bob,20", "E0610"),
    instead: "Close the quote, or write a quote that belongs to the text twice.")

  package static let textAfterQuote = code(
    "E0611", "text follows a closing quote",
    means: """
      A quoted cell is followed by a delimiter or the end of the line. Text after it usually means \
      that a quote inside the cell was not written twice.
      """,
    example: file("id,name\n1,\"5\" pipe\"\n2,\"hose\"", "E0611"),
    instead: "Write quotes inside a quoted cell twice: `\"5\"\" pipe\"`.")

  package static let quoteInCell = code(
    "E0612", "a quote stands inside a cell without quotes",
    means: "Tools disagree on what such a quote means, so it is not guessed.",
    example: file("id,name\n1,pipe 5\" long\n2,hose", "E0612"),
    instead: "Put the cell in quotes and write the quote twice: `\"pipe 5\"\" long\"`.")

  package static let wrongCellCount = code(
    "E0613", "a row has too few or too many cells",
    means: """
      The row does not have a cell for every column. Usually a delimiter inside a text was not \
      quoted, or the row was cut off.
      """,
    example: file("id,name,amount\n1,Ann,10\n2,Bob\n3,Cy,30", "E0613"),
    instead: "Correct the row, or set such rows aside: `load \"orders.csv\" rejects=10`.")

  package static let nulByte = code(
    "E0614", "a cell holds a zero byte",
    means:
      "A zero byte is not text. It comes from a broken export or a file that is no text. Below, `␀` "
      + "stands for it.",
    example: file("id,name\n1,A␀nn", "E0614"),
    instead: "Export again, or remove the byte.")

  package static let lineTooLong = code(
    "E0615", "a row is too long",
    means: "A row exceeds the limit of 16 MiB. Usually a quote that opens a cell is never closed.",
    example: script("E0615", #"load "endless.csv""#),
    instead: "Look at the quotes from the line named on.")

  package static let tooManyColumns = code(
    "E0616", "a file has too many columns",
    means: "A row exceeds the limit of 16,384 cells. Usually the delimiter is another one.",
    example: script("E0616", #"load "wide.csv""#),
    instead: #"Name the delimiter: `load "wide.csv" delimiter=";"`."#)

  package static let badEncoding = code(
    "E0617", "bytes do not belong to the encoding",
    means: "The file says, or you said, how its text is encoded, and a byte in it cannot be.",
    example: script("E0617", #"load "orders.csv" encoding="utf-8""#),
    instead: #"Try `encoding="windows-1252"`, which most exports of older tools use."#)

  package static let mixedEncoding = code(
    "E0618", "the file mixes two encodings",
    means: """
      Some characters are UTF-8 and others are not: two exports were put together, or a text was \
      pasted in. Read as either, some names would turn into rubbish.
      """,
    example: script("E0618", #"load "mixed.csv""#),
    instead: "Export again with one encoding, UTF-8 if you can choose.")

  package static let duplicateName = code(
    "E0619", "two columns have the same name",
    means: "A script could not say which of them it means.",
    example: file("id,amount,amount\n1,10,20", "E0619"),
    instead: "Rename one of them in the header, or write `header=none skip=1`.")

  package static let emptyName = code(
    "E0620", "a column has no name",
    means: "A cell of the header is blank.",
    example: file("id,,amount\n1,x,20", "E0620"),
    instead: "Give it a name in the header, or write `header=none skip=1`.")

  package static let headerLooksLikeData = code(
    "E0621", "the first line looks like data",
    means: """
      Cells of the first line are numbers, dates or words for nothing, or fit the columns below them, \
      so it seems to be a row. Read as a header, that row would be lost.
      """,
    example: file("17,2024-03-01,10.5\n18,2024-03-02,12.5", "E0621"),
    instead: """
      Write `header=none` if there is none (the columns are then called `column_1`, `column_2`, …), \
      or `header=present` if these are names.
      """)

  package static let misfit = code(
    "E0622", "a value does not fit its column",
    means: """
      The column has a type, from a sample of its values or from your declaration, and a value is \
      not of it. Nothing is converted by guess and no column changes its type in silence.
      """,
    example: file(
      "id,amount\nC1,10\nC2,12x4", "E0622",
      script: #"load "orders.csv" | columns {amount: number}"#),
    instead: """
      Correct the value, name the cells that stand for nothing with `missing="NA"`, set such rows \
      aside with `rejects=10`, or read the column as text with `columns {amount: text}`.
      """)

  package static let unknownDelimiter = code(
    "E0623", "the cells cannot be told apart",
    means: """
      No comma, semicolon, tab or bar separates the cells; runs of spaces might, or the columns \
      have a fixed width.
      """,
    example: file("id    name    amount\n1     Ann     10\n2     Bob     20", "E0623"),
    instead: #"If runs of spaces separate the cells, write `delimiter="blanks"`."#)

  package static let undeclaredColumn = code(
    "E0624", "a declared column is not in the file",
    means: "The declaration names a column that the header does not have.",
    example: file(
      "id,amount\n1,10", "E0624", script: #"load "orders.csv" | columns {amuont: number}"#),
    instead: "Write the name as it stands in the header.")

  package static let tooManyRejects = code(
    "E0625", "too many rows had to be set aside",
    means: "More rows than you allowed cannot be read. Something is wrong with the whole file.",
    example: file(
      "id,amount\n1,2\n3\n4", "E0625", script: #"load "orders.csv" rejects=1"#),
    instead: "Look at the first of them, correct its cause, or allow more.")

  package static let outsideRoot = code(
    "E0626", "the file lies outside the permitted folder",
    means: "The run was started with `--root`, and the file, links followed, is not below it.",
    example: script("E0626", #"load "../secret.csv""#),
    instead: "Put the file below the root, or start the run with another root.")

  package static let system = code(
    "E0627", "the system could not read the file",
    means: "The disk or the network failed; the message has the system's words.",
    example: script("E0627", #"load "/proc/self/mem""#),
    instead: "Try again; if it stays, ask whoever runs the machine.")

  package static let otherColumns = code(
    "E0628", "files of one pattern have other columns",
    means: "Files that are loaded together have the same columns, in any order.",
    example: script("E0628", #"load "months/*.csv""#),
    instead: "Export them alike, or load them one by one and `append` them.")

  package static let noMatch = code(
    "E0629", "no file fits the pattern",
    means: "A name with `*`, `?` or `[…]` stands for all files that fit it; none does.",
    example: script("E0629", #"load "nothing_here_*.csv""#),
    instead: "Correct the pattern.")

  package static let datePattern = code(
    "E0630", "a date pattern has letters that mean nothing",
    means: """
      A pattern is made of `yyyy`, `MM`, `dd`, `HH`, `mm`, `ss` and a few more; `M` is the month \
      and `m` the minute.
      """,
    example: file(
      "id,day\n1,2024-03-01", "E0630",
      script: #"load "orders.csv" | parse day as "YYYY-MM-DD""#),
    instead: #"Write `"yyyy-MM-dd"`, and put other letters in single quotes."#)

  package static let tooManyRows = code(
    "E0631", "a file has too many rows",
    means: "A table holds at most 2,147,483,647 rows.",
    example: script("E0631", #"load "huge.csv""#),
    instead: "Split the file, or aggregate it in a database.")

  package static let cancelled = code(
    "E0632", "reading was stopped",
    means: "You asked for it. Nothing was changed.",
    example: script("E0632", #"load "orders.csv""#),
    instead: "Run it again.")

  package static let mixedOrder = code(
    "E0633", "a column has dates with the day first and with the month first",
    means: """
      Some values can only be read with the day first, others only with the month first. Values \
      that fit both cannot be trusted.
      """,
    example: file(
      "id,day\n1,25/03/2024\n2,03/26/2024", "E0633",
      script: #"load "orders.csv" | columns {day: date}"#),
    instead: "Load the two exports separately, each with its own pattern.")

  package static let ambiguousNumber = code(
    "E0634", "thousands and fractions cannot be told apart",
    means: """
      Every mark in the column stands before three digits, so that `1.900` is nineteen hundred or a \
      little less than two. That the column holds numbers or money does not say which.
      """,
    example: file(
      "id;amount\nC1;1.900\nC2;7.500", "E0634",
      script: #"load "orders.csv" | columns {amount: money}"#),
    instead: #"""
      Write `load "orders.csv" decimal="."` if the mark begins a fraction. If it groups thousands, leave the declaration out and write `derive amount = number(replace(amount, ".", ""))`.
      """#)

  package static let exponentIds = code(
    "E0635", "ids were read as numbers with an exponent",
    means: """
      `110e12`, `11e13` and `1.1e14` are three ids and one number: their customers would become one. \
      Spreadsheets also leave `4.67012E+11` of long ids, and the digits after that are lost.
      """,
    example: file(
      "kunde,amount\n110e12,5\n11e13,6", "E0635",
      script: #"load "orders.csv" | features spent = sum(amount) by kunde"#),
    instead: #"Read the column as it is written: `load "orders.csv" | columns {kunde: text}`."#)

  package static let badJSON = code(
    "E0636", "a file is not JSON",
    means: """
      A file that begins like JSON is read as one object per line, or as an array of objects. Nothing is \
      guessed: a missing comma, a name that occurs twice, or a file that was cut off is an error with its \
      place.
      """,
    example: """
      ```csv
      # file orders.json
      {"id": 1, "amount": 10}
      {"id": 2, "amount": }
      ```

      ```seg
      load "orders.json"
      # error: E0636
      ```
      """,
    instead: "Export the file again; one object per line is easiest to check.")

  package static let notWritten = code(
    "E0640", "a file could not be written",
    means: """
      A file is written beside its place, brought to the disk and put there in one step, so that \
      what was there before is still there, whole, unless the message says that the new one is. \
      The message has the system's words and what can be done.
      """,
    example: script("E0640", #"load "orders.csv" | export "/" as csv"#),
    instead: "Choose another name, or make room.")

  package static let readingRemark = code(
    "N0650", "how a file was read",
    means: "The reader reports what it found out, so that nothing is silent.",
    example: file("id;amount\n1;10", "N0650"),
    instead: "Nothing needs to be done.")

  package static let readingWarning = code(
    "W0651", "something about a file needs a look",
    means: """
      The file was read exactly, but something about it may not be what you mean: a column that \
      is nearly numeric stays text, or two keys look alike.
      """,
    example: file("id,amount\n1,10\n2,20\n3,30\n4,40\n5,n/a", "W0651"),
    instead: #"Name the cells that stand for nothing: `load "orders.csv" missing="n/a"`."#)

  package static let readingOfNumbers = code(
    "N0654", "how numbers and times of a file were read",
    means: """
      The file leaves open how its values are written, and what was found out changes them: the \
      decimal mark is a comma, cells are quoted with apostrophes, times with an offset were brought \
      to UTC.
      """,
    example: file("id;amount\n1;10,5", "N0654"),
    instead: #"Write it out to have it in the script: `load "orders.csv" decimal=","`."#)

  package static let rowsNotData = code(
    "W0655", "rows of a file may not be data",
    means: """
      The names of the columns stand again further down, as where files were put together, or each \
      row stands in quotes as a whole and is one cell. Such rows count as data.
      """,
    example: file("id,country\nC1,DE\nid,country\nC2,AT", "W0655"),
    instead: "Take the lines or the quotes out of the file, or drop the rows: `drop id == \"id\"`.")
}
