// A first network: handwritten-like digits, a convolutional network, its accuracy.
import Apus

let digits = try NamedDataset.strokes.load()
let train = digits.train.take(2000)
let test = digits.test.take(500)

let model = Sequential {
  Conv2D(8, kernel: 5, activation: .relu)
  MaxPooling2D()
  Flatten()
  Dense(10)
}
model.compile(
  optimizer: Adam(learningRate: 0.003),
  loss: .sparseCategoricalCrossEntropy(fromLogits: true), metrics: [.accuracy])
let history = try model.fit(train, epochs: 3, batchSize: 64, validation: test)
print(model.summary())

let scores = try model.predict(test.batch(at: [0, 1, 2, 3, 4], epoch: 0).features)
print("the first five digits:", scores.argmax(axis: 1).doubles.map { Int($0) })
print("accuracy", history["val_accuracy"].last ?? 0)
