import ApusCore
import ApusFiles
import ApusTestSupport
import Foundation
import Testing

@testable import ApusData

struct ImageFolderTests {
  static func image(_ value: Int, side: Int = 4, channels: Int = 3) -> Image {
    Image(
      width: side, height: side, channels: channels,
      pixels: (0..<side * side * channels).map { UInt8(truncatingIfNeeded: value + $0) })
  }

  private static let fitting = ImageFitting(height: 4, width: 4)

  /// Enough images that several threads have work, in an order that is not the sorted one.
  private static let files: [(path: String, value: Int)] = (0..<300).reversed().map { number in
    let split = number % 5 == 0 ? "test" : "train"
    let name = ["dog", "cat", "bird"][number % 3]
    return ("\(split)/\(name)/\(1000 + number).png", number)
  }

  private static func check(_ folder: ImageFolder) throws {
    #expect(folder.parts == [.train, .test])
    #expect(folder.classNames == ["bird", "cat", "dog"])
    for split in folder.parts {
      let expected = files.filter { $0.path.hasPrefix(split.rawValue) }.sorted { $0.path < $1.path }
      let held = try folder.images(split, fitting: fitting)
      // Half of them are kept.
      let lazy = folder.dataset(split, fitting: fitting, cacheLimit: expected.count * 24)
      try #require(held.count == expected.count && lazy.count == expected.count)
      for (index, file) in expected.enumerated() {
        #expect(held.image(at: index).distance(from: image(file.value)) == 0)
        #expect(file.path.contains("/\(held.classNames[held.label(at: index)])/"))
        #expect(lazy.name(at: index).hasSuffix(file.path))
      }
      let positions = Array((0..<expected.count).reversed())[...]
      for epoch in 0..<2 {
        let (a, b) = (
          held.batch(at: positions, epoch: epoch), try lazy.batch(at: positions, epoch: epoch)
        )
        let isSame = a.features.floats == b.features.floats && a.labels.doubles == b.labels.doubles
        #expect(isSame)
        #expect(b.features.shape == [expected.count, 4, 4, 3])
      }
      #expect(lazy.classes() == held.classes())
    }
  }

  /// Above the limit the images of a compressed archive lie in a file that has no name.
  @Test(arguments: [0, 300, Int.max]) func compressedArchivesNeedLittleMemory(mostHeld: Int) throws
  {
    let folder = TemporaryFolder()
    let entries = try ImageFolderTests.files.flatMap { file in
      let png = try ImageFile.png(ImageFolderTests.image(file.value))
      return MadeTar.entry(file.path, png) + MadeTar.entry(file.path + ".txt", [1])
    }
    let path = try folder.write(MadeGzip.member(entries + MadeTar.end), to: "set.tar.gz")
    var read = try ImageFolder(path, mostHeld: mostHeld)
    #expect((read.files is MappedFiles) == (mostHeld < .max))
    try read.check(.whole)
    try ImageFolderTests.check(read)
    #expect(read.files.name(of: 0).hasPrefix(path + "/test/bird/"))
  }

  @Test func foldersAndArchivesAreTheSame() throws {
    let folder = TemporaryFolder()
    var tar: [UInt8] = []
    for file in ImageFolderTests.files {
      let png = try ImageFile.png(ImageFolderTests.image(file.value))
      try folder.write(png, to: "set/\(file.path)")
      tar += MadeTar.entry("./top/" + file.path, png)
    }
    try folder.write([1, 2, 3], to: "set/train/cat/notes.txt")
    try folder.write([1, 2, 3], to: "set/train/cat/._hidden.png")
    try folder.write([1, 2, 3], to: "set/__MACOSX/cat/hidden.png")
    tar += MadeTar.entry("./top/train/cat/._hidden.png", [1]) + MadeTar.end
    try folder.write(tar, to: "set.tar")
    try folder.write(MadeGzip.member(tar), to: "set.tar.gz")
    for (name, compressed) in [("stored.zip", false), ("deflated.zip", true)] {
      try ZipWriter.write(to: "\(folder.path)/\(name)") { archive in
        for file in ImageFolderTests.files {
          try ImageFile.png(ImageFolderTests.image(file.value)).withUnsafeBytes {
            try archive.append("set/" + file.path, compressed: compressed, pieces: [$0])
          }
        }
      }
    }
    for name in ["set", "set/", "set.tar", "set.tar.gz", "stored.zip", "deflated.zip"] {
      var read = try ImageFolder("\(folder.path)/\(name)")
      try read.check(.whole)
      try ImageFolderTests.check(read)
    }
    let notes = try ImageFolder("\(folder.path)/set").notes
    #expect(notes == ["files other than JPEG and PNG images are left out: 1 .txt"])
  }

  /// The classes, and how many images a split has, of empty files at these paths.
  private func layout(
    _ paths: [String], classNames: [String]? = nil
  ) throws -> (classes: [String], counts: [DatasetPart: Int], notes: [String]) {
    let folder = TemporaryFolder()
    for path in paths { try folder.write([], to: path) }
    let read = try ImageFolder(folder.path, classNames: classNames)
    let counts = read.parts.map { ($0, read.count($0)) }
    return (read.classNames, Dictionary(uniqueKeysWithValues: counts), read.notes)
  }

  @Test func splitsAreRecognised() throws {
    for (train, validation, test) in [
      ("train", "val", "test"), ("Training", "valid", "Testing"), ("TRAIN", "validation", "test"),
    ] {
      let found = try layout([
        "\(train)/a/1.png", "\(train)/b/2.JPG", "\(train)/b/3.jpeg", "\(validation)/b/1.png",
        "\(test)/a/x.png", "\(test)/a/y.png",
      ])
      #expect(found.classes == ["a", "b"])
      #expect(found.counts == [.train: 3, .validation: 1, .test: 2])
    }
    // Without training images, or beside other folders, they are classes.
    #expect(try layout(["val/1.png", "test/2.png"]).classes == ["test", "val"])
    #expect(try layout(["train/1.png", "plane/2.png"]).classes == ["plane", "train"])
    let loose = try layout(["train/a/1.png", "train/b/1.png", "train/loose.png", "above.png"])
    #expect(loose.classes == ["a", "b"] && loose.counts == [.train: 2])
    #expect(loose.notes == ["2 images lie in no class folder and are left out"])
  }

  @Test func foldersInClassesBelongToThem() throws {
    let found = try layout(["a/1.png", "a/x/2.png", "a/x/y/3.png", "b/x/4.png"])
    #expect(found.classes == ["a", "b"] && found.counts == [.train: 4])
    // A folder around everything counts for nothing, even around splits.
    #expect(try layout(["set/a/1.png", "set/b/2.png"]).classes == ["a", "b"])
    #expect(try layout(["x/set/train/a/1.png", "x/set/val/a/2.png"]).classes == ["a"])
    #expect(try layout(["a/1.png"]).classes == ["a"])
  }

  @Test func classesAreNumberedInAFixedOrder() throws {
    #expect(try layout(["10/1.png", "9/1.png", "1/1.png"]).classes == ["1", "9", "10"])
    #expect(
      try layout(["b/1.png", "B/1.png", "é/1.png", "z/1.png"]).classes == ["B", "b", "z", "é"])
    let known = try layout(["b/1.png"], classNames: ["c", "b", "a"])
    #expect(known.classes == ["c", "b", "a"])
    let error = #expect(throws: DataError.self) {
      try layout(["b/1.png", "d/1.png"], classNames: ["c", "b", "a"])
    }
    #expect(error?.description.contains("'d' is none of the classes c, b, a") == true)
  }

  @Test func linksAreFollowed() throws {
    let folder = TemporaryFolder()
    let png = try ImageFile.png(ImageFolderTests.image(0))
    try folder.write(png, to: "real/cats/1.png")
    try folder.write(png, to: "real/cats/deep/2.png")
    try folder.write(png, to: "real/dogs/1.png")
    try folder.write(png, to: "real/one.png")
    let files = FileManager.default
    func link(_ path: String, to target: String) throws {
      let place = "\(folder.path)/\(path)"
      try files.createDirectory(
        atPath: parentFolder(of: place), withIntermediateDirectories: true)
      try files.createSymbolicLink(atPath: place, withDestinationPath: target)
    }
    // The root, splits, classes and images.
    try link("set/train", to: "\(folder.path)/real")
    try link("set/test/cats", to: "../../real/cats")
    try link("set/test/dogs/linked.png", to: "../../../real/one.png")
    try link("root", to: "set")
    // A way back to where one came from, and to itself.
    try link("real/cats/deep/back", to: "..")
    try link("real/cats/self", to: ".")
    for root in ["set", "root"] {
      var read = try ImageFolder("\(folder.path)/\(root)")
      try read.check()
      #expect(read.classNames == ["cats", "dogs"], "\(root)")
      #expect(read.parts == [.train, .test] && read.count(.test) == 3)
      #expect(read.notes.contains { $0.contains("self leads back to a folder that it lies in") })
    }
    try link("broken/a/1.png", to: "nowhere")
    try folder.write(png, to: "broken/b/1.png")
    let error = #expect(throws: DataError.self) {
      var broken = try ImageFolder("\(folder.path)/broken")
      try broken.check()
    }
    #expect(error?.description.contains("broken/a/1.png") == true)
  }

  @Test func namesThatAreNoText() throws {
    let folder = TemporaryFolder()
    let png = try ImageFile.png(ImageFolderTests.image(0))
    try folder.write(png, to: "b/1.png")
    try folder.write(png, to: "plain.png")
    // Latin-1, which is not UTF-8.
    let place = Array("\(folder.path)/caf".utf8) + [0xE9]
    let name = place + Array("/".utf8) + [0xE9] + Array("1.png".utf8)
    #expect(mkdir(place.map { CChar(bitPattern: $0) } + [0], 0o755) == 0)
    #expect(rename("\(folder.path)/plain.png", name.map { CChar(bitPattern: $0) } + [0]) == 0)
    var read = try ImageFolder(folder.path)
    try read.check(.whole)
    #expect(read.classNames.count == 2 && read.count(.train) == 2)
    #expect(try read.dataset(.train, fitting: ImageFolderTests.fitting).all().count == 2)
  }

  @Test func anImageThatCannotBeDecodedIsNamed() throws {
    let folder = TemporaryFolder()
    let png = try ImageFile.png(ImageFolderTests.image(3, side: 40))
    for index in 0..<200 {
      var bytes = png
      // Damaged in the middle, cut short, no image, and a header that is none.
      switch index {
      case 30: bytes[bytes.count / 2] ^= 0xFF
      case 60: bytes.removeLast(20)
      case 90: bytes = Array("<html>".utf8)
      case 120: bytes[18] = 0xFF
      default: break
      }
      try folder.write(bytes, to: "x/\(1000 + index).png")
    }
    try folder.write(png, to: "y/1.png")
    let read = try ImageFolder(folder.path)
    for check in [ImageFolder.Check.headers, .whole, .automatic] {
      var checked = read
      let error = #expect(throws: DataError.self) { try checked.check(check) }
      let text = error?.description ?? ""
      // What headers tell does not include the middle.
      #expect(text.contains(check == .headers ? "3 images of 201" : "4 images of 201"), "\(text)")
      #expect(text.contains("x/1060.png") && text.contains("--skip-damaged"))
      #expect(text.contains("x/1030.png") == (check != .headers))
      try checked.check(check, skippingDamaged: true)
      #expect(checked.count(.train) == (check == .headers ? 198 : 197))
      #expect(checked.notes.contains { $0.contains("x/1060.png") })
    }
    // Without a check, training names it.
    let data = read.dataset(.train, fitting: ImageFolderTests.fitting)
    for _ in 0..<2 {
      let error = #expect(throws: DataError.self) { try data.batch(at: [0, 60, 30, 90, 1]) }
      #expect(error?.subject.hasSuffix("x/1060.png") == true)
    }
    #expect(try data.batch(at: [0, 1]).count == 2)
  }

  @Test func aClassWithoutSoundImages() throws {
    let folder = TemporaryFolder()
    try folder.write(try ImageFile.png(ImageFolderTests.image(3)), to: "x/1.png")
    try folder.write([1], to: "y/1.png")
    var read = try ImageFolder(folder.path)
    let error = #expect(throws: DataError.self) { try read.check(skippingDamaged: true) }
    #expect(error?.problem == "no image of the class y can be read")
  }

  @Test func turnedImagesStandUpright() throws {
    let golden = try GoldenImages.read().cases
    let folder = TemporaryFolder()
    for orientation in 1...8 {
      for kind in ["png", "jpeg"] {
        let file = try #require(golden.first { $0.name == "\(kind)-exif-\(orientation)" })
        try folder.write(file.bytes, to: "\(kind)/\(orientation).\(kind)")
      }
    }
    let fitting = ImageFitting(height: 11, width: 13, method: .letterbox)
    let read = try ImageFolder(folder.path)
    let images = try read.images(.train, fitting: fitting)
    let left = try read.images(
      .train, fitting: ImageFitting(height: 11, width: 13, ignoresOrientation: true))
    let names = read.dataset(.train, fitting: fitting)
    for index in 0..<16 {
      let name = names.name(at: index)
      let parts = Array(name.split(separator: "/").suffix(2))
      let file = try #require(golden.first { $0.name == "\(parts[0])-exif-\(parts[1].prefix(1))" })
      let upright = try ImageFile.decode(file.bytes, name: "")
      // Stored sideways, columns are averaged before rows.
      #expect(images.image(at: index).distance(from: upright.fitted(fitting)) <= 1, "\(name)")
      let isLeft = left.image(at: index) == images.image(at: index)
      #expect(isLeft == parts[1].hasPrefix("1"), "\(name)")
    }
  }

  @Test func nothingThere() throws {
    let folder = TemporaryFolder()
    #expect(throws: DataError.self) { try ImageFolder(folder.path) }
    #expect(throws: DataError.self) { try ImageFolder(folder.path + "/none") }
    let file = try folder.write([UInt8]("hello".utf8), to: "file")
    #expect(throws: DataError.self) { try ImageFolder(file) }
    let png = try ImageFile.png(ImageFolderTests.image(0))
    try folder.write(png, to: "loose/1.png")
    try folder.write(png, to: "loose/2.png")
    #expect(throws: DataError.self) { try ImageFolder(folder.path + "/loose") }
    try folder.write([0x50, 0x4B, 3, 4, 0, 0], to: "x.zip")
    #expect(throws: DataError.self) { try ImageFolder(folder.path + "/x.zip") }
  }
}
