import ApusCore
import ApusData
import ApusNN
import ApusTestSupport
import Testing

@testable import ApusInterop

/// Nested models, whose weights' order and whose uses' numbers depend on Keras's version and on
/// what is frozen.
@Suite struct KerasGraphTests {
  private static let freezing = [
    "frozen_model", "frozen_layer", "thawed_layer", "frozen_between", "same_names",
    "frozen_statistics",
  ]

  private static func cases(_ names: [String]) throws -> [KerasGraphCase] {
    try KerasGraphCase.cases().filter { fixture in
      names.contains { fixture.name.hasPrefix("\($0) keras") }
    }
  }

  @Test(arguments: try cases(freezing + ["ends_in_model", "ends_in_chain"]))
  func wholeModelsGiveWhatKerasGives(_ fixture: KerasGraphCase) throws {
    for ending in [".h5", ".keras"] where fixture.files[ending] != nil {
      let model = try fixture.read(ending).makeModel()
      fixture.expect([Mode.inference { model(fixture.tensors[0]) }], "\(ending)")
    }
  }

  /// In files of weights alone the names tell the layers.
  @Test(arguments: try cases(freezing).filter { $0.files["weights.h5"] != nil })
  func weightsAloneFindTheirLayers(_ fixture: KerasGraphCase) throws {
    let weights = try fixture.read("weights.h5")
    #expect(!weights.hasArchitecture)
    let model = try #require(try fixture.read(".h5").architecture).makeModel(inputShape: nil)
    try weights.load(into: model)
    fixture.expect([Mode.inference { model(fixture.tensors[0]) }], "weights")
  }

  /// Layers of other names: the file's architecture says what was frozen, by position.
  @Test func layersOfOtherNamesAreFoundByWhatIsFrozen() throws {
    let fixture = try KerasGraphCase.named("frozen_layer keras 3")
    let other = Sequential {
      Sequential {
        Dense(4, useBias: false, name: "one")
        Dense(4, useBias: false, name: "two")
      }
      Dense(3, name: "three")
    }
    other.build([4])
    try fixture.read(".h5").load(into: other)
    fixture.expect([other(fixture.tensors[0])], "other names")
  }

  /// Weights alone, layers of other names: what is frozen in the model that takes them says the
  /// order.
  @Test func weightsAloneAreOrderedByWhatIsFrozenHere() throws {
    let fixture = try KerasGraphCase.named("frozen_layer keras 2")
    let first = Dense(4, useBias: false, name: "one")
    let other = Sequential {
      Sequential {
        first
        Dense(4, useBias: false, name: "two")
      }
      Dense(3, name: "three")
    }
    other.build([4])
    first.freeze()
    try fixture.read("weights.h5").load(into: other)
    fixture.expect([other(fixture.tensors[0])], "frozen here")
  }

  /// What ends in a model within the model is written so that Keras finds that use.
  @Test(arguments: ["ends_in_model keras 3", "ends_in_chain keras 3", "ends_in_model keras 2"])
  func graphsThatEndInModelsComeBack(_ name: String) throws {
    let fixture = try KerasGraphCase.named(name)
    let model = try fixture.read(fixture.files[".keras"] == nil ? ".h5" : ".keras").makeModel()
    let place = TemporaryFolder()
    defer { withExtendedLifetime(place) {} }
    let path = place["again.keras"]
    try KerasFile.write(model, to: path)
    let again = try KerasFile(path).makeModel()
    fixture.expect([again(fixture.tensors[0])], "written")
  }

  /// Keras counts a graph's making as its first use where a graph names its outputs.
  @Test func usesOfGraphsAreCountedFromOneInOutputs() throws {
    let model = try KerasGraphCase.named("ends_in_model keras 3").read(".keras").makeModel()
    let json = String(
      decoding: try KerasArchitectureWriter(model, path: "file").json(inputShape: nil),
      as: UTF8.self)
    #expect(json.contains(#""output_layers":[["inner",2,0]]"#))
  }
}
