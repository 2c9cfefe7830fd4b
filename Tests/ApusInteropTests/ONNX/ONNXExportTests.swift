import ApusCore
import ApusData
import ApusFiles
import ApusNN
import Foundation
import Testing

@testable import ApusInterop

@Suite struct ONNXExportTests {
  static let folder = ProcessInfo.processInfo.environment["APUS_INTEROP_FILES"]

  private func operations(_ name: String) throws -> [String] {
    let sample = try #require(ONNXSample.all.first { $0.name == name })
    return try ONNXModel(exporting: sample.model(), inputShape: sample.inputShape)
      .nodes.map(\.operation)
  }

  @Test(arguments: ONNXSample.all)
  func everyInputOfANodeIsMadeBefore(_ sample: ONNXSample) throws {
    let file = try ONNXModel(exporting: sample.model(), inputShape: sample.inputShape)
    var known = Set(file.inputs.map(\.name) + file.constants.map(\.name))
    for node in file.nodes {
      #expect(known.isSuperset(of: node.inputs.filter { !$0.isEmpty }), "\(node.name)")
      for output in node.outputs { #expect(known.insert(output).inserted, "\(output)") }
    }
    #expect(known.isSuperset(of: file.outputs.map(\.name)))
    let batch = ONNXModel.Extent.named("batch")
    #expect(file.inputs.map(\.shape) == [[batch] + sample.inputShape.map { .fixed($0) }])
    #expect(file.outputs[0].shape[0] == batch)
    #expect(Set(file.nodes.map(\.name)).count == file.nodes.count)
  }

  @Test func dropoutIsNotThere() throws {
    #expect(
      try operations("mlp") == ["Reshape", "Gemm", "Relu", "Gemm", "Softmax"])
  }

  /// One transposition at the beginning, one at the end.
  @Test func neighbouringConvolutionsShareTheirOrder() throws {
    #expect(
      try operations("lenet") == [
        "Transpose", "Conv", "Tanh", "AveragePool", "Conv", "Sigmoid", "AveragePool", "Transpose",
        "Reshape", "Gemm", "Tanh", "Gemm",
      ])
    #expect(try operations("decoder").count(where: { $0 == "Transpose" }) == 2)
    #expect(try operations("residual").count(where: { $0 == "Transpose" }) == 1)
  }

  @Test func parametersKeepTheirNames() throws {
    let sample = try #require(ONNXSample.all.first { $0.name == "mlp" })
    let model = sample.model()
    let file = try ONNXModel(exporting: model, inputShape: sample.inputShape)
    let names = Set(file.constants.map(\.name))
    #expect(names.isSuperset(of: ModuleStructure(of: model).namedParameters.map(\.name)))
  }

  private func forked() -> Model {
    RandomGenerator.with(seed: 3) {
      let left = Input([4]), right = Input([2, 2])
      let joined = Concatenate()(left, Flatten()(right))
      return Model(
        inputs: [left, right], outputs: [Dense(3, activation: .tanh)(joined), Flatten()(right)])
    }
  }

  @Test func severalInputsAndOutputs() throws {
    let file = try ONNXModel(exporting: forked())
    #expect(file.inputs.map(\.name) == ["input", "input_1"])
    #expect(file.outputs.map(\.name) == ["dense", "flatten_1"])
    #expect(
      file.outputs.map(\.shape) == [[.named("batch"), .fixed(3)], [.named("batch"), .fixed(4)]])
  }

  @Test func equalModelsAreEqualFiles() throws {
    let sample = try #require(ONNXSample.all.first { $0.name == "convnet" })
    let files = try (0..<2).map { _ in
      try withTemporaryFile { path in
        try exportONNX(
          sample.model(), inputShape: sample.inputShape, to: path, metadata: ["b": "1", "a": "2"])
        return try #require(FileManager.default.contents(atPath: path))
      }
    }
    #expect(files[0] == files[1])
  }

  /// What the layer adds depends on no input, so nothing but the sum shows that it is there.
  @Test func positionsAreAdded() throws {
    #expect(try operations("places") == ["Add"])
  }

  private static let regionLayers: [@Sendable () -> any RegionLayer] = [
    { RoIAlign((2, 3)) },
    { RoIAlign((3, 2), spatialScale: 0.5, samplingRatio: 2, aligned: true) },
    { RoIPooling((2, 2)) },
    { PositionSensitiveRoIAlign((2, 3), spatialScale: 0.7) },
  ]

  @Test(arguments: ONNXExportTests.regionLayers.indices)
  func regionsOfInterest(_ index: Int) throws {
    let layer = Self.regionLayers[index]()
    let features = Input([7, 8, 12]), boxes = Input([3, 4])
    let model = Model(inputs: [features, boxes], outputs: [layer([features, boxes])])
    let file = try ONNXModel(exporting: model)
    for count in [1, 4] {
      let inputs = RandomGenerator.with(seed: UInt64(count)) { () -> [Tensor] in
        let corners = Tensor.randomUniform([count, 3, 2], from: -1, to: 5)
        let sizes = Tensor.randomUniform([count, 3, 2], from: 0.3, to: 6)
        return [
          .randomNormal([count, 7, 8, 12]), .concatenated([corners, corners + sizes], axis: 2),
        ]
      }
      let wanted = model(inputs)[0]
      let found = try ONNXNetwork.outputs(
        of: file, for: ["input": inputs[0], "input_1": inputs[1]])[0].tensor
      #expect(found.shape == wanted.shape)
      let errors: [Double] = zip(found.doubles, wanted.doubles).map { abs($0 - $1) }
      #expect(errors.allSatisfy { $0 < 1e-5 })
      if let folder = Self.folder {
        try AtomicFile.makeFolder(folder)
        try file.write(to: "\(folder)/regions \(index).onnx")
        try NumPyArchive.write(
          ["input": inputs[0], "input_1": inputs[1], "output": wanted],
          to: "\(folder)/regions \(index).\(count).npz")
      }
    }
  }

  @Test func meansOfWholePlacesHaveNoForm() throws {
    let features = Input([4, 4, 4]), boxes = Input([2, 4])
    let layer = PositionSensitiveRoIPooling((2, 2))
    let model = Model(inputs: [features, boxes], outputs: [layer([features, boxes])])
    let error = #expect(throws: ONNXError.self) { try ONNXModel(exporting: model) }
    #expect(error?.description.contains("PositionSensitiveRoIAlign") == true)
  }

  @Test func whatHasNoFormIsAnError() throws {
    let model = Sequential { Activation(.sparsemax) }
    let error = #expect(throws: ONNXError.self) {
      try ONNXModel(exporting: model, inputShape: [4])
    }
    #expect(error?.description.contains("\n") == false)
  }

  /// Files for `Tests/Golden/onnx_models.py DIR` to run with onnxruntime, by hand.
  @Test(.enabled(if: ONNXExportTests.folder != nil, "APUS_INTEROP_FILES names no folder"))
  func writesFiles() throws {
    let folder = try #require(Self.folder)
    try AtomicFile.makeFolder(folder)
    for sample in ONNXSample.all {
      let model = sample.model()
      try exportONNX(
        model, inputShape: sample.inputShape, to: "\(folder)/\(sample.name).onnx",
        metadata: ["apus": "test"])
      // The sizes that are traced, and others.
      for count in [1, 4, 13] {
        let input = sample.input(count)
        try NumPyArchive.write(
          ["input": input, "output": model(input)], to: "\(folder)/\(sample.name).\(count).npz")
      }
    }
    let model = forked()
    try ONNXModel(exporting: model).write(to: "\(folder)/forked.onnx")
    let inputs = [Tensor.randomNormal([5, 4]), Tensor.randomNormal([5, 2, 2])]
    let outputs = model(inputs)
    try NumPyArchive.write(
      [
        "input": inputs[0], "input_1": inputs[1], "dense": outputs[0],
        "flatten_1": outputs[1],
      ], to: "\(folder)/forked.5.npz")
  }
}
