import Apus
import ArgumentParser
import Foundation

/// Trains and reports progress and the result; throws the signal's exit status (130, 143) if
/// training was interrupted.
@discardableResult
func execute(
  _ experiment: Experiment, _ data: DatasetSplits, json: Bool
) throws -> History {
  let reporter: any Reporter = json ? JSONReporter() : ConsoleReporter()
  let configuration = experiment.configuration
  let path = experiment.folder.path
  for note in experiment.notes { reporter.note(note) }
  if !json {
    print(
      """
      \(experiment.recipe.name): \(data.train.count) examples to train on, \(data.test.count) to \
      validate, run in \(path)
      """
    )
  }
  let began = ContinuousClock.now
  let history = try experiment.train(
    on: data, reporter: reporter, interrupt: .signals, index: .user)
  let seconds = began.duration(to: .now).seconds
  if history.wasInterrupted {
    reporter.note(
      """
      interrupted after \(history.epochs.count) of \(configuration.epochs) epochs; go on with: \
      \(programName) train \(experiment.recipe.name) --resume \(shellQuoted(path)) --epochs \
      \(configuration.epochs)
      """
    )
    if json {
      TrainingEvent.interrupted(
        TrainingEvent.Interruption(run: path, count: history.epochs.count)
      ).print()
    }
    throw ExitCode(128 + Interrupt.signals.signal)
  }
  tell(of: history, of: experiment, seconds: seconds, json: json)
  return history
}

/// Tells that training is done.
func tell(of history: History, of experiment: Experiment, seconds: Double, json: Bool) {
  if json {
    TrainingEvent.done(
      TrainingEvent.Conclusion(
        run: experiment.folder.path, count: history.epochs.count, seconds: seconds,
        values: history.epochs.last?.values ?? [])
    ).print()
  } else {
    let file = experiment.folder.modelFile
    let outcome =
      FileManager.default.fileExists(atPath: file)
      ? "the model is in \(file)"
      : "no model is written: training stopped in its first epoch with weights that are no numbers"
    print("done in \(duration(seconds)); \(outcome)")
  }
}
