// Images a second that augmentation makes on one thread, one line of JSON for each pipeline and
// size: the Swift side of Benchmarks/augmentation.py.
//
//   swift run --package-path Benchmarks -c release Augmentation
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

/// Images a second over about a second of runs: all of them, since a lucky draw costs nothing.
func rate(_ augmentation: Augmentation, _ images: Tensor) -> Double {
  let clock = ContinuousClock()
  _ = augmentation(images)
  let start = clock.now
  var runs = 0
  while clock.now - start < .seconds(1) || runs < 3 {
    runs += 1
    _ = augmentation(images, epoch: runs)
  }
  return Double(runs * images.shape[0]) / ((clock.now - start) / .seconds(1))
}

for (side, count) in [(32, 256), (224, 32)] {
  let images = Tensor.randomUniform(
    [count, side, side, 3], generator: RandomGenerator(seed: 1))
  for (name, transforms) in pipelines {
    let rate = Int(rate(Augmentation(seed: 1, transforms), images))
    print(#"{"pipeline":"\#(name)","side":\#(side),"images_per_s":\#(rate)}"#)
  }
}
