import ApusCore

/// A random-access collection of examples, made into batches of named tensors.
///
/// A data set of one's own says what its batches hold and makes them:
///
/// ```swift
/// struct Sums: Dataset {
///   let count = 1000
///   let inputs = [Field("a", [1]), Field("b", [1])]
///   let targets = [Field("sum", [1])]
///   func batch(at positions: ArraySlice<Int>, epoch: Int) -> Batch {
///     let a = Tensor(positions.map { Float($0) }).reshaped(to: [positions.count, 1])
///     return Batch(inputs: ["a": a, "b": a * 2], targets: ["sum": a * 3])
///   }
/// }
/// ```
///
/// Examples are kept in whatever compact form suits them; they become tensors only when a batch is
/// made.
public protocol Dataset: Sendable, CustomStringConvertible {
  /// The number of examples.
  var count: Int { get }
  /// What goes into a network, in the order of a batch's inputs.
  var inputs: [Field] { get }
  /// What is to come out of it, in the order of a batch's targets; empty where nothing is known of
  /// it.
  var targets: [Field] { get }

  /// The examples at `positions`, in that order, as epoch number `epoch` sees them: the only way to
  /// make a batch.
  ///
  /// They are the same in all epochs if not stated otherwise, as by ``augmented(by:)``. Traps on a
  /// position outside.
  ///
  /// - Throws: ``DataError`` where an example cannot be read from its file.
  func batch(at positions: ArraySlice<Int>, epoch: Int) throws -> Batch

  /// The class of each example's first target; nil where targets are values. The default makes
  /// batches; a data set that knows its classes says them without.
  func classes() throws -> [Int]?

  /// How long the example at `position` is, for batches of similar length; nil where all are alike.
  func length(at position: Int) -> Int?
}

/// What the labels of a data set are.
public enum LabelType: Sendable, Hashable {
  /// The number of a class: int32, a scalar an example.
  case classes
  /// Real values of this shape an example, float32.
  case values(Shape)
}

extension Dataset {
  /// The type, the number of examples, and what each holds, as in
  /// `ImageDataset: 960 examples, features float32[28, 28, 1] → labels int32[]`.
  public var description: String {
    func listed(_ fields: [Field]) -> String { fields.map(\.description).joined(separator: ", ") }
    let type = "\(Self.self)".prefix { $0 != "<" }
    return "\(type): \(count) examples, \(listed(inputs))"
      + (targets.isEmpty ? "" : " → \(listed(targets))")
  }

  /// The examples at `positions`, in that order, as epoch 0 sees them; traps outside the data set.
  ///
  /// - Throws: ``DataError`` where an example cannot be read from its file.
  public func batch(at positions: ArraySlice<Int>) throws -> Batch {
    try batch(at: positions, epoch: 0)
  }

  /// All examples, in order.
  ///
  /// - Throws: ``DataError`` where an example cannot be read from its file.
  public func all() throws -> Batch {
    try batch(at: Array(0..<count)[...])
  }

  /// The shape of one example's first input; traps where it varies.
  public var featureShape: Shape {
    guard let field = inputs.first, let shape = field.shape else {
      trap("Dataset: its first input has no single shape; look at `inputs`")
    }
    return shape
  }

  /// What the first target is; values of no elements without targets.
  public var labelType: LabelType {
    guard let field = targets.first else { return .values([0]) }
    if case .classes = field.meaning { return .classes }
    return .values(field.shape ?? [])
  }

  /// What the classes of the first target are called, in the order of their numbers; empty where it
  /// is values.
  public var classNames: [String] { targets.first?.classNames ?? [] }

  /// The classes of the first target, read from batches; nil where it is values.
  public func classes() throws -> [Int]? {
    guard labelType == .classes else { return nil }
    var classes: [Int] = []
    classes.reserveCapacity(count)
    for first in stride(from: 0, to: count, by: 1024) {
      let batch = try batch(at: Array(first..<min(first + 1024, count))[...], epoch: 0)
      classes += batch.labels.doubles.map { Int($0) }
    }
    return classes
  }

  /// Nil: all examples are alike.
  public func length(at position: Int) -> Int? { nil }

  /// Traps on a position outside the data set.
  func checkPositions(_ positions: ArraySlice<Int>) {
    require(
      positions.allSatisfy { $0 >= 0 && $0 < count }, "batch: a position outside 0..<\(count)")
  }
}
