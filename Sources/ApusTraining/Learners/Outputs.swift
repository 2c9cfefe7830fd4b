import ApusCore
import ApusData
import ApusNN

/// What an output of a model is trained for: a loss, its weight among others, and what is measured.
public struct OutputGoal {
  /// The output's name; nil for the outputs in order.
  public let name: String?
  /// What is minimized.
  public let loss: Loss
  /// What the loss counts for in the sum over all outputs.
  public let weight: Double
  /// What is measured beside it.
  public var metrics: [any Metric]

  /// A goal for the output of that name; the metrics read it as the loss does.
  public init(
    _ name: String? = nil, _ loss: Loss, weight: Double = 1, metrics: [any Metric] = []
  ) {
    self.name = name
    self.loss = loss
    self.weight = weight
    self.metrics = metrics.map { $0.following(loss) }
  }
}

/// How a model's inputs and outputs go with the names of batches and goals.
struct ModelDoors {
  private let graph: Model?
  private let model: any Layer
  /// The outputs' names.
  let outputNames: [String]
  /// The inputs' names.
  let inputNames: [String]
  private let makesMasks: Bool

  init(_ model: any Layer) {
    self.model = model
    let graph = (model as? Model).flatMap { $0.inputCount > 1 || $0.outputCount > 1 ? $0 : nil }
    self.graph = graph
    outputNames = graph?.outputNames ?? ["output"]
    inputNames = graph?.inputNames ?? [Field.features]
    makesMasks = model.makesMasks
  }

  /// The model's outputs by name, and the times of a single output that count, [examples, times];
  /// nil where all do.
  func masked(_ inputs: Values) -> (outputs: Values, mask: Tensor?) {
    guard graph == nil, makesMasks else { return (self(inputs), nil) }
    let (output, mask) = model.outputAndMask(inputs[0])
    return (Values(names: outputNames, tensors: [output]), mask)
  }

  /// The model's outputs by name.
  func callAsFunction(_ inputs: Values) -> Values {
    guard let graph else {
      return Values(names: outputNames, tensors: [model(inputs[0])])
    }
    return Values(names: outputNames, tensors: graph(Self.arranged(inputs, as: graph.inputNames)))
  }

  /// Throws where the model cannot take these inputs.
  func check(_ inputs: Values) throws {
    if let graph {
      try graph.checkInputs(Self.arranged(inputs, as: graph.inputNames))
    } else {
      try model.checkInput(of: inputs[0].type)
    }
  }

  /// The target of each goal: by the output's name where the batch has it, else in order.
  func targets(_ targets: Values) -> [Tensor] {
    if outputNames.count == 1 { return [targets[0]] }
    return Self.arranged(targets, as: outputNames)
  }

  /// These tensors in the order of `names` where all are among them, else as they are.
  static func arranged(_ values: Values, as names: [String]) -> [Tensor] {
    let named = names.compactMap { values[$0] }
    return named.count == names.count ? named : values.tensors
  }

  /// What does not fit; nil where a batch with these inputs and targets can be trained on.
  func problem(inputs: [String], targets: [String]) -> String? {
    func missing(_ names: [String], _ given: [String], _ what: String) -> String? {
      if Set(names).isSubset(of: given) || names.count == given.count { return nil }
      return
        """
        the model has \(names.count) \(what)s (\(names.joined(separator: ", "))), the data \
        \(given.count) (\(given.joined(separator: ", "))): give one for each, in order or by name
        """
    }
    return missing(inputNames, inputs, "input")
      ?? (targets.isEmpty ? nil : missing(outputNames, targets, "output"))
  }
}
