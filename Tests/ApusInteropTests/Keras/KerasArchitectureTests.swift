import ApusCore
import ApusData
import ApusFiles
import ApusNN
import Testing

@testable import ApusInterop

/// What is not taken from Keras's JSON: each error names the layer or the setting.
@Suite struct KerasArchitectureTests {
  static func chain(_ layers: String) -> String {
    """
    {"class_name": "Sequential", "config": {"name": "s", "layers": [{"class_name": "InputLayer", \
    "config": {"batch_shape": [null, 4, 4, 2], "name": "i"}}, \(layers)]}}
    """
  }

  static func layer(_ className: String, _ settings: String = "") -> String {
    let rest = settings.isEmpty ? "" : ", " + settings
    return chain(#"{"class_name": "\#(className)", "config": {"name": "it"\#(rest)}}"#)
  }

  @Test(arguments: [
    ("{", "no JSON"), ("[]", "no JSON"), (#"{"class_name": "Sequential"}"#, "no JSON"),
    (#"{"class_name": "Mine", "config": {"layers": []}}"#, "the user's own"),
    (layer("LSTM", #""units": 3"#), "'LSTM' cannot be imported"),
    (layer("Lambda", #""function": "code""#), "'Lambda' cannot be imported"),
    (layer("Dense", #""units": 3, "activation": "mine""#), "its setting activation"),
    (
      layer("Dense", #""units": 3, "activation": {"class_name": "function"}"#), "setting activation"
    ),
    (layer("Conv2D", #""filters": 3, "data_format": "channels_first""#), "data_format"),
    (layer("LayerNormalization", #""rms_scaling": true"#), "rms_scaling"),
    (layer("Embedding", #""input_dim": 3, "output_dim": 2, "mask_zero": true"#), "mask_zero"),
    (layer("Normalization", #""axis": -1, "mean": [0, "1"], "variance": [1, 1]"#), "mean"),
  ])
  func isRefused(_ json: String, _ says: String) {
    let error = #expect(throws: FileError.self) { try KerasArchitecture(json, path: "file") }
    #expect(error?.problem.contains(says) == true, "\(error?.description ?? "none")")
  }

  @Test(arguments: [
    (layer("Dense"), "units is missing"), (layer("Dense", #""units": -1"#), "units is -1"),
    (layer("Reshape", #""target_shape": [3]"#), "Reshape"),
    (layer("Conv2D", #""filters": 1, "kernel_size": [9, 9]"#), "window"),
    (layer("Normalization", #""mean": [0, 1]"#), "variance is missing"),
    (layer("Normalization", #""mean": [0, 1, 2], "variance": [1, 1, 1]"#), "3 numbers"),
  ])
  func cannotBeBuilt(_ json: String, _ says: String) throws {
    let architecture = try KerasArchitecture(json, path: "file")
    let error = #expect(throws: FileError.self) { try architecture.makeModel(inputShape: nil) }
    #expect(error?.problem.contains(says) == true, "\(error?.description ?? "none")")
  }

  /// Mean and variance that the description states, for each channel or one for all, are no weights
  /// of the file.
  @Test func normalizationsWithStatedNumbers() throws {
    let cases: [(String, [Double])] = [
      (#""axis": -1, "mean": [2, -1], "variance": [4, 9]"#, [-0.5, 2.0 / 3]),
      (#""axis": [-1], "mean": [[[[2, -1]]]], "variance": [[[[4, 9]]]]"#, [-0.5, 2.0 / 3]),
      (#""axis": -1, "mean": 3, "variance": 4"#, [-1, -1]),
      (#""axis": null, "mean": 3, "variance": 4"#, [-1, -1]),
      (#""mean": 3, "variance": 4, "invert": true"#, [5, 5]),
    ]
    for (settings, expected) in cases {
      let json = Self.layer("Normalization", settings)
      let architecture = try KerasArchitecture(json, path: "file")
      let model = try architecture.makeModel(inputShape: nil)
      let result = model(Tensor.ones([1, 4, 4, 2])).reshaped(to: [16, 2])
      for (place, value) in expected.enumerated() {
        let error = Swift.abs(result[0, place].item - value)
        #expect(error < 1e-6, "\(settings): \(result[0])")
      }
      let layer = try #require((model as? Sequential)?.layers[0] as? Normalization)
      #expect(layer.kerasVariables.isEmpty)
      // A model file keeps them.
      var options = Options(layer.options, of: "Normalization")
      let again = try Normalization(options: &options, name: nil)
      #expect(again(Tensor.ones([1, 2, 2]))[0, 0, 1].item == result[0, 1].item)
    }
  }

  /// 0.2 x + ½ in Keras 2, x / 6 + ½ in Keras 3.
  @Test func hardSigmoids() throws {
    let json = Self.layer("Activation", #""activation": "hard_sigmoid""#)
    for (version, expected) in [("2.15.0", 0.7), ("2.2.4-tf", 0.7), ("3.0.1", 2.0 / 3)] {
      let architecture = try KerasArchitecture(json, version: version, path: "file")
      let model = try architecture.makeModel(inputShape: nil)
      let result = model(Tensor.ones([1, 4, 4, 2]))
      #expect(result.doubles.allSatisfy { Swift.abs($0 - expected) < 1e-6 })
    }
  }

  @Test func openShapesAreAskedFor() throws {
    let json = Self.layer("Flatten").replacing("[null, 4, 4, 2]", with: "[null, null, 4, 2]")
    let architecture = try KerasArchitecture(json, path: "file")
    let error = #expect(throws: FileError.self) { try architecture.makeModel(inputShape: nil) }
    #expect(error?.problem.contains("give the shape") == true)
    let model = try architecture.makeModel(inputShape: [3, 4, 2])
    #expect(model(Tensor.zeros([1, 3, 4, 2])).shape == [1, 24])
  }

  /// Keras 2: nodes as lists, kernels and pools by other names, an activation of its own.
  @Test func olderConfigurationsAreRead() throws {
    let json = """
      {"class_name": "Model", "config": {"name": "m", "layers": [
        {"class_name": "InputLayer", "name": "x", "inbound_nodes": [],
         "config": {"batch_input_shape": [null, 3], "dtype": "float32", "name": "x"}},
        {"class_name": "Dense", "name": "shared.one", "config": {"name": "shared.one", "units": 3},
         "inbound_nodes": [[["x", 0, 0, {}]], [["shared.one", 0, 0, {}]]]},
        {"class_name": "Add", "name": "sum", "config": {"name": "sum"},
         "inbound_nodes": [[["shared.one", 1, 0, {}], ["x", 0, 0, {}]]]}],
       "input_layers": [["x", 0, 0]], "output_layers": [["sum", 0, 0]]}}
      """
    let model = try KerasArchitecture(json, path: "file").makeModel(inputShape: nil)
    #expect(model.namedParameters.map(\.name) == ["shared_one.weight", "shared_one.bias"])
    #expect(model(Tensor.ones([2, 3])).shape == [2, 3])
    for (from, to) in [
      (#""sum", 0, 0]]"#, #""sum", 1, 0]]"#), (#"["shared.one", 1, 0, {}]"#, #"["sum", 0, 0, {}]"#),
      (#"["x", 0, 0]]"#, #"["y", 0, 0]]"#), (#"0, 0, {}]]]},"#, #"0, 0, {"mask": 1}]]]},"#),
    ] {
      #expect(throws: FileError.self, "\(to)") {
        try KerasArchitecture(json.replacing(from, with: to), path: "file")
      }
    }
  }
}
