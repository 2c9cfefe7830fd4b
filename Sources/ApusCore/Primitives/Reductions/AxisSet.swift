/// Some of a tensor's axes, counted from the front.
package struct AxisSet: Sendable, Hashable {
  private var bits: UInt8 = 0

  /// No axes.
  package init() {}

  /// The axes that `axes` names, counting from the end where negative; traps outside the shape and
  /// on an axis named twice.
  package init(_ axes: [Int], of shape: Shape, in operation: StaticString) {
    for axis in axes {
      let resolved = shape.axis(axis, in: operation)
      require(!contains(resolved), "\(operation): axis \(axis) of \(shape) is named twice")
      insert(resolved)
    }
  }

  /// All axes of a shape with `rank` axes.
  package static func all(_ rank: Int) -> AxisSet {
    var result = AxisSet()
    for axis in 0..<rank { result.insert(axis) }
    return result
  }

  package mutating func insert(_ axis: Int) { bits |= 1 << UInt8(axis) }
  package func contains(_ axis: Int) -> Bool { bits >> UInt8(axis) & 1 == 1 }
  package var isEmpty: Bool { bits == 0 }
  package var count: Int { bits.nonzeroBitCount }

  /// The axes in ascending order.
  package var array: [Int] { (0..<Shape.maximumRank).filter(contains) }
}
