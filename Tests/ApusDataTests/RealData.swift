import Foundation
import Testing

/// The folder of real data sets that some machines have: `APUS_DATA`, else `../shared/data` beside the repository.
enum RealData {
  static let folder: String? = {
    let named = ProcessInfo.processInfo.environment["APUS_DATA"] ?? ""
    let tests = URL(filePath: #filePath).deletingLastPathComponent()
    let beside = [3, 4].map { levels in
      (0..<levels).reduce(tests) { url, _ in url.deletingLastPathComponent() }.path
        + "/shared/data"
    }
    return ([named] + beside).first {
      FileManager.default.fileExists(atPath: $0 + "/mnist")
    }
  }()

  static var isHere: Bool { folder != nil }
}

/// A folder for one test, removed when it is let go.
final class TemporaryFolder {
  let path: String

  init() throws {
    path = FileManager.default.temporaryDirectory.path + "/apus-data-" + UUID().uuidString
    try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
  }

  deinit { try? FileManager.default.removeItem(atPath: path) }

  /// Writes a file, with the folders that its name has; its path.
  @discardableResult
  func write(_ bytes: [UInt8], to name: String) throws -> String {
    let file = path + "/" + name
    try FileManager.default.createDirectory(
      at: URL(filePath: file).deletingLastPathComponent(), withIntermediateDirectories: true)
    try Data(bytes).write(to: URL(filePath: file))
    return file
  }
}
