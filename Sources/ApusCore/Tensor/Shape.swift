/// The extents of a tensor along its axes, outermost first; at most eight axes.
///
/// Stored inline, so that making a tensor allocates nothing for its shape.
public struct Shape: Sendable, Hashable, ExpressibleByArrayLiteral, RandomAccessCollection,
  MutableCollection, CustomStringConvertible
{
  /// The most axes a tensor can have.
  public static let maximumRank = 8

  private var extents: InlineArray<8, Int>
  /// The number of axes.
  public private(set) var rank: Int

  /// The shape of a scalar: no axes, one element.
  @inlinable public init() { self.init(rank: 0) }

  @usableFromInline init(rank: Int) {
    extents = InlineArray(repeating: 0)
    self.rank = rank
  }

  /// The shape with these extents; traps on a negative extent or more than eight.
  public init(_ dimensions: some Sequence<Int>) {
    self.init(rank: 0)
    for dimension in dimensions { append(dimension) }
  }

  /// The shape that the literal lists.
  public init(arrayLiteral elements: Int...) { self.init(elements) }

  /// Adds an innermost axis.
  public mutating func append(_ dimension: Int) {
    require(rank < Shape.maximumRank, "a tensor has at most \(Shape.maximumRank) axes")
    require(dimension >= 0, "shape: an extent of \(dimension) is negative")
    extents[rank] = dimension
    rank += 1
  }

  /// The first axis.
  public var startIndex: Int { 0 }
  /// One beyond the last axis: the rank.
  public var endIndex: Int { rank }

  /// The extent along an axis, which counts from the end where it is negative: `shape[-1]` is the
  /// innermost one. Traps outside the shape.
  public subscript(axis: Int) -> Int {
    get { extents[place(of: axis)] }
    set { extents[place(of: axis)] = newValue }
  }

  @inline(__always) private func place(of axis: Int) -> Int {
    let place = axis < 0 ? axis + rank : axis
    require(place >= 0 && place < rank, "axis \(axis) of a shape with \(rank) axes")
    return place
  }

  /// The product of all extents; 1 for a scalar. Traps where it overflows.
  public var elementCount: Int {
    var count = 1
    var overflows = false
    for axis in 0..<rank {
      let (product, overflow) = count.multipliedReportingOverflow(by: extents[axis])
      count = product
      overflows = overflows || overflow
    }
    require(!overflows, "shape \(self): more elements than a 64-bit number can count")
    return count
  }

  /// The axis that `axis` names, counting from the end where it is negative; traps outside the
  /// shape.
  public func axis(_ axis: Int, in operation: StaticString) -> Int {
    let resolved = axis < 0 ? axis + rank : axis
    require(
      resolved >= 0 && resolved < rank,
      "\(operation): axis \(axis) of shape \(self), which has \(rank) axes")
    return resolved
  }

  /// Distances in elements between neighbours along each axis, row-major.
  public var strides: Shape {
    var result = Shape(rank: rank)
    var stride = 1
    for axis in (0..<rank).reversed() {
      result.extents[axis] = stride
      stride *= extents[axis]
    }
    return result
  }

  /// The shape without the given axis.
  public func removing(_ axis: Int) -> Shape {
    var result = Shape(rank: 0)
    for other in 0..<rank where other != axis { result.append(extents[other]) }
    return result
  }

  /// The shape with an axis of `extent` put in at position `axis`.
  public func inserting(_ extent: Int, at axis: Int) -> Shape {
    var result = Shape(rank: 0)
    for other in 0..<axis { result.append(extents[other]) }
    result.append(extent)
    for other in axis..<rank { result.append(extents[other]) }
    return result
  }

  /// The shape both broadcast to by NumPy's rule: aligned at the last axis, extents equal or one of
  /// them 1.
  ///
  /// Nil where the rule does not allow it.
  public func broadcast(with other: Shape) -> Shape? {
    if self == other { return self }
    let rank = Swift.max(self.rank, other.rank)
    var result = Shape(rank: rank)
    for fromEnd in 1...rank {
      let a = fromEnd <= self.rank ? extents[self.rank - fromEnd] : 1
      let b = fromEnd <= other.rank ? other.extents[other.rank - fromEnd] : 1
      if a != b && a != 1 && b != 1 { return nil }
      result.extents[rank - fromEnd] = a == 1 ? b : a
    }
    return result
  }

  /// The extents as an array.
  public var array: [Int] { Array(self) }

  /// Whether both are equal in every part.
  public static func == (a: Shape, b: Shape) -> Bool {
    if a.rank != b.rank { return false }
    for axis in 0..<a.rank where a.extents[axis] != b.extents[axis] { return false }
    return true
  }

  /// Feeds the extents to `hasher`.
  public func hash(into hasher: inout Hasher) {
    hasher.combine(rank)
    for axis in 0..<rank { hasher.combine(extents[axis]) }
  }

  /// The extents, as in `[2, 3]`.
  public var description: String { "[\(map(String.init).joined(separator: ", "))]" }
}

/// The shape and element type of a tensor: all that is known of it before it is computed.
public struct TensorType: Sendable, Hashable, CustomStringConvertible {
  /// The extents.
  public var shape: Shape
  /// The element type.
  public var dtype: DType

  /// The type with this shape and element type.
  public init(_ shape: Shape, _ dtype: DType = .float32) {
    self.shape = shape
    self.dtype = dtype
  }

  /// Bytes that the elements take.
  public var byteCount: Int {
    let (bytes, overflow) = shape.elementCount.multipliedReportingOverflow(by: dtype.byteCount)
    require(!overflow, "\(self): more bytes than a 64-bit number can count")
    return bytes
  }

  /// Element type and extents, as in `float32[2, 3]`.
  public var description: String { "\(dtype)\(shape)" }
}
