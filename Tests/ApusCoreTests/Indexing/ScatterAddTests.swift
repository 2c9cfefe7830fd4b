import CApusKernels
import Testing

@testable import ApusCore

@Suite(.serialized) struct ScatterAddTests {
  @Test(arguments: DType.allCases.filter { $0 != .bool }) func everyTypeAndAxis(dtype: DType) {
    let at = [2, 0, 3, 2, 2, 0]
    for (axis, shape) in [[2, 3, 4, 2], [3, 2, 3, 2], [3, 4, 2, 3]].enumerated() {
      let x = numbered(Shape(shape), dtype)
      let source = ReferenceArray(x)
      var outer = shape
      outer.replaceSubrange(axis...(axis + 1), with: [5])
      let expected = ReferenceArray(outer) { to in
        at.indices.filter { at[$0] == to[axis] }.reduce(0.0) { sum, j in
          var from = to
          from.replaceSubrange(axis...axis, with: [j / 3, j % 3])
          return sum + source[from]
        }
      }
      let y = x.scatterAdded(into: 5, at: indices(at, [2, 3], .int32), axis: axis)
      #expect(y.dtype == dtype)
      #expect(
        expected.elements.map { dtype == .uint8 ? Double(Int($0) % 256) : $0 } == y.doubles
          || dtype == .bfloat16
            && expected.elements.map { Double(BFloat16(Float($0)).float) } == y.doubles
      )
    }
  }

  @Test(arguments: [[1, 6000, 3], [1, 200, 1000], [64, 300, 5]]) func sameOnAnyNumberOfThreads(
    extents: [Int]
  ) {
    let before = apus_thread_count()
    defer { apus_set_thread_count(before) }
    let count = extents[0] * extents[1] * extents[2]
    let numbers = (0..<count).map { (place: Int) -> Float in Float(place * 7919 % 10007) / 997 - 3 }
    let values = Tensor(numbers, shape: Shape(extents))
    let at = indices((0..<extents[1]).map { $0 * $0 % 37 })
    var results = [[Float]]()
    for threads: Int32 in [1, 2, 3, 4] {
      apus_set_thread_count(threads)
      results.append(values.scatterAdded(into: 40, at: at, axis: 1).floats)
    }
    #expect(results.allSatisfy { $0 == results[0] })
    let source = values.floats
    var sum: Float = 0
    for j in 0..<extents[1] where j * j % 37 == 4 { sum += source[j * extents[2]] }
    #expect(results[0][4 * extents[2]] == sum)
  }

  @Test func scalarsAndEmpty() {
    #expect(
      Tensor(3.0 as Double).scatterAdded(into: 3, at: Tensor(1 as Int64)).doubles == [0, 3, 0])
    #expect(
      Tensor.zeros([0, 2]).scatterAdded(into: 2, at: Tensor([Int64]())).doubles == [0, 0, 0, 0])
    #expect(Tensor.zeros([2, 0]).scatterAdded(into: 2, at: indices([0, 1])).shape == [2, 0])
    #expect(Tensor.zeros([0]).scatterAdded(into: 0, at: Tensor([Int32]())).shape == [0])
  }

  @Test func gradients() {
    expectGradients(at: point([2, 2, 3])) { x in
      let y = x.scatterAdded(into: 4, at: indices([3, 1, 3, 0], [2, 2]))
      return y * y * y
    }
    expectGradients(at: point([2, 3])) { x in
      let y = x.scatterAdded(into: 2, at: indices([1, 1, 0]), axis: 1)
      return y * y * y
    }
  }

  @Test func mistakesTrap() async {
    await #expect(processExitsWith: .failure) {
      _ = numbered([2]).scatterAdded(into: 3, at: indices([0, 3]))
    }
    await #expect(processExitsWith: .failure) {
      _ = numbered([2]).scatterAdded(into: 3, at: indices([0, 1, 2]))
    }
  }
}
