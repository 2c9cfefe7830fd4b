import ApusCore
import Testing

@testable import ApusNN

/// What comes from outside of the program is refused by an error that names the layer.
@Suite struct InputCheckTests {
  private func message(_ model: any Layer, _ features: Tensor) -> String? {
    do {
      try model.checkInput(features)
      return nil
    } catch {
      return "\(error)"
    }
  }

  @Test func theLayerIsNamed() {
    let model = Sequential {
      Conv2D(4, kernel: 3)
      Sequential(name: "head") {
        Flatten()
        Dense(3)
      }
    }
    #expect(message(model, .zeros([2, 8, 8, 1])) == nil)
    #expect(message(model, .zeros([2, 8, 8, 1])) == nil)
    // Another number of channels, one that leaves the dense layer with other features, too few
    // axes, none.
    let channels = message(model, .zeros([2, 8, 8, 2]))
    #expect(channels?.hasPrefix("in conv2d (Conv2D): ") == true, "\(channels ?? "")")
    let rows = message(model, .zeros([2, 9, 8, 1]))
    #expect(rows?.hasPrefix("in head (Sequential) → dense (Dense): ") == true, "\(rows ?? "")")
    #expect(message(model, .zeros([2, 64]))?.contains("conv2d") == true)
    #expect(message(model, Tensor(Float(1)))?.contains("batch") == true)
    #expect(message(model, .zeros([0, 8, 8, 1])) == nil)
  }

  @Test func graphsNameTheirInput() {
    let image = Input([4, 4], name: "image"), age = Input([1])
    let model = Model(
      inputs: [image, age], outputs: [Concatenate()(Flatten()(image), age)])
    #expect(message(model, .zeros([2, 4, 4]))?.contains("1 inputs; it has 2") == true)
    let inputs = [Tensor.zeros([2, 4, 5]), .zeros([2, 1])]
    #expect {
      try model.checkInputs(inputs)
    } throws: { "\($0)".contains("\"image\"") && "\($0)".contains("[4, 4]") }
    #expect(throws: ConfigurationError.self) {
      try model.checkInputs([.zeros([2, 4, 4]), .zeros([3, 1])])
    }
    #expect(throws: Never.self) { try model.checkInputs([.zeros([3, 4, 4]), .zeros([3, 1])]) }
  }

  @Test func indicesAndWholeNumbers() {
    let tokens = Sequential { Embedding(9, 2) }
    #expect(message(tokens, Tensor([[Int32(1), 9]]))?.contains("example 0") == true)
    #expect(message(tokens, Tensor([[Int32(1), 8]])) == nil)
    // Whole numbers where numbers are calculated with.
    #expect(message(Sequential { Dense(2) }, Tensor([[Int32(1), 9]])) == nil)
    #expect(message(Dense(2), Tensor([[Int32(1), 9]])) == nil)
  }

  @Test func anInputInFrontIsMeant() {
    let model = Sequential {
      Input([4])
      Activation(.relu)
    }
    #expect(message(model, .zeros([2, 4])) == nil)
    #expect(message(model, .zeros([2, 5]))?.contains("Input says [4]") == true)
  }
}
