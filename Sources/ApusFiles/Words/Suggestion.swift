/// `; did you mean 'x'?` for the nearest of `names` if one is near, else `; expected one of …`
/// with the first twenty.
public func suggestion(for name: String, among names: [String]) -> String {
  let wanted = name.lowercased()
  let begun = names.filter { wanted.count > 2 && $0.lowercased().hasPrefix(wanted) }
  if begun.count == 1 { return "; did you mean '\(begun[0])'?" }
  let nearest = names.map { ($0, editDistance(wanted, $0.lowercased())) }.min { $0.1 < $1.1 }
  // A third of the letters wrong is a slip, more is another word.
  if let (candidate, distance) = nearest, distance <= max(1, max(wanted.count, candidate.count) / 3)
  {
    return "; did you mean '\(candidate)'?"
  }
  let listed = names.prefix(20).joined(separator: ", ")
  return "; expected one of \(listed)\(names.count > 20 ? ", … (\(names.count) in all)" : "")"
}

/// The least number of insertions, deletions, replacements and swaps of neighbours that turn `a`
/// into `b`.
package func editDistance(_ a: String, _ b: String) -> Int {
  let (a, b) = (Array(a.prefix(64)), Array(b.prefix(64)))
  var rows = [[Int]](
    repeating: [Int](repeating: 0, count: b.count + 1), count: a.count + 1)
  for i in 0...a.count { rows[i][0] = i }
  for j in 0...b.count { rows[0][j] = j }
  for i in a.indices {
    for j in b.indices {
      let replaced = rows[i][j] + (a[i] == b[j] ? 0 : 1)
      var best = min(replaced, rows[i][j + 1] + 1, rows[i + 1][j] + 1)
      if i > 0, j > 0, a[i] == b[j - 1], a[i - 1] == b[j] {
        best = min(best, rows[i - 1][j - 1] + 1)
      }
      rows[i + 1][j + 1] = best
    }
  }
  return rows[a.count][b.count]
}
