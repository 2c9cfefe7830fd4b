import Testing

@testable import ApusCore

@Suite struct CaughtTrapTests {
  @Test func aTrapBecomesItsLine() {
    for _ in 0..<100 {
      let line = trapLine {
        Device.with(.meta) { _ = matmul(Tensor.zeros([2, 3]), Tensor.zeros([4, 5])) }
      }
      #expect(line == "matmul: [2, 3] · [4, 5]: inner dimensions 3 and 4 differ")
    }
  }

  @Test func whatEndsWellGivesNoLine() {
    var shape: Shape?
    let line = trapLine {
      shape = Device.with(.meta) { matmul(Tensor.zeros([2, 3]), Tensor.zeros([3, 5])).shape }
    }
    #expect(line == nil)
    #expect(shape == [2, 5])
  }

  @Test func theBodyRunsInTheCallersExecution() {
    var isTraining = false
    let line = Mode.training { trapLine { isTraining = Mode.current == .training } }
    #expect(line == nil)
    #expect(isTraining)
  }

  @Test func elementsOfTheMetaDeviceSayNothing() {
    #expect(trapLine { Device.with(.meta) { _ = Tensor.zeros([2]).sum().item } } == nil)
  }

  @Test func trapsBesideACatchEndTheProcess() async {
    await #expect(processExitsWith: .signal(6)) {
      _ = trapLine { Device.with(.meta) { _ = Tensor.zeros([2]).reshaped(to: [3]) } }
      _ = Tensor.zeros([2]).reshaped(to: [3])
    }
  }
}
