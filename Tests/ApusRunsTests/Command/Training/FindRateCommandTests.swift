import ApusFiles
import Foundation
import Testing

/// `apus lr-find`.
@Suite struct FindRateCommandTests {
  private let place = CommandPlace()

  @Test func findsARate() throws {
    let object = try place.run("lr-find", "xor", "--steps", "50", "--plot", "rates.svg", "--json")
      .object
    let rates = try #require(object["rates"] as? [Double])
    let losses = try #require(object["losses"] as? [Double])
    let turning = try #require(object["turning_point"] as? Double)
    #expect(rates.count == losses.count && rates.count > 1 && rates.contains(turning))
    #expect(object["suggestion"] as? Double == turning / 10)
    #expect(place.folder.contents("rates.svg")?.starts(with: Data("<svg".utf8)) == true)
    let text = try place.run(
      "lr-find", "mlp-classic", "--dataset", "xor", "--set", "hidden=4", "--batch-size", "2",
      "--seed", "3", "--steps", "20")
    #expect(text.output.contains("apus train mlp-classic --set learningRate="), "\(text.error)")
  }

  @Test(arguments: [
    (["xro"], "did you mean 'xor'?", Int32(2)), (["xor", "--plot", "rates"], ".svg or .png", 2),
    (["xor", "--batch-size", "0"], "--batch-size 0", 2), ([], "recipe", 2),
    (["xor", "--from", "1", "--to", "0.5"], "--to 0.5: expected a rate above --from 1.0", 2),
    (["xor", "--from", "0"], "--from 0.0: expected a rate above 0", 2),
    (["xor", "--from", "nan"], "--from nan", 2), (["xor", "--to", "inf"], "--to inf", 2),
    (["xor", "--steps", "1"], "--steps 1: expected a whole number from 2 to 1000000", 2),
    (["xor", "--steps", "99999999999"], "--steps 99999999999", 2),
    (["xor", "--set", "hiden=3"], "did you mean 'hidden'?", 2),
    (["mnist-mlp", "--data", "/nowhere"], "/nowhere", 1),
  ])
  func mistakes(_ arguments: [String], _ part: String, _ status: Int32) throws {
    try place.expectMistake(["lr-find"] + arguments, part, status: status)
  }
}
