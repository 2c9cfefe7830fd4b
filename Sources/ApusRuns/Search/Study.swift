import ApusData
import ApusFiles
import ApusNN
import ApusTraining
import Foundation

/// A search for good hyperparameters: a space, a strategy, an objective, and the trials so far.
///
/// ```swift
/// let study = try Study(
///   SearchSpace([.real("learningRate", 1e-4...1e-1, scale: .logarithmic)]),
///   strategy: RandomSearch(trials: 20, resource: 5), objective: Monitor("val_accuracy"),
///   file: "study.json")
/// try study.optimize { trial, epochs in
///   optimizer.learningRate = trial.values["learningRate"]?.asNumber ?? 0.001
///   return try model.fit(train, epochs: epochs, validation: test)["val_accuracy"].last
/// }
/// print(study.best?.values ?? [:])
/// ```
///
/// The file is written whole whenever a trial begins or ends, so a search that is killed loses at
/// most what the running trial has not saved itself; the same study made again goes on with that
/// trial. The file holds no times and does not say where it is: it ends the same whether the search
/// was interrupted or not. Source: catalogue B10; names are Optuna's.
public final class Study {
  /// What the study's file holds.
  public struct Record: Sendable, Hashable, Codable {
    /// The version of the file's form.
    public var format = 1
    /// The objective's name.
    public var objective: String
    /// What is better of it.
    public var direction: Monitor.Direction
    /// The hyperparameters.
    public var space: SearchSpace
    /// The strategy's name and settings.
    public var strategy: StrategyConfiguration
    /// What else all trials have in common; the study only compares it.
    public var setup: [String: ConfigurationValue]
    /// The trials so far.
    public var trials: [Trial]

    /// The contents of a study's file.
    ///
    /// - Throws: ``FileError`` where it cannot be read or is no study's.
    public init(contentsOf file: String) throws {
      guard let data = FileManager.default.contents(atPath: file) else {
        throw FileError(file, "is missing: there is no search to go on with")
      }
      do {
        self = try JSONDecoder().decode(Record.self, from: data)
      } catch {
        throw FileError(file, "is damaged: it is not a study; begin a new one elsewhere")
      }
      guard format == 1 else {
        throw FileError(
          file, "is of format \(format); this version reads format 1: use the one that wrote it")
      }
      let isWhole = trials.enumerated().allSatisfy { index, trial in
        trial.number == index + 1 && trial.resource > 0 && trial.resource <= strategy.resource
      }
      guard isWhole else {
        throw FileError(
          file, "is damaged: its trials are not in order; begin a new study elsewhere")
      }
    }

    init(
      objective: String, direction: Monitor.Direction, space: SearchSpace,
      strategy: StrategyConfiguration, setup: [String: ConfigurationValue]
    ) {
      self.objective = objective
      self.direction = direction
      self.space = space
      self.strategy = strategy
      self.setup = setup
      trials = []
    }

    fileprivate func write(to file: String) throws {
      let encoder = JSONEncoder()
      encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
      try AtomicFile.write(try encoder.encode(self) + Data("\n".utf8), to: file)
    }

    /// What differs in another study's record, trials aside; nil where nothing does. More trials
    /// may be wanted than before.
    fileprivate func difference(to other: Record) -> String? {
      if objective != other.objective || direction != other.direction { return "objective" }
      if space != other.space { return "space" }
      var strategy = self.strategy
      strategy.trials = other.strategy.trials
      if strategy != other.strategy { return "strategy" }
      if setup != other.setup { return "setup" }
      return nil
    }
  }

  /// What its file holds, or would.
  public private(set) var record: Record
  /// What chooses values.
  public let strategy: any SearchStrategy
  /// The study's file, or nil if it is only in memory.
  public let file: String?

  /// A study; where `file` is there already, the one in it, to go on with.
  ///
  /// - Parameters:
  ///   - space: the hyperparameters.
  ///   - strategy: what chooses their values.
  ///   - objective: what is sought; the name says what is better of losses and accuracies.
  ///   - setup: what else all trials have in common, such as a data set's name.
  ///   - file: where the study is kept; nil keeps it in memory only.
  /// - Throws: ``TrainingError`` where the objective's direction is not known or `file` holds
  ///   another study, ``FileError`` where it cannot be read.
  public init(
    _ space: SearchSpace, strategy: any SearchStrategy, objective: Monitor,
    setup: [String: ConfigurationValue] = [:], file: String? = nil
  ) throws {
    let wanted = Record(
      objective: objective.name, direction: try objective.knownDirection(), space: space,
      strategy: strategy.configuration, setup: setup)
    record = wanted
    self.strategy = strategy
    self.file = file
    guard let file, FileManager.default.fileExists(atPath: file) else { return }
    record = try Record(contentsOf: file)
    if let difference = record.difference(to: wanted) {
      throw TrainingError(
        """
        \(file) holds a search with another \(difference): go on with what it began with, or begin \
        a new one elsewhere
        """
      )
    }
    guard strategy.takesMoreTrials || record.strategy == wanted.strategy else {
      throw TrainingError(
        """
        \(file) holds a search of \(record.strategy.trials) trials, which \(record.strategy.name) \
        cannot change; begin a new one elsewhere
        """
      )
    }
    let (asked, begun) = (wanted.strategy.trials, trials.count)
    guard asked >= min(begun, record.strategy.trials) else {
      throw TrainingError(
        "\(file) holds \(begun) trials already, more than \(asked); ask for \(begun) or more")
    }
    record.strategy = wanted.strategy
  }

  /// How many trials there can be in all.
  public var mostTrials: Int { strategy.mostTrials(in: record.space) }

  /// The trials so far, in the order of their numbers.
  public var trials: [Trial] { record.trials }

  /// The trials with results, best first.
  public var ranking: [Trial] { trials.ranked(record.direction) }

  /// The best trial of those that had most of the resource; nil where none has a result.
  public var best: Trial? { ranking.first }

  /// Runs trials until the strategy has no more, beginning with the one that was interrupted.
  ///
  /// - Parameters:
  ///   - interrupt: asks to stop before the next trial.
  ///   - told: called with every trial that has had its resource or has failed, once that is
  ///     written down.
  ///   - body: gives the objective of a trial's values with so much of the resource in all: what it
  ///     had before, the trial's ``Trial/result`` says; nil where it was interrupted. It throws
  ///     ``FailedTrial`` where these values give no result; a value that is no number means the
  ///     same.
  /// - Returns: whether the search is over; false where it was interrupted.
  /// - Throws: what `body` throws besides, ``FileError`` where the file cannot be written,
  ///   ``TrainingError`` where another process is at it.
  @discardableResult
  public func optimize(
    interrupt: Interrupt? = nil, told: (Trial) -> Void = { _ in },
    _ body: (_ trial: Trial, _ resource: Int) throws -> Double?
  ) throws -> Bool {
    let lock = try heldLock ?? makeLock()
    defer { withExtendedLifetime(lock) {} }
    try save()
    while let trial = try nextTrial() {
      if interrupt?.isRequested == true { return false }
      let index = trial.number - 1
      do {
        guard let value = try body(trial, trial.resource) else { return false }
        guard value.isFinite else { throw FailedTrial("\(record.objective) is \(value)") }
        record.trials[index].results.append(.init(resource: trial.resource, value: value))
        let isDone = trial.resource >= record.strategy.resource
        record.trials[index].state = isDone ? .done : .waiting
      } catch let failure as FailedTrial {
        record.trials[index].state = .failed
        record.trials[index].failure = failure.reason
      }
      try save()
      told(record.trials[index])
    }
    return true
  }

  /// The lock on the study's file where its owner has it already.
  package var heldLock: FileLock?

  /// Keeps other processes from the study for as long as the returned value lives; nil where it is
  /// in memory only.
  ///
  /// - Throws: ``TrainingError`` where another process holds it, ``FileError`` where its folder
  ///   cannot be written.
  package func makeLock() throws -> FileLock? {
    guard let file else { return nil }
    guard let lock = try FileLock(Self.lockFile(of: file), patience: .milliseconds(100)) else {
      throw TrainingError("\(file) is being worked on by another process; wait for it to end")
    }
    return lock
  }

  /// The hidden file beside `file` that a process holds while it runs trials.
  private static func lockFile(of file: String) -> String {
    let folder = parentFolder(of: file)
    return (folder.isEmpty ? "" : folder + "/") + ".\((file as NSString).lastPathComponent).lock"
  }

  /// The trial to run: the one that was interrupted, or what the strategy wants; nil where that is
  /// nothing.
  private func nextTrial() throws -> Trial? {
    while true {
      if let running = trials.first(where: { $0.state == .running }) { return running }
      switch try strategy.next(after: trials, in: record.space, record.direction) {
      case nil: return nil
      case .begin(let values, let resource)?:
        record.trials.append(
          Trial(number: trials.count + 1, values: values, resource: resource))
      case .goOn(let number, let resource)?:
        record.trials[number - 1].state = .running
        record.trials[number - 1].resource = resource
      case .prune(let numbers)?:
        for number in numbers { record.trials[number - 1].state = .pruned }
      }
      try save()
    }
  }

  private func save() throws {
    if let file { try record.write(to: file) }
  }
}
