import ApusCore
import ApusData
import ApusFiles
import ApusInterop
import ApusNN
import ApusTraining
import Foundation

/// What a run's model file holds, made again by its recipe: learners of any kind.
public struct TrainedModel {
  /// The recipe.
  public let recipe: Recipe
  /// Its settings.
  public let settings: SettingValues
  /// What the run knew of its data.
  public let facts: DataFacts
  /// The learner, with the weights of the file, and of a run's last checkpoint those of networks
  /// that are no results.
  public let learner: any Learner
  /// The networks whose weights were nowhere: those that are no results, of a file without its run.
  public let missingNetworks: [String]

  /// The learner of a run's folder or a model file; nil for a file that describes an ordinary
  /// classifier, which ``ModelFile`` reads.
  ///
  /// - Parameter skippingClassifiers: whether classifiers of single examples give nil too, before
  ///   their weights are read; see ``isClassifierOfExamples``.
  /// - Throws: ``FileError`` where there is no such file, it is damaged, or this program lacks its
  ///   recipe.
  public static func load(
    _ path: String, skippingClassifiers: Bool = false
  ) throws -> TrainedModel? {
    var isFolder: ObjCBool = false
    guard FileManager.default.fileExists(atPath: path, isDirectory: &isFolder) else { return nil }
    let file = isFolder.boolValue ? path + "/model.safetensors" : path
    guard file.hasSuffix(".safetensors"), FileManager.default.fileExists(atPath: file) else {
      return nil
    }
    let contents = try SafetensorsFile(file)
    guard let text = contents.metadata[ModelFile.key] else {
      if isFolder.boolValue, let configuration = try? RunConfiguration(of: RunFolder(path)) {
        throw FileError(path, Self.lacking(configuration.recipe))
      }
      return nil
    }
    guard let description = try? JSONDecoder().decode(ModelFile.self, from: Data(text.utf8)),
      let facts = description.facts
    else { return nil }
    guard let recipe = RecipeRegistry.recipes.first(where: { $0.name == description.recipe })
    else {
      throw FileError(path, Self.lacking(description.recipe))
    }
    if skippingClassifiers, isClassifierOfExamples(recipe, facts) { return nil }
    do {
      let settings = try SettingValues(description.settings, for: recipe.settings)
      let metrics = try recipe.supervision.map {
        try TrainingOptions().makeMetrics(
          fromLogits: $0.givesProbabilities(settings, facts),
          isOfClasses: !facts.classNames.isEmpty)
      }
      let learner = try recipe.makeLearner(
        LearnerRequest(settings, facts, metrics: metrics ?? []))
      if let text = contents.metadata[WholeModel.stateKey], let state = WholeModel.state(text) {
        learner.state = state
      }
      try learner.setResults(contents.tensors(), from: file)
      let missing = try learner.setOthers(isFolder.boolValue ? RunFolder(path) : nil)
      return TrainedModel(
        recipe: recipe, settings: settings, facts: facts, learner: learner,
        missingNetworks: missing)
    } catch let error as RecipeError {
      throw FileError(file, "is not of this version: \(error)")
    }
  }

  /// Whether it tells apart classes of images or other single examples, as ``ModelFile`` reads it.
  public var isClassifierOfExamples: Bool { Self.isClassifierOfExamples(recipe, facts) }

  private static func isClassifierOfExamples(_ recipe: Recipe, _ facts: DataFacts) -> Bool {
    recipe.supervision != nil && TableData.schema(facts) == nil
  }

  /// What it answers to inputs; nil where its networks take none.
  ///
  /// - Throws: what the recipe's own predictor throws.
  public func makePredictor() throws -> (any Predictor)? {
    try recipe.makePredictor(learner, LearnerRequest(settings, facts))
  }

  /// What to say of a run whose recipe this program lacks.
  static func lacking(_ recipe: String) -> String {
    """
    was trained by \(recipe), a recipe that this command does not have; use the command of the \
    package that trained it
    """
  }
}

extension Learner {
  /// Gives the result networks the weights of a model file.
  fileprivate func setResults(_ tensors: [String: Tensor], from file: String) throws {
    let results = networks.filter(\.isResult)
    if results.count == 1 {
      return try results[0].module.setWeights(tensors, from: file)
    }
    for network in results {
      let prefix = network.name + "."
      var own: [String: Tensor] = [:]
      for (name, tensor) in tensors where name.hasPrefix(prefix) {
        own[String(name.dropFirst(prefix.count))] = tensor
      }
      try network.module.setWeights(own, from: file)
    }
  }

  /// Gives the networks that are no results, such as a critic, the weights of a run's last
  /// checkpoint; the names of those that stay without.
  fileprivate func setOthers(_ run: RunFolder?) throws -> [String] {
    let others = networks.filter { !$0.isResult && [.trained, .derived].contains($0.role) }
    guard !others.isEmpty else { return [] }
    guard let run, let file = try run.latestCheckpoint() else { return others.map(\.name) }
    let weights = try run.weights(of: Set(others.map(\.name)), ofCheckpoint: file)
    return try others.filter { network in
      guard let own = weights[network.name] else { return true }
      try network.module.setWeights(own, from: file)
      return false
    }.map(\.name)
  }
}
