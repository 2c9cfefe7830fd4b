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
      [1.0, 1, 2, 4, 3, 6, 4, 8, 5, 10, 6, 12, 7, 14, 8, 16, 9, 18] as [Double],
      shape: [1, 3, 3, 2])
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

  /// W37: the first axis counts the examples and stays.
  static let flattenedShapes = WorkedExample(
    "W37", given: "arrays of the shapes (3, 3), (1, 3, 3) and (1, 3, 3, 1)",
    [
      Part("", [[3, 3], [1, 9], [1, 9]]) {
        .list(
          [[3, 3], [1, 3, 3], [1, 3, 3, 1]].map { shape in
            CourseValue(Flatten()(.zeros(Shape(shape))).shape.map(Double.init))
          })
      }
    ])

  /// W49: which inputs a pooled error goes back to.
  static let pooledErrors = WorkedExample(
    "W49", given: "an error of 1 after one window of 3×3 over [[1, 2, 3], [4, 9, 5], [6, 7, 8]]",
    [
      Part("maximum", [[0, 0, 0], [0, 1, 0], [0, 0, 0]]) { errors(through: MaxPooling2D(3)) },
      Part(
        "average", .list(Array(repeating: CourseValue(Array(repeating: 1 / 9, count: 3)), count: 3))
      ) { errors(through: AveragePooling2D(3)) },
    ])

  private static func errors(through layer: any Layer) -> CourseValue {
    let map = Tensor([1.0, 2, 3, 4, 9, 5, 6, 7, 8] as [Double], shape: [1, 3, 3, 1])
    return CourseValue(gradient(at: map) { layer($0).sum() }.reshaped(to: [3, 3]))
  }
}
