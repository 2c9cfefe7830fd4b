import ApusCore
import ApusData
import ApusInterop
import ApusNN

/// What a callback sees of the training that calls it. There is one for each `fit`; it changes as
/// training goes on.
public final class TrainingContext {
  /// What learns.
  public let learner: any Learner
  /// Its networks.
  public internal(set) var networks: [Network]
  /// What moves their parameters.
  public internal(set) var players: [Player]
  /// The epochs that are done.
  public internal(set) var history = History()
  /// How many epochs there are to be.
  public let epochs: Int
  /// The run's folder; nil if nothing is written.
  public let run: RunFolder?
  /// What is evaluated after every epoch; nil where there is nothing.
  public let validation: (any Source)?
  /// The seed of the order of examples; nil where they keep theirs.
  public let seed: UInt64?
  /// Text that is stored with the model.
  public let modelMetadata: [String: String]
  /// The loss of the last batch: the first value that its step reported.
  public internal(set) var batchLoss = Double.nan
  /// The first input of the last batch; nil before the first.
  public internal(set) var batchFeatures: Tensor?
  /// The player whose update is about to be made; nil outside of updates.
  public internal(set) var player: Player?
  /// The parameters that the update is about to change, with their dotted paths; those of the last
  /// update between updates.
  public internal(set) var parameters: [(name: String, parameter: Parameter)] = []
  /// Their gradients, clipped where there is clipping; empty outside of updates.
  public internal(set) var gradients: [Tensor] = []
  /// Why training is to stop; nil where it is not.
  public private(set) var stopReason: String?
  /// The name of the callback that is being called.
  var caller = ""
  /// Reports the progress.
  let reporter: any Reporter
  /// The networks that stay as they came.
  var fixedNetworks = FixedNetworks()
  /// Where training stands.
  var position: TrainingPosition
  /// What the epoch's batches have given so far.
  var tally: Tally
  /// The values of the epoch that has just ended; nil within an epoch.
  var epochValues: [(name: String, value: Double)]?

  init(
    _ learner: any Learner, _ request: FitRequest, position: TrainingPosition
  ) {
    self.learner = learner
    networks = learner.networks
    players = learner.players
    epochs = request.epochs
    run = request.run
    validation = request.validation
    seed = request.seed
    modelMetadata = request.modelMetadata
    reporter = request.reporter
    tally = Tally(learner.measures)
    self.position = position
  }

  /// The network that training is for: the first result; traps for a learner without networks.
  public var model: any Module {
    guard let network = networks.first(where: \.isResult) ?? networks.first else {
      trap("the learner has no networks, but a callback asked for its model")
    }
    return network.module
  }

  /// What changes the parameters of the first player; traps for a learner without players.
  public var optimizer: any Optimizer {
    guard let player = players.first else {
      trap("the learner has no players, but a callback asked for its optimizer")
    }
    return player.optimizer
  }

  /// How many updates all players have made.
  public var updates: Int { players.reduce(0) { $0 + $1.optimizer.step } }

  /// The parameters of all networks that checkpoints hold: by their own names where there is one
  /// network, else with the network's name before.
  public var namedParameters: [(name: String, parameter: Parameter)] { networks.namedParameters }

  /// The values of ``namedParameters``.
  public var weights: [String: Tensor] { networks.namedParameters.weights }

  /// Sets the values of ``namedParameters``.
  ///
  /// - Throws: ``FileError`` where they are not those of these networks; then nothing is changed.
  public func setWeights(_ tensors: [String: Tensor], from source: String) throws {
    try networks.namedParameters.setWeights(tensors, from: source)
  }

  /// The epoch that runs or has just ended, from 1.
  public var epoch: Int { position.epoch + 1 }
  /// How many batches of this epoch are done.
  public var step: Int { position.step }
  /// How many batches are done in all.
  public var totalSteps: Int { position.totalSteps }

  /// Losses and measures: the means so far within an epoch, those of the whole epoch with the
  /// validation's at its end.
  public var logs: [(name: String, value: Double)] { epochValues ?? tally.values }

  /// The value of that name among ``logs``.
  public subscript(name: String) -> Double? { logs.first { $0.name == name }?.value }

  /// Asks to stop as soon as the callbacks of this moment were called; the first reason is kept.
  public func stop(_ reason: String) {
    guard stopReason == nil else { return }
    stopReason = reason
    position.stoppedBy = caller
  }

  /// Whether all weights are numbers: others are of no use to anybody.
  var hasFiniteWeights: Bool { weights.values.allSatisfy { $0.isFinite.all().item != 0 } }

  /// Tells the user something.
  public func note(_ text: String) { reporter.note(text) }

  /// Writes the model as a run's `model.safetensors` is written: the result networks and what
  /// describes them.
  ///
  /// - Throws: ``FileError`` where the file cannot be written.
  func writeModel(to path: String, weightsOnly: Bool = false) throws {
    let results = networks.filter(\.isResult)
    var metadata = weightsOnly ? [:] : try WholeModel.metadata(of: results, beside: modelMetadata)
    if !weightsOnly { metadata[WholeModel.stateKey] = try WholeModel.text(of: learner.state) }
    let parameters =
      results.count == 1
      ? results[0].module.namedParameters
      : results.flatMap { network in
        network.module.namedParameters.map { ("\(network.name).\($0.name)", $0.parameter) }
      }
    try Safetensors(tensors: parameters.weights, metadata: metadata).write(to: path)
  }

  /// A file of this run: inside the run's folder where there is one and `path` is relative.
  ///
  /// - Throws: ``TrainingError`` where that is one of the run's own files.
  func file(_ path: String) throws -> String {
    guard let run else { return path }
    let file = path.hasPrefix("/") ? path : run.path + "/" + path
    guard !run.owns(file) else {
      throw TrainingError(
        "\(caller) cannot write \(path): that is the run's own; name another file")
    }
    return file
  }
}
