import ApusNN

extension Module {
  /// Writes the weights alone, by the names of the parameters, to a `.safetensors` file.
  ///
  /// For models of classes of your own, which cannot describe their architecture: the code that
  /// makes the model is needed to read them again.
  ///
  /// ```swift
  /// try model.saveWeights(to: "digits.safetensors")
  /// try other.loadWeights(from: "digits.safetensors")
  /// ```
  ///
  /// - Throws: ``ConfigurationError`` where a parameter has no value yet, ``FileError`` where the
  ///   file cannot be written.
  public func saveWeights(to path: String) throws {
    if let missing = namedParameters.first(where: { !$0.parameter.isDeclared }) {
      throw ConfigurationError(
        .notDescribable,
        """
        saveWeights: '\(missing.name)' has no value yet; train or call the model first, or build it
        """
      )
    }
    try Safetensors(tensors: weights).write(to: path)
  }

  /// Sets the weights from a `.safetensors` file that has the same names and shapes. A parameter
  /// that has no shape yet takes the file's.
  ///
  /// - Throws: ``FileError`` where the file is missing or damaged, or holds the weights of another
  ///   model; then nothing is changed.
  public func loadWeights(from path: String) throws {
    try setWeights(Safetensors(contentsOf: path).tensors, from: path)
  }
}
