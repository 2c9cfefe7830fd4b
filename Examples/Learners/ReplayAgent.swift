import Apus

/// An agent that walks along a corridor to a goal, learns from a replay buffer that its own policy
/// fills, and copies its network to a target network now and then: Q-learning in small. Source:
/// Mnih et al. 2015.
package final class ReplayAgent: Learner {
  static let length = 8
  let network = Sequential {
    Dense(16, activation: .tanh)
    Dense(2)
  }
  let target = Sequential {
    Dense(16, activation: .tanh)
    Dense(2)
  }
  package lazy var networks = [
    Network("values", network), Network("target", target, role: .derived, isResult: false),
  ]
  package lazy var players = [Player(Adam(learningRate: 0.005), moves: [network])]
  package var measures: [Measure] { [.reported("return", .maximize)] }
  package let judgesWithoutData = true
  private var updates = 0

  package init() {
    for network in [network, target] { network.build([Self.length]) }
  }

  /// Where this agent's experience comes from.
  package func makeSource(stepsPerEpoch: Int = 40) -> CorridorReplay {
    CorridorReplay(self, stepsPerEpoch: stepsPerEpoch)
  }

  package func prepare(_ source: any Source) throws { copyToTarget() }

  private func copyToTarget() {
    for (from, to) in zip(network.parameters, target.parameters) {
      to.wrappedValue = from.wrappedValue
    }
  }

  /// The better action in a place.
  func action(at place: Int) -> Int {
    let values = Mode.inference {
      withoutDerivatives { network(Self.observation(place).reshaped(to: [1, Self.length])) }
    }.floats
    return values[1] > values[0] ? 1 : 0
  }

  static func observation(_ place: Int) -> Tensor {
    Tensor((0..<length).map { $0 == place ? Float(1) : 0 })
  }

  package func step(_ batch: Batch, _ engine: StepEngine) throws -> Report {
    let next = withoutDerivatives { target(batch.inputs[1]).max(axis: 1) }
    let goal = batch.targets[0] + 0.9 * next * (1 - batch.targets[1])
    let chosen = batch.inputs[2]
    let loss = try engine.minimize {
      let error = (network(batch.inputs[0]) * chosen).sum(axis: 1) - goal
      return (error * error).mean()
    }
    updates += 1
    if updates % 20 == 0 { copyToTarget() }
    return ["loss": loss]
  }

  /// The return of an episode that always takes the better action.
  package func judge(_ engine: JudgeEngine) throws -> [(name: String, value: Double)] {
    var place = 0
    for step in 0..<20 {
      place = max(0, place + (action(at: place) == 1 ? 1 : -1))
      if place == Self.length - 1 { return [("return", 1 - Double(step) / 20)] }
    }
    return [("return", 0)]
  }

  package var state: SavedState {
    get { SavedState(["updates": [Double(updates)]]) }
    set { updates = Int(newValue.number("updates") ?? 0) }
  }
}

/// The corridor and what was seen of it: each batch first takes a step by the agent's policy, then
/// draws from memory.
package final class CorridorReplay: Source {
  package let inputs = [
    Field("place", [ReplayAgent.length]), Field("next", [ReplayAgent.length]), Field("action", [2]),
  ]
  package let targets = [Field("reward", []), Field("ended", [])]
  package let batchesPerEpoch: Int?
  package let resumption = Resumption.keepsState
  private unowned let agent: ReplayAgent
  private let batch = 16
  private let generator = RandomGenerator(seed: 5)
  private var place = 0
  /// Place, action, next place, reward, whether the episode ended: five numbers a transition.
  /// Checkpoints write what is new of it.
  private var memory = RowRing(capacity: 200, width: 5, rowsPerSegment: 16)

  init(_ agent: ReplayAgent, stepsPerEpoch: Int) {
    self.agent = agent
    batchesPerEpoch = stepsPerEpoch
  }

  package func begin(epoch: Int, batch: Int) throws { given = batch }
  private var given = 0

  package func next() throws -> Batch? {
    guard given < batchesPerEpoch ?? 0 else { return nil }
    given += 1
    repeat { act() } while memory.count < batch
    let rows = (0..<batch).map { _ in memory[Int(generator.next() % UInt64(memory.count))] }
    func column(_ number: Int) -> [Float] { rows.map { $0[$0.startIndex + number] } }
    func places(_ number: Int) -> Tensor {
      Tensor.stacked(column(number).map { ReplayAgent.observation(Int($0)) }, axis: 0)
    }
    let actions = Tensor(
      column(1).flatMap { $0 == 0 ? [1, 0] : [0, 1] as [Float] }, shape: [batch, 2])
    return Batch(
      inputs: ["place": places(0), "next": places(2), "action": actions],
      targets: [
        "reward": Tensor(column(3)), "ended": Tensor(column(4)),
      ])
  }

  private func act() {
    let explores = generator.next() % 10 < 3
    let action = explores ? Int(generator.next() % 2) : agent.action(at: place)
    let next = max(0, place + (action == 1 ? 1 : -1))
    let ends = next == ReplayAgent.length - 1
    memory.append([Float(place), Float(action), Float(next), ends ? 1 : 0, ends ? 1 : 0])
    place = ends ? 0 : next
  }

  package var state: SavedState {
    get {
      SavedState(
        ["place": [Double(place)]], texts: ["stream": "\(generator.state.stream)"],
        rings: ["memory": memory])
    }
    set {
      memory = newValue.rings["memory"] ?? memory
      place = Int(newValue.number("place") ?? 0)
      generator.state = RandomGenerator.State(
        seed: 5, stream: newValue.texts["stream"].flatMap { UInt64($0) } ?? 0)
    }
  }
}
