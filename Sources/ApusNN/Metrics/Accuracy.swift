import ApusCore

/// The share of right answers.
///
/// As Keras chooses by the shapes: one output – above ½ against the target; integer labels – the class of the greatest
/// output; targets of as many values as there are outputs – the places of the greatest of both. Of equal outputs the
/// first counts.
public struct Accuracy: Metric {
  private var right = 0
  private var total = 0

  /// No batches yet.
  public init() {}

  /// The name in histories and progress lines.
  public let name = "accuracy"

  /// The share so far; not a number before the first batch.
  public var value: Double { total > 0 ? Double(right) / Double(total) : .nan }

  /// The numbers of right answers and of all.
  public var state: [Double] {
    get { [Double(right), Double(total)] }
    set {
      right = newValue.first.flatMap(Int.init(exactly:)) ?? 0
      total = newValue.dropFirst().first.flatMap(Int.init(exactly:)) ?? 0
    }
  }

  /// Adds a batch; traps where the numbers of predictions and targets differ.
  public mutating func update(_ prediction: Tensor, _ target: Tensor) {
    require(prediction.rank >= 1, "accuracy: a prediction without a batch axis")
    let classes = prediction.shape[prediction.rank - 1]
    guard classes > 0, prediction.elementCount > 0 else { return }
    let rows = prediction.elementCount / classes
    let isSparse =
      classes > 1 && (target.rank < prediction.rank || target.shape[target.rank - 1] == 1)
    let expected = isSparse ? rows : prediction.elementCount
    require(
      target.elementCount == expected,
      "accuracy: a prediction \(prediction.shape) and a target \(target.shape)")
    var hits = 0
    if classes == 1 {
      let answers = target.doubles
      for (output, answer) in zip(prediction.doubles, answers)
      where (output > 0.5 ? 1 : 0) == answer {
        hits += 1
      }
    } else {
      let chosen = greatestPlaces(in: prediction, width: classes)
      let answers = isSparse ? labels(target) : greatestPlaces(in: target, width: classes)
      for (choice, answer) in zip(chosen, answers) where choice == answer { hits += 1 }
    }
    right += hits
    total += rows
  }

  /// Forgets all batches.
  public mutating func reset() { self = Accuracy() }
}

/// Integer labels, whatever their element type.
private func labels(_ tensor: Tensor) -> [Int] {
  switch tensor.dtype {
  case .int32: tensor.withElements(of: Int32.self) { $0.map(Int.init) }
  case .int64: tensor.withElements(of: Int64.self) { $0.map(Int.init) }
  case .uint8: tensor.withElements(of: UInt8.self) { $0.map(Int.init) }
  default: tensor.doubles.map { Int(exactly: $0.rounded()) ?? -1 }
  }
}

/// The place of the greatest element of each row of `width` elements.
private func greatestPlaces(in tensor: Tensor, width: Int) -> [Int] {
  switch tensor.dtype {
  case .float32: tensor.withElements(of: Float.self) { places($0, width) }
  case .float64: tensor.withElements(of: Double.self) { places($0, width) }
  case .int32: tensor.withElements(of: Int32.self) { places($0, width) }
  case .int64: tensor.withElements(of: Int64.self) { places($0, width) }
  case .uint8: tensor.withElements(of: UInt8.self) { places($0, width) }
  case .bfloat16, .bool: tensor.doubles.withUnsafeBufferPointer { places($0, width) }
  }
}

@inline(__always)
private func places<T: Comparable>(_ elements: UnsafeBufferPointer<T>, _ width: Int) -> [Int] {
  var result = [Int](repeating: 0, count: elements.count / width)
  for row in result.indices {
    let start = row * width
    var best = 0
    for place in 1..<width where elements[start + place] > elements[start + best] { best = place }
    result[row] = best
  }
  return result
}
