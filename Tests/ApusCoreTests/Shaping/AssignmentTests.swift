import Testing

@testable import ApusCore

@Suite struct AssignmentTests {
  @Test func partsAreReplaced() {
    var x = Tensor.zeros([3, 4])
    x[0] = Tensor([1.0, 2, 3, 4])
    x[1, 2] = 5
    x[-1, 1..<3] = Tensor([7.0, 8])
    x[.all, 0] += 10.0
    #expect(x.floats == [11, 2, 3, 4, 10, 0, 5, 0, 10, 7, 8, 0])
    x[..., 3] = -1
    x[.range(by: -2), 1] = Tensor([30.0, 10])
    #expect(x.floats == [11, 10, 3, -1, 10, 0, 5, -1, 10, 30, 8, -1])
    x[1] = 2.5
    x[1] *= 2
    #expect(x[1].floats == [5, 5, 5, 5])
  }

  @Test func everySliceOfEveryRank() {
    let steps: [TensorIndex] = [.all, .at(1), .range(from: 1), .range(by: 2), .range(by: -1)]
    for a in steps {
      for b in steps {
        for c in steps {
          var x = Tensor.range(0, 60, dtype: .int32).reshaped(to: [3, 4, 5])
          let whole = x, value = whole.indexed(by: [a, b, c]) + 100
          x[a, b, c] = value
          #expect(x[a, b, c].doubles == value.doubles)
          // All else is as it was.
          #expect((x .!= whole).sum().item == Double(value.elementCount))
        }
      }
    }
  }

  @Test func copiesKeepTheirs() {
    var x = Tensor([1.0, 2, 3])
    let copy = x, view = x[1...]
    x[1] = 9
    #expect(x.floats == [1, 9, 3] && copy.floats == [1, 2, 3] && view.floats == [2, 3])
    // Alone, it is written in place.
    var alone = Tensor([1.0, 2, 3])
    let before = alone.pointer
    for place in 0..<3 { alone[place] = Double(place) }
    #expect(alone.pointer == before && alone.floats == [0, 1, 2])
    // A part of itself.
    alone[0..<2] = alone[1..<3]
    #expect(alone.floats == [1, 2, 2])
  }

  @Test func typesAndShapes() {
    var whole = Tensor([1, 2, 3])
    whole[0] = 7.9
    whole[1] = Tensor(2.5)
    #expect(whole.dtype == .int32 && whole.doubles == [7, 2, 3])
    var x = Tensor.zeros([2, 3])
    x[.all] = Tensor([1.0, 2, 3])
    #expect(x.floats == [1, 2, 3, 1, 2, 3])
    var empty = Tensor.zeros([0, 2])
    empty[.all, 0] = 3
    #expect(empty.shape == [0, 2])
    var scalar = Tensor(1.0)
    scalar[...] = 4
    #expect(scalar.item == 4)
    Device.with(.meta) {
      var x = Tensor.zeros([2, 3])
      x[0] = 1
      #expect(x.device == .meta && x.shape == [2, 3])
    }
  }

  @Test func gradientsFlow() {
    let x = Tensor.randomNormal([3, 4], dtype: .float64),
      v = Tensor.randomNormal([4], dtype: .float64)
    expectGradients(at: [x, v]) { points in
      var y = square(points[0])
      y[1] = points[1] * points[1]
      y[.all, 2] *= 3.0
      y[0, 0] = 5
      return y * points[0]
    }
    expectGradients(at: [x, v]) { points in
      var y = points[0]
      y[.range(by: -2)] = points[1]
      return square(y)
    }
    // A constant becomes a function of what is assigned.
    let slope = gradient(at: Tensor([2.0, 3])) { point in
      var y = Tensor.zeros([2, 2])
      y[1] = square(point)
      return y.sum()
    }
    #expect(slope.floats == [4, 6])
  }

  @Test func mistakesTrap() async {
    await #expect(processExitsWith: .failure) {
      var x = Tensor.zeros([2, 3])
      x[0] = Tensor([1.0, 2])
    }
    await #expect(processExitsWith: .failure) {
      var x = Tensor.zeros([2, 3])
      x[2] = 1
    }
    await #expect(processExitsWith: .failure) {
      var x = Tensor([1, 2], dtype: .uint8)
      x[0] = Tensor([1.0, 2])
    }
  }
}
