import ApusData
import ApusFiles
import Foundation

/// A picture that draws itself: a chart, several of them, a grid of images, a diagram.
///
/// ```swift
/// let chart = history.chart("loss")
/// try chart.write(to: "curve.svg")             // a vector picture
/// try chart.write(to: "curve.png", scale: 2)   // twice as many pixels each way
/// ```
public protocol Drawing {
  /// What it shows; programs that read pictures aloud say this.
  var title: String { get }
  /// The width, in pixels.
  var width: Double { get }
  /// The height, in pixels.
  var height: Double { get }
  /// Its colours.
  var theme: Theme { get set }

  /// Draws it, its corner at the picture's.
  func draw(on picture: inout SVG)
}

extension Drawing {
  /// PNG pictures of more pixels than this are refused.
  public static var mostPixels: Double { 64 * 1024 * 1024 }

  /// The picture as SVG text.
  public var svg: String {
    var picture = SVG(width: width, height: height, title: title, theme: theme)
    picture.rectangle(0, 0, width, height, fill: theme.ground)
    draw(on: &picture)
    return picture.text
  }

  /// The picture in pixels, as librsvg draws its SVG text: the same bytes on machines with the same
  /// library and fonts.
  ///
  /// - Parameter scale: pixels for each one of the picture's, along both axes; above 0.
  /// - Throws: ``PictureError`` where it would be too large, or the library or a font is missing.
  public func image(scale: Double = 2) throws -> Image {
    let (across, down) = ((width * scale).rounded(.up), (height * scale).rounded(.up))
    guard scale > 0, across >= 1, down >= 1, across * down <= Self.mostPixels,
      max(across, down) <= 32_767
    else { throw PictureError.tooLarge(width: across, height: down) }
    return try render(svg, width: Int(across), height: Int(down))
  }

  /// The bytes of a PNG file of the picture; see ``image(scale:)``.
  public func png(scale: Double = 2) throws -> [UInt8] {
    try ImageFile.png(try image(scale: scale))
  }

  /// Writes the picture to a file, whole or not at all, in the form that the name's ending tells:
  /// `.svg` or `.png`.
  ///
  /// - Parameter scale: of PNG files: their pixels for each one of the picture's.
  /// - Throws: ``PictureError`` where the ending is another or the picture cannot be drawn,
  ///   ``FileError`` where the file cannot be written.
  public func write(to path: String, scale: Double = 2) throws {
    switch try PictureFormat(of: path) {
    case .svg: try AtomicFile.write(Data(svg.utf8), to: path)
    case .png: try AtomicFile.write(Data(try png(scale: scale)), to: path)
    }
  }
}

/// The forms of picture files.
public enum PictureFormat: String, Sendable, CaseIterable {
  /// Lines and text, sharp at any size.
  case svg
  /// Pixels.
  case png

  /// The form that the ending of a file's name tells; small and capital letters are alike.
  ///
  /// - Throws: ``PictureError/unknownEnding(_:)`` where it is another.
  public init(of path: String) throws {
    guard let format = PictureFormat(rawValue: (path as NSString).pathExtension.lowercased())
    else { throw PictureError.unknownEnding(path) }
    self = format
  }

  /// Finds out before long work whether pictures of this form can be drawn on this machine.
  ///
  /// - Throws: ``PictureError`` where a library or a font is missing.
  public func check() throws {
    if self == .png { _ = try Chart(width: 32, height: 32).image(scale: 1) }
  }
}
