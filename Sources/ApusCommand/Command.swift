import Apus
import ApusFiles
import ArgumentParser
import Foundation

/// The `apus` command.
struct Command: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: programName,
    abstract: "Trains, evaluates and uses neural networks.",
    discussion: """
      Begin with `\(programName) quickstart`. `\(programName) list` shows the recipes, \
      `\(programName) train RECIPE` trains one, and `\(programName) help COMMAND` explains each \
      command.
      """,
    version: apusVersion,
    subcommands: [
      QuickstartCommand.self, ListCommand.self, SummaryCommand.self, TrainCommand.self,
      CrossValidateCommand.self, EvaluateCommand.self, PredictCommand.self, EmbedCommand.self,
      BenchCommand.self, DataCommand.self, RunsCommand.self, FindRateCommand.self,
      TuneCommand.self, ExportCommand.self, ImportCommand.self, CourseCommand.self,
    ])
}

/// Runs the `apus` command with the recipes of the library and these, and whatever else of one's
/// own `Library` names; ends the process. It is the whole `main.swift` of a command
/// of one's own.
///
/// ```
/// import Apus
/// import ApusCommand
///
/// apusMain(recipes: [.autoencoder, .faces])
/// ```
///
/// Everything of `apus` is there: train, resume, evaluate, predict, tune, runs. Traps where two
/// recipes have one name.
public func apusMain(recipes: [Recipe] = [], library: Library = Library()) -> Never {
  library.use()
  RecipeRegistry.set(recipes + Recipe.library, layers: .all)
  Main.main()
  exit(0)
}

/// What the program is called.
let programName = CommandLine.arguments.first.map { ($0 as NSString).lastPathComponent } ?? "apus"

enum Main {
  static func main() {
    // A reader that went away (`apus list | head`) ends the command quietly.
    signal(SIGPIPE, SIG_DFL)
    // A write beyond `ulimit -f` is an error that says so, as on a full disk, and not the end of
    // the process.
    signal(SIGXFSZ, SIG_IGN)
    do {
      if let mistake = threadSettingMistake { throw UsageError(mistake) }
      try checkCommandName()
      var command = try Command.parseAsRoot(
        CommandLine.arguments.dropFirst().map(withHomeFolder(ofArgument:)))
      try command.run()
      // What could not be written (a full disk behind `> file`) must not look like success.
      if fflush(nil) != 0 {
        throw FileError("standard output", "cannot be written: is the disk full?")
      }
    } catch {
      exit(report(error))
    }
  }

  /// An argument with the home folder for `~/` at its beginning, or behind `--option=`, where
  /// shells leave it.
  private static func withHomeFolder(ofArgument argument: String) -> String {
    if argument.hasPrefix("~/") { return ApusFiles.withHomeFolder(argument) }
    guard argument.hasPrefix("--"), let sign = argument.firstIndex(of: "="),
      argument[argument.index(after: sign)...].hasPrefix("~/")
    else { return argument }
    let path = ApusFiles.withHomeFolder(String(argument[argument.index(after: sign)...]))
    return argument[...sign] + path
  }

  /// Names the nearest command if no command has that name.
  private static func checkCommandName() throws {
    guard let name = CommandLine.arguments.dropFirst().first, !name.hasPrefix("-") else { return }
    let names =
      Command.configuration.subcommands.compactMap { $0.configuration.commandName } + ["help"]
    if !names.contains(name) {
      throw UsageError("unknown command '\(name)'\(suggestion(for: name, among: names))")
    }
  }

  /// Says what went wrong and gives the exit status: 0 for help, 2 for a wrong command line, 130
  /// for an interrupt, else 1.
  private static func report(_ error: any Error) -> Int32 {
    if let code = error as? ExitCode { return code.rawValue }
    let code = Command.exitCode(for: error)
    if code == .success {
      print(Command.fullMessage(for: error))
      return 0
    }
    if let usage = error as? RecipeError { return fail(usage.description, 2) }
    if let usage = error as? UsageError { return fail(usage.description, 2) }
    if let file = error as? FileError, file.path.hasPrefix("--") {
      return fail(file.description, 2)
    }
    if error is DataError || error is FileError || error is TrainingError {
      return fail("\(error)", 1)
    }
    if code == .validationFailure {
      var message = Command.message(for: error).replacing("\n", with: " ")
      let isDashed = { (text: String) in text.hasPrefix("-") && !text.hasPrefix("--") }
      if message.contains("Missing"), CommandLine.arguments.dropFirst().contains(where: isDashed) {
        message += "; write -- before arguments that begin with -"
      }
      return fail("\(message) (see `\(programName) help`)", 2)
    }
    return fail("\(error)", 1)
  }

  private static func fail(_ message: String, _ status: Int32) -> Int32 {
    fflush(nil)
    let line = message.split(separator: "\n").joined(separator: " ")
    writeToStandardError("\(programName): \(line)\n")
    return status
  }
}
