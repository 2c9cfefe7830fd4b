import Foundation

/// A folder of one test, removed with all that is in it when it is let go.
public final class TemporaryFolder: Sendable {
  /// Its path from the root, without links.
  public let path: String

  /// A new folder.
  public init() {
    let folder = FileManager.default.temporaryDirectory.resolvingSymlinksInPath()
      .appending(path: "apus-\(UUID().uuidString)")
    path = folder.path
    try? FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
  }

  deinit { try? FileManager.default.removeItem(atPath: path) }

  /// The path of what has, or shall have, that name in the folder.
  public subscript(name: String) -> String { "\(path)/\(name)" }

  /// The bytes of a file, or nil if it is missing.
  public func contents(_ name: String) -> Data? {
    FileManager.default.contents(atPath: self[name])
  }

  /// Writes a file, with the folders that its name has; its path.
  @discardableResult
  public func write(_ bytes: some Sequence<UInt8>, to name: String) throws -> String {
    let file = URL(filePath: self[name])
    try FileManager.default.createDirectory(
      at: file.deletingLastPathComponent(), withIntermediateDirectories: true)
    try Data(bytes).write(to: file)
    return self[name]
  }

  /// Writes a file of text; its path.
  @discardableResult
  public func write(_ text: String, to name: String) throws -> String {
    try write(text.utf8, to: name)
  }
}
