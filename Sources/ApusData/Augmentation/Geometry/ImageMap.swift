import ApusCore
import Foundation

/// Where each pixel of a new image comes from in the old one: a projective map of the plane.
///
/// The pixel (x, y), counted from the upper left with centres at whole numbers, comes from
/// (X / W, Y / W) with (X, Y, W) = M (x, y, 1).
public struct ImageMap: Sendable, Hashable {
  // M's rows.
  private let x: SIMD3<Double>
  private let y: SIMD3<Double>
  private let w: SIMD3<Double>

  private init(_ x: SIMD3<Double>, _ y: SIMD3<Double>, _ w: SIMD3<Double> = [0, 0, 1]) {
    (self.x, self.y, self.w) = (x, y, w)
  }

  /// Every pixel from its own place.
  public static let identity = ImageMap([1, 0, 0], [0, 1, 0])

  /// Pixel (x, y) from (m[0] x + m[1] y + m[2], m[3] x + m[4] y + m[5]) / (m[6] x + m[7] y + m[8]);
  /// traps where `m` has not nine finite elements.
  public init(_ m: [Double]) {
    require(
      m.count == 9 && m.allSatisfy(\.isFinite), "ImageMap: \(m), expected nine finite elements")
    self.init([m[0], m[1], m[2]], [m[3], m[4], m[5]], [m[6], m[7], m[8]])
  }

  /// Pixel (x, y) from (x + right, y + down): a window of the image at (right, down).
  public static func window(right: Double, down: Double) -> ImageMap {
    ImageMap([1, 0, right], [0, 1, down])
  }

  /// Columns in opposite order.
  public static func horizontalFlip(width: Int) -> ImageMap {
    ImageMap([-1, 0, Double(width - 1)], [0, 1, 0])
  }

  /// Rows in opposite order.
  public static func verticalFlip(height: Int) -> ImageMap {
    ImageMap([1, 0, 0], [0, -1, Double(height - 1)])
  }

  /// The image sheared, turned and enlarged about its centre, then moved.
  ///
  /// Source: the definition of torchvision's `affine`.
  ///
  /// - Parameters:
  ///   - shape: [height, width, channels].
  ///   - degrees: the angle, clockwise on the screen.
  ///   - x: how far to the right, in pixels.
  ///   - y: how far down, in pixels.
  ///   - scale: how many times as large; not 0.
  ///   - shearX: the angle by which columns lean, in degrees; not ±90.
  ///   - shearY: the angle by which rows lean, in degrees; not ±90.
  public static func affine(
    for shape: Shape, degrees: Double = 0, x: Double = 0, y: Double = 0, scale: Double = 1,
    shearX: Double = 0, shearY: Double = 0
  ) -> ImageMap {
    require(scale != 0, "ImageMap: a scale of 0 leaves nothing of the image")
    let (turn, leanX, leanY) = (degrees * .pi / 180, shearX * .pi / 180, shearY * .pi / 180)
    let a = cos(turn - leanY) / cos(leanY)
    let b = -a * tan(leanX) - sin(turn)
    let c = sin(turn - leanY) / cos(leanY)
    let d = -c * tan(leanX) + cos(turn)
    // The inverse of [a b; c d], whose determinant is 1.
    let (xx, xy, yx, yy) = (d / scale, -b / scale, -c / scale, a / scale)
    let (centreX, centreY) = (Double(shape[1] - 1) / 2, Double(shape[0] - 1) / 2)
    return ImageMap(
      [xx, xy, centreX - xx * (centreX + x) - xy * (centreY + y)],
      [yx, yy, centreY - yx * (centreX + x) - yy * (centreY + y)])
  }

  /// A window of an image enlarged or shrunk to a size, edges upon edges.
  ///
  /// - Parameters:
  ///   - height: rows of the window.
  ///   - width: its columns.
  ///   - top: its first row in the image.
  ///   - left: its first column.
  ///   - size: rows and columns that it comes to have.
  public static func resizedWindow(
    height: Int, width: Int, top: Int, left: Int, to size: (height: Int, width: Int)
  ) -> ImageMap {
    let across = Double(width) / Double(size.width)
    let down = Double(height) / Double(size.height)
    return ImageMap(
      [across, 0, Double(left) + across / 2 - 0.5], [0, down, Double(top) + down / 2 - 0.5])
  }

  /// The map that takes each of four points of the new image from the point of the old one with the
  /// same number; traps where three of either four are on a line.
  ///
  /// Points are measured from the upper left corner of the upper left pixel.
  public static func perspective(
    from old: [SIMD2<Double>], to new: [SIMD2<Double>]
  ) -> ImageMap {
    require(old.count == 4 && new.count == 4, "perspective: it follows from four points and four")
    var system: [[Double]] = []
    for (p, q) in zip(new, old) {
      system.append([p.x, p.y, 1, 0, 0, 0, -q.x * p.x, -q.x * p.y, q.x])
      system.append([0, 0, 0, p.x, p.y, 1, -q.y * p.x, -q.y * p.y, q.y])
    }
    let m = solve(&system)
    let corners = ImageMap([m[0], m[1], m[2]], [m[3], m[4], m[5]], [m[6], m[7], 1])
    let half = 0.5
    return window(right: -half, down: -half).after(corners).after(window(right: half, down: half))
  }

  /// Gauss and Jordan's elimination with pivots by columns: each row holds coefficients and the
  /// right-hand side.
  private static func solve(_ rows: inout [[Double]]) -> [Double] {
    let count = rows.count
    for column in 0..<count {
      let pivot =
        (column..<count).max { abs(rows[$0][column]) < abs(rows[$1][column]) } ?? column
      rows.swapAt(column, pivot)
      let divisor = rows[column][column]
      require(abs(divisor) > 1e-12, "perspective: three of the points are on a line")
      for row in 0..<count where row != column {
        let factor = rows[row][column] / divisor
        for at in column...count { rows[row][at] -= factor * rows[column][at] }
      }
    }
    return (0..<count).map { rows[$0][count] / rows[$0][$0] }
  }

  /// The map of a pixel by `inner` first, then by this one: what changed the image first is this.
  public func after(_ inner: ImageMap) -> ImageMap {
    func product(_ row: SIMD3<Double>) -> SIMD3<Double> {
      row.x * inner.x + row.y * inner.y + row.z * inner.w
    }
    return ImageMap(product(x), product(y), product(w))
  }

  /// M row by row.
  var elements: (Double, Double, Double, Double, Double, Double, Double, Double, Double) {
    (x.x, x.y, x.z, y.x, y.y, y.z, w.x, w.y, w.z)
  }
}
