import ApusCore
import ApusNN
import Testing

@testable import ApusInterop

/// Tensors by name as a network's inputs.
@Suite struct WantedInputTests {
  private struct Refusal: Error { var message: String }

  private static let inputs = [
    WantedInput(name: "image", extents: [nil, 2], dtype: .float32, description: "the image"),
    WantedInput(name: "places", extents: nil, dtype: .int64, description: "the places"),
  ]

  private func arranged(_ values: Values) throws -> [Tensor] {
    try values.arranged(as: Self.inputs) { Refusal(message: $0) }
  }

  @Test func tensorsComeInTheOrderOfTheInputs() throws {
    let image = Tensor([[1, 2], [3, 4], [5, 6]] as [[Float]])
    let tensors = try arranged(["places": Tensor([7, 8, 9] as [Float]), "image": image])
    #expect(tensors.map(\.dtype) == [.float32, .int64])
    #expect(tensors[0].floats == image.floats && tensors[0].shape == [3, 2])
    #expect(tensors[1].doubles == [7, 8, 9] && tensors[1].shape == [3])
    // An input without extents takes any number of axes.
    let scalar = try arranged(["image": image, "places": Tensor(Int32(4))])
    #expect(scalar[1].shape == [] && scalar[1].doubles == [4])
  }

  @Test(arguments: [
    (["image"], [1, 2], "the input 'places' is missing"),
    (["image", "places", "mask"], [1, 2], "there is no input 'mask'"),
    (["image", "places"], [1, 3], "the input 'image' has shape [1, 3]"),
    (["image", "places"], [2], "the input 'image' has shape [2]"),
    (["image", "places"], [1, 2, 1], "the input 'image' has shape [1, 2, 1]"),
  ])
  func whatDoesNotFitIsRefused(_ names: [String], _ shape: [Int], _ message: String) throws {
    var values = Values()
    for name in names { values[name] = name == "image" ? .zeros(Shape(shape)) : .zeros([1]) }
    let refusal = #expect(throws: Refusal.self) { try arranged(values) }
    #expect(refusal?.message == message + "; the inputs are the image; the places")
  }

  @Test func aConversionThatWouldChangeAValueIsRefused() throws {
    let refusal = #expect(throws: Refusal.self) {
      try arranged(["image": .zeros([1, 2]), "places": Tensor([0.5] as [Float])])
    }
    #expect(
      refusal?.message.hasPrefix(
        """
        the input 'places' holds float32 that int64 cannot
        """) == true)
  }

  @Test(arguments: [
    (DType.bool, [0, 1], true), (.bool, [0, 2], false), (.uint8, [0, 255], true),
    (.uint8, [-1, 0], false), (.int32, [-2_147_483_648, 2_147_483_647], true),
    (.int32, [0, 2_147_483_648], false), (.int64, [1.5, 0], false), (.float32, [1.5, 1e300], true),
  ])
  func wholeTypesTakeTheNumbersThatTheyHold(_ dtype: DType, _ values: [Double], _ fits: Bool) {
    let converted = Tensor(values).converted(to: dtype)
    #expect((converted != nil) == fits)
    if let converted, dtype != .float32 { #expect(converted.doubles == values) }
  }
}
