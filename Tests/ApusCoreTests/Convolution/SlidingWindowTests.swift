import Testing

@testable import ApusCore

@Suite struct SlidingWindowTests {
  /// Every small window, with the paddings that fit it.
  private static let cases: [(window: SlidingWindow, padding: Padding1D)] = {
    var result: [(SlidingWindow, Padding1D)] = []
    for size in 1...4 {
      for stride in 1...4 {
        for dilation in 1...3 {
          let window = SlidingWindow(size, stride: stride, dilation: dilation)
          for padding in [
            Padding1D.valid, .same, .causal, .explicit(before: 2, after: 0),
            .explicit(before: 0, after: 3),
          ] { result.append((window, padding)) }
        }
      }
    }
    return result
  }()

  private func placement(
    _ window: SlidingWindow, _ padding: Padding1D, _ extent: Int
  ) -> SlidingWindow.Placement? {
    try? window.placement(over: extent, padding: padding, in: "test", along: "axis", of: [extent])
  }

  @Test func positionsAreThoseThatLieWithinThePaddedAxis() {
    for (window, padding) in Self.cases {
      for extent in 0...9 {
        let (before, after) = window.amounts(of: padding, over: extent)
        let starts = stride(from: -before, to: extent + after, by: window.stride)
          .filter { $0 + window.span <= extent + after }
        let found = placement(window, padding, extent)
        if padding == .same, extent == 0 {
          #expect(found?.count == 0)
        } else if starts.isEmpty {
          #expect(found == nil)
        } else {
          #expect(found == .init(before: before, after: after, count: starts.count))
        }
      }
    }
  }

  @Test func samePaddingGivesAsManyPositionsAsStridesFit() {
    for (window, padding) in Self.cases where padding == .same {
      for extent in 1...9 {
        let found = placement(window, .same, extent)
        #expect(found?.count == (extent + window.stride - 1) / window.stride)
        if let found { #expect(0...1 ~= found.after - found.before) }
      }
    }
  }

  @Test func publicSizesAreThePlacements() {
    for (window, _) in Self.cases {
      for extent in 0...9 {
        for padding in 0...2 {
          let placed = placement(window, .explicit(before: padding, after: padding), extent)
          #expect(window.outputSize(extent, padding: padding) == placed?.count ?? 0)
        }
      }
    }
  }

  @Test func aConvolutionTakesATransposedOutputBack() throws {
    for (window, padding) in Self.cases where padding != .causal {
      for extent in 1...5 {
        for added in [nil] + (0..<window.stride).map(Optional.init) {
          let output = try window.transposed(over: extent, padding: padding, added: added)
          guard output.count > 0 else { continue }
          let back = placement(
            window, .explicit(before: output.before, after: output.after), output.count)
          #expect(back?.count == extent, "\(window) \(padding) \(extent) \(added ?? -1)")
        }
      }
    }
  }

  @Test func mistakesThrowTheirLine() {
    func line(_ body: () throws -> SlidingWindow.Placement) -> String? {
      do { _ = try body() } catch { return "\(error)" }
      return nil
    }
    let window = SlidingWindow(3, stride: 2, dilation: 2)
    #expect(
      line {
        try window.placement(
          over: 4, padding: .valid, in: "pooling", along: "width", of: [1, 1, 4, 1])
      } == """
        pooling: the window spans 5 along the width, more than the 4 of input [1, 1, 4, 1] with \
        its padding
        """)
    #expect(
      line {
        try window.placement(
          over: 9, padding: .explicit(before: -1, after: 0), in: "pooling", along: "width", of: [9])
      } == "pooling: padding must not be negative")
    #expect(
      line { try window.transposed(over: 4, padding: .valid, added: 2) } == """
        transposed convolution: output padding 2 with stride 2; it must be below it, from 0 on
        """)
    #expect(
      line { try window.transposed(over: 4, padding: .causal, added: nil) }
        == "transposed convolution: it has no causal padding")
  }
}
