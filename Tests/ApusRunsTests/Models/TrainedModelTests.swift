import Apus
import ApusTestSupport
import Foundation
import Testing

@testable import ApusRuns

/// What is read of a run's model file.
@Suite struct TrainedModelTests {
  private let folder = TemporaryFolder()

  /// A model file without any weights, whose recipe learned from data of these fields.
  private func write(_ recipe: String, _ target: Field) throws -> String {
    let facts = DataFacts(inputs: [Field("features", [8, 8, 1])], targets: [target])
    let file = ModelFile(
      recipe: recipe, settings: [:], dataset: "photos", inputShape: [8, 8, 1],
      classes: facts.classNames, facts: facts)
    let path = folder["\(recipe).safetensors"]
    try Safetensors(metadata: [ModelFile.key: file.description()]).write(to: path)
    return path
  }

  @Test func theWeightsOfClassifiersAreLeftToModelFile() throws {
    let path = try write("classify", .classes(["a", "b"]))
    #expect(try TrainedModel.load(path, skippingClassifiers: true) == nil)
    let error = #expect(throws: FileError.self) { try TrainedModel.load(path) }
    #expect(error?.description.contains("weight") == true, "\(error?.description ?? "")")
  }

  @Test func unknownRecipesAreNamed() throws {
    let path = try write("mine", .classes(["a", "b"]))
    let error = #expect(throws: FileError.self) {
      try TrainedModel.load(path, skippingClassifiers: true)
    }
    #expect(error?.description.contains("mine, a recipe that this command does not have") == true)
  }
}
