/// Why a picture could not be made.
public enum PictureError: Error, CustomStringConvertible, Sendable, Equatable {
  /// The file's name ends neither in `.svg` nor in `.png`.
  case unknownEnding(String)
  /// So many pixels, more than ``Drawing/mostPixels``.
  case tooLarge(width: Double, height: Double)
  /// librsvg, which draws PNG files, is not installed.
  case noLibrary(String)
  /// No font is installed, so labels would be missing.
  case noFont
  /// The library could not draw it.
  case failed(String)

  /// What is wrong and what to do, on one line.
  public var description: String {
    switch self {
    case .unknownEnding(let path): "\(path): a picture's name must end in .svg or .png"
    case .tooLarge(let width, let height):
      "a picture of \(width) by \(height) pixels is too large: choose a smaller scale or write .svg"
    case .noLibrary(let reason):
      "PNG pictures need librsvg (\(reason)): apt-get install librsvg2-2, or write .svg"
    case .noFont:
      """
      PNG pictures need a font, and none is installed: apt-get install fonts-dejavu-core, or write \
      .svg
      """
    case .failed(let reason): "the picture cannot be drawn: \(reason)"
    }
  }
}
