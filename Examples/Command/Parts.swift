import Apus

// Everything that a network can be made of, of one's own: only public API is used here.

/// A layer with a parameter and a setting: σ(w) x where the gate is soft, else x where w > 0.
final class Gate: ConfiguredLayer {
  struct Configuration: Settings {
    /// Whether the gate may be half open.
    var soft = true
    static var defaults: Self { Self() }
  }

  static let summary = "its input times a learned gate for each feature"
  @Parameter var weight: Tensor
  let settings: Configuration, name: String?

  init(_ settings: Configuration, name: String? = nil) {
    (self.settings, self.name) = (settings, name)
  }

  convenience init(soft: Bool = true, name: String? = nil) {
    self.init(Configuration(soft: soft), name: name)
  }

  func callAsFunction(_ input: Tensor) -> Tensor {
    $weight.declare([input.shape[-1]], dtype: input.dtype) { .zeros($0, dtype: $1) }
    return settings.soft ? input * sigmoid(weight) : input * relu(weight)
  }
}

/// A block of layers with a connection around them.
final class Bypass: Layer {
  let first: Dense
  let gate = Gate()

  init(_ units: Int) { first = Dense(units, activation: .tanh) }

  func callAsFunction(_ input: Tensor) -> Tensor { input + gate(first(input)) }
}

/// A rule written in tensors: a ball that rolls down the loss.
final class HeavyBall: TensorOptimizer {
  init(learningRate: Double) { super.init(learningRate: learningRate, ["velocity"]) }

  override func moved(_ value: Tensor, by gradient: Tensor, _ state: inout [Tensor]) -> Tensor {
    state[0] = state[0] * 0.9 - gradient * learningRate
    return value + state[0]
  }
}

/// Stops after some epochs, also where a run is resumed in between.
final class StopAfter: Callback {
  private let epochs: Int
  private var seen = 0

  init(epochs: Int) { self.epochs = epochs }

  func trainingBegins(_ context: TrainingContext, from state: SavedState?) {
    seen = state?.count("seen") ?? 0
  }

  func epochEnds(_ context: TrainingContext) {
    seen += 1
    if seen == epochs { context.stop("\(epochs) epochs are enough") }
  }

  var state: SavedState { SavedState(["seen": [Double(seen)]]) }
}

/// The share of classes that are ever answered.
struct Variety: Metric {
  let name = "variety"
  private var answered: Set<Int> = []
  private var classes = 0

  var value: Double { classes == 0 ? .nan : Double(answered.count) / Double(classes) }

  var state: [Double] {
    get { [Double(classes)] + answered.sorted().map(Double.init) }
    set {
      classes = Int(newValue.first ?? 0)
      answered = Set(newValue.dropFirst().map { Int($0) })
    }
  }

  mutating func update(_ prediction: Tensor, _ target: Tensor) {
    classes = prediction.shape[-1]
    answered.formUnion(prediction.argmax(axis: -1).doubles.map { Int($0) })
  }

  mutating func reset() {
    (answered, classes) = ([], 0)
  }
}

extension Loss {
  /// The mean cube of how far the right class's probability is from 1.
  static func cubed() -> Loss {
    Loss("cubed", reading: .logits) { logits, labels in
      let right = labels.oneHot(depth: logits.shape[1], dtype: logits.dtype)
      let miss = 1 - (softmax(logits) * right).sum(axis: -1)
      return miss * miss * miss
    }
  }
}

extension NamedDataset {
  /// Points in a square; those within a ring are of the second class.
  static let ring = NamedDataset(
    "ring", "points within a ring and outside of it", classNames: ["outside", "inside"],
    featureShape: [2], trainCount: 300, testCount: 100
  ) {
    func points(_ count: Int, seed: UInt64) -> TensorDataset {
      let generator = RandomGenerator(seed: seed)
      let places = Tensor.randomUniform([count, 2], from: -1, to: 1, generator: generator)
      let radii = (places * places).sum(axis: -1).doubles.map { $0.squareRoot() }
      let classes = radii.map { (0.4...0.8).contains($0) ? Int32(1) : 0 }
      return TensorDataset(
        places, Tensor(classes), classNames: ["outside", "inside"])
    }
    return DatasetSplits(train: points(300, seed: 1), test: points(100, seed: 2))
  }
}

/// What of it commands, files and lists can name.
let library = Library(
  layers: [Gate.self],
  optimizers: [
    .init("HeavyBall", "a ball that rolls down the loss") {
      HeavyBall(learningRate: try $0.number("learningRate", in: 0...10, default: 0.1))
    }
  ],
  losses: [.init("cubed", "the mean (1 − p)³ of the right classes") { _ in .cubed() }],
  metrics: [
    MetricConfiguration("variety", short: "var", "the share of classes that are answered") { _ in
      MetricKind("variety") { Variety() }
    }
  ],
  callbacks: [
    .init("StopAfter", "stops after so many epochs") {
      StopAfter(epochs: try $0.integer("epochs", default: 3))
    }
  ],
  datasets: [.ring])

extension Recipe {
  /// A network of these parts.
  static let ring = Recipe(
    name: "ring", summary: "a bypass and a gate on points of a ring", rows: [],
    datasets: [.ring, .xor], epochs: 20, batchSize: 20, optimizer: "HeavyBall", learningRate: "0.2",
    settings: [Setting("units", .integer(1...256), default: "16", "hidden units")],
    loss: .cubed()
  ) { values, set in
    [
      Dense(values.integer("units"), activation: .tanh), Bypass(values.integer("units")), Gate(),
      Dense(set.classNames.count),
    ]
  }
}
