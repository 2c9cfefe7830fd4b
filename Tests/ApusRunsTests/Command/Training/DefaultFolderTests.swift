import ApusTestSupport
import Foundation
import Testing

@testable import ApusCommand

/// The folder of a run that names none.
@Suite struct DefaultFolderTests {
  @Test func isNamedByTimeAndRecipeAndIsFree() throws {
    let place = TemporaryFolder()
    var names: [String] = []
    for _ in 0..<5 {
      let path = defaultFolder(for: "xor", in: place.path)
      #expect(path.hasPrefix(place.path + "/") && !FileManager.default.fileExists(atPath: path))
      try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
      names.append((path as NSString).lastPathComponent)
    }
    for name in names { #expect(name.wholeMatch(of: /\d{8}-\d{6}-xor(-[2-5])?/) != nil, "\(name)") }
    // Five in less than five seconds: some share one, and none a name.
    #expect(Set(names).count == 5 && names.contains { $0.hasSuffix("-2") })
    #expect(defaultFolder(for: "xor").hasPrefix("runs/2"))
    #expect(defaultFolder(for: "xor", in: "searches").hasPrefix("searches/2"))
  }
}
