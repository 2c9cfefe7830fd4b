import ApusCore
import ApusFiles
import ApusLayerExamples
import ApusNN
import ApusTestSupport
import Testing

@testable import ApusInterop

/// Each layer that Keras has goes to its file and comes back; the others stand in the one list of
/// those without, with the reason.
@Suite struct KerasLayerTests {
  private static let examples = LayerExample.all.filter { KerasLayers.named($0.layer) != nil }

  /// A graph where Keras has the layer in graphs only.
  private func model(_ example: LayerExample) -> any Layer {
    let model = example.model()
    guard KerasLayers.named(example.layer)?.keras.takesInputTwice == true,
      let chain = model as? Sequential
    else { return model }
    return Model(chain)
  }

  @Test(arguments: KerasLayerTests.examples)
  func layersComeBack(_ example: LayerExample) throws {
    let model = model(example), folder = TemporaryFolder()
    defer { withExtendedLifetime(folder) {} }
    let path = folder["model.keras"]
    let shape = model is Model ? nil : example.inputShape
    if let reason = Lacking.kerasSettings[example.description] {
      let error = #expect(throws: FileError.self) {
        try KerasFile.write(model, inputShape: shape, to: path)
      }
      #expect(error?.problem.contains(reason) == true, "\(error?.problem ?? "")")
      return
    }
    try KerasFile.write(model, inputShape: shape, to: path)
    let again = try KerasFile(path).makeModel()
    let inputs = example.inputs()
    #expect(
      example.outputs(of: again, inputs).map(\.doubles)
        == example.outputs(of: model, inputs).map(\.doubles))
  }

  @Test func everyLayerHasARuleOrAReason() {
    let listed = Lacking.kerasLayers.flatMap(\.names)
    for name in LayerRegistry.standard.names {
      #expect((KerasLayers.named(name) != nil) != listed.contains(name), "\(name)")
    }
    #expect(Set(listed).count == listed.count)
  }

  /// Variables have the parameters' shapes, or as many elements.
  @Test(arguments: KerasLayerTests.examples)
  func variablesAreTheParameters(_ example: LayerExample) throws {
    let layer = try #require(try Self.layer(of: example))
    let variables = layer.kerasVariables
    for variable in variables where variable.parameter != nil {
      #expect(variable.shape.elementCount == variable.parameter?.type?.shape.elementCount)
    }
    let parameters = Set(variables.compactMap(\.parameter).map { ObjectIdentifier($0) })
    let isStated = (layer as? Normalization)?.stated != nil
    #expect(isStated || parameters == Set(layer.parameters.map { ObjectIdentifier($0) }))
  }

  /// The layer in the model of an example, built.
  private static func layer(of example: LayerExample) throws -> (any KerasLayer)? {
    try kerasSlots(of: example.model(), "file").compactMap { $0.module as? any KerasLayer }
      .first { type(of: $0).typeName == example.layer }
  }

  /// Names as docs/KERAS.md lists them.
  private static func row(_ example: LayerExample) throws -> [String] {
    let layer = try layer(of: example)
    let settings = layer.map { type(of: $0).keras.settings.map(\.keras) } ?? []
    return ["`\(example.layer)`"]
      + [settings.map { "`\($0)`" }, layer?.kerasVariables.map(\.name) ?? []].map {
        $0.joined(separator: ", ")
      }
  }

  /// Its name is one that `Scripts/tables` runs.
  @Suite struct GeneratedTablesTests {
    @Test func thePageHasTheLayers() throws {
      let examples = KerasLayerTests.examples.filter { $0.description == $0.layer }
      let rows = try examples.sorted { $0.layer < $1.layer }.map { try row($0) }
      try GeneratedTable(
        page: "docs/KERAS.md", name: "keras", rows: [["layer", "settings", "variables"]] + rows
      ).expectInPage()
    }
  }
}
