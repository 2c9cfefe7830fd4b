import ApusCore

/// A layer of radial basis functions: each unit has a centre c and tells how far the input is from
/// it, ‖x − c‖², or how near, exp(−γ‖x − c‖²).
///
/// ```swift
/// RBFOutput(10)                              // with meanSquaredError: near 1 for the class
/// RBFOutput(10, kernel: .squaredDistance)    // LeNet-5's: the least is the class
/// ```
///
/// Centres and γ are learned; freeze them for codes that are given, such as LeNet-5's ±1 patterns.
/// Input […, inputs], at least two axes; output […, units]; centers [units, inputs], gamma a
/// scalar. Source: Broomhead & Lowe 1988; LeCun et al. 1998, section II.B; lecture S2, output
/// layers.
public final class RBFOutput: Layer {
  /// What a unit gives.
  public enum Kernel: String, CaseIterable, Sendable {
    /// exp(−γ‖x − c‖²), 1 at the centre.
    case gaussian
    /// ‖x − c‖², 0 at the centre.
    case squaredDistance
  }

  /// The centres, [units, inputs].
  @Parameter public var centers: Tensor
  /// γ, a scalar; nil for squared distances.
  public let gamma: Parameter?
  /// The number of centres.
  public let units: Int
  /// What a unit gives.
  public let kernel: Kernel
  /// γ's first value.
  public let initialGamma: Double
  /// What makes the centres' first value.
  public let centersInitializer: Initializer
  /// The name that a model gives it; nil for one made from the type.
  public let name: String?

  /// Traps where `units` or `gamma` is not positive.
  public init(
    _ units: Int, kernel: Kernel = .gaussian, gamma: Double = 1,
    centersInitializer: Initializer = .randomNormal(standardDeviation: 1), name: String? = nil
  ) {
    require(
      units > 0 && gamma > 0, "RBFOutput: units \(units), gamma \(gamma); they must be above 0")
    self.units = units
    self.kernel = kernel
    self.gamma = kernel == .gaussian ? Parameter() : nil
    initialGamma = gamma
    self.centersInitializer = centersInitializer
    self.name = name
  }

  /// The layer's output for this input.
  public func callAsFunction(_ input: Tensor) -> Tensor {
    require(
      input.rank >= 2, "RBFOutput: an input of shape \(input.shape); it needs [batch, …, inputs]")
    if !$centers.isDeclared {
      let dtype = input.dtype.forParameters
      centersInitializer.declare($centers, [units, input.shape[input.rank - 1]], dtype: dtype)
      if let gamma { Initializer.constant(initialGamma).declare(gamma, [], dtype: dtype) }
    }
    let centers = centers
    // ‖x‖² − 2 x·c + ‖c‖²: one product of matrices. Rounding may bring what is nearly 0 below it.
    let lengths = (input * input).sum(axis: -1, keepDimensions: true)
    let products = linear(input, centers.transposed())
    let distances = relu(lengths - products * 2 + (centers * centers).sum(axis: -1))
    guard let gamma else { return distances }
    return exp(-(distances * gamma.wrappedValue))
  }

  /// True: its parameters stay the same objects.
  public var hasFixedChildren: Bool { true }
}

extension RBFOutput: ConfigurableModule {
  /// The settings by the names of the initializer's parameters.
  public var options: [String: ConfigurationValue] {
    [
      "units": .integer(units), "kernel": .text(kernel.rawValue), "gamma": .number(initialGamma),
      "centersInitializer": centersInitializer.configuration,
    ]
  }

  /// The layer with these settings; throws where one is missing or outside its range.
  public convenience init(options: inout Options, name: String?) throws {
    self.init(
      try options.integer("units"), kernel: try options.choice("kernel", default: .gaussian),
      gamma: try options.number("gamma", in: 1e-12...1e12, default: 1),
      centersInitializer: try options.initializer(
        "centersInitializer", default: .randomNormal(standardDeviation: 1)), name: name)
  }

  /// Throws where the layer cannot take inputs of these shapes.
  public func check(_ inputs: [Shape]) throws {
    let input = try single(inputs)
    guard let width = input.last, width > 0 else {
      throw impossible(inputs, "has no last axis to measure along")
    }
    try check($centers, fit: [units, width], inputs)
    try check(gamma, fit: [], inputs)
    try checkSize([units, width], of: "centres")
    try checkSize(input.dropLast() + [units], of: "an output")
  }
}
