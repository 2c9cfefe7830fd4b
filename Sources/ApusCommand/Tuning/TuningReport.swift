import Apus
import Foundation

/// What `apus tune` prints about a search.
struct TuningReport {
  private let tuning: Tuning
  private let isJSON: Bool

  init(_ tuning: Tuning, isJSON: Bool) {
    self.tuning = tuning
    self.isJSON = isJSON
  }

  private struct TrialEvent: Encodable {
    var event = "trial"
    let trial: Int
    let state: String
    let epochs: Int
    let value: Double?
    let values: HyperparameterValues
    let failure: String?
    let run: String
  }

  private struct Interruption: Encodable {
    var event = "interrupted"
    let search: String
  }

  private struct Conclusion: Encodable {
    var event = "done"
    let search: String
    let trials: Int
    let best: Int?
    let value: Double?
    let defaults: Double?
    let command: String?
  }

  /// Tells what is about to be done.
  func begin() {
    if isJSON { return }
    let strategy = tuning.study.record.strategy
    print(
      """
      \(tuning.recipe.name): \(tuning.study.mostTrials) trials of \(strategy.resource) epochs, \
      \(strategy.name), in \(tuning.path)
      """
    )
  }

  /// What a trial, or the defaults, is called while it runs.
  func heading(of trial: Trial?) -> String {
    trial.map { "trial \($0.number)/\(tuning.study.mostTrials)" } ?? "defaults"
  }

  /// How a search that was interrupted goes on.
  var interruption: String {
    let done = tuning.study.trials.filter { $0.state != .running }.count
    return
      """
      interrupted after \(done) of \(tuning.study.mostTrials) trials; go on with: apus tune \
      --resume \(shellQuoted(tuning.path))
      """
  }

  /// Tells that it was interrupted.
  func interrupt() throws {
    if isJSON { try printJSON(Interruption(search: tuning.path)) }
  }

  /// Tells what came of a trial, or of the defaults.
  func tell(_ trial: Trial?) {
    defer { fflush(nil) }
    let (objective, strategy) = (tuning.study.record.objective, tuning.study.record.strategy)
    guard let trial else {
      if !isJSON { print("defaults  \(objective) \(text(tuning.reference))") }
      return
    }
    if isJSON {
      try? printJSON(
        TrialEvent(
          trial: trial.number, state: trial.state.rawValue, epochs: trial.resource,
          value: trial.result?.value, values: trial.values, failure: trial.failure,
          run: tuning.folder(ofTrial: trial.number).path))
      return
    }
    let epochs =
      trial.resource < strategy.resource
      ? " after \(trial.resource) \(trial.resource == 1 ? "epoch" : "epochs")" : ""
    let outcome =
      trial.failure.map { "failed: \($0)" } ?? "\(objective) \(text(trial.result?.value))\(epochs)"
    print("trial \(trial.number)/\(tuning.study.mostTrials)  \(outcome)  \(line(trial.values))")
  }

  /// Tells what came of the search.
  func conclude() throws {
    let study = tuning.study
    let command = tuning.commandOfBest.map { $0.map(shellQuoted).joined(separator: " ") }
    if isJSON {
      try printJSON(
        Conclusion(
          search: tuning.path, trials: study.trials.count, best: study.best?.number,
          value: study.best?.result?.value, defaults: tuning.reference, command: command))
    }
    guard let command, let best = study.best else {
      throw TrainingError(
        """
        no trial has a result: \(study.trials.first?.failure ?? "there was none"); change the \
        search file
        """
      )
    }
    if isJSON { return }
    let names = study.record.space.hyperparameters.map(\.name)
    let rows = study.ranking.prefix(10).map { trial in
      ["\(trial.number)", text(trial.result?.value), "\(trial.resource)"]
        + names.map { trial.values[$0]?.plainText ?? "–" }
    }
    let heading = ["trial", study.record.objective, "epochs"] + names
    print("\n" + table([heading] + rows, right: Set(0..<heading.count)))
    let states = [Trial.State.done, .pruned, .failed].map { state in
      "\(study.trials.filter { $0.state == state }.count) \(state.rawValue)"
    }
    print("\n\(study.trials.count) trials: \(states.joined(separator: ", "))")
    print(
      """
      \(study.record.objective) of the best \(text(best.result?.value)), of the defaults \
      \(text(tuning.reference))
      """
    )
    print(
      "its run is in \(tuning.folder(ofTrial: best.number).path), pictures in \(tuning.plotsFolder)"
    )
    print(
      "\(tuning.commandRepeatsBest ? "to repeat it:" : "to train so on all examples:") \(command)")
  }

  private func line(_ values: HyperparameterValues) -> String {
    tuning.study.record.space.hyperparameters.compactMap { hyperparameter in
      values[hyperparameter.name].map { "\(hyperparameter.name)=\($0.plainText)" }
    }.joined(separator: " ")
  }

  private func text(_ value: Double?) -> String {
    value.map { String(format: "%.4f", $0) } ?? "–"
  }
}
