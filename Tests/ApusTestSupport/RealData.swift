import Foundation

/// The folder of real data sets that some machines have: `APUS_DATA`, else `shared/data` beside the
/// repository or its folder.
public enum RealData {
  /// The folder; nil where it is not here.
  public static let folder: String? = {
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

  /// Whether it is here.
  public static var isHere: Bool { folder != nil }
}
