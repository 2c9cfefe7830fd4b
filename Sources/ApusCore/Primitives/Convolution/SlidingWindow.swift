/// A window that slides along one axis: how a convolution or a pooling looks at rows, or at
/// columns.
///
/// ```swift
/// SlidingWindow(3).outputSize(5)                       // 3
/// try SlidingWindow(3, stride: 2).exactOutputSize(10)  // throws: it fits 4.5 times
/// ```
///
/// Windows of two and three axes are made of it, and so are padding, transposed convolutions,
/// receptive fields and what files say of windows.
///
/// Source: lectures S0:497 and S2:3208, catalogue A11.
public struct SlidingWindow: Sendable, Hashable {
  /// k, the elements that the window takes.
  public let size: Int
  /// s, from one position to the next.
  public let stride: Int
  /// d, from one element of the window to the next; 1 is a dense window.
  public let dilation: Int

  /// Traps where a number is below 1.
  public init(_ size: Int, stride: Int = 1, dilation: Int = 1) {
    require(
      size > 0 && stride > 0 && dilation > 0,
      "a window of size \(size), stride \(stride), dilation \(dilation); each must be at least 1")
    self.size = size
    self.stride = stride
    self.dilation = dilation
  }

  /// d(k − 1) + 1: from the window's first element to its last.
  public var span: Int { dilation * (size - 1) + 1 }

  /// (n + 2p − d(k − 1) − 1) / s + 1, not rounded: how many times the window fits along `input`
  /// elements.
  ///
  /// - Parameters:
  ///   - input: n.
  ///   - padding: p, zeros at each end.
  public func positions(_ input: Int, padding: Int = 0) -> Double {
    Double(input + 2 * padding - span) / Double(stride) + 1
  }

  /// ⌊(n + 2p − d(k − 1) − 1) / s⌋ + 1: the outputs along an axis of `input` elements, as layers
  /// compute them; elements that are left over at the end are not looked at. 0 where the window
  /// does not fit.
  public func outputSize(_ input: Int, padding: Int = 0) -> Int {
    max(0, Int(positions(input, padding: padding).rounded(.down)))
  }
}

extension SlidingWindow {
  /// Where a window's positions lie along an axis.
  package struct Placement: Sendable, Hashable {
    /// The elements of padding before the axis.
    package let before: Int
    /// The elements of padding after it.
    package let after: Int
    /// The number of positions.
    package let count: Int
  }

  /// The elements that `padding` adds before and after an axis of `extent`.
  package func amounts(
    of padding: Padding1D, over extent: Int
  ) -> (before: Int, after: Int) {
    switch padding {
    case .valid: return (0, 0)
    case .causal: return (span - 1, 0)
    case .explicit(let before, let after): return (before, after)
    case .same:
      let count = (extent + stride - 1) / stride
      let total = max(0, (count - 1) * stride + span - extent)
      return (total / 2, total - total / 2)
    }
  }

  /// The positions over the axis called `axis` of `shape`, `extent` elements extended by `padding`;
  /// throws where the window does not fit.
  package func placement(
    over extent: Int, padding: Padding1D, in operation: String, along axis: String, of shape: Shape
  ) throws(ShapeError) -> Placement {
    let (before, after) = amounts(of: padding, over: extent)
    try ensure(before >= 0 && after >= 0, "\(operation): padding must not be negative")
    let padded = extent + before + after
    // An axis without elements has no position for ⌈extent / stride⌉ of them.
    if padding == .same, extent == 0 { return Placement(before: before, after: after, count: 0) }
    try ensure(
      padded >= span,
      """
      \(operation): the window spans \(span) along the \(axis), more than the \(padded) of input \
      \(shape) with its padding
      """)
    return Placement(before: before, after: after, count: (padded - span) / stride + 1)
  }

  /// Where a transposed convolution's output lies over the places that its windows reach, (extent
  /// − 1) s + d(k − 1) + 1 of them: how many are left out before and after it, and how many it has.
  ///
  /// Keras's rules. `added` nil: s · extent places for `same`, and for `valid` all but at least s
  /// an element. A number adds so many to the least that a convolution would take back to `extent`;
  /// throws where it is not below the stride.
  package func transposed(
    over extent: Int, padding: Padding1D, added: Int?
  ) throws(ShapeError) -> Placement {
    try ensure(
      added.map { 0..<stride ~= $0 } ?? true,
      """
      transposed convolution: output padding \(added ?? 0) with stride \(stride); it must be below \
      it, from 0 on
      """
    )
    try ensure(padding != .causal, "transposed convolution: it has no causal padding")
    let reached = (extent - 1) * stride + span
    let before: Int, count: Int
    switch padding {
    case .valid: (before, count) = (0, reached + (added ?? max(0, stride - span)))
    case .explicit(let first, let last):
      (before, count) = (first, reached - first - last + (added ?? 0))
    case .same, .causal:
      count = added.map { (extent - 1) * stride + span % 2 + $0 } ?? extent * stride
      before = max(0, (reached - count) / 2)
    }
    return Placement(before: before, after: max(0, reached - before - count), count: count)
  }
}
