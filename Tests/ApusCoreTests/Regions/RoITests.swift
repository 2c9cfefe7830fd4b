import Testing

@testable import ApusCore

/// Regions of interest; the numbers themselves are compared in ApusNNTests.
@Suite struct RoITests {
  private let boxes = Tensor(
    [
      [0, 0, 0, 7, 5], [1, 1.3, 2.2, 6.1, 4.9], [1, -3, -2, 3, 9], [0, 4, 4, 4, 4],
      [0, 2.5, 1.5, 5, 3],
    ] as [[Double]])

  @Test func gradientsMatchDifferences() {
    let x = pattern([2, 5, 6, 2])
    for aligned in [false, true] {
      expectGradients(at: [x]) { [boxes] in
        roiAlign($0[0], boxes: boxes, to: (2, 3), samplingRatio: 2, aligned: aligned).squared
      }
      expectGradients(at: [x]) { [boxes] in
        roiAlign($0[0], boxes: boxes, to: (3, 2), spatialScale: 0.7, aligned: aligned).squared
      }
    }
    expectGradients(at: [x]) { [boxes] in roiPooling($0[0], boxes: boxes, to: (2, 2)).squared }
    let maps = pattern([2, 5, 6, 12])
    expectGradients(at: [maps]) { [boxes] in
      positionSensitiveRoIAlign($0[0], boxes: boxes, to: (2, 3)).squared
    }
    expectGradients(at: [maps]) { [boxes] in
      positionSensitiveRoIPooling($0[0], boxes: boxes, to: (2, 3)).squared
    }
  }

  /// Many channels take other paths than few, and float32 others than float64.
  @Test(arguments: [1, 7, 8, 43]) func channelsAreIndependent(_ channels: Int) {
    let x = pattern([2, 5, 6, channels])
    for pool in [
      { roiAlign($0, boxes: boxes, to: (3, 3)) }, { roiPooling($0, boxes: boxes, to: (3, 3)) },
    ] as [(Tensor) -> Tensor] {
      func slope(_ x: Tensor) -> (Tensor, Tensor) {
        valueAndGradient(at: x) { (pool($0) * pool($0)).sum() }
      }
      let (y, dx) = (pool(x), slope(x).1)
      let (single, singleSlope) = (
        pool(x.cast(to: .float32)), slope(x.cast(to: .float32)).1
      )
      #expect(relativeError(single.doubles, y.doubles) < 1e-6)
      #expect(relativeError(singleSlope.doubles, dx.doubles) < 1e-5)
      for channel in 0..<channels {
        let one = x[..., channel].expandingDimension(at: -1)
        #expect(relativeError(pool(one).doubles, y[..., channel].doubles) < 1e-14)
        #expect(relativeError(slope(one).1.doubles, dx[..., channel].doubles) < 1e-13)
      }
    }
  }

  /// What no box of a sane detector is must neither trap nor take long.
  @Test(.timeLimit(.minutes(1))) func oddBoxes() {
    let x = pattern([1, 5, 6, 4])
    let odd = Tensor(
      [
        [0, 1e300, 0, 1e308, 4], [0, .nan, 1, 3, 4], [0, 5, 5, 1, 1], [0, -1e9, -1e9, 1e9, 1e9],
        [0, .infinity, 0, .infinity, 2], [0, 100, 100, 200, 200], [0, -1e17, -1e17, 1e17, 1e17],
        [0, 1e17, 1e17, -1e17, -1e17], [0, -1e17, 1, 3, 1e17],
      ] as [[Double]])
    for y in [
      roiAlign(x, boxes: odd, to: (2, 2)), roiAlign(x, boxes: odd, to: (2, 2), aligned: true),
      roiAlign(x, boxes: odd, to: (2, 2), samplingRatio: 3, aligned: true),
      positionSensitiveRoIAlign(x, boxes: odd, to: (2, 2)),
      positionSensitiveRoIPooling(x, boxes: odd, to: (2, 2)), roiPooling(x, boxes: odd, to: (2, 2)),
    ] {
      #expect(y.shape[0] == 9 && y.doubles.allSatisfy(\.isFinite))
      #expect(y[5].doubles.allSatisfy { $0 == 0 })
    }
    #expect(roiPooling(x, boxes: .zeros([0, 5]), to: (2, 2)).shape == [0, 2, 2, 4])
    let none = gradient(at: x) { roiAlign($0, boxes: .zeros([0, 5]), to: (2, 2)).sum() }
    #expect(none.doubles.allSatisfy { $0 == 0 })
  }
}
