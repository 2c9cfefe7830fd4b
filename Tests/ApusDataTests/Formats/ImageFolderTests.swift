import ApusTestSupport
import Foundation
import Testing

@testable import ApusData

struct ImageFolderTests {
  private static func image(_ value: Int, side: Int = 4, channels: Int = 3) -> Image {
    Image(
      width: side, height: side, channels: channels,
      pixels: (0..<side * side * channels).map { UInt8(truncatingIfNeeded: value + $0) })
  }

  /// Enough images that several threads have work, in an order that is not the sorted one.
  private static let files: [(path: String, value: Int)] = (0..<300).reversed().map { number in
    let split = number % 5 == 0 ? "test" : "train"
    let name = ["dog", "cat", "bird"][number % 3]
    return ("\(split)/\(name)/\(1000 + number).png", number)
  }

  private static func check(_ splits: [String: ImageDataset], channels: Int = 3) throws {
    #expect(Set(splits.keys) == ["train", "test"])
    for (split, set) in splits {
      #expect(set.classNames == ["bird", "cat", "dog"])
      let expected = files.filter { $0.path.hasPrefix(split) }.sorted { $0.path < $1.path }
      try #require(set.count == expected.count)
      for (index, file) in expected.enumerated() {
        #expect(set.image(at: index) == image(file.value).converted(toChannels: channels))
        let name = set.classNames[set.label(at: index)]
        #expect(file.path.contains("/\(name)/"))
      }
    }
  }

  @Test func foldersArchivesAndCompressedArchivesAreTheSame() throws {
    let folder = TemporaryFolder()
    var tar: [UInt8] = []
    for file in ImageFolderTests.files {
      let png = try ImageFile.png(ImageFolderTests.image(file.value))
      try folder.write(png, to: "set/\(file.path)")
      tar += TarArchiveTests.entry("top/" + file.path, png)
    }
    try folder.write([1, 2, 3], to: "set/train/cat/notes.txt")
    try folder.write([1, 2, 3], to: "set/train/cat/._hidden.png")
    tar += TarArchiveTests.entry("top/train/cat/._hidden.png", [1]) + TarArchiveTests.end
    try folder.write(tar, to: "set.tar")
    try folder.write(GzipFileTests.member(tar), to: "set.tar.gz")
    for name in ["set", "set.tar", "set.tar.gz"] {
      try ImageFolderTests.check(ImageFolder.read("\(folder.path)/\(name)", shape: [4, 4, 3]))
    }
    try ImageFolderTests.check(
      ImageFolder.read("\(folder.path)/set", shape: [4, 4, 1]), channels: 1)
  }

  @Test func otherSizesAreAnErrorOrScaled() throws {
    let folder = TemporaryFolder()
    for (name, side) in [("a", 4), ("b", 6)] {
      let png = try ImageFile.png(ImageFolderTests.image(0, side: side))
      try folder.write(png, to: "x/\(name).png")
    }
    let error = #expect(throws: DataError.self) {
      try ImageFolder.read(folder.path, shape: [4, 4, 3])
    }
    #expect(error?.subject.hasSuffix("x/b.png") == true)
    let splits = try ImageFolder.read(folder.path, shape: [4, 4, 3], resizing: true)
    #expect(splits[""]?.count == 2)
  }

  @Test func theEarliestBadImageIsNamed() throws {
    let folder = TemporaryFolder()
    for index in 0..<1000 {
      let isBad = [300, 900].contains(index)
      let bytes = isBad ? [1, 2] : try ImageFile.png(ImageFolderTests.image(index))
      try folder.write(bytes, to: "x/\(1000 + index).png")
    }
    let error = #expect(throws: DataError.self) {
      try ImageFolder.read(folder.path, shape: [4, 4, 3])
    }
    #expect(error?.subject.hasSuffix("1300.png") == true)
  }

  @Test func nothingThere() throws {
    let folder = TemporaryFolder()
    #expect(throws: DataError.self) { try ImageFolder.read(folder.path, shape: [4, 4, 3]) }
    #expect(throws: DataError.self) {
      try ImageFolder.read(folder.path + "/none", shape: [4, 4, 3])
    }
    let file = try folder.write([UInt8]("hello".utf8), to: "file")
    #expect(throws: DataError.self) { try ImageFolder.read(file, shape: [4, 4, 3]) }
  }
}
