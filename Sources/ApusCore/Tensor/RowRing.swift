/// The newest rows of numbers among all that were added, up to a capacity: the memory of a replay
/// buffer.
///
/// ```swift
/// var memory = RowRing(capacity: 1_000_000, width: 5)
/// for step in 0..<8 { memory.append([Float(step), 1, Float(step + 1), 0, 0]) }
/// let batch = memory.rows(at: [0, 7, 7])  // [3, 5]
/// ```
///
/// In a ``SavedState`` it is written in segments: rows once written stay in files of their own, and
/// a checkpoint adds only those that are new.
public struct RowRing: Sendable {
  /// How many rows there is room for.
  public let capacity: Int
  /// The numbers of a row.
  public let width: Int
  /// How many rows were ever added.
  public private(set) var written: Int
  /// How many rows a segment of a checkpoint holds.
  public let rowsPerSegment: Int
  private var elements: [Float]
  /// Tells rings apart: copies that no longer have the same rows have different ones.
  package private(set) var identity = Identity()

  /// The identity of a ring.
  package final class Identity: Sendable {
    fileprivate init() {}
  }

  /// An empty ring; traps where a number is below 1.
  ///
  /// - Parameter rowsPerSegment: nil for some 64 KB, or for what makes 512 segments of a full ring.
  public init(capacity: Int, width: Int, rowsPerSegment: Int? = nil) {
    require(
      capacity > 0 && width > 0 && rowsPerSegment ?? 1 > 0,
      "RowRing: a capacity of \(capacity), \(width) numbers a row, \(rowsPerSegment ?? 1) rows a "
        + "segment; each must be at least 1")
    self.capacity = capacity
    self.width = width
    self.rowsPerSegment = rowsPerSegment ?? max(1, 16_384 / width, (capacity - 1) / 512 + 1)
    written = 0
    elements = []
  }

  /// The ring that a checkpoint holds: the rows that are still there, the oldest first. Traps where
  /// their number is not that of a ring to which `written` rows were added.
  package init(
    capacity: Int, width: Int, rowsPerSegment: Int, written: Int, newest rows: [Float]
  ) {
    self.init(capacity: capacity, width: width, rowsPerSegment: rowsPerSegment)
    self.written = written
    require(rows.count == count * width, "RowRing: \(rows.count) numbers for \(count) rows")
    let turn = count < capacity ? 0 : written % capacity
    // Row number n lies at n % capacity.
    let split = (count - turn) * width
    elements = turn == 0 ? rows : Array(rows[split...] + rows[..<split])
  }

  /// How many rows there are.
  public var count: Int { min(written, capacity) }
  /// Whether there is no row.
  public var isEmpty: Bool { written == 0 }

  /// Adds a row; the oldest goes where there is no room. Traps where it has another width.
  public mutating func append(_ row: some Collection<Float>) {
    require(row.count == width, "RowRing: a row of \(row.count) numbers, not \(width)")
    // A copy that is held elsewhere keeps its rows.
    if !isKnownUniquelyReferenced(&identity) { identity = Identity() }
    if written < capacity {
      elements.append(contentsOf: row)
    } else {
      var place = written % capacity * width
      for element in row {
        elements[place] = element
        place += 1
      }
    }
    written += 1
  }

  /// The row at a place, 0 for the oldest; traps outside the rows.
  public subscript(place: Int) -> ArraySlice<Float> {
    require(0..<count ~= place, "RowRing: no row \(place) among \(count)")
    return row(number: written - count + place)
  }

  /// The rows at these places as one tensor, [places, width].
  public func rows(at places: [Int]) -> Tensor {
    Tensor(places.flatMap { self[$0] }, shape: [places.count, width])
  }

  /// The number, in the order of all rows that were added, of the oldest that is there.
  package var first: Int { written - count }

  /// The elements of rows by their numbers.
  package func elements(ofRows numbers: Range<Int>) -> [Float] {
    // At most two pieces: the ring may turn between them.
    let start = numbers.lowerBound % capacity
    let head = min(numbers.count, capacity - start)
    let rest = numbers.count - head
    return Array(elements[(start * width)..<((start + head) * width)]) + elements[..<(rest * width)]
  }

  private func row(number: Int) -> ArraySlice<Float> {
    let start = number % capacity * width
    return elements[start..<(start + width)]
  }
}
