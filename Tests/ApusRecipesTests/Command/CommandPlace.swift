import ApusTestSupport
import Foundation
import Testing

/// A folder in which `apus` runs as a user runs it: the binary that was built beside these tests, or the one that
/// `APUS_BINARY` names. The runs are entered in an index of the place, never in the user's.
final class CommandPlace: Sendable {
  static let binary: String = {
    let tests = URL(filePath: CommandLine.arguments[0]).resolvingSymlinksInPath()
    return ProcessInfo.processInfo.environment["APUS_BINARY"]
      ?? tests.deletingLastPathComponent().appending(path: "apus").path
  }()

  /// Where the command works and its files go.
  let folder = TemporaryFolder()

  /// Where the index of runs is.
  var home: String { folder["home"] }

  /// Begins `apus` with these arguments; or another program.
  func start(_ arguments: [String], program: String = binary) throws -> CommandProcess {
    try CommandProcess(
      program, arguments, in: folder.path,
      environment: ["APUS_HOME": home, "APUS_DATA": RealData.folder ?? ""])
  }

  /// What comes of `apus` with these arguments.
  @discardableResult
  func run(_ arguments: String...) throws -> CommandOutcome { try run(arguments) }

  /// What comes of `apus` with these arguments.
  @discardableResult
  func run(_ arguments: [String]) throws -> CommandOutcome { try start(arguments).outcome() }

  /// Trains exclusive or into the folder `out`; expects that nothing is wrong.
  func trainXOR(
    _ out: String, _ options: String..., sourceLocation: SourceLocation = #_sourceLocation
  ) throws {
    let outcome = try run(["train", "xor", "--json", "--out", out] + options)
    #expect(
      outcome.status == 0 && outcome.error.isEmpty, "\(outcome.error)",
      sourceLocation: sourceLocation)
  }

  /// Expects that a mistake ends the command with this status, nothing on standard output and one line that has `part`.
  func expectMistake(
    _ arguments: [String], _ part: String, status: Int32 = 2,
    sourceLocation: SourceLocation = #_sourceLocation
  ) throws {
    let outcome = try run(arguments)
    let (text, what) = (outcome.error, arguments.joined(separator: " "))
    #expect(
      outcome.status == status && outcome.output.isEmpty, "\(what): \(outcome.status), \(text)",
      sourceLocation: sourceLocation)
    #expect(
      text.split(separator: "\n").count == 1 && text.count < 600 && text.contains(part),
      "\(what): \(text)", sourceLocation: sourceLocation)
  }
}

/// A command that has begun.
final class CommandProcess {
  private let process = Process()
  private let output = Pipe()
  private let error = Pipe()

  init(
    _ program: String, _ arguments: [String], in folder: String, environment: [String: String]
  ) throws {
    process.executableURL = URL(filePath: program)
    process.arguments = arguments
    process.currentDirectoryURL = URL(filePath: folder)
    process.environment = ProcessInfo.processInfo.environment.merging(environment) { $1 }
    process.standardInput = FileHandle.nullDevice
    process.standardOutput = output
    process.standardError = error
    try process.run()
  }

  /// Waits until it has said something.
  func awaitOutput() { _ = output.fileHandleForReading.availableData }

  /// Sends it a signal.
  func send(_ signal: Int32) { kill(process.processIdentifier, signal) }

  /// Waits for its end; what it said since ``awaitOutput()``.
  func outcome() -> CommandOutcome {
    let text = output.fileHandleForReading.readDataToEndOfFile()
    let problem = error.fileHandleForReading.readDataToEndOfFile()
    process.waitUntilExit()
    return CommandOutcome(
      status: process.terminationReason == .exit ? process.terminationStatus : nil,
      output: String(decoding: text, as: UTF8.self),
      error: String(decoding: problem, as: UTF8.self))
  }
}

/// What came of a command.
struct CommandOutcome {
  /// Its exit status; nil where a signal ended it.
  let status: Int32?
  let output: String
  let error: String

  /// Standard output of `--json`: every line one object.
  var objects: [[String: Any]] {
    get throws {
      try output.split(separator: "\n").map { line in
        let object = try JSONSerialization.jsonObject(with: Data(line.utf8))
        return try #require(object as? [String: Any], "\(line)")
      }
    }
  }

  /// The one object of standard output.
  var object: [String: Any] {
    get throws {
      let all = try objects
      #expect(all.count == 1, "\(error)")
      return try #require(all.first, "\(error)")
    }
  }
}
