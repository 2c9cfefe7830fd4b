import ApusCore

extension Dataset {
  /// The same images, changed anew in each epoch when a batch is made.
  ///
  /// Labels stay, unless the augmentation mixes examples: then classes become distributions over
  /// them, one row each. Traps where features are
  /// no images [height, width, channels] that the augmentation can take.
  public func augmented(by augmentation: Augmentation) -> any Dataset {
    AugmentedDataset(base: self, augmentation: augmentation)
  }
}

private struct AugmentedDataset<Base: Dataset>: Dataset {
  private let base: Base
  private let augmentation: Augmentation
  let inputs: [Field]
  let targets: [Field]

  init(base: Base, augmentation: Augmentation) {
    self.base = base
    self.augmentation = augmentation
    var inputs = base.inputs
    inputs[0].extents = augmentation.outputShape(for: base.featureShape).map { $0 }
    self.inputs = inputs
    var targets = base.targets
    if augmentation.mixing != nil, base.labelType == .classes {
      let names = base.classNames
      targets[0] = Field(targets[0].name, [names.count], meaning: .shares(names))
    }
    self.targets = targets
  }

  var count: Int { base.count }

  func batch(at positions: ArraySlice<Int>, epoch: Int) throws -> Batch {
    augmentation(
      try base.batch(at: positions, epoch: epoch), examples: positions, epoch: epoch,
      classCount: base.classNames.count)
  }

  func classes() throws -> [Int]? { labelType == .classes ? try base.classes() : nil }
}
