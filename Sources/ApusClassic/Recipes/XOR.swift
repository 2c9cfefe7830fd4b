import ApusData
import ApusNN
import ApusTraining

extension Recipe {
  /// Exclusive or, which one layer cannot learn and two can.
  ///
  /// - Source: lecture S2, catalogue W32.
  public static let xor = Recipe(
    name: "xor",
    summary: "exclusive or with one hidden layer of 8 tanh units",
    rows: ["C3", "W32"],
    datasets: [.xor],
    inputShape: [2],
    epochs: 2000, batchSize: 4, optimizer: "SGD", learningRate: "0.1",
    settings: [
      Setting("hidden", .integer(1...4096), default: "8", "units of the hidden layer")
    ],
    pictures: Picture.allCases,
    expectations: [Expectation(1, tolerance: 0, seconds: 2)]
  ) { values, _ in
    [Dense(values.integer("hidden"), activation: .tanh), Dense(2)]
  }
}
