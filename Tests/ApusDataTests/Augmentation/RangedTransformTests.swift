import ApusCore
import ApusNN
import Testing

@testable import ApusData

/// Transforms whose settings are ranges.
@Suite struct RangedTransformTests {
  private func make(_ settings: [String: ConfigurationValue]) throws -> RandomShear {
    var options = Options(settings, of: "RandomShear")
    let transform = try RandomShear(options: &options)
    try options.finish()
    return transform
  }

  @Test func aSettingIsARangeOrItsDefault() throws {
    let shear = try make(["y": [-5, 6], "border": "wrap"])
    #expect(shear.ranges == [0...0, -5...6])
    #expect(shear.options["y"] == .range(-5...6) && shear.options["border"] == "wrap")
    #expect(try make(shear.options).ranges == shear.ranges)
  }

  @Test(
    arguments: [["x": [-86, 0]], ["x": [1, -1]], ["z": [0, 1]]] as [[String: ConfigurationValue]])
  func otherRangesAreRefused(_ settings: [String: ConfigurationValue]) {
    #expect(throws: ConfigurationError.self) { try make(settings) }
  }

  @Test func aSettingWithoutADefaultMustBeThere() throws {
    var options = Options([:], of: "RandomRotation")
    #expect(throws: ConfigurationError.self) { try RandomRotation(options: &options) }
  }

  @Test func rangesOfProgramsAreChecked() async {
    await #expect(processExitsWith: .failure) {
      _ = RandomShear(ranges: [0...1], sampling: ImageSampling())
    }
    await #expect(processExitsWith: .failure) { _ = RandomShear(x: 0...86) }
  }
}
