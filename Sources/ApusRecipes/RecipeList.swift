import ApusNN
import ApusTraining

extension Recipe {
  /// The recipes of the library, in the order of the catalogue.
  public static let library: [Recipe] = [
    .quickstart, .perceptron, .adaline, .mlpClassic, .mlpExplicit, .rbf, .svm, .xor,
    .mnistMLP, .deepBigSimple, .shallowCNN, .lenet5, .cifarCNN, .classify, .tabular,
  ]

  /// The recipes of this program: those that its command was made with, else the library's.
  public static var all: [Recipe] { RecipeRegistry.recipes ?? library }

  /// The recipe of that name.
  ///
  /// - Parameter others: what else could have been meant.
  /// - Throws: ``RecipeError`` where there is none, naming the nearest.
  public static func named(_ name: String, or others: [String] = []) throws -> Recipe {
    guard let recipe = all.first(where: { $0.name == name }) else {
      if Sweep.named(name) != nil {
        throw RecipeError(
          "\(name) is a sweep, which makes a table, and no recipe: apus train \(name)")
      }
      let names = all.map(\.name) + others
      throw RecipeError("unknown recipe '\(name)'\(suggestion(for: name, among: names))")
    }
    return recipe
  }
}
