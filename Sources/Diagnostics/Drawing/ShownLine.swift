/// A line of a script or a data file as it can be shown, with the columns of its characters.
struct ShownLine {
  enum Tabs {
    /// Filled up with spaces to the next multiple of four, as editors show scripts.
    case expanded
    /// Spelled out as `\t`, because in data a tab is a character like any other.
    case spelledOut
  }

  /// What is drawn for each character of the line.
  private let cells: [String]
  /// The column of the first cell of each character, and last the width of the whole.
  private let columns: [Int]

  init(_ line: some StringProtocol, tabs: Tabs) {
    var cells: [String] = []
    var columns = [0]
    var column = 0
    for character in line {
      let cell: String
      if character == "\t", tabs == .expanded {
        cell = String(repeating: " ", count: 4 - column % 4)
      } else {
        cell = VisibleText(String(character)).text
      }
      cells.append(cell)
      column += cell.displayWidth
      columns.append(column)
    }
    self.cells = cells
    self.columns = columns
  }

  /// The part of a line of data near a character (from 1), because such a line may be as long as a
  /// file, and the number of characters left out before it.
  static func near(_ column: Int, of line: String) -> (line: ShownLine, skipped: Int) {
    let reach = 2_000
    guard line.utf8.count > 4 * reach else { return (ShownLine(line, tabs: .spelledOut), 0) }
    let skipped = max(0, column - reach)
    return (ShownLine(line.dropFirst(skipped).prefix(2 * reach), tabs: .spelledOut), skipped)
  }

  /// The number of characters of the line.
  var count: Int { cells.count }

  var width: Int { columns[cells.count] }

  /// The number of characters up to the last that is not a space.
  var countWithoutTrailingBlanks: Int {
    var count = cells.count
    while count > 0, cells[count - 1].allSatisfy({ $0 == " " }) { count -= 1 }
    return count
  }

  /// The column where a character begins; after the last character, one column for each more.
  func column(of character: Int) -> Int {
    character <= count ? columns[max(0, character)] : width + character - count
  }

  /// A part of a line that fits into so many columns.
  struct Window {
    let text: String
    /// What to add to a column of the line to get its column in `text`.
    let shift: Int
  }

  /// The part that shows the characters in `focus`, or as many of them as fit.
  ///
  /// The whole line if it fits; the beginning if that holds the focus; else a part with some of
  /// what stands before the focus, so that the reader can find the place.
  func window(ofWidth room: Int, around focus: Range<Int>, ellipsis: String) -> Window {
    guard width > room else { return Window(text: cells.joined(), shift: 0) }
    let mark = ellipsis.displayWidth
    if column(of: focus.upperBound) + mark <= room {
      return part(from: 0, room: room, ellipsis: ellipsis)
    }
    let focusWidth = column(of: focus.upperBound) - column(of: focus.lowerBound)
    let before = max(mark, min(room / 3, room - mark - focusWidth))
    let wanted = column(of: focus.lowerBound) - before + mark
    var first = min(focus.lowerBound, count)
    while first > 0, columns[first - 1] >= wanted { first -= 1 }
    // The end of the line may leave room on the right that the beginning can use.
    while first > 0, mark + width - columns[first - 1] <= room { first -= 1 }
    return part(from: first, room: room, ellipsis: ellipsis)
  }

  private func part(from first: Int, room: Int, ellipsis: String) -> Window {
    let mark = ellipsis.displayWidth
    let leading = first > 0 ? ellipsis : ""
    let shift = leading.displayWidth - columns[first]
    var last = first
    while last < count, columns[last + 1] + shift + (last + 1 < count ? mark : 0) <= room {
      last += 1
    }
    let text = leading + cells[first..<last].joined() + (last < count ? ellipsis : "")
    return Window(text: text, shift: shift)
  }
}
