import ApusFiles
import ApusTestSupport
import Foundation
import Testing

@testable import ApusFiles

@Suite struct PathPartsTests {
  @Test(arguments: [
    ("q", ""), ("a/b", "a"), ("/q", "/"), ("/", "/"), ("", ""), ("a/", ""), ("./q", "."),
    ("a/b/", "a"), ("a//b", "a"), ("/a/b", "/a"), ("//", "/"), ("//q", "/"), ("../q", ".."),
    ("a/ü/ö", "a/ü"),
  ])
  func theParentIsBeforeTheLastSlash(_ path: String, _ parent: String) {
    #expect(parentFolder(of: path) == parent)
  }

  @Test(arguments: [
    ("/a/./b//c", "/a/b/c"), ("/a/../../b/", "/b"), ("b", "/f/b"), ("../b", "/b"), ("", "/f"),
  ])
  func plainPathsHaveNoDots(_ path: String, _ plain: String) {
    #expect(plainPath(path, from: "/f") == plain)
  }

  /// A name of one character, written in the working folder.
  @Test func aNameOfOneCharacterIsAFile() throws {
    let folder = TemporaryFolder()
    try AtomicFile.write(Data([1]), to: folder["q"])
    #expect(folder.contents("q") == Data([1]))
  }
}
