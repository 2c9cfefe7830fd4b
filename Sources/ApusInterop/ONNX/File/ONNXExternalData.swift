import ApusCore
import ApusFiles
import ApusNN
import Foundation

/// The files beside an ONNX file that hold its weights: each must lie in the file's own folder or
/// below it.
///
/// - Source: ONNX, *External Data*, <https://github.com/onnx/onnx/blob/main/docs/ExternalData.md>.
final class ONNXExternalData {
  private let folder: String
  private var files: [String: (file: MappedFile, taken: Int)] = [:]
  /// Tensors that were read, for weights that are tied: they lie at the same place.
  private var read: [Place: Tensor] = [:]

  /// What tells two tensors apart.
  private struct Place: Hashable {
    let file: String
    let offset: Int
    let element: StoredElement
    let extents: [Int]
  }

  /// The files beside the one at `path`.
  init(beside path: String) {
    let parent = parentFolder(of: path)
    folder = URL(fileURLWithPath: parent.isEmpty ? "." : parent).resolvingSymlinksInPath().path
  }

  /// The tensor at `place`, which says `location` and perhaps `offset` and `length`; one that
  /// several weights share is read once.
  ///
  /// - Parameters:
  ///   - name: the weight's.
  ///   - path: the ONNX file's.
  ///   - make: makes the tensor of the bytes; nil where a number is too large.
  /// - Throws: ``FileError`` where the place is not in the folder or the file not so long, or where
  ///   the weights together take more than the file has.
  func tensor(
    _ place: [String: String], _ element: StoredElement, _ extents: [Int], count: Int,
    of name: String, in path: String, _ make: (UnsafeRawBufferPointer) -> Tensor?
  ) throws -> Tensor? {
    let location = place["location"] ?? ""
    let plain = folder + "/" + location
    let whole = URL(fileURLWithPath: plain).resolvingSymlinksInPath().path
    guard !location.isEmpty, !location.hasPrefix("/"), !location.utf8.contains(0),
      whole.hasPrefix(folder + "/")
    else {
      let isLink =
        (try? FileManager.default.destinationOfSymbolicLink(atPath: plain)) != nil
        && !location.contains("..")
      throw FileError(
        path,
        isLink
          ? """
          keeps the weight \(quoted(name)) in \(quoted(location)), a link that leads out of the \
          model's folder; copy the file itself there
          """
          : """
          keeps the weight \(quoted(name)) in \(quoted(location)), which is not in its own \
          folder; save it with all weights in one file
          """
      )
    }
    let known = try files[whole] ?? (MappedFile(whole), 0)
    let offset = try number("offset", place, path) ?? 0
    let length = try number("length", place, path) ?? count
    guard length == count else {
      throw FileError(
        path,
        """
        is damaged: the weight \(quoted(name)) of \(count) bytes has \(length) in \
        \(quoted(location)); get both files again
        """
      )
    }
    guard count <= known.file.bytes.count, offset <= known.file.bytes.count - count else {
      throw FileError(
        path,
        """
        does not go with \(quoted(location)), whose \(known.file.bytes.count) bytes end before the \
        weight \(quoted(name)); get both files again
        """
      )
    }
    let key = Place(file: whole, offset: offset, element: element, extents: extents)
    if let tensor = read[key] { return tensor }
    guard known.taken <= known.file.bytes.count - count else {
      throw FileError(
        path,
        """
        has weights that overlap in \(quoted(location)), \(quoted(name)) among them; save it with \
        all weights in one file
        """
      )
    }
    files[whole] = (known.file, known.taken + count)
    let tensor = withExtendedLifetime(known.file) {
      make(UnsafeRawBufferPointer(rebasing: known.file.bytes[offset..<offset + count]))
    }
    read[key] = tensor
    return tensor
  }

  private func number(_ key: String, _ place: [String: String], _ path: String) throws -> Int? {
    guard let text = place[key] else { return nil }
    guard let value = Int(text), value >= 0 else {
      throw FileError(
        path, "is damaged: a weight's \(key) is \(quoted(text)); get the file again")
    }
    return value
  }
}
