import ApusCore

extension Dataset {
  /// The same images, changed anew in each epoch when a batch is made.
  ///
  /// Labels stay, unless the augmentation mixes examples: then classes become distributions over
  /// them, one row each. Batches that name no epoch are those of epoch 0. Traps where features are
  /// no images [height, width, channels] that the augmentation can take.
  public func augmented(by augmentation: Augmentation) -> any Dataset {
    AugmentedDataset(base: self, augmentation: augmentation)
  }
}

private struct AugmentedDataset<Base: Dataset>: Dataset {
  private let base: Base
  private let augmentation: Augmentation
  let featureShape: Shape

  init(base: Base, augmentation: Augmentation) {
    self.base = base
    self.augmentation = augmentation
    featureShape = augmentation.outputShape(for: base.featureShape)
  }

  var count: Int { base.count }
  var classNames: [String] { base.classNames }

  var labelType: LabelType {
    let mixesClasses = augmentation.mixing != nil && base.labelType == .classes
    return mixesClasses ? .values([classNames.count]) : base.labelType
  }

  func batch(at positions: ArraySlice<Int>, epoch: Int) throws -> Batch {
    augmentation(
      try base.batch(at: positions, epoch: epoch), examples: positions, epoch: epoch,
      classCount: classNames.count)
  }

  func copyFeatures(at positions: ArraySlice<Int>, to target: UnsafeMutableBufferPointer<Float>)
    throws
  {
    try batch(at: positions, epoch: 0).features.withElements(of: Float.self) {
      _ = target.update(fromContentsOf: $0)
    }
  }

  func copyLabels(at positions: ArraySlice<Int>, to target: UnsafeMutableRawBufferPointer) throws {
    if augmentation.mixing == nil { return try base.copyLabels(at: positions, to: target) }
    try batch(at: positions, epoch: 0).labels.withBytes { target.copyMemory(from: $0) }
  }
}
