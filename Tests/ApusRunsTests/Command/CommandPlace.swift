import ApusTestSupport
import Foundation
import Testing

/// A folder in which `apus` runs as a user runs it: the binary that was built beside these tests,
/// or the one that `APUS_BINARY` names. The runs are entered in an index of the place, never in the
/// user's.
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
  func start(
    _ arguments: [String], program: String = binary, environment: [String: String] = [:]
  ) throws -> CommandProcess {
    let places = ["APUS_HOME": home, "APUS_DATA": RealData.folder ?? ""]
    return try CommandProcess(
      program, arguments, in: folder.path,
      environment: places.merging(environment) { $1 })
  }

  /// What comes of `apus` with these arguments.
  @discardableResult
  func run(_ arguments: String...) throws -> CommandOutcome { try run(arguments) }

  /// What comes of `apus` with these arguments.
  @discardableResult
  func run(_ arguments: [String]) throws -> CommandOutcome { try start(arguments).outcome() }

  /// The step of a run's last checkpoint; 0 without one.
  func lastStep(of run: String) -> Int {
    let names = try? FileManager.default.contentsOfDirectory(atPath: folder[run + "/checkpoints"])
    return (names ?? []).compactMap { Int($0.drop { !$0.isNumber }.prefix { $0.isNumber }) }.max()
      ?? 0
  }

  /// Trains exclusive or into the folder `out`; expects that nothing is wrong.
  func trainXOR(
    _ out: String, _ options: String..., sourceLocation: SourceLocation = #_sourceLocation
  ) throws {
    let outcome = try run(["train", "xor", "--json", "--out", out] + options)
    #expect(
      outcome.status == 0 && outcome.error.isEmpty, "\(outcome.error)",
      sourceLocation: sourceLocation)
  }

  /// Expects that a mistake ends the command with this status, nothing on standard output and one
  /// line that has `part`.
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

/// A command that has begun. What it says goes into files, which do not fill up while nobody reads
/// them.
final class CommandProcess {
  private let process = Process()
  private let said = TemporaryFolder()

  init(
    _ program: String, _ arguments: [String], in folder: String, environment: [String: String]
  ) throws {
    process.executableURL = URL(filePath: program)
    process.arguments = arguments
    process.currentDirectoryURL = URL(filePath: folder)
    process.environment = ProcessInfo.processInfo.environment.merging(environment) { $1 }
    process.standardInput = FileHandle.nullDevice
    process.standardOutput = try FileHandle(
      forWritingTo: URL(filePath: said.write("", to: "output")))
    process.standardError = try FileHandle(forWritingTo: URL(filePath: said.write("", to: "error")))
    try process.run()
  }

  /// Waits until something has come true, or the command has ended.
  func wait(until isTrue: () -> Bool) {
    while process.isRunning, !isTrue() { usleep(1000) }
  }

  /// Waits until it has said so many lines.
  func awaitOutput(lines: Int = 1) {
    wait { (said.contents("output") ?? Data()).count { $0 == UInt8(ascii: "\n") } >= lines }
  }

  /// Sends it a signal.
  func send(_ signal: Int32) { kill(process.processIdentifier, signal) }

  /// Waits for its end; what it said.
  func outcome() -> CommandOutcome {
    process.waitUntilExit()
    return CommandOutcome(
      status: process.terminationReason == .exit ? process.terminationStatus : nil,
      output: String(decoding: said.contents("output") ?? Data(), as: UTF8.self),
      error: String(decoding: said.contents("error") ?? Data(), as: UTF8.self))
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
