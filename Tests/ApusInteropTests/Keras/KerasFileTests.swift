import ApusCore
import ApusData
import ApusFiles
import ApusNN
import ApusTestSupport
import Foundation
import Testing

@testable import ApusInterop

@Suite struct KerasFileTests {
  private let place = TemporaryFolder()

  @Test(arguments: try KerasCase.cases(), [".keras", ".h5"])
  func wholeModelsGiveWhatKerasGives(_ fixture: KerasCase, _ ending: String) throws {
    let file = try fixture.read(ending)
    #expect(file.hasArchitecture)
    #expect(file.inputShape?.array == Array(fixture.input.shape.dropFirst()))
    fixture.expect(try file.makeModel(), "\(ending)")
  }

  @Test func aSoftmaxAtTheEndIsLeftOut() throws {
    let file = try KerasCase.named("images").read(".keras")
    let fixture = try KerasCase.named("images")
    let x = Tensor(fixture.input.data, shape: Shape(fixture.input.shape)).cast(to: .float32)
    let scoring = try file.makeModel(endsInScores: true), whole = try file.makeModel()
    let scores: Tensor = Mode.inference { scoring(x) }
    let probabilities: Tensor = Mode.inference { whole(x) }
    let normalized = softmax(scores)
    let errors: [Double] = zip(normalized.doubles, probabilities.doubles).map { abs($0 - $1) }
    #expect(errors.allSatisfy { $0 < 1e-6 })
    #expect(scores.floats != normalized.floats)
    for last in [
      #""class_name": "Softmax", "config": {"name": "it"}"#,
      #""class_name": "Activation", "config": {"name": "it", "activation": "softmax"}"#,
    ] {
      let architecture = try KerasArchitecture(
        KerasArchitectureTests.chain(
          #"{"class_name": "Flatten", "config": {"name": "f"}}, {\#(last)}"#), path: "file")
      let model = try architecture.makeModel(inputShape: nil, endsInScores: true)
      #expect((model as? Sequential)?.layers.count == 1)
    }
  }

  @Test(arguments: try KerasCase.cases())
  func weightsAloneGoIntoTheSameArchitecture(_ fixture: KerasCase) throws {
    let weights = try fixture.read(".weights.h5")
    #expect(!weights.hasArchitecture && weights.inputShape == nil)
    let other = try #require(try fixture.read(".keras").architecture).makeModel(inputShape: nil)
    try weights.load(into: other)
    fixture.expect(other, ".weights.h5")
    #expect(throws: FileError.self) { try weights.makeModel() }
  }

  /// For `Tests/Golden/keras_files.py DIR`, run by hand, the files stay in `APUS_INTEROP_FILES`.
  @Test(arguments: try KerasCase.cases())
  func whatIsWrittenComesBack(_ fixture: KerasCase) throws {
    let model = try fixture.read(".keras").makeModel()
    let folder = InteropFilesTests.folder ?? place.path
    try AtomicFile.makeFolder(folder)
    let path = "\(folder)/\(fixture.name).weights.h5"
    try KerasFile.writeWeights(of: model, to: path)
    let first = FileManager.default.contents(atPath: path)
    let other = try #require(try fixture.read(".keras").architecture).makeModel(inputShape: nil)
    try KerasFile(path).load(into: other)
    fixture.expect(other, "written")
    try KerasFile.writeWeights(of: other, to: path)
    #expect(FileManager.default.contents(atPath: path) == first)
  }

  /// For `Tests/Golden/keras_files.py DIR`, run by hand, the files stay in `APUS_INTEROP_FILES`.
  @Test(arguments: try KerasCase.cases())
  func wholeModelsComeBack(_ fixture: KerasCase) throws {
    let source = try fixture.read(".keras")
    let model = try source.makeModel()
    let folder = InteropFilesTests.folder ?? place.path
    try AtomicFile.makeFolder(folder)
    let path = "\(folder)/\(fixture.name).keras"
    try KerasFile.write(model, inputShape: source.inputShape, to: path, metadata: ["note": "a"])
    let first = FileManager.default.contents(atPath: path)
    let file = try KerasFile(path)
    #expect(file.inputShape == source.inputShape && file.metadata["note"] == "a")
    let other = try file.makeModel()
    fixture.expect(other, "written")
    try KerasFile.write(
      other, inputShape: source.inputShape, to: path, metadata: ["note": "a"])
    #expect(FileManager.default.contents(atPath: path) == first)
  }

  private static let lacking: [(says: String, make: @Sendable () -> any Layer)] = [
    (
      "padding", { Conv2D(2, kernel: 3, padding: .explicit(top: 1, left: 0, bottom: 0, right: 0)) }
    ),
    ("activation", { Dense(2, activation: .leakyReLU(slope: 0.1)) }),
    ("activation", { Dense(2, activation: .arctan) }),
    ("Keras has attention in graphs only", { MultiHeadAttention(heads: 2, keyDim: 2) }),
    ("Keras has no Maxout", { Maxout(2) }),
  ]

  @Test(arguments: KerasFileTests.lacking.indices)
  func whatKerasLacksIsNamed(_ index: Int) throws {
    let (says, make) = Self.lacking[index]
    let layer = make()
    let shape: Shape = layer is MultiHeadAttention ? [5, 4] : [6, 6, 2]
    let path = place["model.keras"]
    let error = #expect(throws: FileError.self) {
      try KerasFile.write(Sequential([layer]), inputShape: shape, to: path)
    }
    #expect(error?.problem.contains(says) == true, "\(error?.problem ?? "")")
    #expect(error?.description.contains("\n") == false)
    #expect(!FileManager.default.fileExists(atPath: path))
  }

  @Test func namesOrOrderMatchLayers() throws {
    func weights(of names: [String?]) throws -> KerasWeights {
      let model = Sequential(names.map { Dense(2, name: $0) })
      model.build([2])
      var node: [(name: String, node: HDF5Node)] = []
      for (index, layer) in model.layers.enumerated() {
        layer.parameters[0].wrappedValue = Tensor(
          [Float](repeating: Float(index), count: 4), shape: [2, 2])
        let vars = layer.parameters.enumerated().map {
          ("\($0)", HDF5Node.dataset($1.wrappedValue))
        }
        node.append((index == 0 ? "dense" : "dense_\(index)", .group([("vars", .group(vars))])))
      }
      return try withTemporaryFile { path in
        try HDF5Writer.write(.group([("layers", .group(node))]), to: path)
        let file = try MappedFile(path)
        let root = try HDF5Reader.read(file.bytes, path: path)
        guard case .tree(let group) = try KerasWeights(root, path: path) else {
          throw FileError(path, "a list")
        }
        let children = group.children.map { key, child in
          let index = Int(key.split(separator: "_").dropFirst().joined()) ?? 0
          return (key, KerasGroup(name: names[index], variables: child.variables, children: [:]))
        }
        return .tree(
          KerasGroup(
            name: nil, variables: [], children: Dictionary(uniqueKeysWithValues: children)))
      }
    }
    func first(_ model: Sequential) -> [Float] {
      model.layers.map { $0.parameters[0].wrappedValue.floats[0] }
    }
    let saved = try weights(of: ["a", "b"])
    let turned = Sequential {
      Dense(2, name: "b"); Dense(2, name: "a")
    }
    turned.build([2])
    try saved.load(into: turned, path: "file")
    #expect(first(turned) == [1, 0])
    let others = Sequential {
      Dense(2, name: "c"); Dense(2, name: "a")
    }
    others.build([2])
    try saved.load(into: others, path: "file")
    #expect(first(others) == [0, 1])
  }

  @Test func otherModelsAreRefusedWithTheLayer() throws {
    func problem(_ model: Sequential, _ ending: String = ".weights.h5") throws -> String {
      model.build([7])
      let before = model.parameters.map(\.wrappedValue.doubles)
      let file = try KerasCase.named("sequences").read(ending)
      let error = #expect(throws: FileError.self) { try file.load(into: model) }
      #expect(model.parameters.map(\.wrappedValue.doubles) == before)
      return error?.problem ?? ""
    }
    #expect(try problem(Sequential { Embedding(12, 4) }).contains("embeddings is [11, 4]"))
    #expect(try problem(Sequential { Embedding(11, 4) }).contains("which this model lacks"))
    #expect(
      try problem(
        Sequential {
          Embedding(11, 4); Dense(3)
        }
      )
      .contains("nothing for layer 'dense' (Dense)"))
    #expect(try problem(Sequential { Maxout(3) }).contains("Keras has no Maxout"))
    #expect(
      try problem(Sequential { Embedding(11, 4) }, ".h5").contains("weights for 7 layers"))
    let unbuilt = #expect(throws: FileError.self) {
      try KerasCase.named("sequences").read(".keras").load(into: Sequential { Dense(1) })
    }
    #expect(unbuilt?.problem.contains("build(inputShape)") == true)
  }

  @Test func writingSaysWhatKerasLacks() throws {
    let model = Sequential { Maxout(3) }
    model.build([4])
    try withTemporaryFile { path in
      #expect(throws: FileError.self) { try KerasFile.writeWeights(of: model, to: path) }
      let error = #expect(throws: FileError.self) {
        try KerasFile.writeWeights(of: model, to: path + ".weights.h5")
      }
      #expect(error?.problem.contains("Keras has no Maxout") == true)
      #expect(!FileManager.default.fileExists(atPath: path + ".weights.h5"))
    }
  }

  @Test(arguments: [
    ("Dense", "dense"), ("Conv2DTranspose", "conv2d_transpose"), ("PReLU", "p_re_lu"),
    ("MultiHeadAttention", "multi_head_attention"), ("LSTM", "lstm"),
    ("SeparableConv1D", "separable_conv1d"), ("RMSNormalization", "rms_normalization"),
    ("MaxPooling2D", "max_pooling2d"), ("ELU", "elu"), ("UpSampling1D", "up_sampling1d"),
  ])
  func stemsAreKerass(_ className: String, _ stem: String) {
    #expect(kerasStem(className) == stem)
  }
}
