import ApusCore
import ApusData
import ApusNN
import ApusPlot
import ApusTraining
import Foundation

extension Sweep {
  /// The test error over a model's width: it falls, rises to a peak where the model just can repeat
  /// all examples, and falls again.
  ///
  /// Examples are x from N(0, I) with targets ⟨β, x⟩ + noise, |β| = 1. With `model=features` the
  /// hidden layer's rectified units are random and only the output is fitted, by the shortest
  /// least-squares solution: the peak is at as many units as examples. With `model=network` all
  /// weights learn, by Adam. Errors are medians over repetitions, since at the peak means are ruled
  /// by a few.
  ///
  /// - Source: Belkin et al. 2019; lecture S4:100, catalogue B12.
  public static let doubleDescent = Sweep(
    name: "double-descent",
    summary: "test error over width, through the width that can repeat all examples",
    rows: ["B12"],
    settings: [
      Setting(
        "model", .choice(["features", "network"]), default: "features",
        "random hidden units with a fitted output, or networks that learn all weights"),
      // How large they may be together, memory says.
      Setting(
        "examples", .integer(4...Options.largestSize), default: "100", "examples to learn from"),
      Setting(
        "inputs", .integer(1...Options.largestSize), default: "20", "inputs of an example"),
      Setting("widths", .integer(3...100), default: "21", "how many widths"),
      Setting(
        "largest", .number(1...1e6, openBelow: false), default: "10",
        "the greatest width, in examples"),
      Setting(
        "noise", .number(0...100, openBelow: false), default: "0.5",
        "the standard deviation of the noise"),
      Setting("repetitions", .integer(1...1000), default: "20", "data sets for each width"),
      stepsSetting(2000), rateSetting(0.01),
    ],
    columns: ["width", "parameters", "train_error", "test_error"],
    expectation: "a peak of the test error at 100 units, the number of examples",
    memory: doubleDescentMemory,
    count: { widths($0).count },
    measure: measureDoubleDescent,
    draw: { settings, history in
      var chart = Chart(
        title: "double descent: \(settings.text("model"))",
        x: Axis("width", scale: .logarithmic),
        y: Axis("median squared error", scale: .logarithmic))
      // The training error falls to rounding, some thirty powers of ten below.
      let errors = history["test_error"].filter { $0.isFinite && $0 > 0 }
      if let least = errors.min(), let most = errors.max() {
        chart.y.limits = least / 20...most * 2
      }
      chart.add(Line(history.points("test_error", over: "width"), label: "test"))
      chart.add(Line(history.points("train_error", over: "width"), label: "training"))
      return [("double-descent", chart)]
    })
}

/// Widths from 2 to the greatest, evenly by logarithm, the number of examples among them.
private func widths(_ settings: SettingValues) -> [Int] {
  let examples = settings.integer("examples")
  let greatest = max(3, settings.number("largest") * Double(examples))
  let count = settings.integer("widths")
  let even = (0..<count).map { index in
    Int((2 * pow(greatest / 2, Double(index) / Double(count - 1))).rounded())
  }
  // The peak must not fall between two of them.
  let nearest = even.indices.min {
    abs(log(Double(even[$0]) / Double(examples))) < abs(log(Double(even[$1]) / Double(examples)))
  }
  var chosen = even
  if let nearest { chosen[nearest] = examples }
  return Set(chosen).sorted()
}

/// The bytes of the greatest width. With random features a matrix of examples by units is there
/// four times in float64, as itself and while it is factored, beside the factors of the triangle; a
/// network that learns has some six arrays of that shape, and as many of its weights', in float32.
private func doubleDescentMemory(_ settings: SettingValues) -> Double {
  let (count, inputs) = (Double(settings.integer("examples")), Double(settings.integer("inputs")))
  let width = Double(widths(settings).last ?? 0)
  let data = 4 * inputs * (count + Double(testCount))
  if settings.text("model") == "network" { return data + 24 * width * (count + inputs + 2) }
  let short = min(count, width)
  return data + 4 * inputs * width + 8 * width * (4 * count + 2 * Double(testCount))
    + 24 * short * short
}

/// How many examples judge a width.
private let testCount = 1000

private func measureDoubleDescent(_ part: SweepPart) throws -> SweepRow? {
  let settings = part.settings
  let width = widths(settings)[part.number]
  let (count, inputs) = (settings.integer("examples"), settings.integer("inputs"))
  let repetitions = settings.integer("repetitions")
  let generator = part.generator
  var errors: [(train: Double, test: Double)] = []
  for repetition in 0..<repetitions {
    guard part.goesOn(repetition, repetitions) else { return nil }
    // A stream's numbers of its own, whatever the width took before.
    generator.state.stream = UInt64(repetition) << 32
    var truth = Tensor.randomNormal([inputs, 1], generator: generator)
    truth = truth / (truth * truth).sum().item.squareRoot()
    func examples(_ count: Int) -> (features: Tensor, targets: Tensor) {
      let features = Tensor.randomNormal([count, inputs], generator: generator)
      let noise = Tensor.randomNormal(
        [count, 1], standardDeviation: settings.number("noise"), generator: generator)
      return (features, matmul(features, truth) + noise)
    }
    let (train, test) = (examples(count), examples(testCount))
    func error(_ predictions: Tensor, _ targets: Tensor) -> Double {
      let difference = predictions.cast(to: .float64) - targets.cast(to: .float64)
      return (difference * difference).mean().item
    }
    if settings.text("model") == "features" {
      let directions = Tensor.randomNormal(
        [inputs, width], standardDeviation: 1 / Double(inputs).squareRoot(), generator: generator)
      let shifts = Tensor.randomNormal([width], generator: generator)
      let hidden = { (x: Tensor) in relu(matmul(x, directions) + shifts).cast(to: .float64) }
      let learned = hidden(train.features)
      let readout = leastSquaresSolution(learned, train.targets)
      errors.append(
        (
          error(matmul(learned, readout), train.targets),
          error(matmul(hidden(test.features), readout), test.targets)
        ))
    } else {
      guard
        let model = fittedNetwork(
          hidden: [width], activation: .relu, train.features, train.targets,
          steps: settings.integer("steps"), learningRate: settings.number("learningRate"),
          generator: generator, goesOn: { part.goesOn(repetition, repetitions) })
      else { return nil }
      errors.append(
        (
          error(try model.predict(train.features), train.targets),
          error(try model.predict(test.features), test.targets)
        ))
    }
  }
  let parameters =
    settings.text("model") == "features"
    ? width : RegionBound.parameterCount(inputs: inputs, units: [width])
  return SweepRow(values: [
    Double(width), Double(parameters), errors.map(\.train).median, errors.map(\.test).median,
  ])
}
