import ApusCore
import ApusData
import ApusNN

/// What a model is given for its inputs or targets: one tensor, several in order, or several by
/// name.
///
/// ```
/// try model.fit([images, ages], ["form": forms, "area": areas], epochs: 3)
/// ```
public protocol TensorGroup {
  /// The tensors by name; those without names get `names` where there are as many, else numbers.
  func values(named names: [String]) -> Values
}

extension Tensor: TensorGroup {
  /// One tensor.
  public func values(named names: [String]) -> Values { [self].values(named: names) }
}

extension [Tensor]: TensorGroup {
  /// The tensors in order.
  public func values(named names: [String]) -> Values {
    Values(names: names.count == count ? names : indices.map { "\($0)" }, tensors: self)
  }
}

extension [String: Tensor]: TensorGroup {
  /// The tensors by name: the model's names in its order, then others.
  public func values(named names: [String]) -> ApusCore.Values {
    let known = names.filter { self[$0] != nil }
    let ordered = known + keys.filter { !known.contains($0) }.sorted()
    return ApusCore.Values(names: ordered, tensors: ordered.compactMap { self[$0] })
  }
}

extension Values: TensorGroup {
  /// These values.
  public func values(named names: [String]) -> Values { self }
}

extension Trainable {
  /// Trains a model of several inputs or outputs on tensors in memory, [examples, …] each, given in
  /// order or by name; integer targets are classes.
  ///
  /// ```
  /// try model.fit(["width": w, "height": h], ["area": areas, "form": forms], validationSplit: 0.2)
  /// ```
  ///
  /// - Throws: ``TrainingError`` where they are not of as many examples, or do not go with the
  ///   model.
  @discardableResult
  public func fit(
    _ inputs: some TensorGroup, _ targets: some TensorGroup, epochs: Int = 1, batchSize: Int = 32,
    validation: (any Dataset)? = nil, validationSplit: Double? = nil, seed: UInt64? = 0,
    run: RunFolder? = nil, checkpointEvery: Int? = nil, callbacks: [any Callback] = [],
    classWeights: [Double]? = nil, sampleWeights: [Double]? = nil, accumulationSteps: Int = 1,
    reporter: any Reporter = ConsoleReporter(), interrupt: Interrupt? = nil
  ) throws -> History {
    try fit(
      examples(inputs, targets), epochs: epochs, batchSize: batchSize, validation: validation,
      validationSplit: validationSplit, seed: seed, run: run, checkpointEvery: checkpointEvery,
      callbacks: callbacks, classWeights: classWeights, sampleWeights: sampleWeights,
      accumulationSteps: accumulationSteps, reporter: reporter, interrupt: interrupt)
  }

  /// Losses and metrics on tensors in memory, given in order or by name.
  public func evaluate(
    _ inputs: some TensorGroup, _ targets: some TensorGroup, batchSize: Int = 128
  ) throws -> Evaluation {
    try evaluate(examples(inputs, targets), batchSize: batchSize)
  }

  private func examples(
    _ inputs: some TensorGroup, _ targets: some TensorGroup
  ) throws -> NamedTensors {
    let doors = try compiled().doors
    let inputs = inputs.values(named: doors.inputNames)
    let targets = targets.values(named: doors.outputNames)
    if let problem = doors.problem(inputs: inputs.names, targets: targets.names)
      ?? NamedTensors.problem(inputs: inputs, targets: targets)
    {
      throw TrainingError(problem)
    }
    return NamedTensors(inputs: inputs, targets: targets)
  }
}

extension Model {
  /// The outputs of a graph by name in inference mode, batch by batch: [examples, …] each.
  ///
  /// - Parameter inputs: by the names of the graph's inputs, or as many in order.
  /// - Throws: `ConfigurationError` where the model cannot take the inputs.
  public func predict(_ inputs: Values, batchSize: Int = 128) throws -> Values {
    let doors = ModelDoors(self)
    if let problem = doors.problem(inputs: inputs.names, targets: []) {
      throw TrainingError(problem)
    }
    let arranged = ModelDoors.arranged(inputs, as: inputNames)
    return Values(names: outputNames, tensors: try predict(arranged, batchSize: batchSize))
  }

  /// The outputs of a graph by name for all examples of a data set, in their order.
  ///
  /// - Throws: ``DataError`` where an example cannot be read, `ConfigurationError` where the model
  ///   cannot take one.
  public func outputs(for dataset: any Dataset, batchSize: Int = 128) throws -> Values {
    let tensors = try predicted(dataset, batchSize) {
      try predict($0.inputs, batchSize: batchSize).tensors
    }
    return Values(names: outputNames, tensors: tensors)
  }
}
