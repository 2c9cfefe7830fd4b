import ApusCore
import Testing

@testable import ApusNN

@Suite struct LabelNoiseTests {
  @Test func labelsAreWrongAsOftenAsAsked() {
    let labels = Tensor((0..<20_000).map { Int32($0 % 5) })
    let noisy = withLabelNoise(
      labels, classes: 5, rate: 0.2, generator: RandomGenerator(seed: 4))
    #expect(noisy.type == labels.type)
    var counts = [[Int]](repeating: [0, 0, 0, 0, 0], count: 5)
    for (old, new) in zip(labels.doubles, noisy.doubles) { counts[Int(old)][Int(new)] += 1 }
    for old in 0..<5 {
      for new in 0..<5 {
        // 4000 labels a class: 200 to each of the others, with a deviation of 14.
        let wanted = old == new ? 3200 : 200
        #expect(abs(counts[old][new] - wanted) < 100, "\(old) to \(new): \(counts[old][new])")
      }
    }
    let again = withLabelNoise(
      labels, classes: 5, rate: 0.2, generator: RandomGenerator(seed: 4))
    #expect(again.doubles == noisy.doubles)
  }

  @Test func theEndsAreExact() {
    let labels = Tensor([UInt8(0), 1, 1, 0])
    let generator = RandomGenerator(seed: 5)
    #expect(
      withLabelNoise(labels, classes: 2, rate: 0, generator: generator).doubles == [0, 1, 1, 0])
    #expect(
      withLabelNoise(labels, classes: 2, rate: 1, generator: generator).doubles == [1, 0, 0, 1])
  }
}
