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

  /// The fields behind one, two and three of these windows.
  private static func fields(_ window: SlidingWindow) -> CourseValue {
    CourseValue(
      (1...3).map { Double(ReceptiveField(Array(repeating: window, count: $0)).size) })
  }

  /// W23: a filter has to fit a whole number of times.
  static let windowThatDoesNotFit = WorkedExample(
    "W23", given: "(W − F + 2P)/S + 1 with W = 10, F = 3, P = 0, S = 2",
    [
      Part("positions", 4.5) { .number(SlidingWindow(3, stride: 2).positions(10)) },
      Part("exact output size", "refused") {
        do {
          let size = try SlidingWindow(3, stride: 2).exactOutputSize(10)
          return .number(Double(size))
        } catch { return "refused" }
      },
    ])
}
