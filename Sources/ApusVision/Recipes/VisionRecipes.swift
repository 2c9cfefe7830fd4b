import ApusTraining

extension Recipe {
  /// The recipes of this family, in the order in which lists show them.
  package static let vision: [Recipe] = [quickstart, shallowCNN, lenet5, cifarCNN, classify]
}
