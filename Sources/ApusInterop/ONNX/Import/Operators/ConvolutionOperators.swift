import ApusCore
import ApusFiles
import ApusNN

extension ONNXOperator {
  /// Convolutions and their transposes over one to three axes.
  ///
  /// The file has channels first, the library last: tensors are transposed before and after.
  static let convolutions: [ONNXOperator] = [
    ONNXOperator("Conv", 2...3) { try $0.convolution() },
    ONNXOperator("ConvTranspose", 2...3) { try $0.transposedConvolution() },
  ]
}

extension ONNXCall {
  /// Input, filter and bias, and the number of groups.
  private func convolved() throws -> (x: Tensor, filter: Tensor, bias: Tensor?, groups: Int) {
    let x = try input(0, .floats), filter = try input(1)
    try expectSame(x, filter)
    try expectElements(x)
    try expectElements(filter)
    let groups = try integer("group", default: 1, in: 1...1 << 20)
    let kernel = filter.shape.dropFirst(2)
    guard try integers("kernel_shape").map({ kernel.elementsEqual($0) }) ?? true else {
      throw fail("kernel_shape is not that of the filter, \(filter.shape)")
    }
    return (x, filter, try optional(2, like: x), groups)
  }

  fileprivate func convolution() throws -> [Tensor] {
    let (x, filter, bias, groups) = try convolved()
    let window = try ONNXWindow(
      self, over: Array(x.shape.dropFirst(2)), kernel: Array(filter.shape.dropFirst(2)))
    var input = x.channelsLast
    var (before, after) = (window.before, window.after)
    // What lies beyond a window's reach is no padding that the kernels know.
    if zip(zip(before, after), window.spans).contains(where: { max($0.0, $0.1) >= $1 }) {
      var amounts = [(before: Int, after: Int)](repeating: (0, 0), count: x.rank)
      for axis in before.indices { amounts[axis + 1] = (before[axis], after[axis]) }
      input = input.padded(amounts)
      before = before.map { _ in 0 }
      after = before
    }
    // [window…, inputs of a group, filters]
    let taps = filter.transposed(axes: Array(2..<filter.rank) + [1, 0])
    let (s, d) = (window.strides, window.dilations)
    let result: Tensor
    switch s.count {
    case 1:
      result = convolution1D(
        input, taps, bias: bias, stride: s[0],
        padding: .explicit(before: before[0], after: after[0]), dilation: d[0], groups: groups)
    case 2:
      result = convolution2D(
        input, taps, bias: bias, strides: (s[0], s[1]),
        padding: .explicit(
          top: before[0], left: before[1], bottom: after[0], right: after[1]),
        dilations: (d[0], d[1]), groups: groups)
    default:
      result = convolution3D(
        input, taps, bias: bias, strides: (s[0], s[1], s[2]),
        padding: .explicit(
          front: before[0], top: before[1], left: before[2], back: after[0], bottom: after[1],
          right: after[2]), dilations: (d[0], d[1], d[2]), groups: groups)
    }
    return [result.channelsFirst]
  }

  fileprivate func transposedConvolution() throws -> [Tensor] {
    let (x, filter, bias, groups) = try convolved()
    let window = try ONNXTransposedWindow(
      self, over: Array(x.shape.dropFirst(2)), kernel: Array(filter.shape.dropFirst(2)))
    let input = x.channelsLast
    // [window…, filters of a group, inputs]
    let taps = filter.transposed(axes: Array(2..<filter.rank) + [1, 0])
    let inputs = input.split(into: groups, axis: -1), filters = taps.split(into: groups, axis: -1)
    var result = Tensor.concatenated(
      zip(inputs, filters).map { window.apply(to: $0, $1) }, axis: -1)
    if let bias { result = result + (try broadcast(bias, to: result.shape)) }
    return [result.channelsFirst]
  }
}

/// The window of a transposed convolution: where an input's place reaches in the output.
private struct ONNXTransposedWindow {
  let strides: [Int]
  let dilations: [Int]
  /// The extents that all places reach together.
  let reached: [Int]
  /// How much of that is cut off before each axis.
  let before: [Int]
  /// The output's extents.
  let sizes: [Int]

  init(_ call: ONNXCall, over extents: [Int], kernel: [Int]) throws {
    let axes = extents.count
    func numbers(_ key: String, _ usual: Int) throws -> [Int] {
      let values = try call.integers(key) ?? [Int](repeating: usual, count: axes)
      guard values.count == axes, values.allSatisfy({ usual...1 << 20 ~= $0 }) else {
        throw call.fail("\(key) is \(values.prefix(9)); expected \(axes) numbers from \(usual) on")
      }
      return values
    }
    let strides = try numbers("strides", 1), dilations = try numbers("dilations", 1)
    let added = try numbers("output_padding", 0)
    let pads = try call.integers("pads") ?? [Int](repeating: 0, count: 2 * axes)
    let padding = try call.text("auto_pad", default: "NOTSET")
    let reached = (0..<axes).map { axis -> Int in
      let last = (extents[axis] - 1) * strides[axis]
      return last + (kernel[axis] - 1) * dilations[axis] + 1
    }
    var wanted = try call.integers("output_shape")
    if let named = wanted, named.count == axes + 2 { wanted = Array(named.dropFirst(2)) }
    let isSame = padding == "SAME_UPPER" || padding == "SAME_LOWER"
    guard isSame || padding == "NOTSET" || padding == "VALID", pads.count == 2 * axes,
      pads.allSatisfy({ 0...1 << 20 ~= $0 }), kernel.allSatisfy({ $0 <= 1 << 20 }),
      wanted == nil || wanted?.count == axes
    else {
      throw call.fail("auto_pad \(quoted(padding)), pads \(pads.prefix(9)) over \(axes) axes")
    }
    var before = [Int](), sizes = [Int]()
    for axis in 0..<axes {
      let size = wanted?[axis] ?? (isSame ? extents[axis] * strides[axis] : nil)
      guard let size else {
        before.append(padding == "VALID" ? 0 : pads[axis])
        let last = padding == "VALID" ? 0 : pads[axis + axes]
        sizes.append(reached[axis] + added[axis] - before[axis] - last)
        continue
      }
      guard 1...1 << 30 ~= size else { throw call.fail("an output of \(size) is impossible") }
      let total = max(0, reached[axis] + added[axis] - size)
      before.append(padding == "SAME_UPPER" ? total / 2 : total - total / 2)
      sizes.append(size)
    }
    guard zip(sizes, zip(before, reached)).allSatisfy({ $0 > 0 && $1.0 < $1.1 }) else {
      throw call.fail("an output of \(sizes) is impossible")
    }
    self.strides = strides
    self.dilations = dilations
    self.reached = reached
    self.before = before
    self.sizes = sizes
  }

  /// The transposed convolution of one group, channels last.
  func apply(to x: Tensor, _ filter: Tensor) -> Tensor {
    let axes = sizes.count
    // What the library's padding says in one step: cut at both ends, then less than a stride added.
    let rest = (0..<axes).map { axis -> Int in reached[axis] - before[axis] - sizes[axis] }
    let isPlain = (0..<axes).allSatisfy { -strides[$0] < rest[$0] }
    let after = rest.map { isPlain ? max(0, $0) : 0 }
    let added = rest.map { isPlain ? max(0, -$0) : 0 }
    let front = isPlain ? before : before.map { _ in 0 }
    let (s, d) = (strides, dilations)
    var result: Tensor
    switch axes {
    case 1:
      result = convolution1DTranspose(
        x, filter, stride: s[0], padding: .explicit(before: front[0], after: after[0]),
        outputPadding: added[0], dilation: d[0])
    case 2:
      result = convolution2DTranspose(
        x, filter, strides: (s[0], s[1]),
        padding: .explicit(top: front[0], left: front[1], bottom: after[0], right: after[1]),
        outputPadding: (added[0], added[1]), dilations: (d[0], d[1]))
    default:
      result = convolution3DTranspose(
        x, filter, strides: (s[0], s[1], s[2]),
        padding: .explicit(
          front: front[0], top: front[1], left: front[2], back: after[0], bottom: after[1],
          right: after[2]),
        outputPadding: (added[0], added[1], added[2]), dilations: (d[0], d[1], d[2]))
    }
    if isPlain { return result }
    for axis in 0..<axes {
      let end = min(reached[axis], before[axis] + sizes[axis])
      result = result.sliced(axis: axis + 1, from: before[axis], to: end)
        .padded(axis: axis + 1, after: sizes[axis] - (end - before[axis]))
    }
    return result
  }
}
