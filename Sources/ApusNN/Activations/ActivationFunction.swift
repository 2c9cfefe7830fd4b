import ApusCore

/// A function of one tensor that layers put behind their sum.
///
/// ```swift
/// Dense(64, activation: .gelu)
/// Activation(.softmax)
/// ```
public struct ActivationFunction: Sendable {
  /// The name in configurations.
  public let name: String
  private let function: @Sendable (Tensor) -> Tensor

  /// The same function where products and convolutions have it built in.
  let fused: FusedActivation?

  /// A function of one's own; configurations can carry only the library's, so `name` must not be one of theirs.
  public init(_ name: String, _ function: @escaping @Sendable (Tensor) -> Tensor) {
    require(
      ActivationFunction(named: name) == nil, "activation: \"\(name)\" is one of the library's")
    self.init(library: name, function)
  }

  private init(
    library name: String, fused: FusedActivation? = nil,
    _ function: @escaping @Sendable (Tensor) -> Tensor
  ) {
    self.name = name
    self.fused = fused
    self.function = function
  }

  /// The function's value.
  public func callAsFunction(_ input: Tensor) -> Tensor { function(input) }

  /// The library's function of this name, such as `relu` or `elu(0.5)`; nil where there is none.
  public init?(named name: String) {
    if let found = ActivationFunction.all.first(where: { $0.name == name }) {
      self = found
      return
    }
    guard name.hasSuffix(")"), let open = name.firstIndex(of: "("),
      let value = Double(name[name.index(after: open)...].dropLast()), value.isFinite
    else { return nil }
    switch name[..<open] {
    case "elu": self = .elu(alpha: value)
    case "leakyReLU": self = .leakyReLU(slope: value)
    default: return nil
    }
  }

  /// All functions of the library.
  public static let all: [ActivationFunction] = [
    .linear, .relu, .sigmoid, .tanh, .softmax, .logSoftmax, .softplus, .softsign, .elu, .selu,
    .gelu, .silu, .leakyReLU, .relu6, .hardSigmoid, .exponential, .mish, .celu, .glu, .hardShrink,
    .hardSilu, .hardTanh, .logSigmoid, .softShrink, .sparsePlus, .sparseSigmoid, .squareplus,
    .tanhShrink,
  ]
}

extension ActivationFunction: Hashable {
  /// Whether they have the same name.
  public static func == (a: ActivationFunction, b: ActivationFunction) -> Bool { a.name == b.name }
  /// By name.
  public func hash(into hasher: inout Hasher) { hasher.combine(name) }
}

extension ActivationFunction {
  /// x.
  public static let linear = ActivationFunction(library: "linear", fused: FusedActivation.none) {
    $0
  }
  /// max(x, 0).
  public static let relu = ActivationFunction(library: "relu", fused: .relu) { ApusCore.relu($0) }
  /// 1 / (1 + e⁻ˣ).
  public static let sigmoid = ActivationFunction(library: "sigmoid", fused: .sigmoid) {
    ApusCore.sigmoid($0)
  }
  /// (eˣ − e⁻ˣ) / (eˣ + e⁻ˣ).
  public static let tanh = ActivationFunction(library: "tanh", fused: .tanh) { ApusCore.tanh($0) }
  /// eˣⁱ / Σⱼ eˣʲ along the last axis.
  public static let softmax = ActivationFunction(library: "softmax") {
    ApusCore.softmax($0, axis: -1)
  }
  /// xᵢ − ln Σⱼ eˣʲ along the last axis.
  public static let logSoftmax = ActivationFunction(library: "logSoftmax") {
    ApusCore.logSoftmax($0, axis: -1)
  }
  /// ln(1 + eˣ).
  public static let softplus = ActivationFunction(library: "softplus") { ApusCore.softplus($0) }
  /// x / (1 + |x|).
  public static let softsign = ActivationFunction(library: "softsign") {
    $0 / (1 + $0.absoluteValue)
  }
  /// x where x > 0, eˣ − 1 elsewhere. Source: Clevert et al. 2016.
  public static let elu = ActivationFunction(library: "elu") { exponentialLinear($0, alpha: 1) }
  /// λx where x > 0, λα(eˣ − 1) elsewhere; λ = 1.0507…, α = 1.6733…. Source: Klambauer et al. 2017.
  public static let selu = ActivationFunction(library: "selu") {
    1.0507009873554805 * exponentialLinear($0, alpha: 1.6732632423543772)
  }
  /// x Φ(x) with the normal distribution function Φ, exactly. Source: Hendrycks & Gimpel 2016.
  public static let gelu = ActivationFunction(library: "gelu") { x in
    0.5 * x * (1 + erf(x * 0.7071067811865476))
  }
  /// x / (1 + e⁻ˣ), also called swish.
  public static let silu = ActivationFunction(library: "silu") { $0 * ApusCore.sigmoid($0) }
  /// x where x > 0, 0.2 x elsewhere.
  public static let leakyReLU = ActivationFunction(library: "leakyReLU") { leaky($0, slope: 0.2) }
  /// x between 0 and 6.
  public static let relu6 = ActivationFunction(library: "relu6") { $0.clamped(from: 0, to: 6) }
  /// x/6 + ½ between 0 and 1.
  public static let hardSigmoid = ActivationFunction(library: "hardSigmoid") {
    ($0 * (1.0 / 6) + 0.5).clamped(from: 0, to: 1)
  }
  /// eˣ.
  public static let exponential = ActivationFunction(library: "exponential") { exp($0) }
  /// x tanh(ln(1 + eˣ)). Source: Misra 2019.
  public static let mish = ActivationFunction(library: "mish") {
    $0 * ApusCore.tanh(ApusCore.softplus($0))
  }

  /// max(x, 0) + min(eˣ − 1, 0). Source: Barron 2017.
  public static let celu = ActivationFunction(library: "celu") { exponentialLinear($0, alpha: 1) }
  /// a / (1 + e⁻ᵇ) for the halves a, b of the last axis, whose extent must be even. Source: Dauphin et al. 2017.
  public static let glu = ActivationFunction(library: "glu") { x in
    let half = x.shape[x.rank - 1] / 2
    require(
      x.shape[x.rank - 1] == 2 * half, "glu: the last axis of \(x.shape) has no two halves")
    return x.sliced(axis: -1, from: 0, to: half)
      * ApusCore.sigmoid(x.sliced(axis: -1, from: half, to: 2 * half))
  }
  /// x where |x| > ½, 0 elsewhere.
  public static let hardShrink = ActivationFunction(library: "hardShrink") { x in
    x * (x.absoluteValue .> 0.5).cast(to: x.dtype)
  }
  /// x min(max(x + 3, 0), 6) / 6, also called hard swish. Source: Howard et al. 2019.
  public static let hardSilu = ActivationFunction(library: "hardSilu") { x in
    x * (x + 3).clamped(from: 0, to: 6) * (1.0 / 6)
  }
  /// x between −1 and 1.
  public static let hardTanh = ActivationFunction(library: "hardTanh") {
    $0.clamped(from: -1, to: 1)
  }
  /// −ln(1 + e⁻ˣ).
  public static let logSigmoid = ActivationFunction(library: "logSigmoid") {
    -ApusCore.softplus(-$0)
  }
  /// x moved by ½ towards 0, 0 where it would pass it.
  public static let softShrink = ActivationFunction(library: "softShrink") { x in
    ApusCore.relu(x - 0.5) - ApusCore.relu(-x - 0.5)
  }
  /// 0 up to −1, (x + 1)²/4 between, x from 1 on.
  public static let sparsePlus = ActivationFunction(library: "sparsePlus") { x in
    0.25 * (x.clamped(from: -1, to: 1) + 1).squared + ApusCore.relu(x - 1)
  }
  /// (x + 1)/2 between 0 and 1.
  public static let sparseSigmoid = ActivationFunction(library: "sparseSigmoid") { x in
    (0.5 * x + 0.5).clamped(from: 0, to: 1)
  }
  /// (x + √(x² + 4)) / 2. Source: Barron 2021.
  public static let squareplus = ActivationFunction(library: "squareplus") { x in
    0.5 * (x + sqrt(x.squared + 4))
  }
  /// x − tanh x.
  public static let tanhShrink = ActivationFunction(library: "tanhShrink") {
    $0 - ApusCore.tanh($0)
  }

  /// x where x > 0, α(eˣ − 1) elsewhere.
  public static func elu(alpha: Double) -> ActivationFunction {
    ActivationFunction(library: "elu(\(alpha))") { exponentialLinear($0, alpha: alpha) }
  }

  /// x where x > 0, `slope`·x elsewhere.
  public static func leakyReLU(slope: Double) -> ActivationFunction {
    ActivationFunction(library: "leakyReLU(\(slope))") { leaky($0, slope: slope) }
  }
}

/// The exponential is taken of min(x, 0) only, so that the branch not taken cannot overflow.
private func exponentialLinear(_ x: Tensor, alpha: Double) -> Tensor {
  relu(x) + alpha * expm1(-relu(-x))
}

private func leaky(_ x: Tensor, slope: Double) -> Tensor {
  relu(x) - slope * relu(-x)
}
