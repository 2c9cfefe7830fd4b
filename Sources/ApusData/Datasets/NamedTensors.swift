import ApusCore

/// Examples from named tensors in memory: several inputs, several targets, of any element type.
///
/// ```
/// let data = NamedTensors(
///   inputs: ["image": images, "age": ages], targets: ["form": classes, "area": areas])
/// try model.fit(data, epochs: 3)
/// ```
///
/// Numbers of floating point become float32; integers stay what they are, and where they are
/// targets, they are classes.
public struct NamedTensors: Dataset {
  /// The number of examples.
  public let count: Int
  /// What goes in: shape and element type of one example of each tensor.
  public let inputs: [Field]
  /// What is to come out.
  public let targets: [Field]
  private let inputTensors: Values
  private let targetTensors: Values

  /// The rows of tensors, [examples, …] each; traps where ``problem(inputs:targets:)`` finds one.
  ///
  /// - Parameter targets: integers from 0 on are classes.
  public init(inputs: Values, targets: Values = Values()) {
    if let problem = Self.problem(inputs: inputs, targets: targets) {
      trap("NamedTensors: \(problem)")
    }
    func kept(_ values: Values) -> Values {
      values.mapTensors { $0.dtype.isFloatingPoint ? $0.cast(to: .float32) : $0 }
    }
    count = inputs.first?.shape[0] ?? 0
    inputTensors = kept(inputs)
    targetTensors = kept(targets)
    self.inputs = inputTensors.map { Field($0, $1.shape.removing(0), $1.dtype) }
    self.targets = targetTensors.map { name, tensor in
      Field(name, tensor.shape.removing(0), tensor.dtype, meaning: Self.meaning(of: tensor))
    }
  }

  /// What is wrong with these tensors as examples, in one line: none, one without axes, or
  /// different numbers of examples; nil where nothing is.
  public static func problem(inputs: Values, targets: Values) -> String? {
    guard let first = inputs.first else { return "there are no inputs" }
    let all = Array(zip(inputs.names + targets.names, inputs.tensors + targets.tensors))
    if let (name, _) = all.first(where: { $0.1.rank == 0 }) {
      return "\"\(name)\" has no axes; the examples lie along the first"
    }
    guard all.allSatisfy({ $0.1.shape[0] == first.shape[0] }) else {
      let counts = all.map { "\($0) \($1.shape[0])" }.joined(separator: ", ")
      return "tensors of different numbers of examples: \(counts)"
    }
    return nil
  }

  /// The examples at `positions`, whatever the epoch.
  public func batch(at positions: ArraySlice<Int>, epoch: Int) -> Batch {
    checkPositions(positions)
    let places = Tensor(positions.map { Int64($0) })
    return withoutDerivatives {
      Batch(
        inputs: inputTensors.mapTensors { $0.gathered(at: places) },
        targets: targetTensors.mapTensors { $0.gathered(at: places) }, count: positions.count)
    }
  }

  private static func meaning(of tensor: Tensor) -> Field.Meaning {
    guard tensor.dtype.isInteger, tensor.elementCount > 0, tensor.min().item >= 0 else {
      return .values
    }
    return .classes((0...Int(tensor.max().item)).map { "\($0)" })
  }
}
