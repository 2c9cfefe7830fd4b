import Testing

@testable import ApusCore

@Suite struct ResizeTests {
  /// One axis by definition.
  private func weights(_ n: Int, _ m: Int, _ kind: Interpolation) -> [[Double]] {
    (0..<m).map { j in
      let place = (Double(j) + 0.5) * Double(n) / Double(m)
      if kind == .nearest { return (0..<n).map { $0 == Int(place) ? 1 : 0 } }
      let row = (0..<n).map { k -> Double in
        let d = abs(place - 0.5 - Double(k))
        if kind == .bilinear { return max(0, 1 - d) }
        if d >= 2 { return 0 }
        return d < 1
          ? 1.5 * d * d * d - 2.5 * d * d + 1 : -0.5 * d * d * d + 2.5 * d * d - 4 * d + 2
      }
      let sum = row.reduce(0, +)
      return row.map { $0 / sum }
    }
  }

  @Test(arguments: Interpolation.allCases, [1, 8, 43])
  func imagesByDefinition(_ interpolation: Interpolation, _ channels: Int) {
    let x = pattern([2, 5, 6, channels])
    for size in [[10, 12], [5, 6], [7, 4], [1, 1], [3, 13]] {
      let rows = Tensor(weights(5, size[0], interpolation)),
        columns = Tensor(weights(6, size[1], interpolation))
      let wide = matmul(rows, x.reshaped(to: [2, 5, 6 * channels]))
      let expected = matmul(columns, wide.reshaped(to: [2 * size[0], 6, channels]))
      let y = resize(x, to: size, interpolation: interpolation)
      #expect(y.shape == [2, size[0], size[1], channels])
      #expect(relativeError(y.doubles, expected.doubles) < 1e-14, "\(size)")
      let single = resize(x.cast(to: .float32), to: size, interpolation: interpolation)
      #expect(relativeError(single.doubles, expected.doubles) < 1e-6, "\(size)")
    }
  }

  @Test func otherNumbersOfAxes() {
    let x = pattern([2, 5, 3])
    let image = resize(x.reshaped(to: [2, 5, 1, 3]), to: [8, 1])
    #expect(resize(x, to: [8]).doubles == image.doubles)
    let volume = pattern([2, 3, 4, 2, 2])
    for size in [[6, 4, 2], [3, 8, 4], [2, 2, 1]] {
      let y = resize(volume, to: size)
      let planes = resize(volume.reshaped(to: [6, 4, 2, 2]), to: [size[1], size[2]])
      let whole = resize(
        planes.reshaped(to: [2, 3, 1, size[1] * size[2] * 2]), to: [size[0], 1])
      #expect(relativeError(y.doubles, whole.doubles) < 1e-14)
    }
  }

  @Test func nearestByWholeFactorsRepeats() {
    let x = pattern([1, 2, 3, 2])
    let y = resize(x, to: [4, 9], interpolation: .nearest)
    #expect(y.doubles == x.repeated(2, axis: 1).repeated(3, axis: 2).doubles)
    let infinite = Tensor([1, .infinity, .nan] as [Float], shape: [1, 3, 1])
    #expect(resize(infinite, to: [6], interpolation: .nearest).floats[2] == .infinity)
  }

  @Test(arguments: Interpolation.allCases) func gradients(_ interpolation: Interpolation) {
    for (shape, size) in [
      ([1, 3, 4, 2] as Shape, [7, 6]), ([2, 5, 1], [3]), ([1, 2, 3, 2, 1], [4, 2, 3]),
    ] {
      expectGradients(at: [pattern(shape)]) {
        resize($0[0], to: size, interpolation: interpolation).squared
      }
    }
  }
}
