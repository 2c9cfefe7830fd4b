import Apus
import ArgumentParser
import Foundation

extension TrainCommand {
  /// Runs a sweep, which trains many models for a table, or goes on with one.
  func run(_ sweep: Sweep) throws {
    if let option = arguments.optionForRecipes ?? (printConfig ? "--print-config" : nil) {
      throw UsageError(
        "\(option) is for recipes; \(sweep.name) makes a table and has settings only")
    }
    let run = try makeRun(sweep)
    try run.prepare()
    let path = run.folder.path
    let count = run.configuration.epochs
    if !json.isGiven { print("\(sweep.name): a table of \(count) rows, run in \(path)") }
    let reporter: any Reporter =
      json.isGiven ? JSONReporter(unit: .row) : ConsoleReporter(unit: "row")
    let began = ContinuousClock.now
    let history = try run.run(reporter: reporter, interrupt: .signals, index: .user)
    if history.wasInterrupted {
      reporter.note(
        """
        interrupted after \(history.epochs.count) of \(count) rows; go on with: apus train \
        \(sweep.name) --resume \(shellQuoted(path))
        """
      )
      if json.isGiven {
        TrainingEvent.interrupted(
          TrainingEvent.Interruption(run: path, unit: .row, count: history.epochs.count)
        ).print()
      }
      throw ExitCode(128 + Interrupt.signals.signal)
    }
    let seconds = began.duration(to: .now).seconds
    if json.isGiven {
      TrainingEvent.done(
        TrainingEvent.Conclusion(run: path, unit: .row, count: count, seconds: seconds)
      ).print()
    } else {
      print("done in \(duration(seconds)); the table is in \(path)/table.csv")
    }
  }

  private func makeRun(_ sweep: Sweep) throws -> SweepRun {
    if let resume = resume.folder { return try SweepRun(resuming: resume) }
    return try SweepRun(
      sweep, settings: try parseAssignments(arguments.chosen.settings),
      seed: try arguments.request().seed(), out: out.folder ?? defaultFolder(for: sweep.name))
  }
}
