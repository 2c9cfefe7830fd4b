import ApusFiles
import ApusTestSupport
import Foundation
import Testing

@testable import ApusData

/// Damaged archives of photographs: their images are read or refused, and never stop the process.
@Suite struct ImageArchiveDamageTests {
  private let folder = TemporaryFolder()

  private static let images: [(path: String, bytes: [UInt8])] = ["cat/a.png", "dog/b.png"].map {
    let pixels = (0..<48).map { UInt8(truncatingIfNeeded: $0 * $0) }
    let image = Image(width: 4, height: 4, channels: 3, pixels: pixels)
    return ($0, (try? ImageFile.png(image)) ?? [])
  }

  private static var tar: [UInt8] {
    images.flatMap { MadeTar.entry($0.path, $0.bytes) } + MadeTar.end
  }

  private func read(_ bytes: [UInt8], _ name: String) throws {
    let path = try folder.write(bytes, to: name)
    var images = try ImageFolder(path)
    try images.check(.whole, skippingDamaged: true)
    for part in images.parts {
      let set = images.dataset(part, fitting: ImageFitting(height: 4, width: 4))
      _ = try set.batch(at: Array(0..<set.count)[...], epoch: 0)
    }
  }

  @Test func tarArchives() throws {
    var fuzz = Fuzz(Self.tar)
    #expect(fuzz.mutations(count: 500) { try read($0, "a.tar") } > 100)
    #expect(fuzz.mutations(count: 500, onlyFirst: 512) { try read($0, "a.tar") } > 100)
    // The mark of the end is two blocks, of which one is enough.
    Fuzz(Array(Self.tar.dropLast(1024))).truncations { try read($0, "a.tar") }
  }

  @Test func compressedTarArchives() throws {
    let bytes = MadeGzip.member(Self.tar)
    Fuzz(bytes).truncations { try read($0, "a.tar.gz") }
    var fuzz = Fuzz(bytes)
    fuzz.mutations(count: 500) { try read($0, "a.tar.gz") }
    // What is damaged within is reached where the checksum of the whole is right.
    fuzz = Fuzz(Self.tar)
    fuzz.mutations(count: 500) { try read(MadeGzip.member($0), "a.tar.gz") }
  }

  @Test(arguments: [false, true]) func zipArchives(isCompressed: Bool) throws {
    let path = folder["whole.zip"]
    try ZipWriter.write(to: path) { archive in
      for image in Self.images {
        try image.bytes.withUnsafeBytes {
          try archive.append(image.path, compressed: isCompressed, pieces: [$0])
        }
      }
    }
    let bytes = try [UInt8](Data(contentsOf: URL(filePath: path)))
    try read(bytes, "a.zip")
    Fuzz(bytes).truncations { try read($0, "a.zip") }
    var fuzz = Fuzz(bytes)
    #expect(fuzz.mutations(count: 1000) { try read($0, "a.zip") } > 500)
  }
}
