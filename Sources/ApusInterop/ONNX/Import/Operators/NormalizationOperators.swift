import ApusCore

extension ONNXOperator {
  /// Normalizations.
  static let normalizations: [ONNXOperator] = [
    ONNXOperator("BatchNormalization", 5...5, statistics: [3, 4]) { try $0.batchNormalization() },
    ONNXOperator("InstanceNormalization", 3...3) { try $0.instanceNormalization() },
    ONNXOperator("GroupNormalization", 3...3) { try $0.groupNormalization() },
    ONNXOperator("LayerNormalization", 2...3) { try $0.layerNormalization() },
    ONNXOperator("RMSNormalization", 2...2) { try $0.rmsNormalization() },
    ONNXOperator("MeanVarianceNormalization", 1...1) { try $0.meanVarianceNormalization() },
    ONNXOperator("LpNormalization", 1...1) { try $0.lpNormalization() },
    ONNXOperator("LRN", 1...1) { try $0.localResponseNormalization() },
  ]
}

extension ONNXCall {
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
  private func aligned(_ channels: Tensor, rank: Int) -> Tensor {
    channels.reshaped(
      to: Shape([channels.elementCount] + [Int](repeating: 1, count: rank - 2)))
  }

  /// The parts of the variance's root: (x − μ) and √(v + ε) over these axes.
  private func centred(_ x: Tensor, _ axes: [Int], _ epsilon: Double) -> (
    deviation: Tensor, mean: Tensor, root: Tensor
  ) {
    let mean = x.mean(axes: axes, keepDimensions: true)
    let deviation = x - mean
    let variance = square(deviation).mean(axes: axes, keepDimensions: true)
    return (deviation, mean, sqrt(variance + epsilon))
  }

  /// With the statistics that the file brings: as in inference.
  fileprivate func batchNormalization() throws -> [Tensor] {
    let x = try images(), epsilon = try epsilon()
    guard try !flag("training_mode"), node.outputs.count == 1 else {
      throw fail("training mode is not supported; export the model for inference")
    }
    let parts = try (1...4).map { position -> Tensor in
      guard let part = try optional(position, like: x, shape: [x.shape[1]]) else {
        throw fail("input \(position) is missing")
      }
      return part
    }
    let scale = parts[0] / sqrt(parts[3] + epsilon)
    let shift = parts[1] - parts[2] * scale
    return [x * aligned(scale, rank: x.rank) + aligned(shift, rank: x.rank)]
  }

  fileprivate func instanceNormalization() throws -> [Tensor] {
    let x = try images()
    guard x.rank > 2, let scale = try optional(1, like: x, shape: [x.shape[1]]),
      let bias = try optional(2, like: x, shape: [x.shape[1]])
    else { throw fail("scale or bias is missing, or \(x.shape) has no places") }
    let (deviation, _, root) = centred(x, Array(2..<x.rank), try epsilon())
    return [deviation / root * aligned(scale, rank: x.rank) + aligned(bias, rank: x.rank)]
  }

  /// Scale and shift are numbers of a group before version 21, of a channel since.
  fileprivate func groupNormalization() throws -> [Tensor] {
    let x = try images()
    let channels = x.shape[1], groups = try integer("num_groups", in: 1...1 << 24)
    let count = version < 21 ? groups : channels
    guard let scale = try optional(1, like: x, shape: [count]),
      let bias = try optional(2, like: x, shape: [count])
    else { throw fail("scale or bias is missing") }
    let width = channels / groups
    let grouped = x.reshaped(to: [x.shape[0], groups, x.elementCount / x.shape[0] / groups])
    let (deviation, _, root) = centred(grouped, [2], try epsilon())
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

  fileprivate func layerNormalization() throws -> [Tensor] {
    let (x, axes, scale, shift) = try normalizedAxes(shift: true)
    let epsilon = try epsilon()
    let own = Shape(x.shape.dropFirst(axes[0]))
    if node.outputs.count == 1, scale.shape == own, shift?.shape ?? own == own {
      return [
        ApusCore.layerNormalization(
          x, gamma: scale, beta: shift ?? scale.zerosLike, axes: axes, epsilon: epsilon)
      ]
    }
    let (deviation, mean, root) = centred(x, axes, epsilon)
    let scaled = deviation / root * scale
    return [shift.map { scaled + $0 } ?? scaled, mean, reciprocal(root)]
  }

  fileprivate func rmsNormalization() throws -> [Tensor] {
    let (x, axes, scale, _) = try normalizedAxes(shift: false)
    let mean = square(x).mean(axes: axes, keepDimensions: true)
    return [x / sqrt(mean + (try epsilon())) * scale]
  }

  fileprivate func meanVarianceNormalization() throws -> [Tensor] {
    let x = try input(0, .floats)
    try expectElements(x)
    let axes = try axes(integers("axes") ?? [0, 2, 3], rank: x.rank)
    let (deviation, _, root) = centred(x, axes, 0)
    return [deviation / (root + 1e-9)]
  }

  fileprivate func lpNormalization() throws -> [Tensor] {
    let x = try input(0, .floats)
    let axis = try axis(integer("axis", default: -1), rank: x.rank)
    let norm: Tensor
    if try integer("p", default: 2, in: 1...2) == 1 {
      norm = abs(x).sum(axes: [axis], keepDimensions: true)
    } else {
      norm = sqrt(square(x).sum(axes: [axis], keepDimensions: true))
    }
    return [x / select(norm .== norm.number(0), norm.number(1), norm)]
  }

  fileprivate func localResponseNormalization() throws -> [Tensor] {
    let x = try images()
    let size = try integer("size", in: 1...1 << 20)
    guard size % 2 == 1 else { throw fail("a size of \(size); only odd ones are supported") }
    return [
      ApusCore.localResponseNormalization(
        x.channelsLast, size: size, alpha: try number("alpha", default: 1e-4, in: 0...1e6),
        beta: try number("beta", default: 0.75),
        bias: try number("bias", default: 1, in: 1e-6...1e6), averages: true
      ).channelsFirst
    ]
  }
}
