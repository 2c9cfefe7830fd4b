import Testing

@testable import ApusTraining

/// Formulas of lecture S2:1653 on networks of the course.
@Suite struct HiddenSizeTests {
  @Test func means() {
    // Digits: 784 pixels, 10 classes; √7840 = 88.54.
    #expect(HiddenSize.arithmeticMean(inputs: 784, outputs: 10) == 397)
    #expect(HiddenSize.geometricMean(inputs: 784, outputs: 10) == 89)
    // NETtalk, 203-80-26 (S2:2635): between the two rules.
    #expect(HiddenSize.arithmeticMean(inputs: 203, outputs: 26) == 115)
    #expect(HiddenSize.geometricMean(inputs: 203, outputs: 26) == 73)
    #expect(HiddenSize.arithmeticMean(inputs: 8, outputs: 8) == 8)
    #expect(HiddenSize.geometricMean(inputs: 8, outputs: 8) == 8)
  }

  @Test func pyramids() {
    #expect(HiddenSize.pyramid(inputs: 1000, outputs: 1, layers: 2) == [100, 10])
    #expect(HiddenSize.pyramid(inputs: 784, outputs: 10, layers: 1) == [89])
    #expect(HiddenSize.pyramid(inputs: 784, outputs: 10, layers: 2) == [183, 43])
    #expect(HiddenSize.pyramid(inputs: 2, outputs: 16, layers: 2) == [4, 8])
  }
}
