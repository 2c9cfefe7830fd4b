import ApusCore
import Testing

@testable import ApusNN

@Suite struct PruningTests {
  private let first = Parameter(
    wrappedValue: Tensor([0.1, -0.9, 0.3, -0.4] as [Double], shape: [2, 2]))
  private let second = Parameter(wrappedValue: Tensor([-0.05, 0.35] as [Float]))

  @Test func theSmallestOfAllGoAndStayAway() {
    let pruning = Pruning.magnitude(of: [first, second], share: 0.5)
    #expect(pruning.masks.map(\.doubles) == [[0, 1, 0, 1], [0, 1]])
    #expect(pruning.sparsity == 0.5)
    pruning.apply()
    let optimizer = SGD(learningRate: 1, momentum: 0.5)
    for _ in 0..<3 {
      optimizer.update([first, second], [.ones([2, 2], dtype: .float64), .ones([2])])
      pruning.apply()
    }
    let (a, b) = (first.wrappedValue.doubles, second.wrappedValue.doubles)
    #expect(a[0] == 0 && a[2] == 0 && b[0] == 0)
    #expect(a[1] != 0 && a[3] != 0 && b[1] != 0)
  }

  @Test func sensitivityGoesByWhatTheLossWouldChange() {
    let gradients = [
      Tensor([10, 0.1, 1, 1] as [Double], shape: [2, 2]), Tensor([1, 0] as [Float]),
    ]
    // |w g| = 1, 0.09, 0.3, 0.4 and 0.05, 0.
    let pruning = Pruning.sensitivity(of: [first, second], gradients: gradients, share: 0.5)
    #expect(pruning.masks.map(\.doubles) == [[1, 0, 1, 1], [0, 0]])
  }

  @Test func sharesOfNoneAndAll() {
    #expect(Pruning.magnitude(of: [first], share: 0).sparsity == 0)
    #expect(Pruning.magnitude(of: [first], share: 1).sparsity == 1)
    #expect(Pruning.magnitude(of: [], share: 0.5).sparsity == 0)
    // Of equals the first go.
    let equal = Parameter(wrappedValue: .ones([4]))
    #expect(Pruning.magnitude(of: [equal], share: 0.5).masks[0].floats == [0, 0, 1, 1])
  }

  @Test func otherSharesTrap() async {
    await #expect(processExitsWith: .failure) { _ = Pruning.magnitude(of: [], share: 1.5) }
  }
}
