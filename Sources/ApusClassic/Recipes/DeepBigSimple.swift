import ApusCore
import ApusData
import ApusNN
import ApusTraining

extension Recipe {
  /// Cireşan's deep, big, simple net: 784-2500-2000-1500-1000-500-10 on digits that are turned,
  /// scaled and bent anew each time: 11,972,510 parameters.
  ///
  /// The deformation is a layer of the model, ``Augment``. The paper's net has units 1.7159
  /// tanh(⅔x) (`activation=tanh`) and learns example by example for some hundred epochs, to 35
  /// errors of 10,000; rectified units and Adam, the defaults, need far fewer. `share` makes all
  /// layers narrower, to try it.
  ///
  /// - Source: Cireşan, Meier, Gambardella, Schmidhuber 2010; lecture S1:298, catalogue B13.
  public static let deepBigSimple = Recipe(
    name: "deep-big-simple",
    summary: "784-2500-2000-1500-1000-500-10 on MNIST, deformed on the fly",
    rows: ["B13", "B8", "W53"],
    datasets: [.mnist, .strokes],
    inputShape: [28, 28, 1],
    epochs: 30, batchSize: 128, optimizer: "Adam", learningRate: "0.0005", rateDecay: "0.1",
    settings: [
      Setting(
        "share", .number(0...1, openBelow: true), default: "1", "the share of the layers' units"),
      Setting(
        "activation", .choice(["relu", "tanh"]), default: "relu",
        "rectified units, or the paper's 1.7159 tanh(2x/3)"),
      Setting(
        "degrees", .number(0...180, openBelow: false), default: "12.5",
        "how far digits are turned to either side"),
      Setting(
        "scale", .number(0...0.9, openBelow: false), default: "0.15",
        "how much larger or smaller they become"),
      Setting(
        "alpha", .number(0...1000, openBelow: false), default: "36",
        "how strongly they are bent, in pixels before blurring"),
      Setting(
        "sigma", .number(0.1...100, openBelow: false), default: "5.5", "how smoothly, in pixels"),
    ],
    expectations: [Expectation(0.97, tolerance: 0.01, seconds: 200, epochs: 1)]
  ) { values, _ in
    let (degrees, scale) = (values.number("degrees"), values.number("scale"))
    let deformation = Augment {
      RandomAffine(degrees: -degrees...degrees, scale: 1 - scale...1 + scale)
      ElasticTransform(alpha: values.number("alpha"), sigma: values.number("sigma"))
    }
    let hidden = [2500, 2000, 1500, 1000, 500].flatMap { units -> [any Layer] in
      let count = max(1, Int((Double(units) * values.number("share")).rounded()))
      return values.text("activation") == "tanh"
        ? [Dense(count, activation: .tanh(beta: 2.0 / 3)), Rescaling(1.7159)]
        : [Dense(count, activation: .relu, kernelInitializer: .heNormal)]
    }
    return [deformation, Flatten()] + hidden + [Dense(10)]
  }
}
