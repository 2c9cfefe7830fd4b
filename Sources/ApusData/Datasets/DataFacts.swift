import ApusCore

/// What training must know of its data, and keeps with the run: what batches hold, how many
/// examples there are, and what a form of the user's own data has found out: columns, scaling,
/// sizes.
public struct DataFacts: Sendable, Hashable, Codable {
  /// What a batch's inputs are, as the model takes them.
  public var inputs: [Field]
  /// What its targets are.
  public var targets: [Field]
  /// The number of examples to train on; nil where it is not known.
  public var trainCount: Int?
  /// The shape of one example as the data has it, where the model takes it in another.
  public var exampleShape: [Int]?
  /// What the data is called: a data set's name, a file's or folder's path.
  public var name: String
  /// What a form of data must know to read further examples, as JSON of its own.
  public var form: String?

  /// Facts of these fields.
  public init(
    inputs: [Field], targets: [Field] = [], trainCount: Int? = nil, exampleShape: [Int]? = nil,
    name: String = "", form: String? = nil
  ) {
    self.inputs = inputs
    self.targets = targets
    self.trainCount = trainCount
    self.exampleShape = exampleShape
    self.name = name
    self.form = form
  }

  /// The facts of a data set.
  public init(of dataset: any Dataset, name: String = "", form: String? = nil) {
    self.init(
      inputs: dataset.inputs, targets: dataset.targets, trainCount: dataset.count, name: name,
      form: form)
  }

  /// The shape of one example's first input as the model takes it; empty where that varies.
  public var inputShape: Shape { inputs.first?.shape ?? [] }

  /// The shape of one example's first input as the data has it.
  public var ownShape: Shape { exampleShape.map { Shape($0) } ?? inputShape }

  /// The names of the first target's classes; empty where it is values.
  public var classNames: [String] { targets.first?.classNames ?? [] }
}
