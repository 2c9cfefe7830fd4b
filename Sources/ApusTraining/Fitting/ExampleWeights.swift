import ApusCore
import ApusData

/// What each example counts for in the loss of training: a factor of its own, one of its class, or their product.
struct ExampleWeights {
  private let examples: [Double]?
  private let classes: Tensor?

  /// Weights for the examples of `dataset`; nil where nothing is weighted.
  ///
  /// - Throws: ``TrainingError`` where numbers are missing or below 0, or labels are not classes.
  init?(examples: [Double]?, classes: [Double]?, of dataset: any Dataset) throws {
    if examples == nil && classes == nil { return nil }
    if let examples, examples.count != dataset.count {
      throw TrainingError(
        "\(examples.count) sample weights for \(dataset.count) examples; give one for each")
    }
    if let classes {
      guard dataset.labelType == .classes else {
        throw TrainingError(
          "class weights need labels that are classes; for values give a weight for each example")
      }
      guard classes.count == dataset.classNames.count else {
        throw TrainingError(
          "\(classes.count) class weights for \(dataset.classNames.count) classes; give one for each"
        )
      }
    }
    guard (examples ?? []).allSatisfy({ $0 >= 0 && $0.isFinite }),
      (classes ?? []).allSatisfy({ $0 >= 0 && $0.isFinite })
    else { throw TrainingError("a weight is below 0 or not finite; give weights from 0 on") }
    self.examples = examples
    self.classes = classes.map { Tensor($0).cast(to: .float32) }
  }

  /// Whether the examples' positions in the data set matter.
  var needsPositions: Bool { examples != nil }

  /// The weights of a batch, [examples].
  func weights(at positions: ArraySlice<Int>, labels: Tensor) -> Tensor? {
    let byClass = classes.map { $0.gathered(at: labels) }
    guard let examples else { return byClass }
    let byExample = Tensor(positions.map { Float(examples[$0]) })
    return byClass.map { $0 * byExample } ?? byExample
  }
}

extension Tensor {
  /// These weights [examples] in the rank that losses of `output` have, whose last axis a loss reduces.
  func broadcast(toLossesOf output: Tensor) -> Tensor {
    guard output.rank > 2 else { return self }
    return reshaped(to: shape.array + [Int](repeating: 1, count: output.rank - 2))
  }
}
