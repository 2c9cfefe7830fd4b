import ApusCore
import ApusNN

/// A ``MultilayerPerceptron`` as a layer of models, trained by the lectures' formulas: the tape
/// only hands it δ^L = ∂C/∂z^L, and gets back every ∂C/∂W^l and ∂C/∂b^l.
///
/// ```swift
/// // As Dense(8, activation: .tanh), Dense(3).
/// let model = ExplicitPerceptron([8, 3], hidden: .tanh, form: .classical)
/// ```
///
/// Input [examples, inputs], output [examples, units of the last layer]: its sums z^L, to which no
/// function is applied. Weights begin as those of dense layers do, by Glorot & Bengio's uniform
/// rule, biases at 0. The formulas compute in float64, whatever the parameters' type. In the
/// classical form gradients cannot be differentiated again and trap where they should be. Source:
/// lectures S2:501–1440, catalogue C3.
public final class ExplicitPerceptron: Layer {
  public static let summary = "a multilayer perceptron whose gradients are the lectures' formulas"
  /// (W^l)ᵗ of each layer, [inputs, units], as in dense layers.
  public let weights: [Parameter]
  /// b^l of each layer, [units].
  public let biases: [Parameter]
  /// The neurons of each layer.
  public let units: [Int]
  /// f of all layers but the last.
  public let hidden: UnitFunction
  /// In which of the lectures' two ways gradients are computed.
  public let form: MultilayerPerceptron.Form
  /// The name that a model gives it; nil for one made from the type.
  public let name: String?

  /// Traps where there is no layer, one has no neuron, or hidden units are softmax.
  public init(
    _ units: [Int], hidden: UnitFunction = .tanh, form: MultilayerPerceptron.Form = .matrix,
    name: String? = nil
  ) {
    require(
      !units.isEmpty && units.allSatisfy { $0 > 0 },
      "ExplicitPerceptron: layers of \(units) neurons; each must have one")
    require(hidden != .softmax, "ExplicitPerceptron: softmax in a hidden layer")
    self.units = units
    self.hidden = hidden
    self.form = form
    self.name = name
    weights = units.map { _ in Parameter() }
    biases = units.map { _ in Parameter() }
  }

  /// z^L.
  public func callAsFunction(_ input: Tensor) -> Tensor {
    require(
      input.rank == 2 && input.dtype.isFloatingPoint,
      "ExplicitPerceptron: an input of \(input.type); it needs [examples, inputs], floating point")
    if !weights[0].isDeclared {
      var width = input.shape[1]
      for (layer, units) in units.enumerated() {
        Initializer.glorotUniform.declare(weights[layer], [width, units], dtype: input.dtype)
        Initializer.zeros.declare(biases[layer], [units], dtype: input.dtype)
        width = units
      }
    }
    let (hidden, form) = (hidden, form)
    let variables = [input] + (weights + biases).map(\.wrappedValue)
    return customGradient(at: variables, isDifferentiableOnce: form == .classical) { variables in
      let network = MultilayerPerceptron(variables.dropFirst(), hidden: hidden)
      return [network(variables[0]).cast(to: input.dtype)]
    } product: { variables, _, cotangents in
      let network = MultilayerPerceptron(variables.dropFirst(), hidden: hidden)
      let errors = cotangents[0].cast(to: .float64)
      let gradients: MultilayerPerceptron.Gradients
      switch form {
      case .matrix:
        gradients = network.gradientsInMatrixForm(variables[0]) { _ in errors }
      case .classical:
        let errors = network.rows(of: errors)
        gradients = network.gradientsNeuronByNeuron(variables[0]) { example, _ in errors[example] }
      }
      let all = [gradients.inputs] + gradients.weights.map { $0.transposed() } + gradients.biases
      return zip(variables, all).map { variable, gradient in gradient.cast(to: variable.dtype) }
    }[0]
  }

  /// True: its parameters stay the same objects.
  public var hasFixedChildren: Bool { true }
}

extension MultilayerPerceptron {
  /// The network of these weights, [inputs, units] each, and after them as many biases; its
  /// outputs are sums.
  fileprivate init(_ parameters: ArraySlice<Tensor>, hidden: UnitFunction) {
    let half = parameters.count / 2
    self.init(
      weights: parameters.prefix(half).map { $0.transposed() },
      biases: Array(parameters.suffix(half)), hidden: hidden, output: .linear)
  }
}

extension ExplicitPerceptron: ConfigurableModule {
  /// The settings by the names of the initializer's parameters.
  public var options: [String: ConfigurationValue] {
    [
      "units": .list(units.map { .integer($0) }), "hidden": .text(hidden.rawValue),
      "form": .text(form.rawValue),
    ]
  }

  /// The layer with these settings; throws where one is missing or outside its range.
  public convenience init(options: inout Options, name: String?) throws {
    self.init(
      try options.integers("units", count: 1...100),
      hidden: try options.choice("hidden", default: .tanh, among: [.linear, .sigmoid, .tanh]),
      form: try options.choice("form", default: .matrix), name: name)
  }

}
