import ApusCore
import Testing

@testable import ApusNN

/// What the fixtures leave out: groups, explicit padding, sigmoid.
@Suite struct Conv2DTests {
  struct Example: Sendable, CustomTestStringConvertible {
    var groups = 1
    var strides = (1, 1)
    var dilation = (1, 1)
    var padding = (top: 0, left: 0, bottom: 0, right: 0)
    var testDescription: String {
      "\(groups) groups, strides \(strides), dilation \(dilation), padding \(padding)"
    }
  }

  static let examples = [
    Example(groups: 2), Example(groups: 4), Example(groups: 2, strides: (2, 1), dilation: (1, 2)),
    Example(padding: (1, 2, 0, 3)), Example(groups: 4, strides: (2, 3), padding: (0, 1, 2, 0)),
  ]

  @Test(arguments: examples) func matchesLoops(_ example: Example) {
    let (height, width, channels, filters, rows, columns) = (6, 7, 4, 8, 3, 2)
    let pad = example.padding
    let layer = Conv2D(
      filters, kernel: (rows, columns), strides: example.strides,
      padding: .explicit(top: pad.top, left: pad.left, bottom: pad.bottom, right: pad.right),
      dilation: example.dilation, groups: example.groups)
    let generator = RandomGenerator(seed: 12)
    let input = Tensor.randomNormal(
      [2, height, width, channels], dtype: .float64, generator: generator)
    let share = channels / example.groups
    layer.weight = .randomNormal(
      [rows, columns, share, filters], dtype: .float64, generator: generator)
    layer.bias?.wrappedValue = .randomNormal([filters], dtype: .float64, generator: generator)
    let x = input.doubles
    let w = layer.weight.doubles
    let b = layer.bias?.wrappedValue.doubles ?? []
    let down =
      (height + pad.top + pad.bottom - (rows - 1) * example.dilation.0 - 1) / example.strides.0 + 1
    let across =
      (width + pad.left + pad.right - (columns - 1) * example.dilation.1 - 1) / example.strides.1
      + 1
    var wanted: [Double] = []
    for n in 0..<2 {
      for row in 0..<down {
        for column in 0..<across {
          for filter in 0..<filters {
            let first = filter / (filters / example.groups) * share
            var sum = b[filter]
            for i in 0..<rows {
              for j in 0..<columns {
                let y = row * example.strides.0 + i * example.dilation.0 - pad.top
                let z = column * example.strides.1 + j * example.dilation.1 - pad.left
                guard 0..<height ~= y, 0..<width ~= z else { continue }
                for c in 0..<share {
                  let place = ((n * height + y) * width + z) * channels + first + c
                  sum += x[place] * w[((i * columns + j) * share + c) * filters + filter]
                }
              }
            }
            wanted.append(sum)
          }
        }
      }
    }
    expectClose(layer(input), Tensor(wanted, shape: [2, down, across, filters]), 1e-12)
    #expect(
      (try? layer.checkedBuild([height, width, channels], dtype: .float64))
        == [down, across, filters])
  }

  @Test func sigmoidIsThatOfTheSum() {
    let layer = Conv2D(3, kernel: 3, padding: .same, activation: .sigmoid)
    let input = Tensor.randomNormal([2, 5, 5, 2], generator: RandomGenerator(seed: 13))
    layer.build([5, 5, 2])
    func apart(_ x: Tensor) -> Tensor {
      sigmoid(
        convolution2D(x, layer.weight, bias: layer.bias?.wrappedValue, padding: .same))
    }
    let weights = Tensor.randomNormal([2, 5, 5, 3], generator: RandomGenerator(seed: 14))
    expectClose(layer(input), apart(input), 1e-6)
    expectClose(
      gradient(at: input) { (layer($0) * weights).sum() },
      gradient(at: input) { (apart($0) * weights).sum() }, 1e-5)
    let parameters = layer.parameters
    let (_, ours) = valueAndGradient(at: parameters) { (layer(input) * weights).sum() }
    let (_, wanted) = valueAndGradient(at: parameters) { (apart(input) * weights).sum() }
    for (slope, other) in zip(ours, wanted) { expectClose(slope, other, 1e-5) }
  }
}
