extension String {
  /// The text broken at spaces into lines of at most `width` columns.
  ///
  /// - Parameters:
  ///   - width: `nil` for one line.
  ///   - hanging: Spaces before every line but the first; they count towards its width.
  /// - Returns: At least one line. Spaces inside a line stay as they are, so that what was aligned
  ///   stays aligned; a word that is wider than a line is broken anywhere.
  package func wrapped(toWidth width: Int?, hanging: Int = 0) -> [String] {
    guard let width, displayWidth > width else { return [self] }
    let indent = String(repeating: " ", count: hanging)
    var lines: [String] = []
    var rest = self[...]
    while !rest.isEmpty {
      let room = Swift.max(1, lines.isEmpty ? width : width - hanging)
      let line = rest.firstLine(ofWidth: room)
      lines.append((lines.isEmpty ? "" : indent) + line.trimmedEnd)
      rest = rest[line.endIndex...].drop { $0 == " " }
    }
    return lines
  }
}

extension Substring {
  /// The longest beginning that fits and ends before a space or at the end of the text.
  fileprivate func firstLine(ofWidth width: Int) -> Substring {
    var used = 0
    var index = startIndex
    var lastBlank: Index?
    while index < endIndex {
      let step = self[index].displayWidth
      if self[index] == " " { lastBlank = index }
      if used + step > width, index > startIndex {
        if let lastBlank, self[..<lastBlank].contains(where: { $0 != " " }) {
          return self[..<lastBlank]
        }
        return self[..<index]
      }
      used += step
      index = self.index(after: index)
    }
    return self
  }

  fileprivate var trimmedEnd: String {
    var end = endIndex
    while end > startIndex, self[index(before: end)] == " " { end = index(before: end) }
    return String(self[..<end])
  }
}
