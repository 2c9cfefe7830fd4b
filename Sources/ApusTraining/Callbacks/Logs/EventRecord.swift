import ApusData
import Foundation

/// The bytes of TensorBoard's event files: records of TensorFlow's TFRecord format, each a message
/// `Event`.
///
/// A record is its length (8 bytes, little-endian), the masked CRC32C of these, the message, and
/// its masked CRC32C. Only the fields that are needed are written here. Source: TensorFlow
/// `record_writer`, `event.proto`, `summary.proto`; the Protocol Buffers encoding; RFC 3720
/// (CRC32C).
struct EventRecord {
  /// What an event tells.
  enum Content {
    /// The first of a file.
    case version
    /// One number under a name.
    case scalar(String, Double)
    /// How many values fall where, under a name.
    case histogram(String, Histogram)
    /// A picture under a name.
    case image(String, EncodedImage)
  }

  /// A PNG image and what it says of itself.
  struct EncodedImage: Equatable {
    var height: Int
    var width: Int
    /// 1 for grey, 3 for colour.
    var channels: Int
    var png: [UInt8]
  }

  /// Counts of values between limits.
  struct Histogram: Equatable {
    var least: Double
    var greatest: Double
    var count: Int
    var sum: Double
    var squareSum: Double
    /// The upper limit of each bucket.
    var limits: [Double]
    /// How many values are in each.
    var counts: [Double]

    /// The histogram of finite values in buckets of one width; nil without finite values.
    init?(_ values: [Double], buckets: Int = 30) {
      let values = values.filter(\.isFinite)
      guard let least = values.min(), let greatest = values.max() else { return nil }
      self.least = least
      self.greatest = greatest
      count = values.count
      sum = values.reduce(0, +)
      squareSum = values.reduce(0) { $0 + $1 * $1 }
      let width = greatest > least ? (greatest - least) / Double(buckets) : 1
      let number = greatest > least ? buckets : 1
      limits = (1...number).map { $0 == number ? greatest : least + Double($0) * width }
      counts = [Double](repeating: 0, count: number)
      for value in values { counts[min(number - 1, Int((value - least) / width))] += 1 }
    }
  }

  /// Seconds since 1970.
  var time: Double
  var step: Int
  var content: Content

  /// The record with its length and checksums.
  var bytes: [UInt8] {
    let message = self.message
    let length = littleEndian(UInt64(message.count))
    return length + littleEndian(maskedChecksum(length)) + message
      + littleEndian(maskedChecksum(message))
  }

  /// The message `Event`: 1 wall_time, 2 step, 3 file_version, 5 summary.
  private var message: [UInt8] {
    var event = ProtocolMessage()
    event.double(1, time)
    event.integer(2, step)
    switch content {
    case .version: event.text(3, "brain.Event:2")
    case .scalar(let name, let value):
      event.message(5, summary(name) { $0.float(2, Float(value)) })
    case .histogram(let name, let histogram):
      event.message(5, summary(name) { $0.message(5, message(histogram)) })
    case .image(let name, let image):
      event.message(5, summary(name) { $0.message(4, message(image)) })
    }
    return event.bytes
  }

  /// `Summary`: 1 its values, each a `Value`: 1 tag, 2 simple_value, 4 image, 5 histo.
  private func summary(
    _ name: String, _ body: (inout ProtocolMessage) -> Void
  ) -> ProtocolMessage {
    var value = ProtocolMessage()
    value.text(1, name)
    body(&value)
    var summary = ProtocolMessage()
    summary.message(1, value)
    return summary
  }

  /// `Image`: 1 height, 2 width, 3 colorspace, 4 encoded_image_string.
  private func message(_ image: EncodedImage) -> ProtocolMessage {
    var message = ProtocolMessage()
    message.integer(1, image.height)
    message.integer(2, image.width)
    message.integer(3, image.channels)
    message.block(4, image.png)
    return message
  }

  /// `HistogramProto`: 1 min, 2 max, 3 num, 4 sum, 5 sum_squares, 6 bucket_limit, 7 bucket.
  private func message(_ histogram: Histogram) -> ProtocolMessage {
    var message = ProtocolMessage()
    message.double(1, histogram.least)
    message.double(2, histogram.greatest)
    message.double(3, Double(histogram.count))
    message.double(4, histogram.sum)
    message.double(5, histogram.squareSum)
    message.doubles(6, histogram.limits)
    message.doubles(7, histogram.counts)
    return message
  }
}

extension EventRecord.EncodedImage {
  /// The image as PNG.
  init(_ image: Image) throws {
    self.init(
      height: image.height, width: image.width, channels: image.channels,
      png: try ImageFile.png(image))
  }
}

/// A message in the Protocol Buffers encoding: for each field a key, its number times 8 plus its
/// kind, and its value.
private struct ProtocolMessage {
  private(set) var bytes: [UInt8] = []

  mutating func integer(_ field: Int, _ value: Int) {
    key(field, kind: 0)
    variable(UInt64(bitPattern: Int64(value)))
  }

  mutating func double(_ field: Int, _ value: Double) {
    key(field, kind: 1)
    bytes += littleEndian(value.bitPattern)
  }

  mutating func float(_ field: Int, _ value: Float) {
    key(field, kind: 5)
    bytes += littleEndian(value.bitPattern)
  }

  mutating func text(_ field: Int, _ value: String) { block(field, Array(value.utf8)) }

  mutating func message(_ field: Int, _ value: ProtocolMessage) { block(field, value.bytes) }

  mutating func doubles(_ field: Int, _ values: [Double]) {
    block(field, values.flatMap { littleEndian($0.bitPattern) })
  }

  mutating func block(_ field: Int, _ content: [UInt8]) {
    key(field, kind: 2)
    variable(UInt64(content.count))
    bytes += content
  }

  private mutating func key(_ field: Int, kind: Int) { variable(UInt64(field << 3 | kind)) }

  /// Seven bits a byte, the lowest first; the eighth says that more follow.
  private mutating func variable(_ value: UInt64) {
    var rest = value
    while rest > 0x7F {
      bytes.append(UInt8(rest & 0x7F) | 0x80)
      rest >>= 7
    }
    bytes.append(UInt8(rest))
  }
}

/// The integer's bytes, the lowest first.
private func littleEndian<I: FixedWidthInteger>(_ value: I) -> [UInt8] {
  withUnsafeBytes(of: value.littleEndian) { Array($0) }
}

/// TensorFlow's checksum of a checksum: data that hold their own would have weak ones.
private func maskedChecksum(_ bytes: [UInt8]) -> UInt32 {
  let value = checksum(bytes)
  return (value >> 15 | value << 17) &+ 0xA282_EAD8
}

/// CRC32C: the remainder by the Castagnoli polynomial, bits reflected.
func checksum(_ bytes: [UInt8]) -> UInt32 {
  ~bytes.reduce(~UInt32(0)) { $0 >> 8 ^ checksumTable[Int(UInt8(truncatingIfNeeded: $0) ^ $1)] }
}

/// The remainder of each byte.
private let checksumTable: [UInt32] = (0..<256).map { byte in
  (0..<8).reduce(UInt32(byte)) { value, _ in value >> 1 ^ (value & 1 == 1 ? 0x82F6_3B78 : 0) }
}
