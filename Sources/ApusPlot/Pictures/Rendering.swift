import ApusData
import CApusPictures

/// The pixels of SVG text, over white.
///
/// - Throws: ``PictureError`` where the library or a font is missing or the text is no SVG.
func render(_ svg: String, width: Int, height: Int) throws -> Image {
  let bytes = Array(svg.utf8)
  let size = 3 * width * height
  var message = [CChar](repeating: 0, count: Int(APUS_PICTURE_MESSAGE_SIZE))
  var status = APUS_PICTURE_FAILED
  let pixels = [UInt8](unsafeUninitializedCapacity: size) { buffer, filled in
    buffer.initialize(repeating: 0)
    status = apus_picture_draw(
      bytes, bytes.count, Int32(width), Int32(height), buffer.baseAddress, &message)
    filled = size
  }
  let reason = String(
    decoding: message.prefix { $0 != 0 }.map(UInt8.init(bitPattern:)), as: UTF8.self)
  switch status {
  case APUS_PICTURE_DONE: return Image(width: width, height: height, channels: 3, pixels: pixels)
  case APUS_PICTURE_NO_LIBRARY: throw PictureError.noLibrary(reason)
  case APUS_PICTURE_NO_FONT: throw PictureError.noFont
  default: throw PictureError.failed(reason)
  }
}
