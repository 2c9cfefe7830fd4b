import ApusCore
import ApusFiles
import ApusNN

/// How a window slides over the axes after batch and channels, as the settings of a convolution or
/// pooling say.
struct ONNXWindow {
  /// The places that the window reads along each axis.
  let kernel: [Int]
  let strides: [Int]
  let dilations: [Int]
  /// What is added before each axis.
  let before: [Int]
  /// What is added after each axis.
  let after: [Int]
  /// How far the last window reaches beyond that, where extents are rounded up.
  let beyond: [Int]
  /// The number of windows along each axis.
  let counts: [Int]

  /// How far a window reaches along each axis.
  var spans: [Int] { zip(kernel, dilations).map { ($0 - 1) * $1 + 1 } }

  /// The window of an operator over axes of these extents.
  ///
  /// - Throws: ``ONNXError`` where a setting is missing or outside its range, or a window is larger
  ///   than the input.
  init(_ call: ONNXCall, over extents: [Int], kernel: [Int]) throws {
    let axes = extents.count
    func numbers(_ key: String) throws -> [Int] {
      let values = try call.integers(key) ?? [Int](repeating: 1, count: axes)
      guard values.count == axes, values.allSatisfy({ 1...1 << 20 ~= $0 }) else {
        throw call.fail(
          "\(key) is \(values.prefix(9)); expected \(axes) numbers from 1 to \(1 << 20)")
      }
      return values
    }
    let pads = try call.integers("pads") ?? [Int](repeating: 0, count: 2 * axes)
    let padding = try call.text("auto_pad", default: "NOTSET")
    let isCeiling = try call.flag("ceil_mode")
    guard (1...3).contains(axes), kernel.count == axes, kernel.allSatisfy({ 1...1 << 20 ~= $0 }),
      pads.count == 2 * axes, pads.allSatisfy({ 0...1 << 20 ~= $0 })
    else {
      throw call.fail(
        """
        a window of \(kernel.prefix(9)) with pads \(pads.prefix(9)) over \(axes) axes; expected \
        one to three, and no negative numbers
        """
      )
    }
    let strides = try numbers("strides"), dilations = try numbers("dilations")
    var before = [Int](), after = [Int](), beyond = [Int](), counts = [Int]()
    for axis in 0..<axes {
      let window = SlidingWindow(
        kernel[axis], stride: strides[axis], dilation: dilations[axis])
      let kind: Padding1D
      switch padding {
      case "NOTSET": kind = .explicit(before: pads[axis], after: pads[axis + axes])
      case "VALID": kind = .valid
      case "SAME_UPPER", "SAME_LOWER": kind = .same
      default: throw call.fail("auto_pad is \(quoted(padding)), which is not known")
      }
      var (first, last) = window.amounts(of: kind, over: extents[axis])
      if padding == "SAME_LOWER" { swap(&first, &last) }
      let room = extents[axis] + first + last - window.span
      guard room >= 0 else {
        throw call.fail("the window reaches over \(window.span), more than axis \(axis + 2) has")
      }
      let stride = window.stride
      var count = room / stride + 1
      if isCeiling, room % stride != 0, count * stride < extents[axis] + first { count += 1 }
      before.append(first)
      after.append(last)
      beyond.append(max(0, (count - 1) * stride - room))
      counts.append(count)
    }
    self.kernel = kernel
    self.strides = strides
    self.dilations = dilations
    self.before = before
    self.after = after
    self.beyond = beyond
    self.counts = counts
  }
}
