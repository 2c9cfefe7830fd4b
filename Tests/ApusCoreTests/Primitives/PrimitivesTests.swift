import Foundation
import Testing

@testable import ApusCore

@Suite struct PrimitivesTests {
  /// The names of the primitive types that the sources declare, generic ones left out.
  private var declared: [String] {
    get throws {
      let root = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
        .appending(path: "../../../Sources/ApusCore/Primitives")
      let protocols = #"(?:\w*Primitive|LearnedActivation|PointwiseActivation|\w+Reduction)"#
      let form = try Regex(
        #"(?m)^package struct (\w+): "# + protocols + #" \{"#, as: (Substring, Substring).self)
      return try #require(
        FileManager.default.enumerator(at: root, includingPropertiesForKeys: nil)
      ).compactMap { $0 as? URL }.filter { $0.pathExtension == "swift" }.flatMap { file in
        try String(contentsOf: file, encoding: .utf8).matches(of: form).map { String($0.output.1) }
      }
    }
  }

  @Test func theListsNameEveryPrimitiveOfTheSourcesOnce() throws {
    let listed = Primitives.core.map { String(describing: $0) }
    #expect(Set(listed).count == listed.count)
    #expect(Set(listed.filter { !$0.contains("<") }) == Set(try declared))
  }

  @Test func onlyTheTwoFormsOfASliceShareAName() {
    let names = Dictionary(grouping: Primitives.core) { $0.name }
    #expect(names.filter { $0.value.count > 1 }.map(\.key) == ["slice"])
  }
}
