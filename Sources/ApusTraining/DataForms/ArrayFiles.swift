import ApusCore
import ApusData
import ApusFiles
import ApusInterop
import Foundation

/// NumPy arrays where a recipe's data may be those as well as files of its own form: `x` and `y` in
/// a `.npz` file, or a folder of `.npy` files.
enum ArrayFiles {
  /// Whether a path names arrays: a `.npz` file, or a folder with `.npy` files directly in it.
  static func areNamed(by path: String) -> Bool {
    if path.lowercased().hasSuffix(".npz") { return true }
    let files = (try? FileManager.default.contentsOfDirectory(atPath: path)) ?? []
    return files.contains { $0.hasSuffix(".npy") }
  }

  /// The part that judges: `val`, or else `test`; nil if it has neither.
  static func judging<Part>(_ parts: [DatasetPart: Part]) -> Part? {
    parts[.validation] ?? parts[.test]
  }

  /// The part to evaluate on: `test` where there is one, else `val`, else all.
  static func evaluating<Part>(_ parts: [DatasetPart: Part]) -> Part? {
    parts[.test] ?? parts[.validation] ?? parts[.train]
  }
}

extension NumPyData {
  /// The data sets of all parts.
  var datasets: [DatasetPart: any Dataset] {
    parts.reduce(into: [:]) { sets, part in sets[part] = dataset(part) }
  }
}

extension TextTable {
  /// The columns `x1`, `x2`, … of examples [n] or [n, columns], and `y` of their targets.
  ///
  /// - Throws: ``DataError`` where the arrays have other axes.
  init(_ pair: NumPyData.Pair, path: String) throws {
    let (x, y) = (pair.x, pair.y)
    guard y.rank == 1 || y.rank == 2 && y.shape[1] == 1 else {
      throw DataError(
        .unsuitable, pair.place, "hold targets of shape \(y.shape)",
        advice: "give one for each example, [\(y.shape[0])]")
    }
    self.init(
      name: path,
      columns: try TextTable.columns(of: x, path) + [("y", TextTable.texts(y.doubles, y.dtype))])
  }

  /// The columns `x1`, `x2`, … of the examples in a `.npy` file, [n, columns]; of one alone where
  /// `count` columns are its only axis.
  ///
  /// - Throws: ``FileError`` where it cannot be read, ``DataError`` where it has other axes.
  init(npy path: String, columnCount count: Int) throws {
    var x = try NumPyFile(contentsOf: path).tensor
    if x.rank == 1, count > 1 { x = x.reshaped(to: [1, x.shape[0]]) }
    self.init(name: path, columns: try TextTable.columns(of: x, path))
  }

  private static func columns(
    of x: Tensor, _ path: String
  ) throws -> [(name: String, texts: [String?])] {
    guard x.rank == 1 || x.rank == 2 else {
      throw DataError(
        .unsuitable, path, "holds examples of shape \(x.shape.dropFirst().map { $0 })",
        advice: "give [examples, columns] here; images are for `apus train classify`")
    }
    let width = x.rank == 1 ? 1 : x.shape[1]
    let numbers = x.doubles
    return (0..<width).map { column in
      let own = stride(from: column, to: numbers.count, by: width).map { numbers[$0] }
      return ("x\(column + 1)", texts(own, x.dtype))
    }
  }

  /// Each number as text, in the fewest digits; nil for NaN.
  private static func texts(_ numbers: [Double], _ dtype: DType) -> [String?] {
    numbers.map { number in
      if number.isNaN { return nil }
      if !dtype.isFloatingPoint, let whole = Int(exactly: number) { return "\(whole)" }
      return dtype == .float64 ? "\(number)" : "\(Float(number))"
    }
  }
}
