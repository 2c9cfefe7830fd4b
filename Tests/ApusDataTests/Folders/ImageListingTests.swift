import ApusData
import ApusFiles
import ApusTestSupport
import Foundation
import Testing

/// The images below a folder.
@Suite struct ImageListingTests {
  private let folder = TemporaryFolder()

  private func names(below path: String) throws -> [String] {
    try ImageFile.files(below: path).map { String($0.dropFirst(folder.path.count + 1)) }
  }

  @Test func imagesAreFoundByTheirNamesInTheOrderOfBytes() throws {
    for name in ["b.png", "B.JPG", "a/z.jpeg", "a/b/c.Png", "ä.png", "note.txt", "png", "c.gif"] {
      try folder.write("", to: name)
    }
    let found = try names(below: folder.path)
    #expect(found == ["B.JPG", "b.png", "ä.png", "a/z.jpeg", "a/b/c.Png"])
    #expect(try names(below: folder.path + "/") == found)
    #expect(try names(below: folder["a"]) == ["a/z.jpeg", "a/b/c.Png"])
  }

  @Test func aFolderWithoutImagesIsRefused() throws {
    try folder.write("", to: "texts/note.txt")
    let error = #expect(throws: DataError.self) { try ImageFile.files(below: folder["texts"]) }
    #expect(error?.description.contains("holds no images") == true)
    #expect(throws: DataError.self) { try ImageFile.files(below: folder["missing"]) }
  }
}
