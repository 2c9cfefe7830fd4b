import ApusFiles
import ApusTraining

extension Recipe {
  /// The recipe of that name, in any letter case, among those that the program knows
  /// (``RecipeRegistry``).
  ///
  /// - Parameter others: what else could have been meant.
  /// - Throws: ``RecipeError`` if no recipe has it, naming the nearest.
  package static func known(_ name: String, or others: [String] = []) throws -> Recipe {
    let recipes = RecipeRegistry.recipes
    guard let recipe = recipes.first(where: { $0.name.lowercased() == name.lowercased() }) else {
      if Sweep.named(name) != nil {
        throw RecipeError(
          "\(name) is a sweep, which makes a table, and no recipe: apus train \(name)")
      }
      let names = recipes.map(\.name) + others
      throw RecipeError("unknown recipe '\(name)'\(suggestion(for: name, among: names))")
    }
    return recipe
  }
}
