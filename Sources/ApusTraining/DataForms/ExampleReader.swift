import ApusCore
import ApusData
import ApusFiles
import ApusInterop
import Foundation

/// Reads what arguments of a command name as examples of one shape, batch by batch:
///
/// | argument | examples |
/// |---|---|
/// | a PNG or JPEG file | one, brought to the shape |
/// | a folder | the images below it |
/// | `x.npy` | those along the first axis, or one of just the shape; bytes of images, in three axes or more, as x / 255 |
/// | `0.5,2,-1` | one, of a shape with one axis |
/// | `-` | what the lines of standard input name |
public struct ExampleReader {
  /// The shape of one example.
  public let shape: Shape
  /// How photographs become images of that shape; nil for the usual way.
  public let fitting: ImageFitting?
  /// Whether the shape holds for images only: numbers and arrays are taken as they are.
  public let takesAnyArray: Bool
  /// Whether photographs are left as they are stored, whatever their ``ImageOrientation``.
  public let ignoresOrientation: Bool

  /// A reader of examples of `shape`.
  public init(
    shape: Shape, fitting: ImageFitting? = nil, takesAnyArray: Bool = false,
    ignoresOrientation: Bool = false
  ) {
    self.shape = shape
    self.fitting = ignoresOrientation ? fitting?.ignoringOrientation() : fitting
    self.takesAnyArray = takesAnyArray
    self.ignoresOrientation = ignoresOrientation
  }

  /// Whether examples may be images.
  public var takesImages: Bool { imageShape != nil }

  /// What the arguments may be, in a few words.
  public var inputs: String {
    imageShape == nil
      ? "numbers separated by commas, or .npy files" : "images, folders of them, or .npy files"
  }

  /// Calls `body` with the names and features, [count, …], of at most `batchSize` examples at a
  /// time.
  ///
  /// - Throws: ``RecipeError`` where an argument is of no use, ``DataError`` and ``FileError``
  ///   where a file cannot be read.
  public func forEachBatch(
    _ arguments: [String], batchSize: Int, _ body: ([String], Tensor) throws -> Void
  ) throws {
    var names: [String] = []
    var features: [Tensor] = []
    func flush() throws {
      guard !names.isEmpty else { return }
      try body(names, .concatenated(features))
      (names, features) = ([], [])
    }
    for argument in try Self.expanded(arguments) {
      if argument.lowercased().hasSuffix(".npy") {
        try flush()
        try forEachPart(of: argument, batchSize, body)
        continue
      }
      let example = try example(argument)
      if let last = features.last, last.shape != example.shape {
        try flush()
      }
      names.append(argument)
      features.append(example)
      if names.count == batchSize { try flush() }
    }
    try flush()
  }

  /// The arguments with folders replaced by their images, and `-` by the lines of standard input.
  private static func expanded(_ arguments: [String]) throws -> [String] {
    try lines(arguments).flatMap { name in
      var isFolder: ObjCBool = false
      let exists = FileManager.default.fileExists(atPath: name, isDirectory: &isFolder)
      return exists && isFolder.boolValue ? try ImageFile.files(below: name) : [name]
    }
  }

  /// The arguments with `-` replaced by the lines of standard input.
  static func lines(_ arguments: [String]) throws -> [String] {
    guard arguments.count(where: { $0 == "-" }) < 2 else {
      throw RecipeError("- is given twice: standard input can be read only once")
    }
    let named = arguments.flatMap { $0 == "-" ? linesOfStandardInput() : [$0] }
    guard !named.isEmpty else { throw RecipeError("standard input names no inputs: a line each") }
    return named
  }

  private static func linesOfStandardInput() -> [String] {
    var lines: [String] = []
    while let line = readLine() {
      let text = line.trimmingCharacters(in: .whitespacesAndNewlines)
      if !text.isEmpty { lines.append(text) }
    }
    return lines
  }

  private func forEachPart(
    of path: String, _ batchSize: Int, _ body: ([String], Tensor) throws -> Void
  ) throws {
    var array = try NumPyFile(contentsOf: path).tensor
    if takesAnyArray, array.rank > 0, array.shape[0] > 0 {
      return try forEachPart(of: array.cast(to: .float32), path, batchSize, body)
    }
    if array.shape == shape { array = array.reshaped(to: shape.inserting(1, at: 0)) }
    guard array.elementCount > 0 else {
      throw DataError(
        .unsuitable, path, "holds no examples: its shape is \(array.shape)",
        advice: "give at least one along the first axis")
    }
    guard array.rank > 0, array.elementCount == array.shape[0] * shape.elementCount else {
      throw DataError(
        .unsuitable, path, "has the shape \(array.shape)",
        advice: "the model takes examples \(shape), many of them along a first axis")
    }
    // As data sets read them.
    let arePixels = array.dtype == .uint8 && array.rank > 2 && imageShape != nil
    var rows = array.reshaped(to: shape.inserting(array.shape[0], at: 0)).cast(to: .float32)
    if arePixels { rows = rows / 255 }
    try forEachPart(of: rows, path, batchSize, body)
  }

  private func forEachPart(
    of rows: Tensor, _ path: String, _ batchSize: Int, _ body: ([String], Tensor) throws -> Void
  ) throws {
    for start in stride(from: 0, to: rows.shape[0], by: batchSize) {
      let end = min(start + batchSize, rows.shape[0])
      try body(
        (start..<end).map { "\(path):\($0 + 1)" }, rows.sliced(axis: 0, from: start, to: end))
    }
  }

  /// The example that an argument names, [1, …].
  private func example(_ argument: String) throws -> Tensor {
    let batch = shape.inserting(1, at: 0)
    if takesAnyArray, argument.contains(","), !FileManager.default.fileExists(atPath: argument) {
      let values = try numbers(argument, count: nil)
      return Tensor(values, shape: [1, values.count])
    }
    if shape.rank == 1, imageShape == nil || argument.contains(",") {
      return Tensor(try numbers(argument, count: shape.elementCount), shape: batch)
    }
    guard let imageShape else {
      throw RecipeError(
        """
        input '\(argument)': the model takes examples of \(shape), which are no images; give a \
        .npy file
        """
      )
    }
    let image =
      try fitting.map { try ImageFile.read(argument, fitting: $0) }
      ?? ImageFile.read(argument, ignoringOrientation: ignoresOrientation)
      .fitted(to: imageShape)
    return Tensor(image.floats, shape: batch)
  }

  /// The numbers that an argument lists; `count`: how many there must be, nil for any.
  private func numbers(_ argument: String, count: Int?) throws -> [Float] {
    let parts = argument.split(separator: ",", omittingEmptySubsequences: false)
    let values = parts.compactMap { Float($0.trimmingCharacters(in: .whitespaces)) }
    guard values.count == parts.count, values.count == count ?? values.count,
      values.allSatisfy(\.isFinite)
    else {
      let expected = count.map { "\($0) " } ?? ""
      throw RecipeError("input '\(argument)': expected \(expected)numbers separated by commas")
    }
    return values
  }

  /// [height, width, channels] of the images that examples are; nil where they are none. A flat
  /// example of 64 numbers or more is a square grey image.
  private var imageShape: [Int]? {
    if shape.rank == 3 { return [1, 3].contains(shape[2]) ? shape.array : nil }
    if shape.rank == 2 { return shape.array + [1] }
    let side = Int(Double(shape.elementCount).squareRoot().rounded())
    return shape.rank == 1 && side >= 8 && side * side == shape.elementCount
      ? [side, side, 1] : nil
  }
}
