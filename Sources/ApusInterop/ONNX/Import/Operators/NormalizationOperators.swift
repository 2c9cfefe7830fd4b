import ApusCore

extension ONNXCall {
  /// Normalizations; nil for other operators.
  static func normalizing(_ name: String) -> Operator? {
    switch name {
    case "BatchNormalization": batchNormalization
    case "InstanceNormalization": instanceNormalization
    case "GroupNormalization": groupNormalization
    case "LayerNormalization": layerNormalization
    case "RMSNormalization": rmsNormalization
    case "MeanVarianceNormalization": meanVarianceNormalization
    case "LpNormalization": lpNormalization
    case "LRN": localResponseNormalization
    default: nil
    }
  }

  private func epsilon() throws -> Double {
    try number("epsilon", default: Double(Float(1e-5)), in: 0...1e6)
  }

  /// A floating-point input [batch, channels, …] with elements.
  private func images() throws -> Tensor {
    let x = try input(0, .floats)
    try expectElements(x)
    guard x.rank >= 2 else { throw fail("shape \(x.shape); expected [batch, channels, …]") }
    return x
  }

  /// A number a channel, as it broadcasts to [batch, channels, …] of `rank`.
  private static func aligned(_ channels: Tensor, rank: Int) -> Tensor {
    channels.reshaped(
      to: Shape([channels.elementCount] + [Int](repeating: 1, count: rank - 2)))
  }

  /// The parts of the variance's root: (x − μ) and √(v + ε) over these axes.
  private static func centred(_ x: Tensor, _ axes: [Int], _ epsilon: Double) -> (
    deviation: Tensor, mean: Tensor, root: Tensor
  ) {
    let mean = x.mean(axes: axes, keepDimensions: true)
    let deviation = x - mean
    let variance = square(deviation).mean(axes: axes, keepDimensions: true)
    return (deviation, mean, sqrt(variance + epsilon))
  }

  /// With the statistics that the file brings: as in inference.
  private static let batchNormalization: Operator = { call in
    try call.expectInputs(5...5)
    let x = try call.images(), epsilon = try call.epsilon()
    guard try !call.flag("training_mode"), call.node.outputs.count == 1 else {
      throw call.fail("training mode is not supported; export the model for inference")
    }
    let parts = try (1...4).map { position -> Tensor in
      guard let part = try call.optional(position, like: x, shape: [x.shape[1]]) else {
        throw call.fail("input \(position) is missing")
      }
      return part
    }
    let scale = parts[0] / sqrt(parts[3] + epsilon)
    let shift = parts[1] - parts[2] * scale
    return [x * aligned(scale, rank: x.rank) + aligned(shift, rank: x.rank)]
  }

  private static let instanceNormalization: Operator = { call in
    try call.expectInputs(3...3)
    let x = try call.images()
    guard x.rank > 2, let scale = try call.optional(1, like: x, shape: [x.shape[1]]),
      let bias = try call.optional(2, like: x, shape: [x.shape[1]])
    else { throw call.fail("scale or bias is missing, or \(x.shape) has no places") }
    let (deviation, _, root) = centred(x, Array(2..<x.rank), try call.epsilon())
    return [deviation / root * aligned(scale, rank: x.rank) + aligned(bias, rank: x.rank)]
  }

  /// Scale and shift are numbers of a group before version 21, of a channel since.
  private static let groupNormalization: Operator = { call in
    try call.expectInputs(3...3)
    let x = try call.images()
    let channels = x.shape[1], groups = try call.integer("num_groups", in: 1...1 << 24)
    let count = call.version < 21 ? groups : channels
    guard channels % groups == 0, let scale = try call.optional(1, like: x, shape: [count]),
      let bias = try call.optional(2, like: x, shape: [count])
    else { throw call.fail("\(groups) groups of \(channels) channels, or no scale and bias") }
    let width = channels / groups
    let grouped = x.reshaped(to: [x.shape[0], groups, x.elementCount / x.shape[0] / groups])
    let (deviation, _, root) = centred(grouped, [2], try call.epsilon())
    func perChannel(_ numbers: Tensor) -> Tensor {
      let each =
        count == channels
        ? numbers
        : numbers.expandingDimension(at: 1).broadcast(
          to: [groups, width]
        ).reshaped(to: [channels])
      return aligned(each, rank: x.rank)
    }
    return [(deviation / root).reshaped(to: x.shape) * perChannel(scale) + perChannel(bias)]
  }

  /// The input, its normalized axes, and a scale and shift that broadcast to it.
  private func normalizedAxes(shift: Bool) throws -> (
    x: Tensor, axes: [Int], scale: Tensor, shift: Tensor?
  ) {
    try expectInputs(2...(shift ? 3 : 2))
    let x = try input(0, .floats)
    try expectElements(x)
    let axes = Array(try axis(integer("axis", default: -1), rank: x.rank)..<x.rank)
    guard let scale = try optional(1, like: x) else { throw fail("the scale is missing") }
    let shift = try optional(2, like: x)
    for part in [scale, shift] {
      if let part, part.shape.broadcast(with: x.shape) != x.shape {
        throw fail("shape \(part.shape) does not broadcast to \(x.shape)")
      }
    }
    return (x, axes, scale, shift)
  }

  private static let layerNormalization: Operator = { call in
    let (x, axes, scale, shift) = try call.normalizedAxes(shift: true)
    let epsilon = try call.epsilon()
    let own = Shape(x.shape.dropFirst(axes[0]))
    if call.node.outputs.count == 1, scale.shape == own, shift?.shape ?? own == own {
      return [
        ApusCore.layerNormalization(
          x, gamma: scale, beta: shift ?? scale.zerosLike, axes: axes, epsilon: epsilon)
      ]
    }
    let (deviation, mean, root) = centred(x, axes, epsilon)
    let scaled = deviation / root * scale
    return [shift.map { scaled + $0 } ?? scaled, mean, reciprocal(root)]
  }

  private static let rmsNormalization: Operator = { call in
    let (x, axes, scale, _) = try call.normalizedAxes(shift: false)
    let mean = square(x).mean(axes: axes, keepDimensions: true)
    return [x / sqrt(mean + (try call.epsilon())) * scale]
  }

  private static let meanVarianceNormalization: Operator = { call in
    try call.expectInputs(1...1)
    let x = try call.input(0, .floats)
    try call.expectElements(x)
    let axes = try call.axes(call.integers("axes") ?? [0, 2, 3], rank: x.rank)
    let (deviation, _, root) = centred(x, axes, 0)
    return [deviation / (root + 1e-9)]
  }

  private static let lpNormalization: Operator = { call in
    try call.expectInputs(1...1)
    let x = try call.input(0, .floats)
    let axis = try call.axis(call.integer("axis", default: -1), rank: x.rank)
    let norm: Tensor
    if try call.integer("p", default: 2, in: 1...2) == 1 {
      norm = abs(x).sum(axes: [axis], keepDimensions: true)
    } else {
      norm = sqrt(square(x).sum(axes: [axis], keepDimensions: true))
    }
    return [x / select(norm .== norm.number(0), norm.number(1), norm)]
  }

  private static let localResponseNormalization: Operator = { call in
    try call.expectInputs(1...1)
    let x = try call.images()
    let size = try call.integer("size", in: 1...1 << 20)
    guard size % 2 == 1 else { throw call.fail("a size of \(size); only odd ones are supported") }
    return [
      ApusCore.localResponseNormalization(
        x.channelsLast, size: size, alpha: try call.number("alpha", default: 1e-4, in: 0...1e6),
        beta: try call.number("beta", default: 0.75),
        bias: try call.number("bias", default: 1, in: 1e-6...1e6), averages: true
      ).channelsFirst
    ]
  }
}
