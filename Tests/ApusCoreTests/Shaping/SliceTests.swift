import Testing

@testable import ApusCore

@Suite struct SliceTests {
  @Test(arguments: DType.allCases) func everyTypeAndStep(dtype: DType) {
    let x = numbered([5, 4, 7], dtype)
    let source = ReferenceArray(x)
    for axis in 0..<3 {
      for step in [1, 2, 3, -1, -2, -5] {
        for from in -source.shape[axis]..<source.shape[axis] {
          let extent = source.shape[axis]
          let first = from < 0 ? from + extent : from
          let positions = Array(stride(from: first, to: step > 0 ? extent : -1, by: step))
          var shape = source.shape
          shape[axis] = positions.count
          let expected = ReferenceArray(shape) { to in
            var from = to
            from[axis] = positions[to[axis]]
            return source[from]
          }
          let y = x.sliced(axis: axis, from: from, by: step)
          #expect(y.dtype == dtype && expected.equals(y), "axis \(axis) from \(from) by \(step)")
        }
      }
    }
  }

  @Test func ends() {
    let x = numbered([6])
    #expect(x.sliced(axis: 0, from: 1, to: 4).doubles == [1, 2, 3])
    #expect(x.sliced(axis: 0, to: -2).doubles == [0, 1, 2, 3])
    #expect(x.sliced(axis: 0, from: 4, to: 0, by: -2).doubles == [4, 2])
    #expect(x.sliced(axis: 0, from: 4, to: -6, by: -1).doubles == [4, 3, 2, 1])
    #expect(x.sliced(axis: 0, from: 3, to: 3).shape == [0])
    #expect(x.sliced(axis: 0, from: 6).shape == [0])
    #expect(x.sliced(axis: 0, from: 2, to: 2, by: -1).shape == [0])
    #expect(Tensor.zeros([0, 2]).sliced(axis: 0, by: -1).shape == [0, 2])
    #expect(Tensor.zeros([0, 2]).sliced(axis: 1, from: 1).shape == [0, 1])
  }

  @Test func contiguousSlicesShareMemory() {
    let x = numbered([4, 3, 5])
    #expect(x[1].pointer == x.pointer + 15 * 8)
    #expect(x[2, 1...].pointer == x.pointer + 35 * 8)
    #expect(x[1..<3].pointer == x.pointer + 15 * 8)
    #expect(x[.all, 1].pointer != x.pointer + 5 * 8)
    #expect(x[0...].pointer == x.pointer)
  }

  @Test func subscripts() {
    let x = numbered([4, 3, 5])
    let source = ReferenceArray(x)
    #expect(ReferenceArray([3, 5]) { source[[3] + $0] }.equals(x[-1]))
    #expect(ReferenceArray([2, 5]) { source[[$0[0] + 1, 2, $0[1]]] }.equals(x[1..<3, 2]))
    #expect(ReferenceArray([4, 3]) { source[$0 + [2]] }.equals(x[..., 2]))
    #expect(ReferenceArray([4, 1, 5]) { source[[$0[0], 0, $0[2]]] }.equals(x[.all, .newAxis, 0]))
    #expect(
      ReferenceArray([4, 2]) { source[[3 - $0[0], $0[1], 4]] }.equals(x[.range(by: -1), ...1, -1]))
    #expect(
      ReferenceArray([2]) { source[[0, 1, $0[0] * 2 + 1]] }.equals(
        x[0, .rest, 1, .range(from: 1, by: 2)]))
    #expect(x[1, 2, 3].item == 28)
    #expect(x[.rest].shape == x.shape)
    #expect(x[(-2)...].shape == [2, 3, 5] && x[..<(-1)].shape == [3, 3, 5])
    #expect(x[..., .newAxis].shape == [4, 3, 5, 1])
    #expect(numbered([4, 3], .uint8)[..., 1].doubles == [1, 4, 7, 10])
  }

  @Test func gradients() {
    expectGradients(at: point([4, 3])) { x in
      let y = x.sliced(axis: 0, from: 3, to: 0, by: -2), z = x[1..<3]
      return y * y * z
    }
    expectGradients(at: point([3, 4])) { x in
      let y = x[..., 1], z = x[.all, 3]
      return y * z * z
    }
  }

  @Test(arguments: DType.allCases) func placing(dtype: DType) {
    let whole: Shape = [5, 4, 6]
    for (axis, step) in [(0, 1), (0, 2), (1, -1), (2, 2), (2, -3), (1, 3)] {
      let x = numbered(whole, dtype)
      var geometry = SliceGeometry(whole: whole)
      geometry[axis] = AxisSlice(
        from: step > 0 ? 1 : -1, to: nil, by: step, extent: whole[axis], axis: axis, shape: whole)
      let placed = ReferenceArray(x.sliced(geometry).placed(at: geometry, in: whole))
      let part = geometry[axis]
      let taken = (0..<part.count).map { part.start + $0 * part.step }
      let source = ReferenceArray(x)
      let expected = ReferenceArray(whole.array) { taken.contains($0[axis]) ? source[$0] : 0 }
      #expect(placed.elements == expected.elements, "axis \(axis) step \(step)")
    }
  }

  @Test func mistakesTrap() async {
    await #expect(processExitsWith: .failure) { _ = numbered([4]).sliced(axis: 0, from: 5) }
    await #expect(processExitsWith: .failure) { _ = numbered([4]).sliced(axis: 0, to: 5) }
    await #expect(processExitsWith: .failure) { _ = numbered([4]).sliced(axis: 0, from: 3, to: 1) }
    await #expect(processExitsWith: .failure) { _ = numbered([4]).sliced(axis: 0, by: 0) }
    await #expect(processExitsWith: .failure) { _ = numbered([4])[4] }
    await #expect(processExitsWith: .failure) { _ = numbered([4])[0, 0] }
  }
}
