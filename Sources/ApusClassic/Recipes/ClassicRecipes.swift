import ApusTraining

extension Recipe {
  /// The recipes of this family, in the order in which lists show them.
  package static let classic: [Recipe] = [
    perceptron, adaline, mlpClassic, mlpExplicit, rbf, svm, xor, mnistMLP, deepBigSimple, tabular,
  ]
}
