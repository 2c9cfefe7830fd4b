import CApusKernels

/// out = x s^−β, s = k + α Σ x² over a window of `size` neighbouring channels: the channel itself,
/// size / 2 before and (size − 1) / 2 after it, rounded down.
package struct LocalResponseNormalizationPrimitive: Primitive {
  package static let name = "local_response_normalization"
  package let size: Int
  package let alpha: Double
  package let beta: Double
  package let bias: Double

  package var attributes: [String: Attribute] {
    [
      "size": .integer(size), "alpha": .number(alpha), "beta": .number(beta),
      "bias": .number(bias),
    ]
  }

  package var kernelRule: apus_local_response {
    apus_local_response(size: Int64(size), alpha: alpha, beta: beta, bias: bias)
  }

  package func outputType(_ inputs: [Tensor]) -> TensorType { inputs[0].type }
  package func kept(for needs: InputSet) -> Kept { .allInputs }

  package func gradient(_ context: GradientContext) -> [Tensor?] {
    [
      apply(
        LocalResponseNormalizationGradient(forward: self), [context.inputs[0], context.gradient])
    ]
  }

  /// Σ of `values` over each channel's window, or over the windows that it lies in.
  package func windowSums(_ values: Tensor, transposed: Bool = false) -> Tensor {
    let channels = values.shape[values.rank - 1]
    guard channels > 0 else { return values }
    let before = Swift.min(transposed ? (size - 1) / 2 : size / 2, channels - 1)
    let after = Swift.min(transposed ? size / 2 : (size - 1) / 2, channels - 1)
    let padded = values.padded(axis: -1, before: before, after: after)
    return (1..<(before + 1 + after)).reduce(padded[..., 0..<channels]) { sum, offset in
      sum + padded[..., offset..<(offset + channels)]
    }
  }
}

/// out = g s^−β − 2αβ x Wᵗ(g x s^(−β−1)): the gradient of a local response normalization. Inputs x,
/// g; W sums over windows.
package struct LocalResponseNormalizationGradient: Primitive {
  package static let name = "local_response_normalization_gradient"
  package let forward: LocalResponseNormalizationPrimitive

  package var attributes: [String: Attribute] { forward.attributes }
  package func outputType(_ inputs: [Tensor]) -> TensorType { inputs[0].type }
  package func kept(for needs: InputSet) -> Kept { .allInputs }

  // For the gradient a of the output, L = Σ g (a s^−β − 2αβ x s^(−β−1) u) with u = W(x a), and
  // ∂s/∂x = 2α x along W.
  package func gradient(_ context: GradientContext) -> [Tensor?] {
    let x = context.inputs[0], g = context.inputs[1], a = context.gradient
    let alpha = forward.alpha, beta = forward.beta
    let s: Tensor = forward.bias + alpha * forward.windowSums(x * x)
    let p = pow(s, -beta)
    let q: Tensor = p / s
    let u = forward.windowSums(x * a)
    return [
      context.ifNeeded(0) {
        let byS: Tensor = g * (x * u * (q / s) * (2 * alpha * beta * (beta + 1)) - a * q * beta)
        let throughS: Tensor = x * forward.windowSums(byS, transposed: true) * (2 * alpha)
        let direct: Tensor = g * q * u + a * forward.windowSums(g * x * q, transposed: true)
        return throughS - direct * (2 * alpha * beta)
      },
      context.ifNeeded(1) { p * a - x * q * u * (2 * alpha * beta) },
    ]
  }
}

/// Divides each element by a power of its neighbours' squares: x / (k + α Σ x²)^β, the sum over
/// `size` neighbouring channels at the same place, those beyond the first and last counting as 0.
///
/// The window is centred on the channel; of an even number one more lies before it. The defaults
/// are AlexNet's: α multiplies the sum itself, as in the paper and in TensorFlow. PyTorch and Caffe
/// multiply it by the sum divided by `size`: that is `averages`.
///
/// - Parameters:
///   - x: floating point, [..., channels].
///   - size: n, how many channels; at least 1.
///   - alpha: α, 0 or more.
///   - beta: β.
///   - bias: k, above 0.
///   - averages: whether the sum is divided by `size`.
/// - Returns: a tensor of the shape of `x`.
/// - Source: Krizhevsky, Sutskever and Hinton 2012, section 3.3; lecture S0, AlexNet.
public func localResponseNormalization(
  _ x: Tensor, size: Int = 5, alpha: Double = 1e-4, beta: Double = 0.75, bias: Double = 2,
  averages: Bool = false
) -> Tensor {
  require(
    x.dtype.isFloatingPoint && x.rank > 0,
    "localResponseNormalization: \(x.type) must be floating point, [..., channels]")
  require(
    size > 0 && bias > 0 && alpha >= 0,
    """
    localResponseNormalization: size \(size), bias \(bias), alpha \(alpha); they must be above 0, \
    above 0, 0 or more
    """)
  return apply(
    LocalResponseNormalizationPrimitive(
      size: size, alpha: averages ? alpha / Double(size) : alpha, beta: beta, bias: bias), [x])
}
