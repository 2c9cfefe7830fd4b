// Minimizers that see the whole function: a curve fitted to measurements, and a small network.
import Apus

// Decay with a half-life, and some noise: Levenberg-Marquardt finds both numbers.
let random = RandomGenerator(seed: 7)
let time = Tensor((0..<40).map { Double($0) / 10 })
let noise = Tensor.randomNormal([40], dtype: .float64, generator: random) * 0.01
let measured = exp(-time * 0.7) * 5 + noise
let fit = try minimizeSquares(from: Tensor([1.0, 1.0])) { p in
  p[0] * exp(-p[1] * time) - measured
}
print("amplitude and rate", fit.point.doubles, fit.stop)

// Rosenbrock's valley, by its gradient alone.
let valley = try minimize(from: Tensor([-1.2, 1.0]), method: BFGS()) { x in
  100 * (x[1] - x[0] * x[0]).squared + (1 - x[0]).squared
}
print("valley", valley.point.doubles, "in", valley.iterations, "iterations")

// All weights of a network: exclusive or.
let inputs = Tensor([0, 0, 0, 1, 1, 0, 1, 1] as [Float], shape: [4, 2])
let targets = Tensor([0, 1, 1, 0] as [Float], shape: [4, 1])
let model = Sequential {
  Dense(4, activation: .tanh)
  Dense(1)
}
RandomGenerator.with(seed: 7) { _ = model.build([2]) }
let result = try minimizeSquares(over: model.trainableParameters) { model(inputs) - targets }
print("error", result.value)
