import ApusCore
import Testing

/// A mean divides: a product with a rounded inverse rounds twice, and the mean of ones would not be
/// one.
@Suite struct MeanTests {
  @Test func ofOnesIsOne() {
    for count in 1...200 {
      for dtype in [DType.float32, .float64, .bfloat16] {
        let ones = Tensor.ones([count], dtype: dtype)
        #expect(ones.mean().item == 1, "\(count) \(dtype)")
        let plane = Tensor.ones([count, 3], dtype: dtype)
        #expect(plane.mean(axis: 0).doubles == [1, 1, 1], "\(count) \(dtype)")
      }
      #expect(Tensor([Int32](repeating: 3, count: count)).mean().item == 3)
    }
    #expect(Tensor.ones([0]).mean().item.isNaN)
  }

  @Test(arguments: 1...23) func ofWindowsOfOnesIsOne(_ size: Int) {
    let images = Tensor.ones([2, size, size + 2, 5])
    func areOnes(_ x: Tensor) -> Bool { x.floats.allSatisfy { $0 == 1 } }
    for window in [(1, 3), (2, 2), (size, 1), (size, size + 2)] where window.0 <= size {
      #expect(areOnes(averagePooling2D(images, window: window)))
      #expect(areOnes(averagePooling2D(images, window: window, strides: (1, 1), padding: .same)))
    }
    for target in [1, 2, 3, 7] {
      #expect(areOnes(adaptiveAveragePooling(images, to: [target, target])))
      #expect(areOnes(adaptiveAveragePooling(Tensor.ones([2, size, 4]), to: [target])))
      let volume = Tensor.ones([1, size, 3, 5, 2])
      #expect(areOnes(adaptiveAveragePooling(volume, to: [target, 2, 1])))
    }
    let slope = gradient(at: images) {
      averagePooling2D($0, window: (size, size + 2)).sum()
    }
    let share = 1 / Float(size * (size + 2))
    #expect(slope.floats.allSatisfy { $0 == share })
  }

  @Test func theSlopeIsTheQuotient() {
    for count in [3, 41, 49, 1000] {
      let slope = gradient(at: Tensor.ones([count])) { $0.mean() }
      #expect(slope.floats.allSatisfy { $0 == 1 / Float(count) })
    }
  }
}
