import Testing

@testable import ApusCore

/// Pooling of sequences and volumes, and to a fixed number of windows.
@Suite struct PoolingFormsTests {
  /// The windows of one axis by definition.
  private func windows(_ extent: Int, _ size: Int, _ stride: Int, _ padding: Padding1D)
    -> [Range<Int>]
  {
    let before: Int, count: Int
    switch padding {
    case .same:
      count = (extent + stride - 1) / stride
      before = max(0, (count - 1) * stride + size - extent) / 2
    case .valid: (before, count) = (0, (extent - size) / stride + 1)
    case .causal: (before, count) = (size - 1, (extent - 1) / stride + 1)
    case .explicit(let first, let last):
      (before, count) = (first, (extent + first + last - size) / stride + 1)
    }
    return (0..<count).map {
      max(0, $0 * stride - before)..<min(extent, $0 * stride - before + size)
    }
  }

  private func dividing(_ extent: Int, _ count: Int) -> [Range<Int>] {
    (0..<count).map { ($0 * extent / count)..<(($0 + 1) * extent + count - 1) / count }
  }

  /// Maxima and means over all boxes of windows, element by element.
  private func pooled(_ x: Tensor, _ windows: [[Range<Int>]], maximum: Bool) -> [Double] {
    let values = x.doubles
    let (d, h, w, c) = (x.shape[1], x.shape[2], x.shape[3], x.shape[4])
    var result: [Double] = []
    for n in 0..<x.shape[0] {
      for ds in windows[0] {
        for hs in windows[1] {
          for ws in windows[2] {
            for channel in 0..<c {
              var inside: [Double] = []
              for i in ds {
                for j in hs {
                  for k in ws {
                    inside.append(values[(((n * d + i) * h + j) * w + k) * c + channel])
                  }
                }
              }
              result.append(
                maximum
                  ? inside.max() ?? 0 : inside.reduce(0, +) / Double(inside.count))
            }
          }
        }
      }
    }
    return result
  }

  @Test(
    arguments: [
      Padding3D.valid, .same, .explicit(front: 1, top: 0, left: 2, back: 0, bottom: 1, right: 1),
    ], [3, 9])
  func volumesByDefinition(_ padding: Padding3D, _ channels: Int) {
    let x = pattern([2, 5, 6, 7, channels])
    for (window, strides) in [((2, 2, 3), (2, 2, 2)), ((3, 2, 4), (2, 1, 3))] {
      let expected = [
        windows(5, window.0, strides.0, padding.axes[0]),
        windows(6, window.1, strides.1, padding.axes[1]),
        windows(7, window.2, strides.2, padding.axes[2]),
      ]
      let greatest = maxPooling3D(x, window: window, strides: strides, padding: padding)
      #expect(greatest.doubles == pooled(x, expected, maximum: true))
      let means = averagePooling3D(x, window: window, strides: strides, padding: padding)
      #expect(relativeError(means.doubles, pooled(x, expected, maximum: false)) < 1e-14)
    }
  }

  @Test(arguments: [[5, 6, 7], [2, 3, 7], [3, 4, 5], [1, 1, 1], [8, 13, 2]], [1, 9])
  func adaptiveByDefinition(_ sizes: [Int], _ channels: Int) {
    let x = pattern([2, 5, 6, 7, channels])
    let expected = zip([5, 6, 7], sizes).map { dividing($0, $1) }
    let greatest = adaptiveMaxPooling(x, to: sizes)
    #expect(greatest.shape == Shape([2] + sizes + [channels]))
    #expect(greatest.doubles == pooled(x, expected, maximum: true))
    let means = adaptiveAveragePooling(x, to: sizes)
    #expect(relativeError(means.doubles, pooled(x, expected, maximum: false)) < 1e-14)
    // In float32 the vectors are others.
    let single = adaptiveMaxPooling(x.cast(to: .float32), to: sizes)
    #expect(relativeError(single.doubles, greatest.doubles) < 1e-6)
  }

  @Test(arguments: [Padding1D.valid, .same, .causal, .explicit(before: 0, after: 2)])
  func sequencesByDefinition(_ padding: Padding1D) {
    let x = pattern([2, 7, 3])
    let volume = x.reshaped(to: [2, 1, 1, 7, 3])
    for (window, stride) in [(3, 1), (3, 2), (4, 3)] {
      let expected = [[0..<1], [0..<1], windows(7, window, stride, padding)]
      #expect(
        maxPooling1D(x, window: window, strides: stride, padding: padding).doubles
          == pooled(volume, expected, maximum: true))
      let means = averagePooling1D(x, window: window, strides: stride, padding: padding)
      #expect(relativeError(means.doubles, pooled(volume, expected, maximum: false)) < 1e-14)
    }
  }

  @Test func fewerAxesAreTheSame() {
    let x = pattern([2, 7, 3])
    let volume = x.reshaped(to: [2, 1, 1, 7, 3])
    #expect(
      maxPooling1D(x, window: 3, strides: 2).doubles
        == maxPooling3D(volume, window: (1, 1, 3), strides: (1, 1, 2)).doubles)
    #expect(
      averagePooling1D(x, window: 3, strides: 2, padding: .same).doubles
        == averagePooling3D(volume, window: (1, 1, 3), strides: (1, 1, 2), padding: .same).doubles)
    #expect(
      adaptiveMaxPooling(x, to: [4]).doubles == adaptiveMaxPooling(volume, to: [1, 1, 4]).doubles)
    #expect(
      adaptiveAveragePooling(x, to: [4]).doubles
        == adaptiveAveragePooling(volume, to: [1, 1, 4]).doubles)
  }

  @Test func gradientsMatchDifferences() {
    let x = pattern([1, 3, 4, 5, 2])
    expectGradients(at: [x]) {
      maxPooling3D($0[0], window: (2, 2, 2), strides: (1, 2, 2), padding: .same).squared
    }
    expectGradients(at: [x]) {
      averagePooling3D($0[0], window: (2, 3, 2), padding: .same).squared
    }
    expectGradients(at: [x]) { adaptiveMaxPooling($0[0], to: [2, 3, 2]).squared }
    expectGradients(at: [x]) { adaptiveAveragePooling($0[0], to: [2, 3, 4]).squared }
    expectGradients(at: [x]) {
      maxPooling3D(
        $0[0], window: (2, 3, 2),
        padding: .explicit(front: 1, top: 1, left: 0, back: 0, bottom: 2, right: 1)
      ).squared
    }
    let sequence = pattern([2, 7, 3])
    expectGradients(at: [sequence]) {
      averagePooling1D($0[0], window: 3, strides: 2, padding: .causal).squared
    }
    expectGradients(at: [sequence]) { maxPooling1D($0[0], window: 3, strides: 2).squared }
    expectGradients(at: [sequence]) { averagePooling1D($0[0], window: 2, padding: .same).squared }
    let image = pattern([1, 5, 7, 9])
    expectGradients(at: [image]) { adaptiveMaxPooling($0[0], to: [3, 4]).squared }
  }

  @Test func bfloat16ComputesInFloat32() {
    let x = pattern([1, 4, 6, 3]).cast(to: .bfloat16)
    for pool in [adaptiveMaxPooling, adaptiveAveragePooling] {
      let y = pool(x, [3, 4])
      #expect(y.dtype == .bfloat16)
      #expect(y.doubles == pool(x.cast(to: .float32), [3, 4]).cast(to: .bfloat16).doubles)
    }
  }
}
