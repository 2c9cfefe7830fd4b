// A model that Keras saved: its layers, its predictions, and training that goes on.
import Apus

// Name a .keras or .h5 file of yours; without one, this program writes what Keras would.
let path = CommandLine.arguments.dropFirst().first ?? "small.keras"
if CommandLine.arguments.count == 1 {
  let model = Sequential {
    Input([8, 8, 3])
    Conv2D(4, kernel: 3, padding: .same, activation: .relu)
    BatchNormalization()
    GlobalAveragePooling2D()
    Dense(3, activation: .softmax)
  }
  try model.save(to: path)
}

let model = try loadModel(path)
print(model.summary())
let images = Tensor.randomUniform([16, 8, 8, 3], generator: RandomGenerator(seed: 5))
let probabilities = try model.predict(images)
print("sums of probabilities", probabilities.sum(axis: 1).floats.prefix(3))

// It is a model like any other: here it learns to tell which channel is strongest.
let labels = images.mean(axes: [1, 2]).argmax(axis: 1).cast(to: .int32)
model.compile(optimizer: Adam(learningRate: 0.01), loss: .sparseCategoricalCrossEntropy)
let history = try model.fit(images, labels, epochs: 10, batchSize: 4, reporter: SilentReporter())
print("loss", history["loss"].first ?? 0, "then", history["loss"].last ?? 0)
