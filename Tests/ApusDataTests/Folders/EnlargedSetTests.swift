import ApusCore
import ApusFiles
import ApusTestSupport
import Foundation
import Testing

@testable import ApusData

@Suite struct EnlargedSetTests {
  private let augmentation = Augmentation(
    seed: 3, [RandomHorizontalFlip(), RandomBrightness(0.5...1.5)])

  /// All files below a folder, with their contents.
  private func contents(_ folder: String) throws -> [String: [UInt8]] {
    let paths = try #require(FileManager.default.subpaths(atPath: folder))
    var contents: [String: [UInt8]] = [:]
    for path in paths where path.contains(".") {
      contents[path] = [UInt8](
        try Data(contentsOf: URL(fileURLWithPath: "\(folder)/\(path)")))
    }
    return contents
  }

  private func source() throws -> TemporaryFolder {
    let folder = TemporaryFolder()
    for index in 0..<6 {
      let png = try ImageFile.png(ImageFolderTests.image(40 * index, side: 9 + index))
      try folder.write(png, to: "set/train/\(["a", "b"][index % 2])/x\(index).png")
    }
    let jpeg = try ImageFile.jpeg(ImageFolderTests.image(9, side: 20))
    try folder.write(jpeg, to: "set/train/a/deep/photo.1.JPG")
    try folder.write(try ImageFile.png(ImageFolderTests.image(1)), to: "set/val/b/y.png")
    return folder
  }

  @Test func foldersAreEnlarged() throws {
    let folder = try source()
    let read = try ImageFolder(folder.path + "/set")
    let set = EnlargedSet(read, augmentation: augmentation, times: 4)
    try set.write(to: folder.path + "/out")
    #expect(set.counts.map(\.count) == [28, 1])
    let written = try contents(folder.path + "/out")
    #expect(written.count == 28 + 1 + 1)
    // The first copy is the image itself, as it was.
    let whole = try #require(
      written["train/a/000001-x0-0.png"] ?? written["train/a/000000-x0-0.png"])
    #expect(try ImageFile.decode(whole, name: "") == ImageFolderTests.image(0, side: 9))
    let names = written.keys.filter { $0.hasSuffix(".jpg") }
    #expect(
      names.count == 4 && names.allSatisfy { $0.hasPrefix("train/a/") && $0.contains("photo.1") })
    // It is read again as a set, and copies differ from each other and from the original.
    var again = try ImageFolder(folder.path + "/out")
    try again.check(.whole)
    #expect(again.classNames == ["a", "b"] && again.parts == [.train, .validation])
    #expect(again.count(.train) == 28 && again.count(.validation) == 1)
    let copies = written.filter { $0.key.contains("-x3-") }.map(\.value)
    #expect(copies.count == 4 && Set(copies).count == 4)
    // The same seed gives the same bytes, another others.
    try set.write(to: folder.path + "/same")
    #expect(try contents(folder.path + "/same") == written)
    let other = Augmentation(seed: 4, augmentation.transforms)
    try EnlargedSet(read, augmentation: other, times: 4).write(to: folder.path + "/other")
    let changed = try contents(folder.path + "/other").filter { written[$0.key] != $0.value }
    #expect(changed.count > 15)
  }

  @Test func anInterruptedOneIsCompleted() throws {
    let folder = try source()
    let read = try ImageFolder(folder.path + "/set")
    let set = EnlargedSet(read, augmentation: augmentation, times: 3)
    let out = folder.path + "/out"
    try set.write(to: out)
    let whole = try contents(out)
    for path in whole.keys.sorted().prefix(11) where path.hasPrefix("train") {
      try FileManager.default.removeItem(atPath: "\(out)/\(path)")
    }
    try set.write(to: out)
    #expect(try contents(out) == whole)
    // With other settings, or in a folder with other things, nothing is touched.
    let more = EnlargedSet(read, augmentation: augmentation, times: 4)
    let error = #expect(throws: FileError.self) { try more.write(to: out) }
    #expect(error?.description.contains("begun with other settings") == true)
    let full = #expect(throws: FileError.self) { try more.write(to: folder.path + "/set") }
    #expect(full?.description.contains("is not empty") == true)
    #expect(try contents(out) == whole)
  }

  @Test func dataSetsAreEnlarged() throws {
    let pixels = (0..<4 * 25).map { UInt8(2 * $0) }
    let data = ImageDataset(
      pixels: pixels, shape: [5, 5, 1], labels: [0, 1, 0, 1], classNames: ["no/ne", ".one"])
    let splits = DatasetSplits(train: data.take(3), test: data.skip(3))
    let folder = TemporaryFolder()
    let set = EnlargedSet(splits, named: "tiny", augmentation: augmentation, times: 2)
    try set.write(to: folder.path + "/out")
    let again = try ImageFolder(folder.path + "/out")
    #expect(again.classNames == ["_one", "no_ne"])
    let fitting = ImageFitting(height: 5, width: 5, channels: 1)
    let train = try again.images(.train, fitting: fitting)
    #expect(train.count == 6)
    let position = try #require(
      (0..<6).first { index in
        again.dataset(.train, fitting: fitting).name(at: index).hasSuffix("no_ne/000002-0.png")
      })
    #expect(train.image(at: position).pixels == Array(pixels[50..<75]))
    #expect(try again.images(.test, fitting: fitting).image(at: 0).pixels == Array(pixels[75...]))
  }
}
