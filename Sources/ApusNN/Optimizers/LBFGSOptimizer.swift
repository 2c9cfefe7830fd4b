import ApusCore

/// Limited-memory BFGS as an optimizer for `compile` and players: several steps along quasi-Newton
/// directions on each batch, evaluating its loss again.
///
/// A step from w with the gradient g goes to w + α p. The direction p = −H g comes from the last
/// ``memory`` pairs of s = α p and y = g₊ − g with ⟨s, y⟩ > 10⁻¹⁰, as in ``LBFGS``. With a line
/// search α meets the strong Wolfe conditions, tried first at η; without one it is η. In the very
/// first step it is η min(1, 1/‖g‖₁).
///
/// Pairs stay from batch to batch, so the loss should be the same function in all: batches of the
/// whole data set. Vectors are float64; a model of n weights takes 2 n (memory + 1) numbers.
/// Gradients are neither clipped nor gathered over batches: both would change the function whose
/// curvature the pairs hold, and training refuses them. Weight decay belongs to the loss, as a
/// penalty.
///
/// Names and rules without a line search are those of PyTorch's `LBFGS`; the search is
/// ``StrongWolfe``. Source: Liu and Nocedal 1989; Nocedal and Wright, algorithm 7.5; lecture S3,
/// quasi-Newton methods.
public final class LBFGSOptimizer: ReevaluatingOptimizer {
  /// η: the step to try first, or without a line search the step.
  public var learningRate: Double
  /// What sets the rate before every update; nil leaves it as it is.
  public var schedule: (any LearningRateSchedule)?
  /// How many pairs are kept.
  public let memory: Int
  /// The most steps on a batch.
  public let iterations: Int
  /// No step on a batch begins after this many evaluations of its loss.
  public let evaluations: Int
  /// Leaves a batch where the greatest |∂f/∂wᵢ| is at most this.
  public let gradientTolerance: Double
  /// Leaves a batch where a step changed no weight, or the loss, by more than this.
  public let changeTolerance: Double
  /// Whether the length of a step is looked for.
  public let lineSearch: Bool
  /// The number of updates so far.
  public private(set) var step = 0

  /// What the last updates have shown of the function.
  private struct Knowledge {
    var pairs: LimitedMemory
    /// The last step and the gradient where it began, whose pair the next gradient completes.
    var last: (step: [Double], gradient: [Double])?
  }

  private var knowledge: Knowledge
  /// The parameters of the last update, in the order of the vectors.
  private var members: [Parameter] = []

  /// The least ⟨s, y⟩ of a pair.
  private static let leastCurvature = 1e-10

  /// An optimizer with these settings; traps where a limit is below 1 or a tolerance below 0.
  ///
  /// - Parameter evaluations: nil for 5/4 of `iterations`.
  public init(
    learningRate: some LearningRateSource = 1.0, memory: Int = 10, iterations: Int = 20,
    evaluations: Int? = nil, gradientTolerance: Double = 1e-7, changeTolerance: Double = 1e-9,
    lineSearch: Bool = true
  ) {
    require(
      memory > 0 && iterations > 0 && evaluations ?? 1 > 0,
      "LBFGSOptimizer: memory \(memory), \(iterations) iterations, \(evaluations ?? iterations) "
        + "evaluations; each must be at least 1")
    require(
      gradientTolerance >= 0 && changeTolerance >= 0,
      "LBFGSOptimizer: tolerances of \(gradientTolerance) and \(changeTolerance); at least 0")
    self.learningRate = learningRate.firstRate
    schedule = learningRate.ownSchedule
    self.memory = memory
    self.iterations = iterations
    self.evaluations = evaluations ?? iterations + iterations / 4
    self.gradientTolerance = gradientTolerance
    self.changeTolerance = changeTolerance
    self.lineSearch = lineSearch
    knowledge = Knowledge(pairs: LimitedMemory(capacity: memory))
  }

  /// Traps: this rule needs the loss.
  public func update(_ parameters: [Parameter], _ gradients: [Tensor]) {
    trap("LBFGSOptimizer: it evaluates the loss again; call update(_:_:loss:reevaluating:)")
  }

  /// Moves the parameters by up to ``iterations`` steps. Where the loss or a gradient is not
  /// finite, they stay.
  public func update(
    _ parameters: [Parameter], _ gradients: [Tensor], loss value: Tensor,
    reevaluating loss: () throws -> Tensor
  ) throws {
    let values = parameters.map(\.wrappedValue)
    let layout = ParameterVector(values.map(\.type), of: "LBFGSOptimizer")
    let rate = schedule?.learningRate(at: step) ?? learningRate
    // Other parameters make another function.
    var known =
      members.elementsEqual(parameters, by: ===)
      ? knowledge : Knowledge(pairs: LimitedMemory(capacity: memory))
    let point = try withoutActuallyEscaping(loss) { loss in
      try descend(
        Objective(layout) { try withValues($0, of: parameters, loss) },
        from: Iterate(
          point: layout.elements(of: values), value: value.item,
          gradient: layout.elements(of: gradients)),
        rate: rate, &known)
    }
    for (parameter, value) in zip(parameters, layout.tensors(point)) {
      parameter.wrappedValue = value
    }
    (learningRate, knowledge, members) = (rate, known, parameters)
    step += 1
  }

  /// Where the steps on one batch lead.
  private func descend(
    _ objective: Objective, from start: Iterate, rate: Double, _ known: inout Knowledge
  ) throws -> [Double] {
    var current = start
    guard isFinite(current), current.gradient.greatestMagnitude > gradientTolerance else {
      return current.point
    }
    for iteration in 1...iterations {
      let isFirst = known.last == nil
      if let last = known.last {
        known.pairs.add(
          step: last.step, change: current.gradient.adding(-1, times: last.gradient),
          above: Self.leastCurvature)
      }
      let direction = known.pairs.direction(against: current.gradient)
      let slope = dot(current.gradient, direction)
      guard slope < -changeTolerance else { break }
      let length =
        isFirst ? min(1, 1 / current.gradient.reduce(0) { $0 + abs($1) }) * rate : rate
      let next: Iterate
      let step: Double
      if lineSearch {
        let ray = Ray(objective, from: current, along: direction, slope: slope)
        guard let found = try LBFGS.lineSearch.search(along: ray, first: length),
          let gradient = found.gradient
        else {
          // What is known leads nowhere: the next update begins anew.
          known = Knowledge(pairs: LimitedMemory(capacity: memory))
          break
        }
        next = Iterate(point: found.point, value: found.value, gradient: gradient)
        step = found.step
      } else {
        let point = current.point.adding(length, times: direction)
        step = length
        if iteration == iterations {
          // The next batch's gradient completes the pair.
          known.last = (direction.scaled(by: step), current.gradient)
          return point
        }
        let (value, gradient) = try objective.valueAndGradient(at: point)
        next = Iterate(point: point, value: value, gradient: gradient)
      }
      let move = direction.scaled(by: step)
      known.last = (move, current.gradient)
      let change = abs(next.value - current.value)
      current = next
      guard isFinite(current), 1 + objective.evaluations.function < evaluations,
        current.gradient.greatestMagnitude > gradientTolerance,
        move.greatestMagnitude > changeTolerance, change >= changeTolerance
      else { break }
    }
    return current.point
  }

  private func isFinite(_ place: Iterate) -> Bool {
    place.value.isFinite && place.gradient.greatestMagnitude.isFinite
  }

  /// Name and settings.
  public var configuration: OptimizerConfiguration {
    OptimizerConfiguration(
      name: OptimizerEntry.lbfgs.name,
      options: [
        "learningRate": .number(learningRate), "memory": .integer(memory),
        "iterations": .integer(iterations), "evaluations": .integer(evaluations),
        "gradientTolerance": .number(gradientTolerance),
        "changeTolerance": .number(changeTolerance), "lineSearch": .flag(lineSearch),
        "schedule": schedule?.configuration.value ?? .null,
      ])
  }
}

// MARK: Checkpoints

extension LBFGSOptimizer {
  /// The endings of the tensors' names. Of a parameter of shape S there are the steps and changes
  /// of the pairs, [pairs] + S each, the last step and the gradient before it, S.
  private enum Part: String, CaseIterable {
    case steps, changes
    case lastStep = "last_step"
    case lastGradient = "last_gradient"

    var hasPairs: Bool { self == .steps || self == .changes }
  }

  /// The state for a checkpoint: of each parameter of the last update its part of every vector.
  public func state(of parameters: [(name: String, parameter: Parameter)]) -> OptimizerState {
    var state = OptimizerState(step: step, tensors: [:])
    guard let last = knowledge.last else { return state }
    let pairs = knowledge.pairs.pairs
    var start = 0
    for member in members {
      let shape = member.wrappedValue.shape
      let range = start..<(start + shape.elementCount)
      start = range.upperBound
      guard let name = parameters.first(where: { $0.parameter === member })?.name else { continue }
      func add(_ part: Part, _ elements: [Double], _ shape: Shape) {
        state.tensors["\(name).\(part.rawValue)"] = Tensor(elements, shape: shape)
      }
      if !pairs.isEmpty {
        let all = shape.inserting(pairs.count, at: 0)
        add(.steps, pairs.flatMap { $0.s[range] }, all)
        add(.changes, pairs.flatMap { $0.y[range] }, all)
      }
      add(.lastStep, Array(last.step[range]), shape)
      add(.lastGradient, Array(last.gradient[range]), shape)
    }
    return state
  }

  /// Continues from a checkpoint's state; throws where it does not fit.
  public func restore(
    _ state: OptimizerState, of parameters: [(name: String, parameter: Parameter)]
  ) throws {
    var rest = state.tensors
    var found: [Parameter] = []
    var vectors: [Part: [[Double]]] = [:]
    var count: Int?
    for (name, parameter) in parameters {
      guard rest["\(name).\(Part.lastStep.rawValue)"] != nil else { continue }
      let shape = parameter.wrappedValue.shape
      let pairs = rest["\(name).\(Part.steps.rawValue)"]?.shape.first ?? 0
      guard count ?? pairs == pairs, pairs <= memory else {
        throw OptimizerStateError(
          description: "optimizer state: \(name) has \(pairs) pairs, not \(count ?? memory)")
      }
      count = pairs
      for part in Part.allCases where !part.hasPairs || pairs > 0 {
        let key = "\(name).\(part.rawValue)"
        let wanted = TensorType(part.hasPairs ? shape.inserting(pairs, at: 0) : shape, .float64)
        guard let tensor = rest.removeValue(forKey: key), tensor.type == wanted else {
          throw OptimizerStateError(
            description: "optimizer state: \(key) is missing, or not \(wanted)")
        }
        // One vector a pair, to which each parameter adds its elements.
        let rows = part.hasPairs ? pairs : 1
        let elements = tensor.doubles
        if vectors[part] == nil { vectors[part] = Array(repeating: [], count: rows) }
        for row in 0..<rows {
          vectors[part]?[row] += elements[(row * shape.elementCount)...].prefix(shape.elementCount)
        }
      }
      found.append(parameter)
    }
    if let name = rest.keys.sorted().first {
      throw OptimizerStateError(
        description: "optimizer state: \(name) belongs to no parameter of this model")
    }
    var known = Knowledge(pairs: LimitedMemory(capacity: memory))
    for (s, y) in zip(vectors[.steps] ?? [], vectors[.changes] ?? []) {
      known.pairs.add(step: s, change: y, above: Self.leastCurvature)
    }
    if let last = vectors[.lastStep]?.first, let gradient = vectors[.lastGradient]?.first {
      known.last = (last, gradient)
    }
    (step, knowledge, members) = (state.step, known, found)
  }
}

extension OptimizerEntry {
  static var lbfgs: Self {
    Self("LBFGS", "quasi-Newton steps with a line search, for batches of the whole data set") {
      (options: inout Options) in
      let iterations = try options.integer("iterations", in: 1...100_000, default: 20)
      return LBFGSOptimizer(
        learningRate: try options.learningRate(default: 1),
        memory: try options.integer("memory", in: 1...1000, default: 10), iterations: iterations,
        evaluations: try options.integer(
          "evaluations", in: 1...1_000_000, default: iterations + iterations / 4),
        gradientTolerance: try options.number("gradientTolerance", in: 0...1e6, default: 1e-7),
        changeTolerance: try options.number("changeTolerance", in: 0...1e6, default: 1e-9),
        lineSearch: try options.flag("lineSearch", default: true))
    }
  }
}
