/// out = x m / (1 − rate), each m independently 1 with probability 1 − rate, else 0.
///
/// The mask is never stored: seed and stream determine it. Linear in x, so its gradient is itself.
package struct DropoutPrimitive: Primitive {
  package static let name = "dropout"
  package let rate: Double
  package let stream: RandomGenerator.State

  package var attributes: [String: Attribute] {
    [
      "rate": .number(rate), "seed": .integer(Int(bitPattern: UInt(stream.seed))),
      "stream": .integer(Int(bitPattern: UInt(stream.stream))),
    ]
  }

  package func outputType(_ inputs: [Tensor]) -> TensorType { inputs[0].type }

  package func gradient(_ context: GradientContext) -> [Tensor?] {
    [apply(self, [context.gradient])]
  }
}

/// Sets each element to 0 with probability `rate` and scales the others by 1 / (1 − rate), so that
/// the expectation stays: out = x m / (1 − rate).
///
/// The same generator state gives the same mask, whatever the number of threads and the element
/// type.
///
/// - Parameters:
///   - x: floating point, any shape.
///   - rate: the probability to drop an element, in 0...1; traps outside. At 0 nothing is drawn.
///   - generator: one stream of it is taken.
/// - Source: Srivastava, Hinton, Krizhevsky, Sutskever, Salakhutdinov 2014.
public func dropout(
  _ x: Tensor, rate: Double, generator: RandomGenerator = .current
) -> Tensor {
  require(rate >= 0 && rate <= 1, "dropout: a rate of \(rate), not in 0...1")
  require(x.dtype.isFloatingPoint, "dropout: \(x.type) is not floating point")
  if rate == 0 { return x }
  let stream = x.device == .meta ? RandomGenerator.State(seed: 0) : generator.nextStream()
  return apply(DropoutPrimitive(rate: rate, stream: stream), [x])
}
