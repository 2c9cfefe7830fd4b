extension RunOption {
  /// What a run can be told, in the order in which files have it and values are checked.
  public static let all: [RunOption] = [
    epochs, batchSize, seed, threads, data, out,
    accumulate, checkpointEvery, unstratified, validation, fold, metrics, augmentation, callbacks,
    clip, classWeights,
  ]
}
