import ApusCore
import ApusNN
import Foundation

extension WorkedExample {
  /// W35: of two sines, the spectrum below 3 Hz holds the slower one only.
  static let lowPass = WorkedExample(
    "W35",
    given:
      "sines of 5 Hz and 2 Hz added, 1024 samples of a second; frequencies from 3 Hz on removed",
    [
      Part("greatest difference from the 2 Hz sine", 0, tolerance: 1e-12) {
        let kept = idealLowPass(sine(5) + sine(2), cutoff: 3, samplingRate: 1024)
        return .number((kept - sine(2)).absoluteValue.max().doubles[0])
      }
    ])

  private static func sine(_ frequency: Double) -> Tensor {
    Tensor((0..<1024).map { sin(2 * Double.pi * frequency * Double($0) / 1024) })
  }
}
