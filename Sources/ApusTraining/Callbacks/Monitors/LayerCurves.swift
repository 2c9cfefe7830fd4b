import ApusCore
import ApusNN
import ApusPlot

/// A figure of every layer as training goes on.
public struct LayerCurves: Equatable {
  /// The layers' names, from the input on.
  public private(set) var layers: [String] = []
  /// When the figures were taken: the number of batches or epochs done.
  public private(set) var times: [Int] = []
  /// The figures: `values[time][layer]`.
  public private(set) var values: [[Double]] = []

  /// Curves without a point.
  public init() {}

  /// The curve of a layer; empty if no layer has that name.
  public subscript(layer: String) -> [Double] {
    guard let place = layers.firstIndex(of: layer) else { return [] }
    return values.map { $0[place] }
  }

  /// The last figures by layer.
  public var last: [(layer: String, value: Double)] {
    values.last.map { Array(zip(layers, $0)).map { (layer: $0, value: $1) } } ?? []
  }

  /// Adds a figure of every layer; what came before under other layers is forgotten.
  mutating func add(_ figures: [(layer: String, value: Double)], at time: Int) {
    let names = figures.map(\.layer)
    if names != layers {
      // A resumed run knows the numbers of its past, but not yet whose they were.
      if !layers.isEmpty || values.contains(where: { $0.count != names.count }) {
        times = []
        values = []
      }
      layers = names
    }
    times.append(time)
    values.append(figures.map(\.value))
  }

  /// The curves for a checkpoint.
  var state: SavedState {
    SavedState([
      "times": times.map(Double.init), "layers": [Double(values.first?.count ?? 0)],
      "values": values.flatMap { $0 },
    ])
  }

  /// The curves that a checkpoint keeps; the layers' names come with the next figures.
  init(_ state: SavedState?) {
    guard let state, let times = state["times"], let values = state["values"],
      let width = state.count("layers"), width > 0, width <= values.count,
      values.count == times.count * width
    else { return }
    self.times = times.map { $0.count ?? 0 }
    self.values = stride(from: 0, to: values.count, by: width).map {
      Array(values[$0..<($0 + width)])
    }
  }

  /// The curves as a chart, logarithmic where `isLogarithmic`, with a level line at each of
  /// `marks`.
  func chart(
    _ x: String, _ y: String, isLogarithmic: Bool = false, marks: [Double] = []
  ) -> Chart {
    var chart = Chart(
      title: "", x: Axis(x, isWhole: true),
      y: isLogarithmic ? Axis(y, scale: .logarithmic) : Axis(y))
    for layer in layers {
      let points = zip(times, self[layer]).map { (x: Double($0), y: $1) }
      chart.add(Line(points, label: layer))
    }
    if let first = times.first, let last = times.last {
      for mark in marks {
        chart.add(Line([(Double(first), mark), (Double(last), mark)], label: "\(mark)", width: 1))
      }
    }
    return chart
  }
}

/// The layer that a parameter is in: its path without the last name.
func layerName(_ parameter: String) -> String {
  guard let dot = parameter.lastIndex(of: ".") else { return parameter }
  return String(parameter[..<dot])
}

/// Sums of figures of parameters by layer, layers in their order.
func sums(_ figures: [(name: String, value: Double)]) -> [(layer: String, value: Double)] {
  var result: [(layer: String, value: Double)] = []
  for (name, value) in figures {
    let layer = layerName(name)
    if result.last?.layer == layer {
      result[result.count - 1].value += value
    } else {
      result.append((layer, value))
    }
  }
  return result
}
