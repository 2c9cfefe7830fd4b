import ApusData

/// The examples to train on and those to evaluate on after each epoch, where the last ones are held
/// out for that.
///
/// Of n examples the first ⌊n (1 − share)⌋ are trained on, before anything is shuffled. Source:
/// Keras 3 `validation_split`.
struct ValidationSplit {
  let train: any Dataset
  let validation: (any Dataset)?
  /// The weights of the examples to train on.
  let sampleWeights: [Double]?

  /// - Throws: ``TrainingError`` where the share is outside 0…1, leaves one side empty, or
  ///   validation examples are given too.
  init(
    _ all: any Dataset, _ validation: (any Dataset)?, share: Double?, _ sampleWeights: [Double]?
  ) throws {
    guard let share, share != 0 else {
      train = all
      self.validation = validation
      self.sampleWeights = sampleWeights
      return
    }
    guard share > 0, share < 1 else {
      throw TrainingError("a validation split of \(share); give a share between 0 and 1")
    }
    guard validation == nil else {
      throw TrainingError("a validation split and validation examples; give one of them")
    }
    let count = Int((Double(all.count) * (1 - share)).rounded(.down))
    guard count > 0, count < all.count else {
      throw TrainingError(
        """
        a validation split of \(share) leaves \(count) of \(all.count) examples to train on; both \
        parts need some
        """
      )
    }
    if let sampleWeights, sampleWeights.count != all.count {
      throw TrainingError(
        "\(sampleWeights.count) sample weights for \(all.count) examples; give one for each")
    }
    train = all.subset(0..<count)
    self.validation = all.subset(count..<all.count)
    self.sampleWeights = sampleWeights.map { Array($0.prefix(count)) }
  }
}
