import ApusData
import ApusNN
import ApusTraining

extension Recipe {
  /// The lecture's multilayer perceptron on MNIST: three layers of 512 with dropout, 932,362
  /// parameters.
  ///
  /// - Source: lectures S0:84 and S1, catalogue D1.
  public static let mnistMLP = Recipe(
    name: "mnist-mlp",
    summary: "multilayer perceptron 784-512-512-512-10 with dropout on MNIST",
    rows: ["D1", "D15", "A7", "B1", "B2", "B4", "W33"],
    datasets: [.mnist],
    inputShape: [784],
    epochs: 10, batchSize: 128, optimizer: "RMSprop", learningRate: "0.001",
    settings: [
      Setting("hidden", .integer(1...16384), default: "512", "units of each hidden layer"),
      Setting("layers", .integer(1...16), default: "3", "hidden layers"),
      dropoutSetting(0.2),
    ],
    expectations: [Expectation(0.983, tolerance: 0.005, seconds: 60)]
  ) { values, _ in
    var layers: [any Layer] = []
    for _ in 0..<values.integer("layers") {
      layers.append(Dense(values.integer("hidden"), activation: .relu))
      layers.append(Dropout(values.number("dropout")))
    }
    return layers + [Dense(10)]
  }
}
