import ApusCore
import ApusData
import ApusNN

/// Keeps the weights at the end of each cycle of the learning rate: several models for the price of
/// one.
///
/// ```swift
/// let snapshots = SnapshotEnsemble()
/// optimizer.schedule = CosineDecayRestarts(
///   initialRate: 0.1, firstDecaySteps: 500, periodFactor: 1)
/// try trainer.fit(train, epochs: 30, callbacks: [snapshots])
/// let ensemble = try snapshots.ensemble(of: trainer.model, inputShape: train.featureShape)
/// ```
///
/// A cycle ends with the update whose rate is no higher than the one before it and lower than the
/// next: where ``CosineDecayRestarts`` begins again, and where ``CyclicRate`` turns upwards. The
/// weights then rest in a minimum, from which the high rate that follows leads away to another.
/// Snapshots are in the run's checkpoints. Source: Huang et al. 2017, *Snapshot ensembles: train 1,
/// get M for free*; lecture S3, cyclic rate.
public final class SnapshotEnsemble: Callback {
  /// How many of the newest snapshots are kept; nil for all.
  public let keep: Int?
  /// The weights at the ends of cycles by the parameters' names, oldest first.
  public private(set) var snapshots: [[String: Tensor]] = []
  private var seenUpdates = 0

  /// Traps where `keep` is below 1.
  public init(keep: Int? = nil) {
    require(keep ?? 1 > 0, "SnapshotEnsemble: keep \(keep ?? 0); at least 1")
    self.keep = keep
  }

  /// True.
  public var wantsSteps: Bool { true }

  /// Begins anew, or with what it had remembered.
  ///
  /// - Throws: ``TrainingError`` where the rate has no schedule, and so no cycles.
  public func trainingBegins(_ context: TrainingContext, from state: SavedState?) throws {
    guard context.players.first?.optimizer.schedule != nil else {
      throw TrainingError(
        """
        SnapshotEnsemble needs a rate with cycles: set the optimizer's schedule to \
        CosineDecayRestarts or CyclicRate
        """
      )
    }
    seenUpdates = context.optimizer.step
    let names = context.namedParameters.map(\.name)
    snapshots = (0..<min(state?.count("count") ?? 0, state?.tensors.count ?? 0)).map { number in
      Dictionary(
        names.compactMap { name in (state?.tensors["\(number).\(name)"]).map { (name, $0) } },
        uniquingKeysWith: { a, _ in a })
    }
  }

  /// Keeps the weights where a cycle ends.
  public func stepEnds(_ context: TrainingContext) {
    let updates = context.optimizer.step
    // A batch whose gradients were only accumulated changed nothing.
    guard updates != seenUpdates, let schedule = context.optimizer.schedule else { return }
    seenUpdates = updates
    guard schedule.endsCycle(with: updates - 1) else { return }
    snapshots.append(context.weights)
    if let keep, snapshots.count > keep { snapshots.removeFirst() }
  }

  /// The snapshots.
  public var state: SavedState {
    var tensors: [String: Tensor] = [:]
    for (number, weights) in snapshots.enumerated() {
      for (name, tensor) in weights { tensors["\(number).\(name)"] = tensor }
    }
    return SavedState(["count": [Double(snapshots.count)]], tensors: tensors)
  }

  /// The snapshots as models that answer as one; `model` stays what it is.
  ///
  /// - Parameters:
  ///   - model: the model that was trained.
  ///   - inputShape: the shape of one example.
  ///   - combination: how answers become one.
  ///   - givesLogits: whether the model gives logits.
  /// - Throws: ``TrainingError`` where no cycle has ended, ``ConfigurationError`` where the model
  ///   cannot describe itself, ``FileError`` where it is not the one that was trained.
  public func ensemble(
    of model: any Layer, inputShape: Shape,
    combining combination: Ensemble.Combination = .probabilities, givesLogits: Bool = true
  ) throws -> Ensemble {
    guard !snapshots.isEmpty else {
      throw TrainingError(
        "no cycle of the rate has ended yet: train longer, or make cycles shorter")
    }
    let configuration = try ModelConfiguration(of: model)
    let members = try snapshots.map { weights in
      let member = try configuration.makeModel(
        inputShape: inputShape, registry: LayerRegistry(of: model))
      try member.setWeights(weights, from: "the snapshot")
      return member
    }
    return Ensemble(members, combining: combination, givesLogits: givesLogits)
  }
}

extension LearningRateSchedule {
  /// Whether the rate of the update that follows `step` others is the least of a cycle.
  func endsCycle(with step: Int) -> Bool {
    step > 0 && learningRate(at: step) <= learningRate(at: step - 1)
      && learningRate(at: step) < learningRate(at: step + 1)
  }
}

extension Callback where Self == SnapshotEnsemble {
  /// Keeps the weights at the end of each cycle of the rate; see ``SnapshotEnsemble``.
  public static func snapshots(keep: Int? = nil) -> SnapshotEnsemble {
    SnapshotEnsemble(keep: keep)
  }
}
