import ApusCore
import ApusFiles

extension Dataset {
  /// The same examples, each of which counts for something else in losses: a factor of its own, one
  /// of its class, or their product, times what it counted for.
  ///
  /// - Parameters:
  ///   - examples: a factor for each example, in order; nil for 1.
  ///   - classes: a factor for each class of the first target; nil for 1.
  /// - Throws: ``DataError`` where factors are missing or below 0, or labels are not classes.
  public func weighted(
    examples: [Double]? = nil, classes: [Double]? = nil
  ) throws -> any Dataset {
    if examples == nil && classes == nil { return self }
    func wrong(_ problem: String, _ advice: String) -> DataError {
      DataError(.unsuitable, "the weights", problem, advice: advice)
    }
    if let examples, examples.count != count {
      throw wrong("are \(examples.count) for \(count) examples", "give one for each")
    }
    if let classes {
      guard labelType == .classes else {
        throw wrong(
          "are those of classes, but the labels are values", "give a weight for each example")
      }
      guard classes.count == classNames.count else {
        throw wrong(
          "are \(classes.count) for \(classNames.count) classes", "give one for each")
      }
    }
    guard (examples ?? []).allSatisfy({ $0 >= 0 && $0.isFinite }),
      (classes ?? []).allSatisfy({ $0 >= 0 && $0.isFinite })
    else { throw wrong("hold one that is below 0 or not finite", "give weights from 0 on") }
    return WeightedDataset(
      base: self, exampleFactors: examples?.map { Float($0) },
      classFactors: classes.map { Tensor($0).cast(to: .float32) })
  }
}

private struct WeightedDataset<Base: Dataset>: Dataset {
  let base: Base
  let exampleFactors: [Float]?
  let classFactors: Tensor?

  var count: Int { base.count }
  var inputs: [Field] { base.inputs }
  var targets: [Field] { base.targets }

  func batch(at positions: ArraySlice<Int>, epoch: Int) throws -> Batch {
    var batch = try base.batch(at: positions, epoch: epoch)
    func multiply(by factors: Tensor) {
      guard let weights = batch.weights else {
        batch.weights = factors
        return
      }
      // Weights of the places of a sequence stand beside one an example.
      let rank = max(weights.rank, factors.rank)
      batch.weights = weights.withAxes(rank) * factors.withAxes(rank)
    }
    if let classFactors { multiply(by: classFactors.gathered(at: batch.labels)) }
    if let exampleFactors { multiply(by: Tensor(positions.map { exampleFactors[$0] })) }
    return batch
  }

  func classes() throws -> [Int]? { try base.classes() }
  func length(at position: Int) -> Int? { base.length(at: position) }
}

extension Tensor {
  /// With axes of extent 1 after the others, `rank` in all.
  fileprivate func withAxes(_ rank: Int) -> Tensor {
    rank > self.rank
      ? reshaped(to: shape.array + [Int](repeating: 1, count: rank - self.rank)) : self
  }
}
