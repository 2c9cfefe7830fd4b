// A layer of your own: reflection finds its parameters and the layers in it.
import Apus

/// x + s · f(x) with a factor s for each feature, which is learned as well.
final class ScaledResidual: Layer {
  @Parameter var scale: Tensor
  let first: Dense
  let second: Dense

  init(_ size: Int, hidden: Int) {
    first = Dense(hidden, activation: .relu)
    second = Dense(size)
  }

  func callAsFunction(_ input: Tensor) -> Tensor {
    if !$scale.isDeclared {
      // The input's size is known at the first call.
      $scale.declare([input.shape[-1]]) { shape, dtype in .ones(shape, dtype: dtype) * 0.1 }
    }
    return input + scale * second(first(input))
  }
}

let random = RandomGenerator(seed: 1)
let x = Tensor.randomUniform([512, 2], from: -1, to: 1, generator: random)
let y = (x[0..., 0] * x[0..., 1]).reshaped(to: [512, 1])

let model = Sequential {
  Dense(16)
  ScaledResidual(16, hidden: 32)
  ScaledResidual(16, hidden: 32)
  Dense(1)
}
model.compile(optimizer: Adam(learningRate: 0.01), loss: .meanSquaredError)
let history = try model.fit(x, y, epochs: 30, batchSize: 32)
print(model.namedParameters.map(\.name))
print("error", history["loss"].last ?? 1)
