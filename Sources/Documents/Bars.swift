import Diagnostics

/// Heights 0...1 as one character each.
///
/// A height of nothing is the base line, and a height above nothing is always higher than that: a
/// bin with one customer in it does not look empty. What is not a number is drawn as nothing.
package func sparkline(_ heights: [Double], glyphs: Style.Glyphs = .unicode) -> String {
  let steps: [Character] =
    switch glyphs {
    case .unicode: ["▁", "▂", "▃", "▄", "▅", "▆", "▇", "█"]
    case .ascii: ["_", ".", ":", "-", "=", "+", "*", "#"]
    }
  return String(
    heights.map { height in
      guard height > 0 else { return steps[0] }
      return steps[max(1, Int((min(1, height) * 7).rounded()))]
    })
}

/// A share 0...1 of a width as a bar of blocks, to an eighth of a column; without spaces after it.
///
/// A share above nothing is at least the thinnest block.
package func bar(_ share: Double, width: Int, glyphs: Style.Glyphs = .unicode) -> String {
  guard share > 0, width > 0 else { return "" }
  let share = min(1, share)
  switch glyphs {
  case .ascii:
    return String(repeating: "#", count: max(1, Int((share * Double(width)).rounded())))
  case .unicode:
    let eighths = max(1, Int((share * Double(width) * 8).rounded()))
    let rest: [Character] = ["▏", "▎", "▍", "▌", "▋", "▊", "▉"]
    return String(repeating: "█", count: eighths / 8)
      + (eighths % 8 == 0 ? "" : String(rest[eighths % 8 - 1]))
  }
}
