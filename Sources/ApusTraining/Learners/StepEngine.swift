import ApusCore
import ApusData
import ApusNN

/// The door between a learner's gradients and its parameters: computes gradients, accumulates,
/// clips and shows them to callbacks, updates, and applies constraints.
///
/// ```
/// func step(_ batch: Batch, _ engine: StepEngine) throws -> Report {
///   let critic = try engine.minimize("critic") { criticLoss(batch.features) }
///   let generator = try engine.minimize("generator") { generatorLoss(batch.count) }
///   return ["critic": critic, "generator": generator]
/// }
/// ```
public final class StepEngine {
  /// What a step needs of a player, found once.
  private final class Slot {
    let player: Player
    let penalty: Penalty
    let constraints: [Constraints]
    /// The optimizer, where it evaluates a loss several times.
    let reevaluating: (any ReevaluatingOptimizer)?
    var parameters: [Parameter] = []
    var trainable: [Parameter] = []
    var waiting = Waiting()
    var isBuilt = false

    init(_ player: Player) {
      self.player = player
      penalty = Penalty(of: Modules(player.modules))
      constraints = player.modules.map { Constraints(of: $0) }
      reevaluating = player.optimizer as? any ReevaluatingOptimizer
    }
  }

  /// Gradients of several batches for one update.
  private struct Waiting {
    var gradients: [Tensor] = []
    var loss: Tensor?
    var weight = 0.0
  }

  /// Where dropout, noise and initializers draw from.
  public let generator: RandomGenerator
  /// The precision of a step's products and convolutions; weights are float32 in any.
  public let precision: ProductPrecision
  /// The batch that the step is given, or has drawn by ``next()``.
  public private(set) var batch: Batch?
  /// The epoch that runs, from 1.
  public internal(set) var epoch = 1
  /// The steps done before this one, in all epochs.
  public internal(set) var totalSteps = 0
  /// Whether a loss is evaluated again, as optimizers with a line search do: what it gives on the
  /// way, such as outputs for measures, is then not that of the step.
  public private(set) var isReevaluating = false
  /// Whether gradients change the parameters now, and do not wait for others.
  var updates = true
  /// Whether gradients are gathered over several batches.
  var accumulates = false
  /// Draws another batch; nil where the caller of the step has only one.
  var draw: (() throws -> Batch?)?
  /// What watches updates.
  weak var watcher: (any UpdateWatcher)?

  private var slots: [Slot] = []

  init(_ players: [Player], generator: RandomGenerator, precision: ProductPrecision = .float32) {
    self.generator = generator
    self.precision = precision
    read(players)
  }

  /// Reads the players anew: parameters may have appeared, gone, or been given other optimizers.
  func read(_ players: [Player]) {
    for (place, player) in players.enumerated() {
      require(
        !players[..<place].contains { $0.name == player.name },
        "a learner's players have one name, \"\(player.name)\"")
    }
    slots = players.map(Slot.init)
  }

  /// What steps run with.
  private var execution: Execution {
    var execution = Execution.current
    execution.mode = .training
    execution.generator = generator
    execution.precision = precision
    return execution
  }

  /// Runs a step's code as steps run: in training mode, in the engine's precision, drawing from its
  /// generator.
  func scoped<R>(on batch: Batch, _ body: () throws -> R) rethrows -> R {
    self.batch = batch
    defer { self.batch = nil }
    return try execution(body)
  }

  // MARK: Steps

  /// Draws the next batch of the same source within a step, as the critic's steps of an adversarial
  /// pair do.
  ///
  /// The position counts it. At the end of an epoch the source begins the next one.
  ///
  /// - Throws: what the source throws; ``TrainingError`` outside of training.
  public func next() throws -> Batch {
    guard let batch = try draw?() else {
      throw TrainingError("there is no further batch: steps outside of fit have one batch each")
    }
    self.batch = batch
    return batch
  }

  /// Minimizes by the only player; see ``minimize(_:weight:reduction:_:)-(String,_,_,_)``.
  @discardableResult
  public func minimize(
    weight: Double? = nil, reduction: Reduction = .mean, _ loss: () throws -> Tensor
  ) throws -> Tensor {
    guard slots.count == 1 else {
      throw TrainingError(
        """
        \(slots.count) players: name the one that minimizes, as in engine.minimize("critic") { … }
        """
      )
    }
    return try minimize(slots[0], weight: weight, reduction: reduction, loss)
  }

  /// Runs `loss`, computes its gradients at the player's parameters, and moves them, the penalties
  /// of their regularizers included.
  ///
  /// A ``ReevaluatingOptimizer`` such as ``LBFGSOptimizer`` runs `loss` several times; each time it
  /// draws the same random numbers, and moving statistics move once. It takes neither clipping nor
  /// gradients of several batches.
  ///
  /// - Parameters:
  ///   - name: the player's name.
  ///   - weight: what the loss is the mean over, where batches are accumulated: tokens, pixels; nil
  ///     for examples.
  ///   - reduction: `.sum` where the loss is a sum, whose accumulated gradients are added.
  ///   - loss: gives a scalar.
  /// - Returns: the loss with its penalties, before the update.
  /// - Throws: ``TrainingError`` for a name without a player, and what `loss` throws.
  @discardableResult
  public func minimize(
    _ name: String, weight: Double? = nil, reduction: Reduction = .mean,
    _ loss: () throws -> Tensor
  ) throws -> Tensor {
    try minimize(slot(of: name), weight: weight, reduction: reduction, loss)
  }

  private func minimize(
    _ slot: Slot, weight: Double?, reduction: Reduction, _ loss: () throws -> Tensor
  ) throws -> Tensor {
    if !slot.isBuilt { try build(slot, loss) }
    let parameters = trainable(slot)
    if let optimizer = slot.reevaluating {
      return try minimize(slot, parameters, by: optimizer, loss)
    }
    let (value, gradients) = try valueAndRowedGradients(at: parameters) {
      try penalized(slot, loss)
    }
    let count = weight ?? Double(batch?.count ?? 1)
    apply(slot, parameters, gradients, value, weight: reduction == .mean ? count : nil)
    return value
  }

  /// The loss with the penalties of the player's modules.
  private func penalized(_ slot: Slot, _ loss: () throws -> Tensor) throws -> Tensor {
    let (value, added) = try slot.penalty.collect(loss)
    require(
      value.shape.rank == 0,
      "minimize: a loss of shape \(value.shape); it must be one number, as by mean()")
    return added.map { value + $0 } ?? value
  }

  /// Minimizes by an optimizer that evaluates the loss again: as often as it asks, each time with
  /// the same random numbers, while moving statistics move once.
  private func minimize(
    _ slot: Slot, _ parameters: [Parameter], by optimizer: any ReevaluatingOptimizer,
    _ loss: () throws -> Tensor
  ) throws -> Tensor {
    let name = optimizer.configuration.name
    if accumulates {
      throw TrainingError(
        "\(name) evaluates the loss of one batch again and cannot gather gradients over several; "
          + "train without accumulationSteps")
    }
    if slot.player.clipping != nil {
      throw TrainingError(
        "\(name) finds the curvature by gradients, which clipping would change; "
          + "leave out the clipping of \(slot.player.name)")
    }
    var evaluation = Reevaluation(slots.map(\.player), generator)
    let (value, gradients) = try valueAndRowedGradients(at: parameters) {
      try penalized(slot, loss)
    }
    evaluation.firstEnds()
    let dense = gradients.dense(for: parameters)
    watcher?.updateBegins(slot.player, parameters, dense)
    isReevaluating = true
    defer {
      isReevaluating = false
      evaluation.end()
    }
    try optimizer.update(parameters, dense, loss: value) {
      evaluation.begin()
      return try penalized(slot, loss)
    }
    for constraints in slot.constraints { constraints.apply() }
    return value
  }

  /// Moves the player's parameters by gradients that were made otherwise, one for each trainable
  /// parameter of its modules in order.
  ///
  /// - Throws: ``TrainingError`` for a name without a player, or another number of gradients.
  public func update(_ name: String, _ gradients: [Tensor], loss: Tensor? = nil) throws {
    let slot = try slot(of: name)
    if let optimizer = slot.reevaluating {
      throw TrainingError(
        "\(optimizer.configuration.name) evaluates the loss again: give it by minimize, not update")
    }
    if !slot.isBuilt { try build(slot) }
    let parameters = trainable(slot)
    guard gradients.count == parameters.count else {
      throw TrainingError(
        "\(gradients.count) gradients for the \(parameters.count) parameters of \(name)")
    }
    apply(
      slot, parameters, RowedGradients(gradients: gradients),
      loss ?? Tensor([Float.nan]).reshaped(to: []), weight: nil)
  }

  /// The parameters that a player moves at this moment: those of its modules that are not frozen.
  ///
  /// - Throws: ``TrainingError`` for a name without a player.
  public func parameters(of name: String) throws -> [Parameter] {
    let slot = try slot(of: name)
    if !slot.isBuilt { try build(slot) }
    return trainable(slot)
  }

  private func slot(of name: String) throws -> Slot {
    for slot in slots where slot.player.name == name { return slot }
    let names = slots.map(\.player.name).joined(separator: ", ")
    throw TrainingError(
      "there is no player \"\(name)\"; the learner's are: \(names.isEmpty ? "none" : names)")
  }

  // MARK: Parameters

  /// Finds the player's parameters. Those of layers that were never called get their shapes from a
  /// run of `loss` on the meta device, which computes nothing.
  private func build(_ slot: Slot, _ loss: () throws -> Tensor) throws {
    if slot.player.namedParameters.contains(where: { !$0.parameter.isDeclared }) {
      _ = try Device.with(.meta) {
        try Mode.inference { try withoutDerivatives { try loss() } }
      }
    }
    try build(slot)
  }

  private func build(_ slot: Slot) throws {
    if let missing = slot.player.namedParameters.first(where: { !$0.parameter.isDeclared }) {
      throw TrainingError(
        """
        \(missing.name) of \(slot.player.name) has no shape yet: the loss does not use it; build \
        its layer first, or leave it out of the player's modules
        """
      )
    }
    slot.parameters = slot.player.namedParameters.map(\.parameter)
    slot.isBuilt = true
  }

  private func trainable(_ slot: Slot) -> [Parameter] {
    // Mostly nothing was frozen since the last step, and the list is the same.
    let all = slot.parameters
    var next = 0
    var isSame = true
    let known = slot.trainable
    for parameter in all where parameter.isTrainable {
      guard next < known.count, known[next] === parameter else {
        isSame = false
        break
      }
      next += 1
    }
    if isSame, next == known.count { return known }
    slot.trainable = all.filter(\.isTrainable)
    return slot.trainable
  }

  // MARK: Updates

  /// Lets gradients wait for those of other batches, or updates; `weight`: what they are the mean
  /// over, nil for sums.
  private func apply(
    _ slot: Slot, _ parameters: [Parameter], _ rowed: RowedGradients, _ loss: Tensor,
    weight: Double?
  ) {
    if !accumulates { return change(slot, parameters, rowed, loss) }
    withoutDerivatives {
      // Batches touch different rows.
      let gradients = rowed.dense(for: parameters)
      // For a mean each batch counts by its examples, so that together they are as one large batch;
      // sums are added.
      let factor = weight ?? 1
      let parts = gradients.map { $0 * factor }
      let earlier = slot.waiting.gradients
      slot.waiting.gradients =
        earlier.isEmpty ? parts : zip(earlier, parts).map { $0 + $1 }
      let part = loss * factor
      slot.waiting.loss = slot.waiting.loss.map { $0 + part } ?? part
      slot.waiting.weight += weight ?? 0
      if updates { release(slot, parameters) }
    }
  }

  private func release(_ slot: Slot, _ parameters: [Parameter]) {
    let waiting = slot.waiting
    guard let sum = waiting.loss else { return }
    slot.waiting = Waiting()
    let divisor = waiting.weight > 0 ? waiting.weight : 1
    change(
      slot, parameters, RowedGradients(gradients: waiting.gradients.map { $0 / divisor }),
      sum / divisor)
  }

  /// Updates by all gradients that wait: at the end of an epoch whose last batch was not known as
  /// such.
  func flush() {
    for slot in slots where slot.waiting.loss != nil {
      execution { withoutDerivatives { release(slot, trainable(slot)) } }
    }
  }

  /// Whether gradients wait for an update; no checkpoint holds them.
  var hasWaiting: Bool { accumulates && slots.contains { $0.waiting.loss != nil } }

  private func change(
    _ slot: Slot, _ parameters: [Parameter], _ gradients: RowedGradients, _ loss: Tensor
  ) {
    let player = slot.player
    var gradients = gradients
    if let clip = player.clipping {
      gradients.gradients = withoutDerivatives { clip(gradients.gradients) }
    }
    if let watcher {
      watcher.updateBegins(player, parameters, gradients.dense(for: parameters))
    }
    player.optimizer.update(parameters, gradients, loss: loss)
    for constraints in slot.constraints { constraints.apply() }
  }
}

/// Is shown every update before it is made.
protocol UpdateWatcher: AnyObject {
  func updateBegins(_ player: Player, _ parameters: [Parameter], _ gradients: [Tensor])
}

/// Several modules as one.
final class Modules: Module {
  private let parts: [any Module]

  init(_ parts: [any Module]) { self.parts = parts }

  var children: [ModuleChild] {
    parts.enumerated().map { ModuleChild(name: "\($0)", .module($1)) }
  }
}
