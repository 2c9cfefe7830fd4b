import ApusCore

/// A layer applied to every time of a sequence by itself: y[n, t] = layer(x[n, t]), with the same
/// weights for all times.
///
/// ```swift
/// TimeDistributed(Conv2D(8, kernel: 3))   // [batch, time, height, width, channels]
/// ```
///
/// Input [batch, time, …]; output [batch, time, …]. All times are one large batch for the layer, so
/// batch normalization takes its statistics over all of them. Source: Keras 3 `TimeDistributed`.
public final class TimeDistributed: Layer, MaskPassingLayer {
  public static let summary = "a layer applied to every time of a sequence by itself"
  /// The layer.
  public let layer: any Layer
  /// The name that a model gives it; nil for one made from the type.
  public let name: String?

  /// Applies `layer`, which may be a model of one input, to every time.
  public init(_ layer: any Layer, name: String? = nil) {
    self.layer = layer
    self.name = name
  }

  /// The layer's output for this input.
  public func callAsFunction(_ input: Tensor) -> Tensor {
    require(
      input.rank >= 2,
      "TimeDistributed: an input of shape \(input.shape); it needs [batch, time, …]")
    let (batch, time) = (input.shape[0], input.shape[1])
    let example = Shape(input.shape.dropFirst(2))
    let output = layer(input.reshaped(to: example.inserting(batch * time, at: 0)))
    return output.reshaped(to: Shape([batch, time] + output.shape.dropFirst()))
  }

  /// Whether the layer's children stay the same objects.
  public var hasFixedChildren: Bool { true }
}

extension TimeDistributed: ConfigurableModule {
  /// True: the layer's own rule is asked.
  /// The layer, or the model that it is.
  public var options: [String: ConfigurationValue] {
    if let layer = layer as? any ConfigurableModule & Layer {
      return [
        "layer": .object([
          "type": .text(type(of: layer).typeName), "name": layer.name.map { .text($0) } ?? .null,
          "options": .object(layer.options),
        ])
      ]
    }
    let model = (try? ModelConfiguration(of: layer)).flatMap { try? ConfigurationValue(coding: $0) }
    return ["model": model ?? .null]
  }

  /// The layer with these settings; throws where one is missing or outside its range.
  public convenience init(options: inout Options, name: String?) throws {
    guard let value = options.value("model") else {
      self.init(try options.layer("layer"), name: name)
      return
    }
    let configuration: ModelConfiguration
    do {
      configuration = try value.decoded()
    } catch {
      throw options.wrong("model", "the configuration of a model")
    }
    self.init(try configuration.makeModel(registry: options.registry), name: name)
  }

}
