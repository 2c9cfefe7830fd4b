import ApusCore
import ApusNN

extension WorkedExample {
  /// W4: ways from an image of features to a vector.
  static let flattenAndPool = WorkedExample(
    "W4",
    given:
      "(1, 3, 3, 2) [[[1,1],[2,4],[3,6]],[[4,8],[5,10],[6,12]],[[7,14],[8,16],[9,18]]]",
    [
      Part("flattened", [1, 1, 2, 4, 3, 6, 4, 8, 5, 10, 6, 12, 7, 14, 8, 16, 9, 18]) {
        CourseValue(Flatten()(features).reshaped(to: [-1]))
      },
      Part("max pooling 2×2, stride 1, by channel", [[[5, 6], [8, 9]], [[10, 12], [16, 18]]]) {
        let pooled = MaxPooling2D(2, strides: 1)(features)
        return CourseValue(pooled.reshaped(to: [2, 2, 2]).transposed(axes: [2, 0, 1]))
      },
      Part("global maximum", [9, 18]) {
        CourseValue(GlobalMaxPooling2D()(features).reshaped(to: [2]))
      },
      Part("global average", CourseValue([5, 89 / 9])) {
        CourseValue(GlobalAveragePooling2D()(features).reshaped(to: [2]))
      },
    ])

  private static var features: Tensor {
    Tensor(
      [1.0, 1, 2, 4, 3, 6, 4, 8, 5, 10, 6, 12, 7, 14, 8, 16, 9, 18], shape: [1, 3, 3, 2])
  }

  /// W34: the largest of each quarter.
  static let maxPooling = WorkedExample(
    "W34", given: "[[1,1,2,4],[5,6,7,8],[3,2,1,0],[1,2,3,4]], windows of 2×2, stride 2",
    [
      Part("", [[6, 8], [3, 4]]) {
        let image: [[Double]] = [[1, 1, 2, 4], [5, 6, 7, 8], [3, 2, 1, 0], [1, 2, 3, 4]]
        let pooled = maxPooling2D(Tensor(image).reshaped(to: [1, 4, 4, 1]), window: (2, 2))
        return CourseValue(pooled.reshaped(to: [2, 2]))
      }
    ])
}
