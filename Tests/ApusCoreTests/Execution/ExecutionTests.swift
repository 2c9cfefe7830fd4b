import Testing

@testable import ApusCore

@Suite struct ExecutionTests {
  @Test func oneScopeSetsSeveralParts() {
    let generator = RandomGenerator(seed: 3)
    var execution = Execution.current
    execution.device = .meta
    execution.mode = .sampling
    execution.precision = .bfloat16
    execution.generator = generator
    execution {
      #expect(Device.current == .meta)
      #expect(Mode.current == .sampling)
      #expect(ProductPrecision.current == .bfloat16)
      #expect(RandomGenerator.current === generator)
      #expect(Tensor.zeros([2]).device == .meta)
    }
    #expect(Device.current == .cpu && Mode.current == .inference)
    #expect(ProductPrecision.current == .float32 && RandomGenerator.current !== generator)
  }

  @Test func scopesOfOnePartKeepTheOthers() {
    Mode.training {
      ProductPrecision.bfloat16 {
        Device.with(.meta) {
          RandomGenerator.with(seed: 1) {
            #expect(Mode.current == .training && Device.current == .meta)
            #expect(ProductPrecision.current == .bfloat16)
          }
          Mode.inference {
            #expect(Mode.current == .inference && ProductPrecision.current == .bfloat16)
          }
          #expect(Mode.current == .training)
        }
        #expect(Device.current == .cpu)
      }
    }
  }

  @Test func anErrorLeavesTheScope() {
    struct Stop: Error {}
    #expect(throws: Stop.self) { try Mode.training { throw Stop() } }
    #expect(Mode.current == .inference)
  }

  @Test func tasksThatBeginInItInheritIt() async {
    let task = Mode.training { Task { Mode.current } }
    #expect(await task.value == .training)
  }
}
