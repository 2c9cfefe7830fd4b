import Foundation
import Testing

@testable import ApusCore

@Suite struct FourierTransformTests {
  private func signal(_ shape: Shape, dtype: DType = .float64) -> Tensor {
    .randomNormal(shape, dtype: dtype, generator: RandomGenerator(seed: 7))
  }

  /// The definition, by plain loops, along each axis and for lengths with and without small
  /// factors.
  @Test(arguments: [1, 2, 3, 4, 5, 7, 8, 12, 30, 97, 128])
  func followsTheDefinition(_ count: Int) {
    let x = signal([3, count, 2, 2])
    let values = x.doubles
    var expected = [Double](repeating: 0, count: values.count)
    for outer in 0..<3 {
      for inner in 0..<2 {
        let at = { (j: Int) in ((outer * count + j) * 2 + inner) * 2 }
        for k in 0..<count {
          for j in 0..<count {
            let angle = -2 * Double.pi * Double(j * k % count) / Double(count)
            let (c, s) = (cos(angle), sin(angle))
            expected[at(k)] += values[at(j)] * c - values[at(j) + 1] * s
            expected[at(k) + 1] += values[at(j)] * s + values[at(j) + 1] * c
          }
        }
      }
    }
    let result = fft(x, axes: [1])
    for (ours, theirs) in zip(result.doubles, expected) {
      #expect(abs(ours - theirs) < 1e-11 * Double(count))
    }
    let single = fft(x.cast(to: .float32), axes: [-2])
    for (ours, theirs) in zip(single.doubles, expected) {
      #expect(abs(ours - theirs) < 1e-6 * Double(count))
    }
  }

  @Test func theInverseUndoesIt() {
    let x = signal([2, 6, 10, 2])
    let back = inverseFFT(fft(x, axes: [1, 2]), axes: [1, 2])
    for (ours, theirs) in zip(back.doubles, x.doubles) { #expect(abs(ours - theirs) < 1e-13) }
  }

  @Test func aSineHasOneFrequency() {
    let times = (0..<64).map { sin(2 * Double.pi * 5 * Double($0) / 64) }
    let spectrum = fft(Tensor(complexWithReal: Tensor(times)))
    for k in 0..<64 {
      let expected: Double = k == 5 ? -32 : k == 59 ? 32 : 0
      #expect(abs(spectrum.imaginaryPart.doubles[k] - expected) < 1e-12)
      #expect(abs(spectrum.realPart.doubles[k]) < 1e-12)
    }
  }

  @Test func gradients() {
    expectGradients(at: [signal([2, 5, 2])], order: 2) { x in
      let y = inverseFFT(fft(x[0], axes: [1]).squared, axes: [0, 1])
      return (y.realPart * y.imaginaryPart).sum()
    }
  }

  @Test func mistakesTrap() async {
    await #expect(processExitsWith: .failure) { _ = fft(.zeros([4])) }
    await #expect(processExitsWith: .failure) { _ = fft(.zeros([4, 2]), axes: [1]) }
    await #expect(processExitsWith: .failure) { _ = fft(.zeros([4, 2]), axes: [0, -1]) }
    await #expect(processExitsWith: .failure) { _ = fft(.zeros([4, 2], dtype: .int32)) }
  }

  @Test func emptyAndMeta() {
    #expect(fft(.zeros([0, 4, 2])).shape == [0, 4, 2])
    #expect(fft(.zeros([3, 0, 2])).shape == [3, 0, 2])
  }
}
