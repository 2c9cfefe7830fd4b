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
