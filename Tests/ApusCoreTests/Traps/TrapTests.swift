import Foundation
import Testing

@testable import ApusCore

@Suite struct TrapTests {
  /// A model with two layers, as far as a trap's line is concerned.
  private final class TwoLayers: LayerCaller {
    let name: String
    init(_ name: String) { self.name = name }
    func layerDescription(at position: Int) -> String { "\(name)_\(position)" }
  }

  @Test func aMistakeIsOneLine() async throws {
    let result = try #require(
      await #expect(
        processExitsWith: .signal(SIGABRT), observing: [\.standardErrorContent]
      ) {
        _ = matmul(Tensor.zeros([2, 3]), Tensor.zeros([4, 5]))
      })
    #expect(
      String(decoding: result.standardErrorContent, as: UTF8.self)
        == "Fatal error: matmul: [2, 3] · [4, 5]: inner dimensions 3 and 4 differ\n")
  }

  @Test func aShapeTooLargeIsOneLine() async throws {
    let result = try #require(
      await #expect(
        processExitsWith: .signal(SIGABRT), observing: [\.standardErrorContent]
      ) {
        _ = Tensor.zeros([1 << 40, 1 << 40])
      })
    #expect(
      String(decoding: result.standardErrorContent, as: UTF8.self)
        .hasPrefix("Fatal error: shape [1099511627776, 1099511627776]: more elements"))
  }

  @Test func theLineNamesTheLayersThatAreBeingCalled() async throws {
    let result = try #require(
      await #expect(
        processExitsWith: .signal(SIGABRT), observing: [\.standardErrorContent]
      ) {
        let outer = TwoLayers("encoder")
        let inner = TwoLayers("dense")
        CallPlace.entering(0, of: outer) {}
        CallPlace.entering(1, of: outer) {
          CallPlace.entering(0, of: inner) { _ = Tensor.zeros([2]) + Tensor.zeros([3]) }
        }
      })
    let line = String(decoding: result.standardErrorContent, as: UTF8.self)
    #expect(line.hasPrefix("Fatal error: in encoder_1 → dense_0: add: [2] and [3]:"))
    #expect(line.split(separator: "\n").count == 1)
  }

  @Test func placesAreLeftAgain() {
    struct Refusal: Error {}
    let model = TwoLayers("dense")
    CallPlace.entering(1, of: model) {
      #expect(throws: Refusal.self) {
        try CallPlace.entering(0, of: model) { throw Refusal() }
      }
      #expect(CallPlace.path == ["dense_1"])
    }
    #expect(CallPlace.path.isEmpty)
  }
}
