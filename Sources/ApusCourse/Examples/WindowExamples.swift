import ApusCore
import ApusNN

extension WorkedExample {
  /// W2: how long the output of a convolution is.
  static let outputLength = WorkedExample(
    "W2", given: "length 5, kernel 3, stride 1, no padding",
    [Part("", 3) { .number(Double(SlidingWindow(3).outputSize(5))) }])

  /// W3: how much of the input an output sees.
  static let receptiveField = WorkedExample(
    "W3", given: "kernel 3; one, two and three layers of stride 1, of stride 2; one of dilation 2",
    [
      Part("stride 1", [3, 5, 7]) { fields(SlidingWindow(3)) },
      Part("stride 2", [3, 7, 15]) { fields(SlidingWindow(3, stride: 2)) },
      Part("dilation 2", 5) {
        .number(Double(ReceptiveField([SlidingWindow(3, dilation: 2)]).size))
      },
    ])

  /// The fields after one, two and three of these windows.
  private static func fields(_ window: SlidingWindow) -> CourseValue {
    CourseValue(
      (1...3).map { Double(ReceptiveField(Array(repeating: window, count: $0)).size) })
  }

  /// W23: a filter has to fit a whole number of times.
  static let windowThatDoesNotFit = WorkedExample(
    "W23", given: "(W − F + 2P)/S + 1 with W = 10, F = 3, P = 0, S = 2",
    [
      Part("positions", 4.5) { .number(SlidingWindow(3, stride: 2).positions(10)) },
      Part("exact output size", "refused") { exactSize(SlidingWindow(3, stride: 2), 10) },
    ])

  /// W38: how large the map after a layer is.
  static let mapSizes = WorkedExample(
    "W38", given: "an image of 6×4, a kernel of 3×3; windows of 2×2 over a map of 4×2",
    [
      Part("valid, padded by 1, with 16 kernels", ["4×2×1", "6×4×1", "4×2×16"]) {
        .list([
          output([6, 4, 1], of: Conv2D(1, kernel: 3)),
          output(
            [6, 4, 1],
            of: Conv2D(1, kernel: 3, padding: .explicit(top: 1, left: 1, bottom: 1, right: 1))),
          output([6, 4, 1], of: Conv2D(16, kernel: 3)),
        ])
      },
      Part("pooled with stride 1 and 2", ["3×1×1", "2×1×1"]) {
        .list([1, 2].map { output([4, 2, 1], of: MaxPooling2D(2, strides: $0)) })
      },
    ])

  /// W48: the maps of a small network, and how many numbers go into its last layer.
  static let smallNetwork = WorkedExample(
    "W48", given: "28×28, 8 filters of 3×3 without padding, flattened",
    [
      Part("", ["26×26×8", "5408"]) {
        let rows = Sequential {
          Conv2D(8, kernel: 3)
          Flatten()
        }.summary([28, 28, 1]).rows
        return .list(rows.map { text($0.output) })
      }
    ])

  private static func output(_ shape: Shape, of layer: any Layer) -> CourseValue {
    text(Sequential([layer]).summary(shape).rows[0].output)
  }

  /// A shape as in 26×26×8.
  private static func text(_ shape: Shape?) -> CourseValue {
    .text((shape ?? []).map(String.init).joined(separator: "×"))
  }

  /// W39: AlexNet's windows, and two that do not fit its printed image.
  static let alexNetWindows = WorkedExample(
    "W39",
    given: "(length, k, s, p): (227, 11, 4, 0), (13, 3, 2, 0), (224, 11, 4, 0), (224, 11, 4, 2)",
    remark: "the paper prints 224, of which its window of 11 does not fit a whole number of times",
    [
      Part("positions", [55, 6, 54.25, 55.25]) {
        CourseValue(alexNetCases.map { $0.window.positions($0.length, padding: $0.padding) })
      },
      Part("exact", [55, 6, "refused", "refused"]) {
        .list(
          alexNetCases.map {
            exactSize($0.window, $0.length, padding: $0.padding)
          })
      },
      Part("rounded down", [55, 6, 54, 55]) {
        CourseValue(
          alexNetCases.map { Double($0.window.outputSize($0.length, padding: $0.padding)) })
      },
    ])

  private static let alexNetCases: [(length: Int, window: SlidingWindow, padding: Int)] = [
    (227, SlidingWindow(11, stride: 4), 0), (13, SlidingWindow(3, stride: 2), 0),
    (224, SlidingWindow(11, stride: 4), 0), (224, SlidingWindow(11, stride: 4), 2),
  ]

  private static func exactSize(
    _ window: SlidingWindow, _ length: Int, padding: Int = 0
  ) -> CourseValue {
    guard let size = try? window.exactOutputSize(length, padding: padding) else {
      return "refused"
    }
    return .number(Double(size))
  }
}
