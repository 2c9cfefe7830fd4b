/// Where the nodes of a directed graph stand: in rows from the top, each below all that it takes
/// from, and long graphs in several columns side by side.
///
/// Rows by the longest path; an edge over several rows passes each through a place of its own; in a
/// row the order of the mean places of the neighbours, so that few edges cross. Source: Sugiyama,
/// Tagawa & Toda 1981, *Methods for visual understanding of hierarchical system structures*.
struct LayeredLayout {
  /// A place in a row: a node's, or one that an edge passes through.
  private struct Place {
    /// Whether a node stands there; otherwise an edge passes.
    let isNode: Bool
    var above: [Int] = []
    var below: [Int] = []
    var x = 0.0
  }

  /// A column's row and the middle of a node or of a passing edge, sideways.
  struct Position: Equatable {
    let column: Int
    let row: Int
    var x: Double
  }

  /// Where each node stands.
  let positions: [Position]
  /// The edges, in the order of the nodes and their inputs: from where to where, and what they
  /// pass.
  let edges: [[Position]]
  /// How wide each column is.
  let columnWidths: [Double]
  /// How many rows the longest column has.
  let rowCount: Int

  /// - Parameters:
  ///   - inputs: for each node those it takes from, which come before it.
  ///   - width: of a node's box.
  ///   - gap: between two boxes.
  ///   - mostRows: how many rows a column should have at most; it gets more where no place is
  ///     narrow enough to break it.
  init(inputs: [[Int]], width: Double, gap: Double, mostRows: Int) {
    let ranks = Self.ranks(inputs)
    var places: [Place] = []
    var rows = [[Int]](repeating: [], count: (ranks.max() ?? -1) + 1)
    func add(isNode: Bool, in row: Int) -> Int {
      places.append(Place(isNode: isNode))
      rows[row].append(places.count - 1)
      return places.count - 1
    }
    func join(_ upper: Int, _ lower: Int) {
      places[upper].below.append(lower)
      places[lower].above.append(upper)
    }
    var paths: [[Int]] = []
    var nodePlaces: [Int] = []
    for (node, sources) in inputs.enumerated() {
      let place = add(isNode: true, in: ranks[node])
      nodePlaces.append(place)
      for source in sources {
        var path = [nodePlaces[source]]
        for row in ranks[source] + 1..<max(ranks[node], ranks[source] + 1) {
          let passing = add(isNode: false, in: row)
          join(path[path.count - 1], passing)
          path.append(passing)
        }
        join(path[path.count - 1], place)
        paths.append(path + [place])
      }
    }

    // Fewer crossings: rows in the order of the means of their neighbours, downwards and upwards in
    // turn.
    func order(_ row: Int, by neighbours: (Place) -> [Int], in other: Int) {
      let at = Dictionary(uniqueKeysWithValues: rows[other].enumerated().map { ($1, Double($0)) })
      let means = rows[row].enumerated().map { index, place -> (Double, Int, Int) in
        let near = neighbours(places[place]).compactMap { at[$0] }
        let mean = near.isEmpty ? Double(index) : near.reduce(0, +) / Double(near.count)
        return (mean, index, place)
      }
      rows[row] = means.sorted { ($0.0, $0.1) < ($1.0, $1.1) }.map(\.2)
    }
    for _ in 0..<4 {
      for row in rows.indices.dropFirst() { order(row, by: \.above, in: row - 1) }
      for row in rows.indices.dropLast().reversed() { order(row, by: \.below, in: row + 1) }
    }

    // Straight edges: each place near the mean of its neighbours, as far as the boxes beside it let
    // it.
    func extent(_ place: Int) -> Double { places[place].isNode ? width : 18 }
    func distance(_ a: Int, _ b: Int) -> Double { (extent(a) + extent(b)) / 2 + gap }
    func settle(_ row: [Int], _ wanted: [Double]) {
      var (left, right) = (wanted, wanted)
      for index in row.indices.dropFirst() {
        left[index] = max(left[index], left[index - 1] + distance(row[index - 1], row[index]))
      }
      for index in row.indices.dropLast().reversed() {
        right[index] = min(right[index], right[index + 1] - distance(row[index], row[index + 1]))
      }
      // Both keep the distances, and so does their mean.
      for index in row.indices { places[row[index]].x = (left[index] + right[index]) / 2 }
    }
    for row in rows { settle(row, row.map { _ in 0 }) }
    for round in 0..<16 {
      let isDown = round % 2 == 0
      for row in isDown ? rows : rows.reversed() {
        settle(
          row,
          row.map { place in
            let near = isDown ? places[place].above : places[place].below
            return near.isEmpty
              ? places[place].x : near.reduce(0) { $0 + places[$1].x } / Double(near.count)
          })
      }
    }

    // Columns break where a single edge leads on.
    let columns = Self.columns(
      rows.indices.map { row in
        rows[row].reduce(0) { $0 + places[$1].below.count }
      }, mostRows: mostRows)
    var widths: [Double] = []
    var found = [Position](repeating: Position(column: 0, row: 0, x: 0), count: places.count)
    for (column, range) in columns.enumerated() {
      let members = range.flatMap { rows[$0] }
      let low = members.map { places[$0].x - extent($0) / 2 }.min() ?? 0
      let high = members.map { places[$0].x + extent($0) / 2 }.max() ?? 0
      widths.append(high - low)
      for row in range {
        for place in rows[row] {
          found[place] = Position(
            column: column, row: row - range.lowerBound, x: places[place].x - low)
        }
      }
    }
    positions = nodePlaces.map { found[$0] }
    edges = paths.map { $0.map { found[$0] } }
    columnWidths = widths
    rowCount = columns.map(\.count).max() ?? 0
  }

  /// The row of each node: below the lowest of those it takes from; what takes from nothing stands
  /// right above its first reader.
  private static func ranks(_ inputs: [[Int]]) -> [Int] {
    var ranks: [Int] = []
    for sources in inputs { ranks.append((sources.map { ranks[$0] }.max() ?? -1) + 1) }
    var readers = [Int](repeating: Int.max, count: inputs.count)
    for (node, sources) in inputs.enumerated() {
      for source in sources { readers[source] = min(readers[source], ranks[node]) }
    }
    for node in inputs.indices where inputs[node].isEmpty && readers[node] < Int.max {
      ranks[node] = readers[node] - 1
    }
    return ranks
  }

  /// Rows in columns of about one height, given how many edges lead down from each row.
  private static func columns(_ edges: [Int], mostRows: Int) -> [Range<Int>] {
    var result: [Range<Int>] = []
    var first = 0
    while edges.count - first > mostRows {
      let rest = edges.count - first
      let count = (rest + mostRows - 1) / mostRows
      let wanted = first + (rest + count - 1) / count - 1
      // One row alone is not worth a column.
      let breaks = (first + 1..<edges.count - 2).filter { edges[$0] == 1 }
      guard let last = breaks.min(by: { abs($0 - wanted) < abs($1 - wanted) }) else { break }
      result.append(first..<last + 1)
      first = last + 1
    }
    return edges.isEmpty ? [] : result + [first..<edges.count]
  }
}
