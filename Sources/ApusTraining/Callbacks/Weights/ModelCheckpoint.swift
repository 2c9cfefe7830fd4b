import ApusCore
import ApusData
import ApusFiles
import ApusInterop
import ApusNN
import Foundation

/// Writes the model to files of its own: at its best, after every epoch, or every so many batches.
///
/// ```swift
/// try model.fit(
///   train, epochs: 20, validation: test,
///   callbacks: [
///     .checkpoint("best"),   // the best by val_loss
///     .checkpoint("models/{epoch}", when: .everyEpoch, keep: 3),
///   ])
/// ```
///
/// These are files as a run's `model.safetensors`, for `apus evaluate` and `apus predict`; what
/// training goes on from, with the optimizer's state, is in the run folder's `checkpoints`. A
/// relative path is inside the run's folder where there is one. Source: Keras 3 `ModelCheckpoint`;
/// lecture S0, keeping the best model.
public final class ModelCheckpoint: Callback {
  /// When a file is written.
  public enum Occasion: Sendable, Hashable {
    /// After an epoch whose value is better than all before.
    case best(Monitor)
    /// After every epoch.
    case everyEpoch
    /// After every so many batches.
    case everySteps(Int)
  }

  /// The file's path, `.safetensors` at its end, with `{epoch}` and `{step}` for the epoch, from 1,
  /// and the batches done.
  public let path: String
  /// When a file is written.
  public let occasion: Occasion
  /// Whether the file holds the weights alone, without what says which model they are.
  public let weightsOnly: Bool
  /// How many of the newest files stay; nil for all.
  public let keep: Int?
  /// The best value so far; NaN before the first.
  public private(set) var best = Double.nan
  private var direction = Monitor.Direction.minimize
  /// Epoch and batch of the files that are there, oldest first, each file once; empty where all are
  /// kept. Names are made from these, never read from a file.
  private var written: [(epoch: Int, step: Int)] = []

  /// Traps where `keep` or a number of batches is below 1.
  public init(
    _ path: String, when occasion: Occasion = .best(Monitor("val_loss")), weightsOnly: Bool = false,
    keep: Int? = nil
  ) {
    require(keep ?? 1 > 0, "ModelCheckpoint: keep \(keep ?? 0); at least 1")
    if case .everySteps(let count) = occasion {
      require(count > 0, "ModelCheckpoint: every \(count) steps; at least 1")
    }
    self.path = path.hasSuffix(".safetensors") ? path : path + ".safetensors"
    self.occasion = occasion
    self.weightsOnly = weightsOnly
    self.keep = keep
  }

  /// True where files are written between epochs.
  public var wantsSteps: Bool {
    if case .everySteps = occasion { true } else { false }
  }

  /// Begins anew, or with what it had remembered.
  public func trainingBegins(_ context: TrainingContext, from state: SavedState?) throws {
    if case .best(let monitor) = occasion { direction = try monitor.knownDirection(in: context) }
    best = state?.number("best") ?? .nan
    let steps = (state?["steps"] ?? []).compactMap(\.count)
    let epochs = (state?["epochs"] ?? []).compactMap(\.count)
    written = keep == nil ? [] : zip(epochs, steps).map { ($0, $1) }
    // A name that is not possible is told before anything is trained.
    _ = try file((epoch: 1, step: 1), context)
  }

  /// Writes a file where its time has come.
  public func stepEnds(_ context: TrainingContext) throws {
    if case .everySteps(let count) = occasion, context.totalSteps % count == 0 {
      try write(context)
    }
  }

  /// Writes a file where the epoch calls for it.
  public func epochEnds(_ context: TrainingContext) throws {
    switch occasion {
    case .everySteps: return
    case .everyEpoch: try write(context)
    case .best(let monitor):
      let value = try monitor.value(in: context)
      guard direction.isBetter(value, than: best) else { return }
      best = value
      try write(context)
    }
  }

  /// The best value and which files there are.
  public var state: SavedState {
    SavedState([
      "best": [best], "epochs": written.map { Double($0.epoch) },
      "steps": written.map { Double($0.step) },
    ])
  }

  private func file(_ place: (epoch: Int, step: Int), _ context: TrainingContext) throws -> String {
    try context.file(
      path.replacingOccurrences(of: "{epoch}", with: "\(place.epoch)")
        .replacingOccurrences(of: "{step}", with: "\(place.step)"))
  }

  private func write(_ context: TrainingContext) throws {
    let place = (epoch: context.epoch, step: context.totalSteps)
    let name = try file(place, context)
    let folder = parentFolder(of: name)
    if !folder.isEmpty { try AtomicFile.makeFolder(folder) }
    try context.writeModel(to: name, weightsOnly: weightsOnly)
    guard let keep else { return }
    // A file that is written again is one file, and the newest.
    try written.removeAll { try file($0, context) == name }
    written.append(place)
    while written.count > keep {
      try? FileManager.default.removeItem(atPath: try file(written.removeFirst(), context))
    }
  }
}

extension Callback where Self == ModelCheckpoint {
  /// Writes the model at its best by `val_loss`, or on other occasions; see ``ModelCheckpoint``.
  public static func checkpoint(
    _ path: String, when occasion: ModelCheckpoint.Occasion = .best(Monitor("val_loss")),
    weightsOnly: Bool = false, keep: Int? = nil
  ) -> ModelCheckpoint {
    ModelCheckpoint(path, when: occasion, weightsOnly: weightsOnly, keep: keep)
  }
}

extension CallbackKind {
  static var modelCheckpoint: Self {
    Self("ModelCheckpoint", "writes the model at its best, or every so many epochs or steps") {
      options in
      let monitor = try options.monitor()
      let steps = try options.integer(ifGiven: "everySteps")
      let everyEpoch = try options.flag("everyEpoch", default: false)
      if everyEpoch, steps != nil {
        throw options.wrong("everyEpoch", "left out beside everySteps; name ModelCheckpoint twice")
      }
      if everyEpoch || steps != nil {
        // Only the best is chosen by a value.
        for name in ["monitor", "direction"] where options.value(name) != nil {
          throw options.wrong(name, "left out where every epoch or step is written")
        }
      }
      let occasion: ModelCheckpoint.Occasion =
        steps.map { .everySteps($0) } ?? (everyEpoch ? .everyEpoch : .best(monitor))
      let path =
        try options.place("path", ending: ".safetensors")
        ?? (steps == nil && !everyEpoch ? "best" : "models/{step}")
      return ModelCheckpoint(
        path, when: occasion, weightsOnly: try options.flag("weightsOnly", default: false),
        keep: try options.integer(ifGiven: "keep"))
    }
  }
}
