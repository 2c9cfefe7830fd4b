import ApusCore

extension ONNXOperator {
  /// Pooling over one to three axes.
  static let poolings: [ONNXOperator] = [
    ONNXOperator("MaxPool", 1...1) { try $0.maxPool() },
    ONNXOperator("AveragePool", 1...1) { try $0.averagePool() },
    ONNXOperator("LpPool", 1...1) { try $0.normPool() },
    globalPool("GlobalMaxPool") { call, x, axes in x.max(axes: axes, keepDimensions: true) },
    globalPool("GlobalAveragePool") { call, x, axes in x.mean(axes: axes, keepDimensions: true) },
    globalPool("GlobalLpPool") { call, x, axes in
      let p = Double(try call.integer("p", default: 2, in: 1...64))
      return pow(pow(abs(x), p).sum(axes: axes, keepDimensions: true), 1 / p)
    },
  ]
}

extension ONNXOperator {
  private static func globalPool(
    _ name: String, _ body: @escaping @Sendable (ONNXCall, Tensor, [Int]) throws -> Tensor
  ) -> ONNXOperator {
    ONNXOperator(name, 1...1) { call in
      let x = try call.input(0, .floats)
      try call.expectElements(x)
      guard x.rank >= 3 else { throw call.fail("an input of shape \(x.shape) is no image") }
      return [try body(call, x, Array(2..<x.rank))]
    }
  }
}

extension ONNXCall {
  /// The input and its window, whose padding it must not lie in whole.
  private func pooled(_ kind: Kind = .floats) throws -> (x: Tensor, window: ONNXWindow) {
    let x = try input(0, kind)
    try expectElements(x)
    guard let kernel = try integers("kernel_shape") else { throw fail("it has no kernel_shape") }
    let window = try ONNXWindow(self, over: Array(x.shape.dropFirst(2)), kernel: kernel)
    guard zip(zip(window.before, window.after), window.spans).allSatisfy({ max($0.0, $0.1) < $1 })
    else { throw fail("its padding is as large as its window") }
    _ = try shape(x.shape.prefix(2) + window.counts)
    return (x, window)
  }

  fileprivate func maxPool() throws -> [Tensor] {
    guard node.outputs.count == 1 else {
      throw fail("the positions of the greatest are not supported")
    }
    let (x, window) = try pooled(.numbers)
    if x.dtype.isFloatingPoint, window.isDense {
      return [window.pooled(x) { maxPooling2D($0, window: $1, strides: $2, padding: $3) }]
    }
    return [try window.folded(x, filling: x.dtype.least, self) { maximum($0, $1) }]
  }

  fileprivate func averagePool() throws -> [Tensor] {
    let (x, window) = try pooled()
    let countsPadding = try flag("count_include_pad")
    if window.isDense, !countsPadding || window.beyond.allSatisfy({ $0 == 0 }) {
      return [
        window.pooled(x) {
          averagePooling2D(
            $0, window: $1, strides: $2, padding: $3, countsPadding: countsPadding)
        }
      ]
    }
    let sum = try window.folded(x, filling: 0, self) { $0 + $1 }
    return [sum / window.placeCounts(over: x, countsPadding: countsPadding)]
  }

  fileprivate func normPool() throws -> [Tensor] {
    let (x, window) = try pooled()
    let p = Double(try integer("p", default: 2, in: 1...64))
    let powers = pow(abs(x), p)
    let sum = try window.folded(powers, filling: 0, self) { $0 + $1 }
    return [pow(sum, 1 / p)]
  }
}

extension DType {
  /// The least number of the type.
  fileprivate var least: Double {
    switch self {
    case .int64: Double(Int64.min)
    case .int32: Double(Int32.min)
    case .uint8, .bool: 0
    case .float32, .float64, .bfloat16: -.infinity
    }
  }
}

extension ONNXWindow {
  /// Whether no place between those of a window is left out.
  fileprivate var isDense: Bool { dilations.allSatisfy { $0 == 1 } }

  /// Pooling by the library's function for images; of volumes first the planes, then the depth.
  fileprivate func pooled(
    _ x: Tensor, by pool: (Tensor, (Int, Int), (Int, Int), Padding2D) -> Tensor
  ) -> Tensor {
    let last = zip(after, beyond).map { $0 + $1 }
    func images(_ x: Tensor, _ rows: Int?, _ columns: Int?) -> Tensor {
      func part(_ values: [Int], _ axis: Int?, _ usual: Int) -> Int {
        axis.map { values[$0] } ?? usual
      }
      return pool(
        x, (part(kernel, rows, 1), part(kernel, columns, 1)),
        (part(strides, rows, 1), part(strides, columns, 1)),
        .explicit(
          top: part(before, rows, 0), left: part(before, columns, 0), bottom: part(last, rows, 0),
          right: part(last, columns, 0)))
    }
    let (n, c) = (x.shape[0], x.shape[1])
    let s = x.shape.array
    let output: Shape = Shape([n] + counts + [c])
    switch kernel.count {
    case 1:
      return images(x.channelsLast.expandingDimension(at: 1), nil, 0)
        .reshaped(to: output).channelsFirst
    case 2: return images(x.channelsLast, 0, 1).channelsFirst
    default:
      let planes = images(x.channelsLast.reshaped(to: [n * s[2], s[3], s[4], c]), 1, 2)
      let columns = planes.reshaped(to: [n, s[2], 1, counts[1] * counts[2] * c])
      return images(columns, 0, nil).reshaped(to: output).channelsFirst
    }
  }

  /// `join` of all places of each window, one place of all windows at a time.
  fileprivate func folded(
    _ x: Tensor, filling value: Double, _ call: ONNXCall, _ join: (Tensor, Tensor) -> Tensor
  ) throws -> Tensor {
    let places = kernel.reduce(1.0) { $0 * Double($1) }
    guard places <= 4096 else {
      throw call.fail("a window of \(kernel) in this form is not supported")
    }
    let amounts = kernel.indices.map { (before[$0], after[$0] + beyond[$0]) }
    let padded = x.padded([(0, 0), (0, 0)] + amounts, mode: .constant(value))
    var result: Tensor?
    var place = [Int](repeating: 0, count: kernel.count)
    for _ in 0..<Int(places) {
      var part = padded
      for axis in kernel.indices {
        let from = place[axis] * dilations[axis]
        part = part.sliced(
          axis: axis + 2, from: from, to: from + (counts[axis] - 1) * strides[axis] + 1,
          by: strides[axis])
      }
      result = result.map { join($0, part) } ?? part
      var axis = kernel.count - 1
      while axis >= 0 {
        place[axis] += 1
        if place[axis] < kernel[axis] { break }
        place[axis] = 0
        axis -= 1
      }
    }
    return result ?? x
  }

  /// The number of places in each window, without those beyond the padding, and perhaps without the
  /// padding.
  fileprivate func placeCounts(over x: Tensor, countsPadding: Bool) -> Tensor {
    var result = Tensor(1, dtype: x.dtype)
    for axis in kernel.indices {
      let extent = x.shape[axis + 2]
      let range =
        countsPadding ? -before[axis]..<extent + after[axis] : 0..<extent
      let numbers = (0..<counts[axis]).map { window in
        Double(
          (0..<kernel[axis]).count {
            range.contains(window * strides[axis] - before[axis] + $0 * dilations[axis])
          })
      }
      var shape = [Int](repeating: 1, count: kernel.count)
      shape[axis] = counts[axis]
      result = result * Tensor(numbers, shape: Shape(shape)).cast(to: x.dtype)
    }
    return result
  }
}
