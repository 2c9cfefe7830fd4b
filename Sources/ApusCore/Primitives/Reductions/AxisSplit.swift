/// A shape seen around one axis, or around neighbouring axes taken as one: [outer, count, inner].
///
/// What kernels that work along an axis need to know of a dense tensor.
struct AxisSplit {
  /// The product of the extents before the axis.
  let outer: Int
  /// The axis's extent.
  let count: Int
  /// The product of the extents after it.
  let inner: Int

  /// Around the axes in `axes`, counted from the front.
  init(_ shape: Shape, axes: Range<Int>) {
    func product(_ range: Range<Int>) -> Int { range.reduce(1) { $0 * shape[$1] } }
    outer = product(0..<axes.lowerBound)
    count = product(axes)
    inner = product(axes.upperBound..<shape.rank)
  }

  /// Around the axis `axis`, counted from the front.
  init(_ shape: Shape, axis: Int) { self.init(shape, axes: axis..<(axis + 1)) }
}
