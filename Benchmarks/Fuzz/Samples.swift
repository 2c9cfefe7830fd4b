import ApusCore
import ApusData
import ApusFiles
import ApusInterop
import ApusNN
import ApusRuns
import ApusTraining
import Foundation

/// Sound files: made here, and those of `Tests/Golden` that other programs wrote.
enum Samples {
  /// Values that no compression makes small.
  static func noise(_ shape: Shape) -> Tensor {
    Tensor.randomNormal(shape, generator: RandomGenerator(seed: 7))
  }

  static let tensors: [String: Tensor] = [
    "large": noise([150, 100]), "weights": noise([20, 30]), "bias": noise([30]),
    "count": Tensor([1, -2, 3] as [Int32]),
    "scalar": Tensor(0.5, dtype: .float64), "mask": Tensor([true, false]),
    "empty": Tensor([Float](), shape: [0, 4]),
    "half": noise([8, 3]).cast(to: .bfloat16),
  ]

  /// What `write` puts into a file.
  static func written(_ write: (String) throws -> Void) throws -> [[UInt8]] {
    let path = NSTemporaryDirectory() + "apus-sample-\(getpid()).h5"
    defer { unlink(path) }
    try write(path)
    return [try bytes(path)]
  }

  static func bytes(_ path: String) throws -> [UInt8] {
    [UInt8](try Data(contentsOf: URL(fileURLWithPath: path)))
  }

  // MARK: Data

  static func idx() throws -> [[UInt8]] {
    let images = [0, 0, 8, 3, 0, 0, 0, 60, 0, 0, 0, 28, 0, 0, 0, 28] + someBytes(60 * 784)
    let numbers = [0, 0, 0x0D, 1, 0, 0, 0, 9] + someBytes(36)
    return [images, numbers, Wrapping.gzip(images)]
  }

  static func cifar() throws -> [[UInt8]] {
    let records = (0..<30).flatMap { [UInt8($0 % 10)] + someBytes(3072) }
    return [records, Wrapping.gzip(records)]
  }

  private static func someBytes(_ count: Int) -> [UInt8] {
    var generator = Generator(format: "bytes", number: count)
    return (0..<count).map { _ in UInt8(truncatingIfNeeded: generator.next()) }
  }

  static func csv() throws -> [[UInt8]] {
    let rows = (0..<300).map {
      "\($0),\(Double($0) * 0.37 - 3),\($0 % 3 == 0 ? "a" : "b c"),\"x, \"\"\($0)\"\"\""
    }
    let table = (["n,value,class,text"] + rows).joined(separator: "\r\n")
    let semicolons = (0..<40).map { "\($0 * 7);?;NA;1e-\($0);ż" }.joined(separator: "\n")
    return [
      Array(table.utf8), Array(semicolons.utf8), [0xEF, 0xBB, 0xBF] + Array("a,b\n1,2\n".utf8),
    ]
  }

  /// Tables with dates, categories and texts, of several separators.
  static func tables() throws -> [[UInt8]] {
    let rows = (0..<200).map {
      let day = "2024-0\(1 + $0 % 9)-1\($0 % 10)T0\($0 % 8):30:00Z"
      return "\($0 * 37 % 101).25;\(day);\($0 % 3 == 0 ? "a" : "b")"
    }
    let points = (0..<60).map { "\($0),\(1 + $0 % 28).03.\(1990 + $0 % 40),yes," }
    let times = (0..<60).map { "\($0 % 5)\t0\($0 % 10):1\($0 % 6)\t\"x \($0)\"" }
    return [
      Array((["n;when;kind"] + rows).joined(separator: "\n").utf8),
      Array((["n,day,is,empty"] + points).joined(separator: "\r\n").utf8),
      Array(times.joined(separator: "\n").utf8),
    ]
  }

  // MARK: Photographs

  /// Two classes of small pictures; each stays with one if another is damaged.
  static let classImages: [(name: String, bytes: [UInt8])] = [
    "cat/a.png", "cat/c.png", "dog/b.png", "dog/d.png",
  ].map {
    let image = Image(width: 12, height: 12, channels: 3, pixels: someBytes(432))
    return ($0, (try? ImageFile.png(image)) ?? [])
  }

  static let imageTar = Wrapping.tar(classImages)

  static func imageZips() -> [[UInt8]] {
    [Wrapping.zip(classImages), Wrapping.zip(classImages, isCompressed: true)]
  }

  /// Exif directories of both orders of bytes, with several entries.
  static let exif: [[UInt8]] = [exif(isLittle: true), exif(isLittle: false)]

  private static func exif(isLittle: Bool) -> [UInt8] {
    func number(_ value: UInt16) -> [UInt8] {
      let bytes = [UInt8(value & 255), UInt8(value >> 8)]
      return isLittle ? bytes : bytes.reversed()
    }
    func wide(_ value: UInt16) -> [UInt8] {
      let zeros: [UInt8] = [0, 0]
      return isLittle ? number(value) + zeros : zeros + number(value)
    }
    let entries: [(tag: UInt16, type: UInt16, value: UInt16)] = [
      (0x0100, 3, 20), (0x010F, 2, 90), (0x0112, 3, 6), (0x8769, 4, 100),
    ]
    var bytes = Array((isLittle ? "II" : "MM").utf8)
    bytes += number(42)
    bytes += wide(8)
    bytes += number(UInt16(entries.count))
    for entry in entries {
      bytes += number(entry.tag)
      bytes += number(entry.type)
      bytes += wide(1)
      bytes += number(entry.value)
      bytes += [0, 0]
    }
    bytes += wide(0)
    return bytes + someBytes(40)
  }

  static func yaml() throws -> [[UInt8]] {
    let text = """
      # a run
      recipe: mnist-mlp
      seed: 42
      epochs: 3
      learningRate: 1.0e-3
      resume: false
      layers: &base
        - {type: Dense, units: 512, activation: relu}
        - type: Dropout
          rate: 0.5
      text: |
        several
        lines
      folded: >-
        one
        line
      quoted: "a \\"b\\" \\u017c"
      nothing: ~
      hex: 0xFF
      list: [1, 2.5, .inf, -3, 'it''s']
      """
    return [Array(text.utf8), Array("a: {b: [1, {c: d}], e: 'f'}\n".utf8)]
  }

  // MARK: Models

  static func model() -> Sequential {
    let model = Sequential {
      Conv2D(4, kernel: 3, activation: .relu)
      BatchNormalization()
      MaxPooling2D()
      Flatten()
      Dense(100, activation: .relu)
      Dense(3)
    }
    RandomGenerator.with(seed: 3) { _ = model.build([8, 8, 1]) }
    return model
  }

  static func writeModel(_ path: String) throws {
    let model = model()
    let description = #"""
      {"recipe": "mnist-mlp", "settings": {"width": "4"}, "dataset": "mnist",
       "inputShape": [8, 8, 1], "classes": ["a", "b", "c"]}
      """#
    let file = try JSONDecoder().decode(ModelFile.self, from: Data(description.utf8))
    try Safetensors(tensors: model.weights, metadata: file.metadata(for: model)).write(to: path)
  }

  /// The checkpoint of a run of one step.
  static func writeCheckpoint(_ path: String) throws {
    let model = model()
    model.compile(optimizer: Adam(), loss: .sparseCategoricalCrossEntropy(fromLogits: true))
    let run = RunFolder(path + "-run")
    defer { try? FileManager.default.removeItem(atPath: run.path) }
    try model.fit(
      noise([6, 8, 8, 1]), Tensor([0, 1, 2, 0, 1, 2] as [Int32]), epochs: 1, run: run,
      reporter: SilentReporter())
    guard let checkpoint = try run.latestCheckpoint() else {
      throw FileError(run.path, "holds no checkpoint")
    }
    try FileManager.default.moveItem(atPath: checkpoint, toPath: path)
  }

  // MARK: What other programs wrote

  private struct Fixtures: Decodable { let cases: [Fixture] }

  private struct Fixture: Decodable {
    struct Packed: Decodable {
      let count: Int
      let data: Data
    }

    let name: String
    let kind: String?
    let file: Data?
    let files: [String: Packed]?
    let refused: String?
  }

  private static func fixtures(_ name: String) throws -> [Fixture] {
    let file = URL(filePath: #filePath).deletingLastPathComponent()
      .appending(path: "../../Tests/Golden/\(name).json").standardizedFileURL
    return try JSONDecoder().decode(Fixtures.self, from: Data(contentsOf: file)).cases
  }

  static func interop(_ kind: String) throws -> [[UInt8]] {
    try fixtures("interop").filter { $0.kind == kind && $0.refused == nil }
      .compactMap { $0.file.map { [UInt8]($0) } }
  }

  /// The pictures of the golden tests; those of several scans, or the others.
  static func images(_ kind: String, isProgressive: Bool = false) throws -> [[UInt8]] {
    var found = try fixtures("images")
      .filter { $0.name.hasPrefix(kind) && $0.name.hasSuffix("progressive") == isProgressive }
      .compactMap { $0.file.map { [UInt8]($0) } }
    if kind == "png" {
      let noise = Image(width: 120, height: 100, channels: 3, pixels: someBytes(36_000))
      found.append(try ImageFile.png(noise))
    }
    return found
  }

  static func keras(_ ending: String) throws -> [[UInt8]] {
    try fixtures("keras_files").compactMap { $0.files?[ending] }.map { packed in
      let bytes = packed.data.withUnsafeBytes { Deflate.decompress($0, count: packed.count) }
      guard let bytes else { throw FileError("keras_files.json", "is damaged; make it again") }
      return bytes
    }
  }

  /// Weights and architecture of one sound model.
  static let kerasParts: (config: [UInt8], weights: [UInt8]) = {
    let config = #"""
      {"class_name": "Sequential", "config": {"name": "s", "layers": [{"class_name": "InputLayer",
       "config": {"batch_shape": [null, 6, 6, 2], "name": "i"}}, {"class_name": "Conv2D",
       "config": {"name": "c", "filters": 4, "kernel_size": [3, 3], "strides": [1, 1],
       "padding": "same",
       "dilation_rate": [1, 1], "groups": 1, "activation": "relu", "use_bias": true}},
       {"class_name": "MaxPooling2D",
       "config": {"name": "p", "pool_size": [2, 2], "strides": [2, 2]}},
       {"class_name": "Flatten", "config": {"name": "f"}}, {"class_name": "Dense", "config": {
       "name": "d", "units": 5, "activation": "softmax"}}]}}
      """#
    let model = Sequential {
      Conv2D(4, kernel: 3, padding: .same, activation: .relu, name: "c")
      MaxPooling2D()
      Flatten()
      Dense(5, activation: .softmax, name: "d")
    }
    RandomGenerator.with(seed: 3) { _ = model.build([6, 6, 2]) }
    let weights = try? written { path in
      let named = path + ".weights.h5"
      defer { unlink(named) }
      try KerasFile.writeWeights(of: model, to: named)
      try Data(bytes(named)).write(to: URL(fileURLWithPath: path))
    }
    return (Array(config.utf8), weights?.first ?? [])
  }()

  static func kerasWeights() throws -> [[UInt8]] { [kerasParts.weights, kerasParts.config] }
}
