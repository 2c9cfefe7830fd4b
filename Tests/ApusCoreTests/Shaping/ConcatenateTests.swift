import Testing

@testable import ApusCore

@Suite struct ConcatenateTests {
  @Test(arguments: DType.allCases) func everyTypeAndAxis(dtype: DType) {
    for axis in 0..<3 {
      let parts = [2, 0, 3, 1].map { extent -> Tensor in
        var shape: Shape = [3, 4, 2]
        shape[axis] = extent
        return numbered(shape, dtype)
      }
      let references = parts.map { ReferenceArray($0) }
      var shape = [3, 4, 2]
      shape[axis] = 6
      let expected = ReferenceArray(shape) { to in
        var from = to
        for reference in references {
          if from[axis] < reference.shape[axis] { return reference[from] }
          from[axis] -= reference.shape[axis]
        }
        return .nan
      }
      #expect(expected.equals(.concatenated(parts, axis: axis)))
      #expect(expected.equals(.concatenated(parts, axis: axis - 3)))
    }
  }

  @Test func large() {
    let x = numbered([300, 700], .float32), y = numbered([300, 3], .float32)
    let z = Tensor.concatenated([y, x, y], axis: 1)
    #expect(z[..., 3..<703].doubles == x.doubles && z[..., 703...].doubles == y.doubles)
    let w = Tensor.concatenated([x, x])
    #expect(w[300...].doubles == x.doubles && w[..<300].doubles == x.doubles)
  }

  @Test func stacks() {
    let x = numbered([2, 3]), y = numbered([2, 3])
    #expect(Tensor.stacked([x, y]).shape == [2, 2, 3])
    #expect(Tensor.stacked([x, y], axis: -1).shape == [2, 3, 2])
    #expect(Tensor.stacked([x, y], axis: 1)[.all, 1].doubles == y.doubles)
    #expect(Tensor.stacked([Tensor(1.0 as Double), Tensor(2.0 as Double)]).doubles == [1, 2])
    #expect(Tensor.stacked([x]).shape == [1, 2, 3])
  }

  @Test func splits() {
    let x = numbered([4, 6])
    let parts = x.split(into: 3, axis: 1)
    #expect(parts.map(\.shape) == [[4, 2], [4, 2], [4, 2]])
    #expect(Tensor.concatenated(parts, axis: 1).doubles == x.doubles)
    let rows = x.split(sizes: [1, 0, 3])
    #expect(rows.map(\.shape) == [[1, 6], [0, 6], [3, 6]])
    #expect(rows[2].pointer == x.pointer + 6 * 8)
  }

  @Test func gradients() {
    expectGradients(at: [point([2, 2]), point([2, 3]), point([2, 2])]) { x in
      let y = Tensor.concatenated([x[0] * x[2], x[1]], axis: 1)
      return y * y * y
    }
    expectGradients(at: [point([3]), point([3])]) { x in
      let y = Tensor.stacked([x[0], x[1], x[0]], axis: 1)
      let parts = y.split(sizes: [1, 2], axis: 1)
      return Tensor.concatenated([parts[1] * parts[1], parts[0]], axis: -1)
    }
  }

  @Test func mistakesTrap() async {
    await #expect(processExitsWith: .failure) {
      _ = Tensor.concatenated([numbered([2, 3]), numbered([2, 4])])
    }
    await #expect(processExitsWith: .failure) {
      _ = Tensor.stacked([numbered([2]), numbered([3])])
    }
    await #expect(processExitsWith: .failure) { _ = numbered([5]).split(into: 2) }
    await #expect(processExitsWith: .failure) { _ = numbered([5]).split(sizes: [2, 2]) }
  }
}
