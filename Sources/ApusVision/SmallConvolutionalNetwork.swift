import ApusCore
import ApusNN

/// The layers of the lecture's convolutional network, for images of any size: blocks of two
/// convolutions and a pooling until at most 8 rows are left, then a hidden layer of 512 units and a
/// unit for each class.
///
/// For 32 × 32 images these are the layers of `cifar-cnn`: 32-32-64-64-512. Source: lecture S1,
/// catalogue D2.
func smallConvolutionalNetwork(
  _ shape: Shape, classes: Int, dropout: Double
) -> [any Layer] {
  var layers: [any Layer] = []
  var side = min(shape[0], shape[1])
  var filters = 32
  repeat {
    layers += [
      Conv2D(filters, kernel: 3, padding: .same, activation: .relu),
      Conv2D(filters, kernel: 3, activation: .relu),
      MaxPooling2D(),
      Dropout(dropout),
    ]
    side /= 2
    filters = min(2 * filters, 256)
  } while side > 8
  return layers + [
    Flatten(), Dense(512, activation: .relu), Dropout(min(2 * dropout, 0.95)), Dense(classes),
  ]
}
