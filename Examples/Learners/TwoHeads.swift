import Apus

/// A functional model of two inputs and two outputs of different kinds: which quadrant the sum of
/// two points lies in, and how long it is.
package enum TwoHeads {
  /// The model.
  package static func model() -> Model {
    let first = Input([2], name: "first")
    let second = Input([2], name: "second")
    let joined = Dense(24, activation: .tanh)(Concatenate()(first, second))
    return Model(
      inputs: [first, second],
      outputs: [
        Dense(4, name: "quadrant")(joined), Dense(1, activation: .softplus, name: "length")(joined),
      ])
  }

  /// The examples: pairs of points, what quadrant their sum lies in and its length.
  package static func examples(_ count: Int, seed: UInt64) -> any Dataset {
    PointPairs(count: count, seed: seed)
  }

  /// What the model is trained for.
  package static func learner(_ generator: RandomGenerator) -> SupervisedLearner {
    SupervisedLearner(
      model(), optimizer: Adam(learningRate: 0.01),
      goals: [
        OutputGoal("length", .meanSquaredError, weight: 0.5),
        OutputGoal(
          "quadrant", .sparseCategoricalCrossEntropy(fromLogits: true),
          metrics: [MetricKind.accuracy.make()]),
      ], generator: generator)
  }
}

/// Pairs of points.
struct PointPairs: Dataset {
  let count: Int
  let points: Tensor
  let inputs = [Field("first", [2]), Field("second", [2])]
  let targets = [
    Field.classes(["++", "-+", "+-", "--"], named: "quadrant"), Field("length", [1]),
  ]

  init(count: Int, seed: UInt64) {
    self.count = count
    points = Tensor.randomNormal([count, 4], generator: RandomGenerator(seed: seed))
  }

  func batch(at positions: ArraySlice<Int>, epoch: Int) -> Batch {
    let rows = points.gathered(at: Tensor(positions.map { Int32($0) }))
    let first = rows.sliced(axis: 1, from: 0, to: 2)
    let second = rows.sliced(axis: 1, from: 2, to: 4)
    let sums = (first + second).floats
    let quadrants = stride(from: 0, to: sums.count, by: 2).map { place -> Int32 in
      (sums[place] < 0 ? 1 : 0) + (sums[place + 1] < 0 ? 2 : 0)
    }
    let lengths = stride(from: 0, to: sums.count, by: 2).map { place -> Float in
      let (x, y) = (sums[place], sums[place + 1])
      return (x * x + y * y).squareRoot()
    }
    return Batch(
      inputs: ["first": first, "second": second],
      targets: [
        "quadrant": Tensor(quadrants), "length": Tensor(lengths, shape: [positions.count, 1]),
      ])
  }
}
