import ApusCore
import ApusData
import ApusTestSupport
import ExampleLearners
import Foundation
import Testing

@testable import ApusTraining

@Suite struct MeasureDeclarationTests {
  @Test func valuesOfValidationAreDeclaredWithThoseOfTraining() {
    let declared = [
      Measure.reported("loss", .minimize), .reported("way", .maximize, unit: "m"),
      .metric(.accuracy), .reported("way", .minimize),
    ].declarations
    #expect(declared.declaration(of: "val_way") == MeasureDeclaration(.maximize, unit: "m"))
    #expect(declared.declaration(of: "way")?.unit == "m")
    #expect(declared.declaration(of: "val_accuracy")?.direction == .maximize)
    #expect(declared.declaration(of: "loss")?.direction == .minimize)
    #expect(declared.declaration(of: "weight") == nil)
  }

  @Test func aRunOfTheUsersProgramKeepsThem() throws {
    let folder = TemporaryFolder()
    let run = RunFolder(folder["run"])
    let data = TensorDataset(
      .randomUniform([8, 4], generator: RandomGenerator(seed: 1)), .zeros([8, 1]))
    try AdversarialPair(size: 4).fit(data, epochs: 1, run: run, reporter: SilentReporter())
    let text = try #require(FileManager.default.contents(atPath: run.configurationFile))
    let kept = try JSONDecoder().decode(LibraryRun.self, from: text)
    #expect(kept.measures?["distance"] == MeasureDeclaration(.minimize))
    #expect(kept.measures?.count == 3)
  }
}
