/// The known name nearest to one that is not known: for "did you mean".
///
/// - Returns: The best of `names` within a third of the length of `name` in edits (at least one),
///   where a name that differs only in case, spaces or underscores comes first. Ties go to the
///   earlier name. `nil` if none is near.
/// - Complexity: O(names × length²).
package func nearestName(to name: String, among names: [String]) -> String? {
  let wanted = folded(name)
  if let same = names.first(where: { folded($0) == wanted }) { return same }
  var best: (name: String, distance: Int)?
  let limit = max(1, name.count / 3)
  for candidate in names {
    let distance = editDistance(wanted, folded(candidate))
    if distance <= limit, distance < best?.distance ?? .max { best = (candidate, distance) }
  }
  return best?.name
}

/// Lower case without spaces, underscores and hyphens: `Customer ID` and `customer_id` are one.
private func folded(_ name: String) -> [Character] {
  name.lowercased().filter { $0 != " " && $0 != "_" && $0 != "-" }
}

/// The least number of insertions, deletions, replacements and swaps of neighbours from `a` to `b`.
private func editDistance(_ a: [Character], _ b: [Character]) -> Int {
  var beforeLast = [Int](repeating: 0, count: b.count + 1)
  var last = Array(0...b.count)
  for i in a.indices {
    var current = [i + 1]
    for j in b.indices {
      var cost = min(last[j + 1] + 1, current[j] + 1, last[j] + (a[i] == b[j] ? 0 : 1))
      if i > 0, j > 0, a[i] == b[j - 1], a[i - 1] == b[j] {
        cost = min(cost, beforeLast[j - 1] + 1)
      }
      current.append(cost)
    }
    (beforeLast, last) = (last, current)
  }
  return last[b.count]
}
