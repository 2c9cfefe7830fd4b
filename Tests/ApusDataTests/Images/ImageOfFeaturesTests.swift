import ApusCore
import ApusData
import Testing

@Suite struct ImageOfFeaturesTests {
  @Test func featuresBecomeImages() throws {
    let grey = try #require(Image(features: Tensor([[0, 0.5], [1, 0.25]] as [[Float]])))
    #expect(grey.pixels == [0, 128, 255, 64] && grey.channels == 1)
    let signed = try #require(Image(features: Tensor([[-1, 0], [1, -1]] as [[Float]])))
    #expect(signed.pixels == [0, 128, 255, 0])
    #expect(Image(features: .zeros([8, 8, 3]))?.channels == 3)
    #expect(Image(features: .zeros([784]))?.height == 28)
    #expect(Image(features: Tensor([[Float.nan, 2], [2, 2]]))?.pixels[0] == 0)
    for shape in [[4], [63], [2, 2, 2], [], [0, 3]] as [Shape] {
      #expect(Image(features: .zeros(shape)) == nil, "\(shape)")
    }
  }
}
