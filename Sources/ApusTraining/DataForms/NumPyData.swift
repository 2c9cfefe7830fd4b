import ApusCore
import ApusData
import ApusFiles
import ApusInterop
import ApusNN
import Foundation

/// Arrays of a user's own as data sets: a `.npz` file, or a folder of `.npy` files.
///
/// ```swift
/// let data = try NumPyData("mnist.npz")
/// let (train, test) = (data.dataset(.train), data.dataset(.test))
/// ```
///
/// Arrays are found by their names, in any case of letters: `x` (or `features`, `inputs`, `data`,
/// `images`) and `y` (or `labels`, `targets`, `target`, `classes`); with `_train`, `_val`
/// (`_valid`, `_validation`) or `_test` after or before them where there are several parts, as in
/// Keras's files. The first axis counts the examples.
///
/// | x | becomes |
/// |---|---|
/// | uint8 [n, height, width] or [n, height, width, 1 or 3] | images, x / 255 |
/// | other numbers [n, …] | float32 features of that shape |
///
/// | y | becomes |
/// |---|---|
/// | integers or bools [n] or [n, 1], from 0 on | classes, called by their numbers |
/// | floating-point numbers [n] or [n, …] | values |
public struct NumPyData: Sendable {
  /// The file or folder.
  public let path: String
  /// What the classes are called; empty where labels are values.
  public let classNames: [String]
  private let sets: [DatasetPart: any Dataset]

  /// More classes than this are rather numbers of something else.
  private static let mostClasses = 100_000
  private static let inputNames = ["x", "features", "inputs", "data", "images"]
  private static let targetNames = ["y", "labels", "targets", "target", "classes"]

  /// Reads the arrays.
  ///
  /// - Parameters:
  ///   - path: a `.npz` file, or a folder of `.npy` files.
  ///   - x: the name of the inputs, for all parts; nil finds it.
  ///   - y: the name of the targets; nil finds it.
  /// - Throws: ``FileError`` where the file is missing or damaged, and ``DataError`` where arrays
  ///   are missing or do not fit together, naming those that there are.
  public init(_ path: String, x: String? = nil, y: String? = nil) throws {
    try self.init(path, NumPyData.arrays(path, x: x, y: y), classNames: nil)
  }

  /// Arrays whose classes are called so, one name for each number.
  package init(_ path: String, classNames known: [String]?) throws {
    try self.init(path, NumPyData.arrays(path), classNames: known)
  }

  private init(_ path: String, _ arrays: [DatasetPart: Pair], classNames known: [String]?) throws {
    let classCount = try NumPyData.classCount(arrays.mapValues(\.y), in: path)
    if let known, let classCount, classCount > known.count {
      throw DataError(
        .unsuitable, path, "has the class \(classCount - 1), where \(known.count) are known",
        advice: "check that its classes are numbered as those trained on")
    }
    let classNames = classCount.map { count in known ?? (0..<count).map { "\($0)" } }
    self.path = path
    self.classNames = classNames ?? []
    sets = try arrays.mapValues { pair in
      try NumPyData.dataset(pair.x, pair.y, classNames: classNames, place: pair.place)
    }
  }

  /// Inputs and targets of a part, and what errors call them.
  package typealias Pair = (x: Tensor, y: Tensor, place: String)

  /// The arrays of all parts as they are; the training part is there.
  package static func arrays(
    _ path: String, x: String? = nil, y: String? = nil
  ) throws -> [DatasetPart: Pair] {
    let arrays = try Arrays(path)
    var found: [DatasetPart: (x: String, y: String)] = [:]
    if let x, let y {
      found[.train] = (try arrays.check(x), try arrays.check(y))
    } else {
      for part in DatasetPart.allCases {
        if let x = arrays.name(of: part, x.map { [$0] } ?? NumPyData.inputNames),
          let y = arrays.name(of: part, y.map { [$0] } ?? NumPyData.targetNames)
        {
          found[part] = (x, y)
        }
      }
    }
    guard found[.train] != nil else {
      throw DataError(
        .missing, path,
        "expected arrays x and y, or x_train and y_train; found "
          + (arrays.names.isEmpty ? "none" : arrays.names.prefix(20).joined(separator: ", ")),
        advice: "name the arrays, or rename them")
    }
    return try found.mapValues { names in
      let pair: Pair = (
        try arrays.tensor(names.x), try arrays.tensor(names.y), "\(path), \(names.x) and \(names.y)"
      )
      guard pair.x.rank > 0, pair.y.rank > 0, pair.x.shape[0] == pair.y.shape[0] else {
        throw DataError(
          .unsuitable, pair.place,
          "are \(pair.x.shape) and \(pair.y.shape), of different numbers of examples",
          advice: "check that they belong together")
      }
      guard pair.x.shape.elementCount > 0 else {
        throw DataError(.unsuitable, pair.place, "hold no examples", advice: "check the file")
      }
      return pair
    }
  }

  /// The parts that there are.
  public var parts: [DatasetPart] { DatasetPart.allCases.filter { sets[$0] != nil } }

  /// The examples of a part; nil where it is not there.
  public func dataset(_ part: DatasetPart) -> (any Dataset)? { sets[part] }

  /// One more than the largest class of all parts; nil where labels are values.
  private static func classCount(_ targets: [DatasetPart: Tensor], in path: String) throws -> Int? {
    let isClass = targets.values.map { target in
      !target.dtype.isFloatingPoint
        && (target.rank == 1 || target.rank == 2 && target.shape[1] == 1)
    }
    guard isClass.contains(true) else { return nil }
    guard !isClass.contains(false) else {
      throw DataError(
        .unsuitable, path, "has classes in one part and values in another",
        advice: "save the targets of all parts with one type")
    }
    var count = 1
    for labels in targets.values {
      for label in labels.doubles {
        guard label >= 0, label < Double(mostClasses) else {
          throw DataError(
            .unsuitable, path, "has the class \(Int(label)); classes are numbered from 0",
            advice: "save values to predict as float32")
        }
        count = max(count, Int(label) + 1)
      }
    }
    return count
  }

  private static func dataset(
    _ x: Tensor, _ y: Tensor, classNames: [String]?, place: String
  ) throws -> any Dataset {
    let isImage =
      x.dtype == .uint8 && (x.rank == 3 || x.rank == 4 && [1, 3].contains(x.shape[3]))
    if isImage, let classNames {
      let shape: Shape = x.rank == 3 ? [x.shape[1], x.shape[2], 1] : x.shape.removing(0)
      return ImageDataset(
        pixels: x.withElements(of: UInt8.self) { Array($0) }, shape: shape,
        labels: y.doubles.map { Int32($0) }, classNames: classNames)
    }
    var features = x.cast(to: .float32)
    if isImage {
      features = features / 255
      if x.rank == 3 { features = features.reshaped(to: x.shape.inserting(1, at: 3)) }
    }
    if x.rank == 1 { features = features.reshaped(to: [x.shape[0], 1]) }
    guard features.floats.allSatisfy(\.isFinite) else {
      throw DataError(
        .unsuitable, place, "hold numbers that are infinite, no numbers, or too large for float32",
        advice: "mend or leave out those examples")
    }
    if let classNames {
      return TensorDataset(
        features, y.cast(to: .int32).reshaped(to: [y.shape[0]]), classNames: classNames)
    }
    let values = y.rank == 1 ? y.reshaped(to: [y.shape[0], 1]) : y
    return TensorDataset(features, values.cast(to: .float32))
  }
}

/// Arrays by name.
private struct Arrays {
  let names: [String]
  let tensor: (String) throws -> Tensor
  private let path: String

  init(_ path: String) throws {
    self.path = path
    var isFolder: ObjCBool = false
    guard FileManager.default.fileExists(atPath: path, isDirectory: &isFolder) else {
      throw DataError(.missing, path, "no such file or folder", advice: "check the path")
    }
    guard isFolder.boolValue else {
      let archive = try NumPyArchive(path)
      names = archive.names
      tensor = archive.tensor
      return
    }
    let files = try FileManager.default.contentsOfDirectory(atPath: path)
    names = files.filter { $0.hasSuffix(".npy") }.map { String($0.dropLast(4)) }.sorted()
    tensor = { try NumPyFile(contentsOf: "\(path)/\($0).npy").tensor }
  }

  /// The name, which must be there.
  func check(_ name: String) throws -> String {
    if names.contains(name) { return name }
    throw DataError(
      .missing, path, "holds no array \(quoted(name))",
      advice: "expected one of \(names.prefix(20).joined(separator: ", "))")
  }

  /// The array of a part that is called by one of these words.
  func name(of part: DatasetPart, _ words: [String]) -> String? {
    for word in words.map({ $0.lowercased() }) {
      if part == .train, let plain = names.first(where: { $0.lowercased() == word }) {
        return plain
      }
      for name in names {
        let pieces = name.lowercased().split(separator: "_", maxSplits: 1).map(String.init)
        guard pieces.count == 2 else { continue }
        for (a, b) in [(0, 1), (1, 0)]
        where pieces[a] == word && DatasetPart(folder: pieces[b]) == part {
          return name
        }
      }
    }
    return nil
  }
}
