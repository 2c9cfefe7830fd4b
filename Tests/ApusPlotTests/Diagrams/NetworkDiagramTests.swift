import ApusCore
import ApusNN
import Testing

@testable import ApusPlot

@Suite struct NetworkDiagramTests {
  /// Boxes neither touch each other nor does an edge lead upwards within a column.
  private func check(_ inputs: [[Int]], mostRows: Int = 6) -> LayeredLayout {
    let layout = LayeredLayout(inputs: inputs, width: 100, gap: 20, mostRows: mostRows)
    for (node, position) in layout.positions.enumerated() {
      #expect(position.x >= 50 && position.x <= layout.columnWidths[position.column] - 50 + 1e-9)
      for other in layout.positions[..<node]
      where other.column == position.column && other.row == position.row {
        #expect(abs(other.x - position.x) >= 120 - 1e-9)
      }
      for source in inputs[node].map({ layout.positions[$0] }) {
        #expect((source.column, source.row) < (position.column, position.row))
      }
    }
    return layout
  }

  @Test func chainsWrapIntoColumns() {
    let chain = (0..<20).map { $0 == 0 ? [] : [$0 - 1] }
    let layout = check(chain)
    #expect(layout.columnWidths.count == 4 && layout.rowCount == 5)
    #expect(check(Array(chain.prefix(6))).columnWidths.count == 1)
    #expect(check([[]]).rowCount == 1 && check([]).rowCount == 0)
  }

  @Test func branchesStandSideBySide() {
    // A block with a short cut past two layers, twice.
    let inputs = [[], [0], [1], [2, 0], [3], [4], [5, 3], [6]]
    let layout = check(inputs, mostRows: 20)
    #expect(layout.rowCount == 8)
    #expect(layout.edges.contains { $0.count == 4 })
    let fan = check([[], [0], [0], [0], [1, 2, 3]], mostRows: 20)
    #expect(fan.rowCount == 3 && Set(fan.positions[1...3].map(\.x)).count == 3)
    // The middle of the three stands right below the first.
    #expect(abs(fan.positions[0].x - fan.positions[4].x) < 1e-6)
    // An input that is needed late stands late.
    #expect(check([[], [], [0], [2], [3, 1]], mostRows: 20).positions[1].row == 2)
  }

  @Test func randomGraphsKeepTheRules() {
    let generator = RandomGenerator(seed: 5)
    for size in [2, 5, 17, 40] {
      let draws = Tensor.randomUniform([size, 3], generator: generator).floats
      let inputs = (0..<size).map { node -> [Int] in
        let all = (0..<3).map { Int(draws[3 * node + $0] * Float(node)) }
        return node == 0 ? [] : Array(Set(all)).sorted()
      }
      _ = check(inputs)
    }
  }

  @Test func boxesSayTypeShapeAndParameters() {
    let input = Input([28, 28, 1])
    let left = Conv2D(8, kernel: 3, padding: .same)(input)
    let right = Conv2D(8, kernel: 5, padding: .same)(input)
    let output = Dense(10)(Flatten()(Concatenate()(left, right)))
    let model = Model(inputs: input, outputs: output, name: "two paths")
    let image = NetworkDiagram(model.layerGraph()).svg
    for text in [
      ">two paths: 125,738 parameters<", ">Input<", ">Concatenate<", ">28 × 28 × 16<",
      ">28 × 28 × 8  ·  208 par.<", ">12544<",
    ] { #expect(image.contains(text), "\(text)") }
    #expect(image.ranges(of: "<path").count == 6)
    let chain = Sequential((0..<30).map { _ in Dense(8) })
    let wrapped = NetworkDiagram(chain.layerGraph([8]), name: "deep")
    #expect(wrapped.svg.ranges(of: "<polyline").count == 2)
    #expect(wrapped.width < 900 && wrapped.height < 900)
  }
}
