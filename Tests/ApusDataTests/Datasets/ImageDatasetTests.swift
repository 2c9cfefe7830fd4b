import ApusCore
import Testing

@testable import ApusData

struct ImageDatasetTests {
  /// Every byte once: 4 images of 8 by 8.
  static let bytes = ImageDataset(
    pixels: (0..<256).map { UInt8($0) }, shape: [8, 8, 1], labels: [2, 0, 1, 2],
    classNames: ["a", "b", "c"])

  @Test func everyByteIsScaledToTheNearestFloat() throws {
    let batch = try ImageDatasetTests.bytes.all()
    #expect(batch.features.shape == [4, 8, 8, 1])
    #expect(batch.features.dtype == .float32)
    #expect(batch.features.floats == (0..<256).map { Float($0) / 255 })
    #expect(batch.labels.dtype == .int32)
    #expect(batch.labels.array(of: Int32.self) == [2, 0, 1, 2])
  }

  @Test func anyExamplesInAnyOrder() throws {
    let batch = try ImageDatasetTests.bytes.batch(at: [3, 0, 3])
    #expect(batch.count == 3)
    #expect(batch.labels.array(of: Int32.self) == [2, 2, 2])
    #expect(batch.features.floats[0] == Float(192) / 255)
    #expect(batch.features.floats[64] == 0)
    #expect(batch.features.floats[191] == 1)
  }

  @Test func imagesAndLabels() {
    let set = ImageDatasetTests.bytes
    #expect(set.image(at: 1).pixels == (64..<128).map { UInt8($0) })
    #expect(set.label(at: 1) == 0)
  }

  @Test func reshaped() throws {
    let flat = ImageDatasetTests.bytes.reshaped(to: [64])
    let batch = try flat.batch(at: [2, 1])
    #expect(batch.features.shape == [2, 64])
    let bytes: [Int] = Array(128..<192) + Array(64..<128)
    #expect(batch.features.floats == bytes.map { (byte: Int) -> Float in Float(byte) / 255 })
    #expect(flat.classNames == ["a", "b", "c"])
  }

  @Test func subset() throws {
    let part = ImageDatasetTests.bytes.subset([3, 1])
    #expect(part.count == 2)
    let batch = try part.batch(at: [1, 0])
    #expect(batch.labels.array(of: Int32.self) == [0, 2])
    #expect(batch.features.floats[0] == Float(64) / 255)
    #expect(try part.subset([0]).all().labels.array(of: Int32.self) == [2])
  }

  @Test func wrongSizesTrap() async {
    await #expect(processExitsWith: .failure) {
      _ = ImageDataset(pixels: [1, 2], shape: [1, 1, 1], labels: [0], classNames: ["a"])
    }
    await #expect(processExitsWith: .failure) {
      _ = ImageDataset(pixels: [1], shape: [1, 1, 1], labels: [1], classNames: ["a"])
    }
    await #expect(processExitsWith: .failure) {
      _ = try ImageDatasetTests.bytes.batch(at: [4])
    }
  }
}
