import ApusCore
import Foundation
import Testing

@testable import ApusNN

@Suite struct FrequencyFilterTests {
  /// The lecture's signal: 5 Hz and 2 Hz over 1024 samples of a second, cut at 3 Hz (W35).
  @Test func aLowPassKeepsTheSlowSine() {
    let sine = { (frequency: Double) in
      Tensor((0..<1024).map { sin(2 * Double.pi * frequency * Double($0) / 1024) })
    }
    let slow = idealLowPass(sine(5) + sine(2), cutoff: 3, samplingRate: 1024)
    for (ours, wanted) in zip(slow.doubles, sine(2).doubles) { #expect(abs(ours - wanted) < 1e-12) }
  }

  /// A wave of (3, 4) cycles lies 5 from frequency 0: the filter multiplies it by e^(−25/2D₀²).
  @Test func aGaussianWeakensAWaveByItsFrequency() {
    var wave: [Double] = []
    for y in 0..<16 {
      for x in 0..<24 {
        wave.append(cos(2 * Double.pi * (3 * Double(y) / 16 + 4 * Double(x) / 24)))
      }
    }
    let image = Tensor(wave, shape: [16, 24])
    let low = gaussianLowPass(image, cutoff: 6)
    let high = gaussianHighPass(image, cutoff: 6)
    let factor = exp(-25.0 / 72)
    for (index, value) in wave.enumerated() {
      #expect(abs(low.doubles[index] - factor * value) < 1e-12)
      #expect(abs(high.doubles[index] - (1 - factor) * value) < 1e-12)
    }
  }

  @Test func aConstantPassesTheLowFilterOnly() {
    let image = Tensor(repeating: 2, [3, 5, 7])
    #expect(gaussianLowPass(image, cutoff: 1).floats.allSatisfy { abs($0 - 2) < 1e-6 })
    #expect(gaussianHighPass(image, cutoff: 1).floats.allSatisfy { abs($0) < 1e-6 })
  }

  @Test func mistakesTrap() async {
    await #expect(processExitsWith: .failure) { _ = gaussianLowPass(.zeros([4, 4]), cutoff: 0) }
    await #expect(processExitsWith: .failure) { _ = gaussianLowPass(.zeros([4]), cutoff: 1) }
    await #expect(processExitsWith: .failure) {
      _ = idealLowPass(.zeros([4]), cutoff: 1, samplingRate: 0)
    }
  }
}
