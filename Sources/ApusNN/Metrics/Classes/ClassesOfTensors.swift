import ApusCore

/// The classes that a network's outputs [batch, …, classes] choose: the place of the greatest of
/// each row, the first of equals; of a single output 1 where it is above the threshold, else 0. A
/// row with an output that is not a number chooses no class, which is nil.
func recognizedClasses(_ prediction: Tensor, threshold: Double) -> [Int?] {
  guard prediction.elementCount > 0 else { return [] }
  let width = prediction.shape[prediction.rank - 1]
  return width == 1
    ? prediction.doubles.map { $0.isNaN ? nil : $0 > threshold ? 1 : 0 }
    : greatestPlaces(in: prediction, width)
}

/// The classes that the targets of these outputs name: integers, one for each row of outputs, or
/// rows as wide as the outputs whose greatest element counts. What is no whole number is −1; where
/// a single output is a margin, −1 is class 0. Traps where the numbers do not fit.
func trueClasses(
  _ target: Tensor, for prediction: Tensor, _ rule: ReadingRule, in metric: String
) -> [Int] {
  require(prediction.rank >= 1, "\(metric): a prediction without a batch axis")
  guard prediction.elementCount > 0 else { return [] }
  let width = prediction.shape[prediction.rank - 1]
  let areLabels =
    width == 1 || target.rank < prediction.rank || target.shape[target.rank - 1] == 1
  require(
    target.elementCount == prediction.elementCount / (areLabels ? width : 1),
    "\(metric): a prediction \(prediction.shape) and a target \(target.shape)")
  guard areLabels else { return greatestPlaces(in: target, width).map { $0 ?? -1 } }
  let truth = labels(target)
  return width == 1 && rule.current == .margins ? truth.map { $0 == -1 ? 0 : $0 } : truth
}

/// Integer labels, whatever their element type.
private func labels(_ tensor: Tensor) -> [Int] {
  switch tensor.dtype {
  case .int32: tensor.withElements(of: Int32.self) { $0.map(Int.init) }
  case .int64: tensor.withElements(of: Int64.self) { $0.map(Int.init) }
  case .uint8: tensor.withElements(of: UInt8.self) { $0.map(Int.init) }
  default: tensor.doubles.map { Int(exactly: $0) ?? -1 }
  }
}

/// The place of the greatest element of each row of `width` elements; nil where one of them is not
/// a number.
private func greatestPlaces(in tensor: Tensor, _ width: Int) -> [Int?] {
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
private func places<T: Comparable>(_ elements: UnsafeBufferPointer<T>, _ width: Int) -> [Int?] {
  var result = [Int?](repeating: nil, count: elements.count / width)
  for row in result.indices {
    let start = row * width
    var best = 0
    // Only what is not a number differs from itself.
    var areNumbers = elements[start] == elements[start]
    for place in 1..<width {
      let element = elements[start + place]
      areNumbers = areNumbers && element == element
      if element > elements[start + best] { best = place }
    }
    if areNumbers { result[row] = best }
  }
  return result
}
