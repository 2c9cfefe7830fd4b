import ApusData
import ApusFiles
import ApusNN
import Foundation

/// The files beside an ONNX file that hold its weights: each must lie in the file's own folder or below it.
///
/// - Source: ONNX, *External Data*, <https://github.com/onnx/onnx/blob/main/docs/ExternalData.md>.
final class ONNXExternalData {
  private let folder: String
  private var files: [String: (file: MappedFile, taken: Int)] = [:]

  /// The files beside the one at `path`.
  init(beside path: String) {
    let parent = parentFolder(of: path)
    folder = URL(fileURLWithPath: parent.isEmpty ? "." : parent).resolvingSymlinksInPath().path
  }

  /// The `count` bytes at `place`, which says `location` and perhaps `offset` and `length`.
  ///
  /// - Parameters:
  ///   - name: the weight's.
  ///   - path: the ONNX file's.
  /// - Throws: ``FileError`` where the place is not in the folder or the file not so long, or where the weights together
  ///   take more than the file has.
  func bytes(_ place: [String: String], count: Int, of name: String, in path: String) throws
    -> UnsafeRawBufferPointer
  {
    let location = place["location"] ?? ""
    let whole = URL(fileURLWithPath: folder + "/" + location).resolvingSymlinksInPath().path
    guard !location.isEmpty, !location.hasPrefix("/"), !location.utf8.contains(0),
      whole.hasPrefix(folder + "/")
    else {
      throw FileError(
        path,
        "keeps the weight \(quoted(name)) in \(quoted(location)), which is not in its own folder; save it with all weights in one file"
      )
    }
    let known = try files[whole] ?? (MappedFile(whole), 0)
    let offset = try number("offset", place, path) ?? 0
    let length = try number("length", place, path) ?? count
    guard length == count, count <= known.file.bytes.count,
      offset <= known.file.bytes.count - count, known.taken <= known.file.bytes.count - count
    else {
      throw FileError(
        path,
        "is damaged: the weight \(quoted(name)) of \(count) bytes is not in \(quoted(location)); get both files again"
      )
    }
    files[whole] = (known.file, known.taken + count)
    return UnsafeRawBufferPointer(rebasing: known.file.bytes[offset..<offset + count])
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
