import ApusCore
import ApusData
import ApusNN
import ApusTestSupport
import Foundation
import Testing

@testable import ApusTraining

/// The bytes of TensorBoard's files.
@Suite struct EventRecordTests {
  @Test func checksumsAreThoseOfTheStandard() {
    // RFC 3720, B.4.
    #expect(checksum([UInt8](repeating: 0, count: 32)) == 0x8A91_36AA)
    #expect(checksum([UInt8](repeating: 0xFF, count: 32)) == 0x62A8_AB43)
    #expect(checksum((0..<32).map { UInt8($0) }) == 0x46DD_794E)
    #expect(checksum(Array("123456789".utf8)) == 0xE306_9283)
  }

  /// The record that TensorFlow's package writes for the same event.
  @Test func aScalarIsTheBytesOfTensorBoard() {
    let record = EventRecord(time: 1.5, step: 300, content: .scalar("epoch_loss", 0.25))
    let hex = record.bytes.map { $0 < 16 ? "0" + String($0, radix: 16) : String($0, radix: 16) }
    #expect(hex.joined() == scalarRecord)
  }

  /// The record that the same package writes for the same event.
  @Test func anImageIsTheBytesOfTensorBoard() {
    let image = EventRecord.EncodedImage(height: 2, width: 3, channels: 1, png: Array(0..<10))
    let record = EventRecord(time: 1.5, step: 4, content: .image("0 seven", image))
    let hex = record.bytes.map { $0 < 16 ? "0" + String($0, radix: 16) : String($0, radix: 16) }
    #expect(hex.joined() == imageRecord)
  }

  /// The callback writes the first validation images once, also where the run is resumed.
  @Test func theFirstValidationImagesAreWrittenOnce() throws {
    let folder = TemporaryFolder()
    let data = TensorDataset(
      Tensor.zeros([6, 4, 5, 1]), Tensor([0, 1, 0, 1, 0, 1] as [Int32]), classNames: ["a", "b"])
    func fit(epochs: Int) throws {
      let trainer = Trainer(
        Sequential {
          Flatten(); Dense(2)
        }, optimizer: SGD(), loss: .sparseCategoricalCrossEntropy(fromLogits: true))
      try trainer.fit(
        data, epochs: epochs, validation: data, run: RunFolder(folder.path),
        callbacks: [.tensorBoard(images: 3)], reporter: SilentReporter())
    }
    try fit(epochs: 1)
    try fit(epochs: 2)
    let file = folder.path + "/logs/validation/events.out.tfevents.1.apus"
    let bytes = try #require(FileManager.default.contents(atPath: file))
    let text = String(decoding: bytes, as: Unicode.ASCII.self)
    #expect(text.components(separatedBy: "PNG").count == 4)
    for name in ["example/0 a", "example/1 b", "example/2 a"] {
      #expect(text.components(separatedBy: name).count == 2, "\(name)")
    }
  }

  @Test func histogramsCountEveryValue() throws {
    let histogram = try #require(EventRecord.Histogram([0, 1, 2, 3, .nan, 3], buckets: 3))
    #expect(histogram.counts == [1, 1, 3] && histogram.limits == [1, 2, 3])
    #expect(histogram.count == 5 && histogram.sum == 9 && histogram.squareSum == 23)
    let one = try #require(EventRecord.Histogram([7, 7]))
    #expect(one.counts == [2] && one.limits == [7])
    #expect(EventRecord.Histogram([.infinity]) == nil)
  }
}

/// Written by the Python package tensorboard 2.21.
private let scalarRecord =
  "2100000000000000017becf609000000000000f83f10ac022a130a110a0a65706f63685f6c6f737315000080"
  + "3ed2f16c2f"

/// Written by the same package.
private let imageRecord =
  "2c00000000000000f4aecc4509000000000000f83f10042a1f0a1d0a073020736576656e2212080210031801220a"
  + "000102030405060708098cc46d22"
