import ApusCore

extension SlidingWindow {
  /// The outputs along an axis of `input` elements; throws where the window does not fit a whole
  /// number of times.
  ///
  /// - Throws: ``ConfigurationError`` that names the next strides that would do.
  public func exactOutputSize(_ input: Int, padding: Int = 0) throws -> Int {
    let positions = positions(input, padding: padding)
    if positions == positions.rounded(), positions >= 1 { return Int(positions) }
    let room = input + 2 * padding - span
    let strides = room < 0 ? [] : (1...max(1, room)).filter { room % $0 == 0 }
    let advice =
      strides.isEmpty
      ? "the input must have at least \(span - 2 * padding) elements"
      : "a stride that divides \(room) does: "
        + strides.prefix(4).map(String.init).joined(separator: ", ")
    throw ConfigurationError(
      .impossibleShape,
      """
      a window of \(size) with stride \(stride), dilation \(dilation) and padding \(padding) fits \
      \(positions) times into \(input) elements; \(advice)
      """
    )
  }
}

/// How much of the input one output sees along an axis, after several windows.
///
/// ```swift
/// ReceptiveField([SlidingWindow(3), SlidingWindow(3), SlidingWindow(3)]).size   // 7
/// ```
///
/// Output i sees the elements from `start` + i · `stride` on, `size` of them.
///
/// Source: lecture S0:933, catalogue A11; Araujo, Norris & Sim 2019.
public struct ReceptiveField: Sendable, Hashable {
  /// r₀ = Σₗ dₗ(kₗ − 1) Πⱼ₍ⱼ﹤ₗ₎ sⱼ + 1: the elements of the input that one output depends on.
  public private(set) var size = 1
  /// Π s: the distance, in elements of the input, between what neighbouring outputs see.
  public private(set) var stride = 1
  /// −Σₗ pₗ Πⱼ₍ⱼ﹤ₗ₎ sⱼ: the first element that output 0 sees; below 0 where it begins in the
  /// padding.
  public private(set) var start = 0

  /// The field after `windows`, the first nearest to the input; 1 after none.
  public init(_ windows: [SlidingWindow] = []) {
    for window in windows { append(window) }
  }

  /// Puts one more window after the others.
  ///
  /// - Parameter padding: p, the elements of padding before what it slides over.
  public mutating func append(_ window: SlidingWindow, padding: Int = 0) {
    start = -saturated(-start, +, saturated(padding, *, stride))
    size = saturated(size, +, saturated(window.span - 1, *, stride))
    stride = saturated(stride, *, window.stride)
  }

  /// What an output sees that is made of one output of each of two branches: from the first element
  /// of either to the last; nil where their strides differ, so that it is not the same window
  /// everywhere.
  public func joined(with other: ReceptiveField) -> ReceptiveField? {
    guard stride == other.stride else { return nil }
    var both = self
    both.start = min(start, other.start)
    both.size = max(
      saturated(size, +, start - both.start), saturated(other.size, +, other.start - both.start))
    return both
  }
}

/// A sum or product of numbers that are not negative; the greatest number where it is greater
/// still, which strides from a file can bring about.
private func saturated(_ a: Int, _ operation: (Double, Double) -> Double, _ b: Int) -> Int {
  let exact = operation(Double(a), Double(b))
  return exact < 9e15 ? Int(exact) : Int.max
}

/// A layer whose outputs look at a window of its input.
public protocol WindowedLayer: Layer {
  /// The window along each axis between batch and channels.
  var windows: [SlidingWindow] { get }
  /// The padding of each of these axes; none unless a layer says otherwise.
  var paddings: [Padding1D] { get }
}

extension WindowedLayer {
  /// None.
  public var paddings: [Padding1D] { windows.map { _ in .valid } }
}
