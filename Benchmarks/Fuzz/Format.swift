import ApusCore
import ApusData
import ApusInterop
import ApusNN
import ApusRuns
import ApusTraining
import Foundation

/// A kind of file: sound samples of it, and how it is read.
struct Format: Sendable {
  let name: String
  /// Sound files; small, so that most changes hit something that matters.
  let samples: @Sendable () throws -> [[UInt8]]
  /// Reads the file at a path, as a user's program would.
  let read: @Sendable (String) throws -> Void
  /// What is done to a damaged copy, for half of the cases: checksums made right again.
  var wrap: @Sendable ([UInt8]) -> [UInt8] = { $0 }

  /// Whether memory is counted by the pages in use, not by what is asked for.
  var countsPages = false

  /// Bytes and the change of a case.
  func mutated(_ samples: [[UInt8]], case number: Int) -> [UInt8] {
    var generator = Generator(format: name, number: number)
    let whole = generator.pick(samples)
    let isWrapped = generator.below(2) == 0
    let bytes = Mutation(of: whole, generator).bytes
    return isWrapped ? wrap(bytes) : bytes
  }

  static let all: [Format] = [
    Format(
      name: "safetensors",
      samples: {
        try Samples.written {
          try Safetensors(tensors: Samples.tensors, metadata: ["a": "b"]).write(to: $0)
        } + Samples.interop("safetensors")
      },
      read: { _ = try Safetensors(contentsOf: $0) }),
    Format(
      name: "npy",
      samples: {
        try Samples.written { try NumPyFile(Samples.noise([100, 150])).write(to: $0) }
          + Samples.interop("npy")
      },
      read: { _ = try NumPyFile(contentsOf: $0) }),
    Format(
      name: "npz",
      samples: {
        try Samples.written { try NumPyArchive.write(Samples.tensors, to: $0) }
          + Samples.written { try NumPyArchive.write(Samples.tensors, to: $0, compressed: true) }
          + Samples.interop("npz")
      },
      read: { _ = try NumPyArchive($0).tensors() }),
    Format(
      name: "npz entries", samples: { try Samples.interop("npy") },
      read: { _ = try NumPyArchive($0).tensors() }, wrap: { Wrapping.zip([("x.npy", $0)]) }),
    Format(
      name: "idx", samples: Samples.idx, read: { _ = try IDXFile(path: $0).floats },
      wrap: Wrapping.gzip),
    Format(
      name: "cifar", samples: Samples.cifar, read: { _ = try CIFARFile(path: $0) },
      wrap: Wrapping.gzip),
    Format(
      name: "png", samples: { try Samples.images("png") }, read: { _ = try ImageFile.read($0) },
      wrap: Wrapping.png),
    Format(
      name: "jpeg", samples: { try Samples.images("jpeg") }, read: { _ = try ImageFile.read($0) }),
    // The decoder asks for the whole picture's coefficients at once.
    Format(
      name: "jpeg progressive", samples: { try Samples.images("jpeg", isProgressive: true) },
      read: { _ = try ImageFile.read($0) }, countsPages: true),
    Format(
      name: "csv", samples: Samples.csv,
      read: { path in
        _ = try Table(path: path)
        _ = try Table(path: path, format: CSVFormat(separator: ";", header: .none))
      }),
    Format(name: "tables", samples: Samples.tables, read: readTable),
    Format(name: "exif", samples: { Samples.exif }, read: readExif),
    Format(
      name: "image tar", samples: { [Samples.imageTar] }, read: readImages, wrap: Wrapping.tar),
    Format(
      name: "image tar.gz", samples: { [Samples.imageTar, Wrapping.gzip(Samples.imageTar)] },
      read: readImages, wrap: { Wrapping.gzip(Wrapping.tar($0)) }),
    Format(name: "image zip", samples: Samples.imageZips, read: readImages),
    Format(
      name: "image zip entries", samples: { Samples.classImages.map(\.bytes) }, read: readImages,
      wrap: {
        Wrapping.zip([("cat/a.png", Wrapping.png($0))] + Samples.classImages.dropFirst())
      }),
    Format(
      name: "yaml", samples: Samples.yaml,
      read: { _ = try YAMLValue(contentsOf: $0).configurationValue }),
    Format(
      name: "onnx",
      samples: {
        try Samples.written {
          try ONNXModel(exporting: Samples.model(), inputShape: [8, 8, 1]).write(to: $0)
        }
          + Samples.interop("onnx")
      },
      read: { _ = try ONNXModel(contentsOf: $0) }),
    Format(name: "hdf5 weights", samples: { try Samples.keras(".weights.h5") }, read: readKeras),
    Format(name: "hdf5 models", samples: { try Samples.keras(".h5") }, read: readKeras),
    Format(name: "keras", samples: { try Samples.keras(".keras") }, read: readKeras),
    Format(
      name: "keras entries", samples: Samples.kerasWeights, read: readKeras,
      wrap: { bytes in
        // Weights begin with HDF5's sign; what does not is the architecture.
        let isWeights = bytes.first == 0x89
        let other = isWeights ? Samples.kerasParts.config : Samples.kerasParts.weights
        return Wrapping.zip([
          ("config.json", isWeights ? other : bytes),
          ("model.weights.h5", isWeights ? bytes : other),
        ])
      }),
    Format(
      name: "checkpoint", samples: { try Samples.written(Samples.writeCheckpoint) },
      read: readCheckpoint),
    Format(
      name: "model", samples: { try Samples.written(Samples.writeModel) },
      read: { _ = try ModelFile.load($0) }),
  ]

  /// Finds the form, the columns' kinds and dates, and makes numbers of all.
  @Sendable private static func readTable(_ path: String) throws {
    let table = try TextTable(path: path)
    let schema = try TableSchema(
      learnedFrom: table, TableOptions(target: table.columnNames[0]))
    _ = try schema.encode(table)
  }

  /// The file is what a picture's Exif segment holds.
  @Sendable private static func readExif(_ path: String) throws {
    let exif = try Samples.bytes(path)
    _ = try ImageFile.decode(Wrapping.jpeg(exif: exif), name: path)
    _ = try ImageFile.decode(Wrapping.png(exif: exif), name: path)
  }

  /// Lists an archive's images, decodes all and makes a batch of those that can be.
  @Sendable private static func readImages(_ path: String) throws {
    var images = try ImageFolder(path)
    try images.check(.whole, skippingDamaged: true)
    for part in images.parts {
      let set = images.dataset(part, fitting: ImageFitting(height: 20, width: 20))
      _ = try set.batch(at: Array(0..<set.count)[...], epoch: 0)
    }
  }

  /// What a resumed run reads: all of the checkpoint, and the model's weights.
  @Sendable private static func readCheckpoint(_ path: String) throws {
    let run = RunFolder(path + "-run")
    try FileManager.default.createDirectory(
      atPath: run.checkpointsFolder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(atPath: run.path) }
    try FileManager.default.linkItem(atPath: path, toPath: run.checkpointFile(step: 1))
    _ = try run.epochsKept()
    let tensors = try Safetensors(contentsOf: path).tensors.filter { $0.key.hasPrefix("model.") }
    try Samples.model().setWeights(
      Dictionary(uniqueKeysWithValues: tensors.map { (String($0.dropFirst(6)), $1) }), from: path)
  }

  @Sendable private static func readKeras(_ path: String) throws {
    let file = try KerasFile(path)
    if file.hasArchitecture { _ = try file.makeModel() }
  }
}
