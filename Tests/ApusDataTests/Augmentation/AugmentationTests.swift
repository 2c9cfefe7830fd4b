import ApusCore
import Testing

@testable import ApusData

/// What pipelines promise: identity, one sampling, the same draws whatever the batch and thread.
@Suite struct AugmentationTests {
  static let everything: [any ImageTransform] = [
    RandomHorizontalFlip(), RandomVerticalFlip(), RandomRotation(-20...20),
    RandomTranslation(x: -0.1...0.1, y: -0.1...0.1), RandomZoom(0.8...1.2),
    RandomShear(x: -10...10, y: -5...5), RandomPerspective(distortion: 0.3),
    RandomAffine(degrees: -15...15), ElasticTransform(alpha: 8, sigma: 2),
    ColorJitter(
      brightness: 0.8...1.2, contrast: 0.8...1.2, saturation: 0.8...1.2, hue: -0.1...0.1),
    RandomGrayscale(), GaussianBlur(kernelSize: 3), RandomGaussianNoise(), SaltAndPepperNoise(),
    RandomErasing(value: nil), Cutout(size: 3), RandomCrop(height: 10, width: 10, padding: 2),
    RandomResizedCrop(height: 8, width: 9), CenterCrop(height: 7, width: 7),
    ChannelNormalization(mean: [0.5, 0.5, 0.5], standardDeviation: [0.2, 0.3, 0.4]),
  ]

  static let doingNothing: [any ImageTransform] = [
    RandomHorizontalFlip(probability: 0), RandomVerticalFlip(probability: 0), RandomRotation(0...0),
    RandomTranslation(), RandomZoom(1...1), RandomShear(), RandomAffine(),
    RandomPerspective(distortion: 0, probability: 1), RandomPerspective(probability: 0),
    RandomBrightness(1...1), RandomContrast(1...1), RandomSaturation(1...1), RandomHue(0...0),
    ColorJitter(), RandomGrayscale(probability: 0), GaussianBlur(probability: 0),
    GaussianBlur(kernelSize: 1), RandomGaussianNoise(standardDeviation: 0),
    SaltAndPepperNoise(amount: 0...0), RandomErasing(probability: 0),
    Cutout(size: 3, probability: 0), RandomCrop(height: 11, width: 13),
    CenterCrop(height: 11, width: 13),
    RandomResizedCrop(height: 11, width: 13, scale: 1...1, ratio: (13.0 / 11)...(13.0 / 11)),
    ChannelNormalization(mean: [0, 0, 0], standardDeviation: [1, 1, 1]),
    ElasticTransform(alpha: 0),
  ]

  static func images(_ count: Int = 6, channels: Int = 3) -> Tensor {
    .randomUniform([count, 11, 13, channels], generator: RandomGenerator(seed: 9))
  }

  static func dataset(_ count: Int = 50) -> ImageDataset {
    let random = RandomGenerator(seed: 4)
    return ImageDataset(
      pixels: (0..<count * 429).map { _ in UInt8(random.integer(below: 256)) }, shape: [11, 13, 3],
      labels: (0..<count).map { Int32($0 % 3) }, classNames: ["a", "b", "c"])
  }

  @Test(arguments: doingNothing.indices)
  func neutralParametersGiveTheSameBytes(_ at: Int) {
    let images = Self.images()
    #expect(Augmentation([Self.doingNothing[at]])(images).floats == images.floats)
    #expect(images.floats == Self.images().floats)
  }

  @Test func allNeutralOnesTogether() {
    let images = Self.images()
    #expect(Augmentation(Self.doingNothing)(images).floats == images.floats)
  }

  @Test func theImageIsSampledOnce() {
    // There and back again: two samplings would blur, and lose what was outside between them.
    let there = RandomAffine(degrees: 33...33, x: 0.4...0.4, scale: 1.5...1.5)
    let images = Self.images()
    struct Back: GeometricTransform {
      let sampling: ImageSampling? = ImageSampling()
      func map(for shape: Shape, draws: inout ImageDraws) -> ImageMap {
        // Moved first, then turned and shrunk: the inverse of `there`.
        ImageMap.affine(for: shape, x: -0.4 * Double(shape[1]))
          .after(.affine(for: shape, degrees: -33, scale: 1 / 1.5))
      }
    }
    let both = Augmentation([there, Back()])(images)
    let error = zip(both.floats, images.floats).map { ($0 - $1).magnitude }.max() ?? 1
    #expect(error < 1e-4)
    let apart = Augmentation([there, RandomBrightness(1...1), Back()])(images)
    #expect(zip(apart.floats, images.floats).contains { ($0 - $1).magnitude > 0.1 })
  }

  @Test func ofBothFlipsOneTurn() {
    let images = Self.images()
    let flipped = Augmentation([
      RandomHorizontalFlip(probability: 1), RandomVerticalFlip(probability: 1),
    ])(images)
    let size = 11 * 13
    for image in 0..<6 {
      for pixel in 0..<size {
        for channel in 0..<3 {
          #expect(
            flipped.floats[(image * size + pixel) * 3 + channel]
              == images.floats[(image * size + size - 1 - pixel) * 3 + channel])
        }
      }
    }
  }

  @Test func cropsAreWindows() {
    let images = Self.images(200)
    let crops = Augmentation(seed: 3, [RandomCrop(height: 4, width: 5, padding: 1)])(images)
    #expect(crops.shape == [200, 4, 5, 3])
    let (old, new) = (images.floats, crops.floats)
    var places: Set<[Int]> = []
    for image in 0..<200 {
      func pixel(_ row: Int, _ column: Int) -> Float {
        let inside = 0..<11 ~= row && 0..<13 ~= column
        return inside ? old[((image * 11 + row) * 13 + column) * 3 + 1] : 0
      }
      let found = (-1...8).flatMap { top in (-1...9).map { [top, $0] } }.filter { place in
        (0..<20).allSatisfy {
          new[(image * 20 + $0) * 3 + 1] == pixel(place[0] + $0 / 5, place[1] + $0 % 5)
        }
      }
      #expect(found.count == 1)
      places.formUnion(found)
    }
    #expect(places.map { $0[0] }.min() == -1 && places.map { $0[0] }.max() == 8)
    #expect(places.map { $0[1] }.min() == -1 && places.map { $0[1] }.max() == 9)
  }

  // MARK: Determinism

  private func epoch(
    _ set: any Dataset, batchSize: Int = 7, prefetch: Int, epoch: Int = 0, from first: Int = 0
  ) throws -> [[Float]] {
    let stream = DataLoader(set, batchSize: batchSize, shuffleSeed: 2, prefetch: prefetch)
      .batches(epoch: epoch, from: first)
    var batches: [[Float]] = []
    while let batch = try stream.next() { batches.append(batch.features.floats) }
    return batches
  }

  @Test func drawsFollowFromSeedEpochAndExampleAlone() throws {
    let set = Self.dataset().augmented(by: Augmentation(seed: 5, Self.everything))
    let batches = try epoch(set, prefetch: 0)
    #expect(set.featureShape == [7, 7, 3])
    for prefetch in [1, 4] { #expect(try epoch(set, prefetch: prefetch) == batches) }
    #expect(try epoch(set, batchSize: 16, prefetch: 2).joined().elementsEqual(batches.joined()))
    #expect(try epoch(set, prefetch: 2, from: 3) == Array(batches[3...]))
    #expect(try epoch(set, prefetch: 0, epoch: 1) != batches)
    let other = Self.dataset().augmented(by: Augmentation(seed: 6, Self.everything))
    #expect(try epoch(other, prefetch: 0) != batches)
    let again = Self.dataset().augmented(by: Augmentation(seed: 5, Self.everything))
    #expect(try epoch(again, prefetch: 3) == batches)
  }

  /// In a process of its own, since the number of threads is that of the whole process.
  @Test func theNumberOfThreadsDoesNotMatter() async {
    await #expect(processExitsWith: .success) {
      let images = Tensor.randomUniform([3, 80, 90, 3], generator: RandomGenerator(seed: 1))
      let augmentation = Augmentation(
        seed: 5,
        [
          RandomRotation(-20...20), ElasticTransform(), RandomGaussianNoise(),
          SaltAndPepperNoise(), GaussianBlur(),
        ])
      setThreadCount(1)
      let one = augmentation(images).floats
      setThreadCount(4)
      if augmentation(images).floats != one { fatalError("other numbers on four threads") }
    }
  }

  @Test func eachExampleHasDrawsOfItsOwn() {
    let one = Tensor.randomUniform([1, 11, 13, 3], generator: RandomGenerator(seed: 9))
    let augmentation = Augmentation(seed: 1, [RandomRotation(-90...90)])
    let results = (0..<40).map { augmentation(one, examples: [$0]).floats }
    let epochs = (0..<40).map { augmentation(one, examples: [0], epoch: $0).floats }
    #expect(Set(results).count == 40 && Set(epochs).count == 40)
    #expect(results[0] == epochs[0])
  }

  @Test func subsetsAndReshapesKeepTheEpoch() throws {
    let set = Self.dataset().augmented(by: Augmentation(seed: 5, Self.everything))
    let part = set.subset([7, 3]).reshaped(to: [147])
    let (first, second) = (
      try part.batch(at: [1, 0], epoch: 1), try set.batch(at: [3, 7], epoch: 1)
    )
    #expect(first.features.shape == [2, 147])
    #expect(first.features.floats == second.features.floats)
    #expect(first.labels.floats == second.labels.floats)
    let plain = try part.batch(at: [1, 0])
    #expect(plain.features.floats != first.features.floats)
    #expect(try plain.features.floats == part.batch(at: [1, 0], epoch: 0).features.floats)
    #expect(first.labels.array(of: Int32.self) == [0, 1])
  }

  // MARK: Any parameters

  @Test func anyParametersGiveFiniteNumbers() {
    let random = RandomGenerator(seed: 77)
    func range(_ low: Double, _ high: Double) -> ClosedRange<Double> {
      let (a, b) = (random.uniform(from: low, to: high), random.uniform(from: low, to: high))
      return min(a, b)...max(a, b)
    }
    let borders: [ImageSampling.Border] = [.constant(0.5), .replicate, .reflect, .wrap]
    for round in 0..<150 {
      let sampling = ImageSampling(
        round % 2 == 0 ? .bilinear : .nearest, border: borders[random.integer(below: 4)])
      let (height, width) = (1 + random.integer(below: 20), 1 + random.integer(below: 20))
      let channels = round % 3 == 0 ? 1 : 3
      let size = 1 + random.integer(below: 12)
      let transforms: [any ImageTransform] = [
        RandomHorizontalFlip(),
        RandomAffine(
          degrees: range(-360, 360), x: range(-1, 1), y: range(-1, 1), scale: range(0.01, 100),
          shearX: range(-85, 85), shearY: range(-85, 85), sampling: sampling),
        RandomPerspective(
          distortion: random.uniform() * 0.99, probability: 1, sampling: sampling),
        ElasticTransform(
          alpha: random.uniform(from: 0, to: 1000), sigma: random.uniform(from: 0.1, to: 5),
          sampling: sampling),
        ColorJitter(
          brightness: range(0, 100), contrast: range(0, 100), saturation: range(0, 100),
          hue: range(-0.5, 0.5)),
        GaussianBlur(
          kernelSize: 2 * random.integer(below: 8) + 1, sigma: range(0.01, 50),
          probability: random.uniform()),
        SaltAndPepperNoise(amount: range(0, 1), salt: random.uniform()),
        RandomErasing(probability: 1, scale: range(0, 1), ratio: range(0.01, 100)),
        Cutout(size: size), RandomCrop(height: size, width: size, padding: 12),
        RandomResizedCrop(
          height: size, width: 1 + random.integer(below: 9), scale: range(0, 1),
          ratio: range(0.01, 100), sampling: sampling),
        RandomGaussianNoise(),
      ]
      let images = Tensor.randomUniform([2, height, width, channels], generator: random)
      let order = random.permutation(transforms.count)
      let augmentation = Augmentation(seed: UInt64(round), order.map { transforms[$0] })
      let result = augmentation(images)
      let shape = augmentation.outputShape(for: [height, width, channels])
      #expect(result.shape == shape.inserting(2, at: 0))
      #expect(result.floats.allSatisfy { -1e-5...1.00001 ~= $0 }, "round \(round)")
    }
  }

  @Test func mistakesTrap() async {
    await #expect(processExitsWith: .failure) { _ = RandomRotation(0...400) }
    await #expect(processExitsWith: .failure) { _ = RandomHorizontalFlip(probability: 1.5) }
    await #expect(processExitsWith: .failure) { _ = GaussianBlur(kernelSize: 4) }
    await #expect(processExitsWith: .failure) { _ = Cutout(size: 0) }
    await #expect(processExitsWith: .failure) { _ = MixUp(alpha: 0) }
    await #expect(processExitsWith: .failure) {
      _ = Augmentation([RandomCrop(height: 12, width: 3)])(AugmentationTests.images())
    }
    await #expect(processExitsWith: .failure) {
      _ = Augmentation([RandomHue(0...0.1)])(AugmentationTests.images(channels: 2))
    }
    await #expect(processExitsWith: .failure) {
      _ = DataLoaderTests.numbers(3).augmented(by: Augmentation([RandomHorizontalFlip()]))
    }
  }
}
