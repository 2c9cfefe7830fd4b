import ApusCore

/// A function of one tensor that layers put after their sum.
///
/// ```swift
/// Dense(64, activation: .gelu)
/// Activation(.elu(alpha: 0.5))
/// ```
///
/// Configurations name it; numbers that differ from the usual ones stand in parentheses: `elu`,
/// `elu(0.5)`.
///
/// A function of one's own may hold modules: those that learn are listed, so that the layer that
/// has the function trains and saves them. Like a model it then belongs to one thread at a time.
///
/// ```swift
/// let gate = Dense(64)
/// let gated = ActivationFunction("gated", holding: [gate]) { $0 * sigmoid(gate($0)) }
/// let hidden = Dense(64, activation: gated)
/// ```
public struct ActivationFunction {
  /// A number that a function can be given.
  struct Constant: Sendable {
    /// Its value where none is given.
    let usual: Double
    /// What it may be.
    let range: ClosedRange<Double>

    init(_ usual: Double, in range: ClosedRange<Double> = -1e6...1e6) {
      self.usual = usual
      self.range = range
    }
  }

  /// The name in configurations.
  public let name: String
  /// The formula, in one line.
  public let summary: String
  /// The modules that a function of one's own holds, and whose parameters belong to the layer that
  /// has the function.
  public let modules: [any Module]
  /// The same function where products and convolutions have it built in.
  let fused: FusedActivation?
  private let constants: [Constant]
  private let make: ([Double]) -> (Tensor) -> Tensor
  private let function: (Tensor) -> Tensor

  /// A function of one's own, with the modules that it holds; configurations can carry only the
  /// library's, so `name` must not be one of theirs.
  public init(
    _ name: String, holding modules: [any Module] = [],
    _ function: @escaping (Tensor) -> Tensor
  ) {
    require(
      ActivationFunction(named: name) == nil, "activation: \"\(name)\" is one of the library's")
    self.init(name, "", nil, [], modules, { _ in function }, function)
  }

  /// A function of the library without constants.
  init(
    library name: String, _ summary: String, fused: FusedActivation? = nil,
    _ function: @escaping (Tensor) -> Tensor
  ) {
    self.init(name, summary, fused, [], [], { _ in function }, function)
  }

  /// A function of the library with constants, here with their usual values; `make` gives it with
  /// others.
  init(
    library name: String, _ summary: String, fused: FusedActivation? = nil, _ first: Constant,
    _ others: Constant..., make: @escaping ([Double]) -> (Tensor) -> Tensor
  ) {
    let constants = [first] + others
    self.init(name, summary, fused, constants, [], make, make(constants.map(\.usual)))
  }

  private init(
    _ name: String, _ summary: String, _ fused: FusedActivation?, _ constants: [Constant],
    _ modules: [any Module],
    _ make: @escaping ([Double]) -> (Tensor) -> Tensor,
    _ function: @escaping (Tensor) -> Tensor
  ) {
    self.name = name
    self.summary = summary
    self.fused = fused
    self.constants = constants
    self.modules = modules
    self.make = make
    self.function = function
  }

  /// The function's value.
  public func callAsFunction(_ input: Tensor) -> Tensor { function(input) }

  /// This function with other constants, which are then part of its name; traps where one is
  /// outside its range.
  func with(_ values: Double...) -> ActivationFunction {
    guard let result = with(values) else {
      let ranges = constants.map { "\($0.range)" }.joined(separator: ", ")
      trap("\(name): constants \(values); they must be in \(ranges)")
    }
    return result
  }

  private func with(_ values: [Double]) -> ActivationFunction? {
    guard values.count == constants.count,
      zip(constants, values).allSatisfy({ $0.range.contains($1) })
    else { return nil }
    if values == constants.map(\.usual) { return self }
    let numbers = values.map(\.description).joined(separator: ", ")
    return ActivationFunction(
      "\(name)(\(numbers))", summary, nil, constants, [], make, make(values))
  }

  /// The library's function of this name, such as `relu` or `elu(0.5)`; nil if no function has it,
  /// or a constant is outside its range.
  public init?(named name: String) {
    let parts = name.split(separator: "(", maxSplits: 1)
    guard let base = parts.first, let found = Self.all.first(where: { $0.name == base }) else {
      return nil
    }
    if name == found.name {
      self = found
      return
    }
    guard parts.count == 2, parts[1].hasSuffix(")") else { return nil }
    let fields = parts[1].dropLast().split(separator: ",", omittingEmptySubsequences: false)
    let values = fields.compactMap { field in Double(field.drop { $0 == " " }) }
    guard values.count == fields.count, let result = found.with(values) else { return nil }
    self = result
  }
}

extension ActivationFunction: Hashable {
  /// Whether they have the same name.
  public static func == (a: ActivationFunction, b: ActivationFunction) -> Bool { a.name == b.name }
  /// By name.
  public func hash(into hasher: inout Hasher) { hasher.combine(name) }
}

extension ActivationFunction: SettingValue {
  public var configuration: ConfigurationValue { .text(name) }

  public static func read(
    _ name: String, from options: inout Options
  ) throws -> ActivationFunction {
    try options.activation(name)
  }
}
