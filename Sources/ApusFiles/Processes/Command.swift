import Foundation

/// Another program that runs beside this one, found as a shell would find it.
package final class Command {
  /// The exit status that says there is no such program.
  package static let notFound: Int32 = 127

  private let process = Process()
  private let output = Pipe()
  private let errors = Pipe()

  package var isRunning: Bool { process.isRunning }

  package convenience init(_ words: String...) throws {
    try self.init(words)
  }

  /// Starts the program `words[0]` with the other words as arguments; its input is empty.
  package init(_ words: [String]) throws {
    process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
    process.arguments = words
    process.standardInput = FileHandle.nullDevice
    process.standardOutput = output
    process.standardError = errors
    do {
      try process.run()
    } catch {
      throw DataError(
        .inaccessible, words[0], "cannot be started", advice: "check that /usr/bin/env works")
    }
  }

  /// Waits for the end. Meant for programs that write less than a pipe holds.
  package func finish() -> (status: Int32, output: String, errors: String) {
    let text = [output, errors].map { pipe in
      let bytes = pipe.fileHandleForReading.readDataToEndOfFile()
      return String(decoding: bytes, as: UTF8.self).trimmingCharacters(in: .whitespacesAndNewlines)
    }
    process.waitUntilExit()
    return (process.terminationStatus, text[0], text[1])
  }
}
