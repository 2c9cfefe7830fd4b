/// (y, μ, r, v): for each example the mean μ + r and population variance v of each group of
/// neighbouring channels, over all positions, and y = γ (x − μ − r) / √(v + ε) + β; r is what the
/// element type rounds off the mean. Not centred, μ = r = 0 and v is the mean square.
///
/// Inputs x [examples…, positions…, channels…], γ, β [channels…]; the first ``exampleAxes`` axes
/// count as examples, the last ``channelAxes`` as channels, the rest as positions. μ, r, v
/// [examples…, groups].
package struct GroupNormalizationPrimitive: MultiplePrimitive {
  package static let name = "group_normalization"
  package let exampleAxes: Int
  package let channelAxes: Int
  package let groups: Int
  package let epsilon: Double
  package let isCentred: Bool

  package var attributes: [String: Attribute] {
    [
      "exampleAxes": .integer(exampleAxes), "channelAxes": .integer(channelAxes),
      "groups": .integer(groups), "epsilon": .number(epsilon), "isCentred": .flag(isCentred),
    ]
  }

  /// The extents that count as examples, positions and channels.
  package func extents(of shape: Shape) -> (examples: Int, positions: Int, channels: Int) {
    let channelsBegin = shape.rank - channelAxes
    func product(_ axes: Range<Int>) -> Int { axes.reduce(1) { $0 * shape[$1] } }
    return (
      product(0..<exampleAxes), product(exampleAxes..<channelsBegin),
      product(channelsBegin..<shape.rank)
    )
  }

  package func outputTypes(_ inputs: [Tensor]) throws(ShapeError) -> [TensorType] {
    let x = inputs[0]
    let perChannel = TensorType(Shape(x.shape.array.suffix(channelAxes)), x.dtype)
    for input in inputs[1...] {
      try ensure(
        input.type == perChannel,
        "normalization: input \(x.type) needs \(perChannel) for each channel, not \(input.type)")
    }
    let statistics = TensorType(Shape(x.shape.array.prefix(exampleAxes) + [groups]), x.dtype)
    return [x.type, statistics, statistics, statistics]
  }

  package func kept(for needs: InputSet) -> Kept { Kept(inputs: InputSet(0, 1), outputs: true) }

  // μ, r and v do not leave this file, so only y has a gradient.
  package func gradient(_ context: GradientContext) -> [Tensor?] {
    apply(
      GroupNormalizationGradient(forward: self),
      [context.inputs[0], context.inputs[1]] + context.outputs.rest + [context.gradient])
  }
}

/// (∂x, ∂γ, ∂β) for the gradient g of a group normalization's y. Inputs x, γ, μ, r, v, g; μ, r and
/// v are x's own, at hand so that they need not be computed again.
///
/// With x̂ = (x − μ − r) i, i = 1 / √(v + ε) and means M over a group: ∂β = Σ g, ∂γ = Σ g x̂ over
/// all but the channels, and ∂x = J γg, J h = i (h − M h − x̂ M(h x̂)); not centred, without M h.
package struct GroupNormalizationGradient: MultiplePrimitive {
  package static let name = "group_normalization_gradient"
  package let forward: GroupNormalizationPrimitive

  package var attributes: [String: Attribute] { forward.attributes }

  package func outputTypes(_ inputs: [Tensor]) -> [TensorType] {
    [inputs[0].type, inputs[1].type, inputs[1].type]
  }

  package func kept(for needs: InputSet) -> Kept { .allInputs }

  // For gradients a, b, c of ∂x, ∂γ, ∂β: L = Σ a J γg + Σ b g x̂ + Σ c g. J is symmetric and the
  // slope of x̂ in x, the slope of i is −i² x̂ / N. What is taken of x here is all computed from x,
  // so that it differentiates again.
  package func gradient(_ context: GradientContext) -> [Tensor?] {
    let type = context.inputs[0].type, gammaType = context.inputs[1].type
    let (examples, positions, channels) = forward.extents(of: type.shape)
    let width = forward.groups == 0 ? 0 : channels / forward.groups
    let grouped: Shape = [examples, positions, forward.groups, width]
    let perChannel: Shape = [forward.groups, width]
    func mean(_ values: Tensor) -> Tensor { values.mean(axes: [1, 3], keepDimensions: true) }
    func given(_ position: Int, _ like: TensorType, _ shape: Shape) -> Tensor {
      let zeros = Tensor.zeros(like.shape, dtype: like.dtype)
      return (context.gradients[position] ?? zeros).reshaped(to: shape)
    }
    let x = context.inputs[0].reshaped(to: grouped)
    let gamma = context.inputs[1].reshaped(to: perChannel)
    let g = context.inputs[5].reshaped(to: grouped)
    let a = given(0, type, grouped)
    let b = given(1, gammaType, perChannel), c = given(2, gammaType, perChannel)

    let centred = forward.isCentred ? x.centred(axes: [1, 3]) : x
    let inverse: Tensor = 1 / sqrt(mean(centred * centred) + forward.epsilon)
    let normalized: Tensor = centred * inverse
    func slope(along h: Tensor) -> Tensor {
      let rest: Tensor = h - normalized * mean(h * normalized)
      return inverse * (forward.isCentred ? rest - mean(h) : rest)
    }
    let slopeA = slope(along: a)
    return [
      context.ifNeeded(0) {
        let h: Tensor = gamma * g
        let ofH = mean(h * normalized), ofA = mean(a * normalized)
        // Σ a J h / (N i), whose factor i depends on x as well as x̂ does.
        var inner: Tensor = mean(a * h) - ofA * ofH
        if forward.isCentred { inner = inner - mean(a) * mean(h) }
        let byNormalized: Tensor = b * g - inverse * (a * ofH + h * ofA)
        let total: Tensor =
          slope(along: byNormalized) - inverse * inverse * normalized * inner
        return total.reshaped(to: type.shape)
      },
      context.ifNeeded(1) { (g * slopeA).sum(axes: [0, 1]).reshaped(to: gammaType.shape) },
      nil, nil, nil,
      context.ifNeeded(5) {
        (gamma * slopeA + b * normalized + c).reshaped(to: type.shape)
      },
    ]
  }
}

/// The normalization over each example's groups, γ and β being 1 and 0 where they are not given.
private func normalized(
  _ x: Tensor, gamma: Tensor?, beta: Tensor?, by primitive: GroupNormalizationPrimitive
) -> Tensor {
  let channels = Shape(x.shape.array.suffix(primitive.channelAxes))
  let gamma = gamma ?? .ones(channels, dtype: x.dtype)
  let beta = beta ?? .zeros(channels, dtype: x.dtype)
  return apply(primitive, [x, gamma, beta].map(\.widest))[0].cast(to: x.dtype)
}

/// The normalization over `axes` taken together, wherever they lie.
private func normalized(
  _ x: Tensor, gamma: Tensor?, beta: Tensor?, axes: [Int], epsilon: Double, isCentred: Bool,
  in operation: StaticString
) -> Tensor {
  require(x.dtype.isFloatingPoint, "\(operation): \(x.type) is not floating point")
  let chosen = AxisSet(axes, of: x.shape, in: operation)
  let resolved = axes.map { x.shape.axis($0, in: operation) }
  let order = (0..<x.rank).filter { !chosen.contains($0) } + resolved
  let isInPlace = order == Array(0..<x.rank)
  let primitive = GroupNormalizationPrimitive(
    exampleAxes: x.rank - axes.count, channelAxes: axes.count, groups: 1, epsilon: epsilon,
    isCentred: isCentred)
  let output = normalized(
    isInPlace ? x : x.transposed(axes: order), gamma: gamma, beta: beta, by: primitive)
  if isInPlace { return output }
  var back = order
  for (place, axis) in order.enumerated() { back[axis] = place }
  return output.transposed(axes: back)
}

/// Normalises every example over `axes` taken together: y = γ (x − μ) / √(v + ε) + β with the
/// example's own mean μ and population variance v.
///
/// ```swift
/// let y = layerNormalization(x, gamma: gamma, beta: beta)  // over the last axis
/// ```
///
/// - Parameters:
///   - x: floating point.
///   - gamma: the scale, of the extents of `axes` in their order; 1 where nil.
///   - beta: the shift, likewise; 0 where nil.
///   - axes: one or more, counting from the end where negative; traps on one outside the shape or
///     named twice.
///   - epsilon: keeps the root away from 0.
/// - Returns: y of the shape of `x`.
/// - Source: Ba, Kiros and Hinton 2016; Keras 3 `LayerNormalization`; lecture S0, layer
///   normalization.
public func layerNormalization(
  _ x: Tensor, gamma: Tensor? = nil, beta: Tensor? = nil, axes: [Int] = [-1],
  epsilon: Double = 1e-3
) -> Tensor {
  normalized(
    x, gamma: gamma, beta: beta, axes: axes, epsilon: epsilon, isCentred: true,
    in: "layerNormalization")
}

/// Divides every example by its root mean square over `axes`: y = γ x / √(mean x² + ε).
///
/// - Parameters:
///   - x: floating point.
///   - gamma: the scale, of the extents of `axes` in their order; 1 where nil.
///   - axes: one or more, counting from the end where negative; traps on one outside the shape or
///     named twice.
///   - epsilon: keeps the root away from 0.
/// - Returns: y of the shape of `x`.
/// - Source: Zhang and Sennrich 2019; Keras 3 `RMSNormalization`.
public func rmsNormalization(
  _ x: Tensor, gamma: Tensor? = nil, axes: [Int] = [-1], epsilon: Double = 1e-6
) -> Tensor {
  normalized(
    x, gamma: gamma, beta: nil, axes: axes, epsilon: epsilon, isCentred: false,
    in: "rmsNormalization")
}

/// Normalises every example's groups of neighbouring channels, each over all positions: y = γ (x −
/// μ) / √(v + ε) + β with the group's own mean μ and population variance v.
///
/// One group is layer normalization over all but the batch axis, with a γ and a β a channel; as
/// many groups as channels is instance normalization.
///
/// - Parameters:
///   - x: floating point, [batch, …, channels].
///   - gamma: the scale, [channels]; 1 where nil.
///   - beta: the shift, [channels]; 0 where nil.
///   - groups: how many; traps where they do not divide the channels.
///   - epsilon: keeps the root away from 0.
/// - Returns: y of the shape of `x`.
/// - Source: Wu and He 2018; Keras 3 `GroupNormalization`; with a group a channel, Ulyanov et
///   al. 2016.
public func groupNormalization(
  _ x: Tensor, gamma: Tensor? = nil, beta: Tensor? = nil, groups: Int = 32, epsilon: Double = 1e-3
) -> Tensor {
  require(
    x.dtype.isFloatingPoint && x.rank >= 2,
    "groupNormalization: \(x.type) must be floating point, [batch, …, channels]")
  let channels = x.shape[x.rank - 1]
  require(
    groups > 0 && channels % groups == 0,
    "groupNormalization: \(groups) groups of \(channels) channels; they must divide them")
  return normalized(
    x, gamma: gamma, beta: beta,
    by: GroupNormalizationPrimitive(
      exampleAxes: 1, channelAxes: 1, groups: groups, epsilon: epsilon, isCentred: true))
}
