import ApusCore
import Testing

@testable import ApusNN

@Suite struct LambdaTests {
  @Test func aFunctionIsALayer() {
    let inner = Dense(2)
    let model = Sequential {
      Lambda { $0 / 2 - 1 }
      Lambda(name: "gate", holding: [inner]) { tanh(inner($0)) }
    }
    let x = Tensor([2, 4, 6] as [Float], shape: [1, 3])
    #expect(model(x).floats == tanh(inner(x / 2 - 1)).floats)
    #expect(model.namedParameters.map(\.name) == ["gate.modules.0.weight", "gate.modules.0.bias"])
    #expect(Lambda { $0 * 2 }(Input([3])).shape == [3])
  }

  @Test func whatItHidesStopsTheProgram() async {
    await #expect(processExitsWith: .failure) {
      let inner = Dense(2)
      Sequential { Lambda { inner($0) } }.build([3])
    }
  }

  @Test func itSaysThatItCannotBeSaved() {
    #expect {
      _ = try ModelConfiguration(of: Sequential { Lambda { $0 } })
    } throws: { "\($0)".contains("Lambda") && "\($0)".contains("saveWeights") }
  }
}
