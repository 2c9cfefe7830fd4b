import ApusCore

/// Examples of varying length in memory, padded to the longest of a batch.
///
/// ```swift
/// let words = [[3, 1, 4], [1, 5]].map { Tensor($0.map { Int32($0) }) }
/// let data = SequenceDataset(
///   words, named: "tokens", classes: [0, 1], classNames: ["short", "long"])
/// let plan = BucketPlan(lengths: data.lengths, batchSize: 32, seed: 0)
/// ```
///
/// Beside the input stand its lengths and its mask, as
/// ``Values/padding(_:named:with:toMultipleOf:)`` makes them.
public struct SequenceDataset: Dataset {
  /// The examples, then their lengths and their mask.
  public let inputs: [Field]
  /// A class, values, or nothing.
  public let targets: [Field]
  /// How long each example is.
  public let lengths: [Int]
  private let examples: [Tensor]
  private let labels: Tensor?
  private let padding: Double

  /// Examples with a class each; traps where numbers differ.
  ///
  /// - Parameters:
  ///   - examples: [length, …] each, alike but for the length.
  ///   - name: the input's name.
  ///   - classes: the number of a class for each example.
  ///   - classNames: what the classes are called; "0", "1", … where it is nil.
  ///   - padding: what is filled in.
  public init(
    _ examples: [Tensor], named name: String = Field.features, classes: [Int32],
    classNames: [String]? = nil, padding: Double = 0
  ) {
    let names = classNames ?? (0...(classes.max() ?? 0)).map { "\($0)" }
    require(
      classes.allSatisfy { names.indices.contains(Int($0)) },
      "SequenceDataset: a label outside \(names.count) classes")
    self.init(
      examples, name, labels: Tensor(classes), targets: [.classes(names)], padding: padding)
  }

  /// Examples with values to predict, [examples, …], or with none.
  public init(
    _ examples: [Tensor], named name: String = Field.features, values: Tensor? = nil,
    padding: Double = 0
  ) {
    let targets = values.map { [Field(Field.labels, $0.shape.removing(0), $0.dtype)] }
    self.init(examples, name, labels: values, targets: targets ?? [], padding: padding)
  }

  private init(
    _ examples: [Tensor], _ name: String, labels: Tensor?, targets: [Field], padding: Double
  ) {
    guard let first = examples.first, first.rank > 0 else {
      trap("SequenceDataset: no examples, or examples without an axis")
    }
    let rest = first.shape.removing(0)
    require(
      examples.allSatisfy {
        $0.rank == first.rank && $0.shape.removing(0) == rest && $0.dtype == first.dtype
      }, "SequenceDataset: examples that differ in more than their first extent")
    require(
      labels.map { $0.rank > 0 && $0.shape[0] == examples.count } ?? true,
      "SequenceDataset: targets \(labels?.shape ?? []) for \(examples.count) examples")
    inputs = [
      Field(name, extents: [nil] + rest.map { $0 }, first.dtype),
      Field("\(name).lengths", [], .int32), Field("\(name).mask", extents: [nil], .bool),
    ]
    self.targets = targets
    lengths = examples.map { $0.shape[0] }
    self.examples = examples
    self.labels = labels
    self.padding = padding
  }

  /// The number of examples.
  public var count: Int { examples.count }

  /// How long the example at `position` is.
  public func length(at position: Int) -> Int? { lengths[position] }

  /// The examples at `positions`, whatever the epoch, padded to the longest of them.
  public func batch(at positions: ArraySlice<Int>, epoch: Int) -> Batch {
    checkPositions(positions)
    let places = Tensor(positions.map { Int32($0) })
    return Batch(
      inputs: .padding(positions.map { examples[$0] }, named: inputs[0].name, with: padding),
      targets: labels.map { Values($0.gathered(at: places), named: Field.labels) } ?? Values(),
      count: positions.count)
  }

  /// The class of each example; nil where targets are none.
  public func classes() -> [Int]? {
    labelType == .classes ? labels?.doubles.map { Int($0) } : nil
  }
}
