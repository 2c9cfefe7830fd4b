import ApusCore
import ApusData
import ApusNN

/// Something that learns: its networks, what moves their parameters, and how one step of it goes.
/// The engine does the rest: epochs, progress, callbacks, checkpoints, exact resumption, run
/// folders.
///
/// ```swift
/// final class Autoencoder: Learner {
///   let encoder = Dense(32, activation: .relu), decoder = Dense(784, activation: .sigmoid)
///   lazy var networks = [Network("encoder", encoder), Network("decoder", decoder)]
///   lazy var players = [Player("adam", Adam(), moves: [encoder, decoder])]
///
///   func step(_ batch: Batch, _ engine: StepEngine) throws -> Report {
///     let x = batch.features.reshaped(to: [batch.count, 784])
///     return ["loss": try engine.minimize { Loss.meanSquaredError(decoder(encoder(x)), x) }]
///   }
/// }
/// try Autoencoder().fit(NamedDataset.strokes.load().train, epochs: 5, run: RunFolder("runs/first"))
/// ```
///
/// Everything but ``networks``, ``players`` and ``step(_:_:)`` has a default.
///
/// A run that goes on restores in this order: what ``prepare(_:)`` finds in the data, the stage in
/// which the checkpoint was written (``begin(stage:)`` for each stage up to it), ``state``; then
/// networks and players are read anew, and get weights and optimizer state by their names; then the
/// generator, the source and the callbacks. So a network may grow while it is trained, where
/// ``state`` says by how much.
public protocol Learner: AnyObject {
  /// The networks, by name. Read again after ``begin(stage:)`` and ``epochEnds(_:)``, when they may
  /// have changed.
  var networks: [Network] { get }

  /// What moves their parameters; none for learners without gradients. Read again as networks are.
  var players: [Player] { get }

  /// What a batch changes, and what it reports. Runs in training mode; ``StepEngine`` computes
  /// gradients and updates.
  func step(_ batch: Batch, _ engine: StepEngine) throws -> Report

  /// What measures read of a batch, and the losses on it. Runs in inference mode without
  /// derivatives. The default reports nothing.
  func evaluate(_ batch: Batch) throws -> Report

  /// What is measured of outputs, and which way each reported value is better.
  var measures: [Measure] { get }

  /// The stages of training, in order: one without end by default.
  var stages: [Stage] { get }

  /// Looks at the data once before the first step, and when a run goes on: scaling, vocabularies,
  /// anchors.
  func prepare(_ source: any Source) throws

  /// A stage begins: freezes, thaws, grows, changes players.
  func begin(stage: Int) throws

  /// The source of a stage's batches; by default the one that training was given. Where the stage
  /// has a batch size of its own, training takes the source with that size
  /// (``Source/withBatchSize(_:)``).
  func source(ofStage stage: Int, given: any Source) throws -> any Source

  /// Judges on held-out data. The default evaluates every batch.
  func judge(_ engine: JudgeEngine) throws -> [(name: String, value: Double)]

  /// Whether ``judge(_:)`` needs no held-out data, as that of an agent that plays.
  var judgesWithoutData: Bool { get }

  /// An epoch's steps are done, before it is judged.
  func epochEnds(_ epoch: Int) throws

  /// Whether networks, players and parameters stay the same objects after ``epochEnds(_:)``; false
  /// by default: they are read anew, which takes some microseconds.
  var staysSameAfterEpochs: Bool { get }

  /// What else a resumed run needs; nothing by default.
  var state: SavedState { get set }
}

extension Learner {
  /// Nothing is reported.
  public func evaluate(_ batch: Batch) throws -> Report { Report() }
  /// None.
  public var measures: [Measure] { [] }
  /// One stage without end.
  public var stages: [Stage] { [Stage()] }
  /// Does nothing.
  public func prepare(_ source: any Source) throws {}
  /// Does nothing.
  public func begin(stage: Int) throws {}
  /// The given source.
  public func source(ofStage stage: Int, given: any Source) throws -> any Source { given }
  /// Evaluates every batch of the held-out data.
  public func judge(_ engine: JudgeEngine) throws -> [(name: String, value: Double)] {
    try engine.evaluateAll()
  }
  /// False.
  public var judgesWithoutData: Bool { false }
  /// Does nothing.
  public func epochEnds(_ epoch: Int) throws {}
  /// False.
  public var staysSameAfterEpochs: Bool { false }
  /// Nothing.
  public var state: SavedState {
    get { SavedState() }
    set {}
  }
}

/// A part of training with a length and a batch size of its own.
///
/// ```swift
/// var stages: [Stage] { [Stage("head", epochs: 2, batchSize: 8), Stage("all", batchSize: 64)] }
/// ```
public struct Stage: Sendable, Hashable {
  /// What progress calls it.
  public var name: String
  /// Its epochs; nil for all that are left.
  public var epochs: Int?
  /// Examples a step, at most all that there are; nil for those of the stage's source.
  public var batchSize: Int?

  /// A stage; the last one of a list lasts to the end of training. Traps on a batch size below 1.
  public init(_ name: String = "training", epochs: Int? = nil, batchSize: Int? = nil) {
    require(batchSize ?? 1 > 0, "Stage: a batch size of \(batchSize ?? 0), expected above 0")
    self.name = name
    self.epochs = epochs
    self.batchSize = batchSize
  }
}

extension [Stage] {
  /// The stage that an epoch, counted from 0, is in.
  func stage(ofEpoch epoch: Int) -> Int {
    var end = 0
    for (place, stage) in enumerated() {
      guard let epochs = stage.epochs else { return place }
      end += epochs
      if epoch < end { return place }
    }
    return Swift.max(0, count - 1)
  }

  /// The epoch, counted from 0, with which a stage begins.
  func firstEpoch(ofStage stage: Int) -> Int { self[..<stage].reduce(0) { $0 + ($1.epochs ?? 0) } }

  /// The batch sizes that stages have of their own, 0 for those of their sources; empty where none
  /// has.
  var batchSizes: [Int] {
    contains { $0.batchSize != nil } ? map { $0.batchSize ?? 0 } : []
  }
}
