import ApusCore
import ApusNN
import Testing

@Suite struct ReceptiveFieldTests {
  /// The numbers that Araujo, Norris & Sim 2019 list: 195 for AlexNet, 212 for VGG-16, both with a
  /// stride of 32.
  @Test func publishedNetworks() throws {
    let alexNet = Sequential {
      Conv2D(2, kernel: 11, strides: 4, activation: .relu)
      MaxPooling2D(3, strides: 2)
      Conv2D(2, kernel: 5, padding: .same)
      BatchNormalization()
      MaxPooling2D(3, strides: 2)
      for _ in 0..<3 { Conv2D(2, kernel: 3, padding: .same) }
      MaxPooling2D(3, strides: 2)
      Flatten()
      Dense(10)
    }
    let fields = alexNet.receptiveFields([227, 227, 3])
    #expect(fields.count == 9)
    #expect(fields.last?.output == [6, 6, 2])
    #expect(fields.last?.rows.size == 195 && fields.last?.columns.stride == 32)

    let vgg = Sequential {
      for count in [2, 2, 3, 3, 3] {
        for _ in 0..<count { Conv2D(1, kernel: 3, padding: .same) }
        AveragePooling2D(2)
      }
    }
    let last = try #require(vgg.receptiveFields([224, 224, 3]).last)
    #expect(last.rows.size == 212 && last.rows.stride == 32)
  }

  /// Layers within layers count; what joins windows otherwise ends the list rather than be taken
  /// for nothing.
  @Test func nestedLayers() {
    let model = Sequential {
      Sequential {
        Conv2D(2, kernel: 3, padding: .same)
        Activation(.relu)
      }
      Dropout(0.5)
      Residual()
      Conv2D(2, kernel: 3)
    }
    let fields = model.receptiveFields([8, 8, 1])
    #expect(fields.map(\.name) == ["sequential.conv2d", "sequential.activation", "dropout"])
    #expect(fields.allSatisfy { $0.rows.size == 3 })
  }

  private final class Residual: Layer {
    let inner = Conv2D(2, kernel: 3, padding: .same)
    func callAsFunction(_ input: Tensor) -> Tensor { input + inner(input) }
  }

  /// The field by definition: the inputs whose change changes one output.
  @Test(arguments: [(3, 1, 1), (3, 2, 1), (2, 3, 2), (5, 1, 3)])
  func matchesTheGradient(_ size: Int, _ stride: Int, _ dilation: Int) throws {
    let options = Initializer.ones
    let model = Sequential {
      Conv2D(1, kernel: (1, size), strides: (1, stride), kernelInitializer: options)
      Conv2D(1, kernel: (1, size), dilation: (1, dilation), kernelInitializer: options)
    }
    let field = try #require(model.receptiveFields([1, 64, 1]).last)
    let slope = gradient(at: .zeros([1, 1, 64, 1])) { model($0)[0, 0, 3, 0].reshaped(to: []) }
    let seen = slope.doubles.indices.filter { slope.doubles[$0] != 0 }
    let (first, end) = try (#require(seen.first), #require(seen.last))
    #expect(end - first + 1 == field.columns.size && first == 3 * field.columns.stride)
    #expect(field.rows == ReceptiveField())
  }

  @Test func sequencesAndVolumes() throws {
    let steps = Sequential {
      MaxPooling1D(3, strides: 2)
      AveragePooling1D(2, padding: .same)
    }
    let sequence = try #require(steps.receptiveFields([20, 4]).last)
    #expect(sequence.output == [5, 4] && sequence.axes.map(\.size) == [5])
    #expect(sequence.columns.stride == 4 && sequence.rows == ReceptiveField())
    let boxes = Sequential {
      MaxPooling3D((1, 2, 3))
      AveragePooling3D((3, 2, 1), strides: (2, 1, 1))
    }
    let volume = try #require(boxes.receptiveFields([9, 9, 9, 1]).last)
    #expect(volume.axes.map(\.size) == [3, 4, 3] && volume.axes.map(\.stride) == [2, 2, 3])
    #expect(boxes.receptiveFields([8, 9, 9, 1]).count == 2)
  }

  /// A softmax over places and an exchange of axes keep the extents, but not what a place sees.
  @Test func mixedPlacesEndTheList() {
    func count(_ layer: any Layer) -> Int {
      Sequential([MaxPooling2D(2), layer, Dropout(0.1)]).receptiveFields([8, 8, 3]).count
    }
    #expect(count(Softmax()) == 3 && count(Softmax(axis: 3)) == 3)
    #expect(count(Softmax(axis: 1)) == 1 && count(Softmax(axis: -2)) == 1)
    #expect(count(Permute([1, 2, 3])) == 3 && count(Permute([2, 1, 3])) == 1)
    for axes in [[-1], [3]] {
      #expect(count(LayerNormalization(axes: axes)) == 3)
      #expect(count(RMSNormalization(axes: axes)) == 3)
      #expect(count(UnitNormalization(axes: axes)) == 3)
    }
    for axes in [[1, 2, 3], [-2]] {
      #expect(count(LayerNormalization(axes: axes)) == 1)
      #expect(count(RMSNormalization(axes: axes)) == 1)
      #expect(count(UnitNormalization(axes: axes)) == 1)
    }
    #expect(count(GroupNormalization(groups: 3)) == 1 && count(InstanceNormalization()) == 1)
    #expect(count(UpSampling2D()) == 1 && count(GlobalMaxPooling2D()) == 1)
  }

  /// Every time sees all others: in attention, and in the blocks that have it.
  @Test func attentionEndsTheList() {
    for layer in [MultiHeadAttention(heads: 2), TransformerEncoderBlock(heads: 2, hidden: 4)]
      as [any Layer]
    {
      let model = Sequential([MaxPooling1D(2), layer, Dropout(0.1)])
      #expect(model.receptiveFields([8, 4]).count == 1)
    }
    let pointwise = Sequential([MaxPooling1D(2), FeedForward(4), Dropout(0.1)])
    #expect(pointwise.receptiveFields([8, 4]).count == 3)
  }

  @Test func outputSizes() throws {
    #expect(SlidingWindow(11, stride: 4).outputSize(227) == 55)
    #expect(SlidingWindow(3, stride: 2).outputSize(13) == 6)
    #expect(try SlidingWindow(3, stride: 2).exactOutputSize(13) == 6)
    #expect(SlidingWindow(3, dilation: 2).outputSize(5, padding: 2) == 5)
    #expect(SlidingWindow(7).outputSize(5) == 0)
    let error = #expect(throws: ConfigurationError.self) {
      try SlidingWindow(3, stride: 2).exactOutputSize(10)
    }
    #expect(error?.description.contains("fits 4.5 times into 10 elements") == true)
    #expect(error?.description.contains("a stride that divides 7 does: 1, 7") == true)
    #expect(throws: ConfigurationError.self) { try SlidingWindow(7).exactOutputSize(5) }
  }
}
