import ApusFiles
import Foundation

/// A file that a publisher offers, known by its size and checksum.
public struct RemoteFile: Sendable {
  /// What it is called on disk.
  public let name: String
  /// Where it is offered, tried in this order.
  public let addresses: [String]
  /// Its size in bytes.
  public let byteCount: Int
  /// SHA-256 of its bytes, 64 hexadecimal digits.
  public let sha256: String

  /// How far a download is: the file, the bytes that have arrived and its size.
  public typealias Progress = (_ name: String, _ arrived: Int, _ byteCount: Int) -> Void

  /// Fetches the file into `folder`, where it appears under its name only when it is verified.
  ///
  /// Runs `curl`, which knows proxies and certificates, and would cost every start of a program
  /// some milliseconds as a library; and `sha256sum`.
  ///
  /// - Throws: ``DataError`` that says where to get the file and where to put it.
  func fetch(into folder: String, progress: Progress) throws {
    do {
      try AtomicFile.makeFolder(folder)
    } catch {
      throw DataError(
        .inaccessible, folder, "the folder cannot be made", advice: "check permissions and space")
    }
    let partial = "\(folder)/.\(name).\(ProcessInfo.processInfo.processIdentifier)"
    defer { unlink(partial) }
    var failures: [String] = []
    for address in addresses {
      if let failure = try fetch(address, to: partial, progress: progress) {
        failures.append(failure)
      } else {
        return try put(partial, at: folder + "/" + name)
      }
    }
    throw DataError(
      .download, name, "cannot be fetched (\(failures.joined(separator: "; ")))",
      advice: "get it by other means and put it into \(folder)")
  }

  /// Whether the file lies in `folder` with the published bytes.
  func isWhole(in folder: String) throws -> Bool {
    let path = "\(folder)/\(name)"
    guard RemoteFile.size(of: path) == byteCount else { return false }
    return try RemoteFile.checksum(of: path) == sha256
  }

  /// What went wrong; nil where the file has arrived whole.
  private func fetch(_ address: String, to path: String, progress: Progress) throws -> String? {
    let curl = try Command(
      "curl", "--proto", "=https", "--fail", "--location", "--silent", "--show-error",
      "--connect-timeout", "20", "--max-filesize", "\(byteCount)", "--output", path, address)
    while curl.isRunning {
      progress(name, RemoteFile.size(of: path), byteCount)
      Thread.sleep(forTimeInterval: 0.1)
    }
    let result = curl.finish()
    guard result.status == 0 else {
      return result.status == Command.notFound ? "curl is not installed" : result.errors
    }
    let size = RemoteFile.size(of: path)
    progress(name, size, byteCount)
    guard size == byteCount else { return "expected \(byteCount) bytes, found \(size)" }
    let found = try RemoteFile.checksum(of: path)
    return found == sha256 ? nil : "expected SHA-256 \(sha256), found \(found)"
  }

  /// The SHA-256 of the file at `path`.
  static func checksum(of path: String) throws -> String {
    for tool in [["sha256sum"], ["shasum", "-a", "256"]] {
      let result = try Command(tool + [path]).finish()
      if result.status == 0 { return String(result.output.prefix(64)) }
    }
    throw DataError(
      .inaccessible, path, "cannot be verified without the command sha256sum",
      advice: "install coreutils")
  }

  /// Gives a complete file its name, on disk before the name is.
  private func put(_ partial: String, at path: String) throws {
    let descriptor = open(partial, O_RDONLY | O_CLOEXEC)
    let isSynced = descriptor >= 0 && fsync(descriptor) == 0
    if descriptor >= 0 { close(descriptor) }
    guard isSynced, rename(partial, path) == 0 else {
      throw DataError(
        .inaccessible, path, "cannot be written: \(String(cString: strerror(errno)))",
        advice: "check permissions and space")
    }
  }

  private static func size(of path: String) -> Int {
    var status = stat()
    return stat(path, &status) == 0 ? Int(status.st_size) : 0
  }
}
