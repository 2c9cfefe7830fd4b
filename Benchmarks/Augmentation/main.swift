// Images a second that augmentation makes on one thread, one line of JSON for each pipeline and size: the Swift side of
// Benchmarks/augmentation.py.
//
//   swift run -c release Augmentation
import ApusCore
import ApusData

let pipelines: [(name: String, transforms: [any ImageTransform])] = [
  ("flip", [RandomHorizontalFlip()]),
  ("affine", [RandomAffine(degrees: -15...15, x: -0.1...0.1, y: -0.1...0.1)]),
  (
    "color jitter",
    [
      ColorJitter(
        brightness: 0.8...1.2, contrast: 0.8...1.2, saturation: 0.8...1.2, hue: -0.05...0.05)
    ]
  ),
  (
    "flip, affine, color jitter",
    [
      RandomHorizontalFlip(), RandomAffine(degrees: -15...15, x: -0.1...0.1, y: -0.1...0.1),
      ColorJitter(
        brightness: 0.8...1.2, contrast: 0.8...1.2, saturation: 0.8...1.2, hue: -0.05...0.05),
    ]
  ),
  ("blur", [GaussianBlur(kernelSize: 5)]),
  ("elastic", [ElasticTransform(alpha: 25, sigma: 5)]),
  ("erasing", [RandomErasing(probability: 1)]),
  ("gaussian noise", [RandomGaussianNoise()]),
]

/// The most images a second over about a second of runs.
func rate(_ augmentation: Augmentation, _ images: Tensor) -> Double {
  let clock = ContinuousClock()
  var best = 0.0
  var spent = 0.0
  var epoch = 0
  while spent < 1 || epoch < 3 {
    let seconds: Double =
      clock.measure { _ = augmentation(images, epoch: epoch) } / .seconds(1)
    best = max(best, Double(images.shape[0]) / seconds)
    spent += seconds
    epoch += 1
  }
  return best
}

for (side, count) in [(32, 256), (224, 32)] {
  let images = Tensor.randomUniform(
    [count, side, side, 3], generator: RandomGenerator(seed: 1))
  for (name, transforms) in pipelines {
    let rate = Int(rate(Augmentation(seed: 1, transforms), images))
    print(#"{"pipeline":"\#(name)","side":\#(side),"images_per_s":\#(rate)}"#)
  }
}
