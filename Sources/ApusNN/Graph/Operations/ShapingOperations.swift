import ApusCore

extension OperationKind {
  /// What moves elements of one tensor.
  static let shapings: [OperationKind] = [
    OperationKind("reshape") { options in
      // The target is one of whole batches: −1, then an example's extents.
      let target = try options.integers(
        "target", count: 0...(Shape.maximumRank - 1), in: -1...Options.largestSize)
      guard target.count(where: { $0 == -1 }) <= 1 else {
        throw options.wrong("target", "a shape with one -1 at most")
      }
      return OperationBody(
        shape: { shapes in
          let example = shapes[0].removing(0)
          guard let resolved = target.shape(ofElements: example.elementCount) else {
            throw OperationProblem("has another number of elements than \(target)")
          }
          return resolved.inserting(shapes[0][0], at: 0)
        },
        compute: { operands in
          let shape = operands[0].shape
          let example = target.shape(ofElements: shape.removing(0).elementCount) ?? []
          return operands[0].reshaped(to: example.inserting(shape[0], at: 0))
        })
    },
    OperationKind("transpose") { options in
      let order = try options.integers(
        "axes", count: 1...Shape.maximumRank, in: 0...(Shape.maximumRank - 1))
      return OperationBody(
        shape: { shapes in
          guard order.first == 0, order.sorted() == Array(0..<shapes[0].rank) else {
            throw OperationProblem(
              """
              cannot have its axes in the order \(order): it needs each once, the batch's (0) first
              """
            )
          }
          return Shape(order.map { shapes[0][$0] })
        }, compute: { $0[0].transposed(axes: order) })
    },
    OperationKind("expand") { options in
      let axis = try options.axis("axis")
      return OperationBody(
        shape: { shapes in
          let place = axis < 0 ? axis + shapes[0].rank + 1 : axis
          guard 1...shapes[0].rank ~= place, shapes[0].rank < Shape.maximumRank else {
            throw OperationProblem("cannot get a new axis \(axis)")
          }
          return shapes[0].inserting(1, at: place)
        }, compute: { $0[0].expandingDimension(at: axis) })
    },
    OperationKind("squeeze") { options in
      let axis = try options.axis("axis")
      return OperationBody(
        shape: { shapes in
          let place = try innerAxes([axis], of: shapes[0])[0]
          guard shapes[0][place] == 1 else {
            throw OperationProblem("has an axis \(axis) of extent \(shapes[0][place]), not 1")
          }
          return shapes[0].removing(place)
        }, compute: { $0[0].squeezed(axis: axis) })
    },
    OperationKind("tile") { options in
      let repeats = try options.integers("repeats", count: 1...Shape.maximumRank, in: 1...65_536)
      return OperationBody(
        shape: { shapes in
          guard repeats.count == shapes[0].rank, repeats[0] == 1 else {
            throw OperationProblem(
              "cannot be tiled by \(repeats): it needs a number for each axis, 1 for the batch's")
          }
          return Shape(zip(shapes[0], repeats).map { $0 * $1 })
        }, compute: { $0[0].tiled(by: repeats) })
    },
    OperationKind("repeat") { options in
      let axis = try options.axis("axis")
      let count = try options.integer("count", in: 1...65_536)
      return OperationBody(
        shape: { shapes in
          var shape = shapes[0]
          let place = try innerAxes([axis], of: shape)[0]
          shape[place] *= count
          return shape
        }, compute: { $0[0].repeated(count, axis: axis) })
    },
    OperationKind("pad") { options in
      let axis = try options.axis("axis")
      let before = try options.integer("before", in: 0...Options.largestSize, default: 0)
      let after = try options.integer("after", in: 0...Options.largestSize, default: 0)
      let value = try options.number("value", in: -1e300...1e300, default: 0)
      return OperationBody(
        takes: .floatingPoint,
        shape: { shapes in
          var shape = shapes[0]
          let place = try innerAxes([axis], of: shape)[0]
          shape[place] += before + after
          return shape
        },
        compute: {
          $0[0].padded(axis: axis, before: before, after: after, mode: .constant(value))
        })
    },
    OperationKind("slice") { options in
      let axis = try options.axis("axis")
      let bounds = -Options.largestSize...Options.largestSize
      let from = options.value("from") == nil ? nil : try options.integer("from", in: bounds)
      let to = options.value("to") == nil ? nil : try options.integer("to", in: bounds)
      let step = try options.integer("step", in: bounds, default: 1)
      guard step != 0 else { throw options.wrong("step", "another number than 0") }
      return OperationBody(
        shape: { shapes in
          var shape = shapes[0]
          let place = try innerAxes([axis], of: shape)[0]
          guard let count = sliceCount(from, to, step, extent: shape[place]) else {
            throw OperationProblem(
              """
              cannot be sliced from \(from ?? 0) to \(to.map(String.init) ?? "the end") along axis \
              \(axis)
              """
            )
          }
          shape[place] = count
          return shape
        }, compute: { $0[0].sliced(axis: axis, from: from, to: to, by: step) })
    },
    OperationKind("take") { options in
      // One place of an axis, which disappears.
      let axis = try options.axis("axis")
      let place = try options.integer("place", in: -Options.largestSize...Options.largestSize)
      return OperationBody(
        shape: { shapes in
          let resolved = try innerAxes([axis], of: shapes[0])[0]
          let extent = shapes[0][resolved]
          guard -extent..<extent ~= place else {
            throw OperationProblem("has no place \(place) along axis \(axis)")
          }
          return shapes[0].removing(resolved)
        },
        compute: { operands in
          let x = operands[0]
          let resolved = axis < 0 ? axis + x.rank : axis
          let start = place < 0 ? place + x.shape[resolved] : place
          return x.sliced(axis: resolved, from: start, to: start + 1).squeezed(axis: resolved)
        })
    },
    OperationKind("oneHot") { options in
      let depth = try options.integer("depth")
      return OperationBody(
        takes: .numbers,
        shape: { shapes in
          guard shapes[0].rank < Shape.maximumRank else {
            throw OperationProblem("has no room for another axis")
          }
          return shapes[0].inserting(depth, at: shapes[0].rank)
        },
        compute: { operands in
          let x = operands[0].dtype.isInteger ? operands[0] : operands[0].cast(to: .int32)
          return x.oneHot(depth: depth)
        })
    },
  ]

  /// How many places a slice takes of an axis; nil where it does not lie in it, as
  /// ``Tensor/sliced(axis:from:to:by:)`` has it.
  private static func sliceCount(_ from: Int?, _ to: Int?, _ step: Int, extent: Int) -> Int? {
    func position(_ value: Int) -> Int { value < 0 ? value + extent : value }
    let first = from.map(position) ?? (step > 0 ? 0 : extent - 1)
    let end = to.map(position) ?? (step > 0 ? extent : -1)
    let isInside =
      step > 0
      ? first >= 0 && first <= end && end <= extent
      : first < extent && first >= end && end >= -1 && (to == nil || end >= 0)
    guard isInside else { return nil }
    let span = step > 0 ? end - first : first - end
    return (span + abs(step) - 1) / abs(step)
  }

  /// What joins several tensors.
  static let joinings: [OperationKind] = [
    OperationKind("stack", operands: 1...1024) { options in
      let axis = try options.axis("axis")
      return OperationBody(
        shape: { shapes in
          let place = axis < 0 ? axis + shapes[0].rank + 1 : axis
          guard shapes.allSatisfy({ $0 == shapes[0] }), 1...shapes[0].rank ~= place,
            shapes[0].rank < Shape.maximumRank
          else { throw OperationProblem("cannot be stacked along a new axis \(axis)") }
          return shapes[0].inserting(shapes.count, at: place)
        }, compute: { Tensor.stacked($0, axis: axis) })
    },
    OperationKind("gather", operands: 2...2) { options in
      let axis = try options.axis("axis")
      return OperationBody(
        shape: { shapes in
          let place = try innerAxes([axis], of: shapes[0])[0]
          guard shapes[0].rank == shapes[1].rank,
            shapes[0].removing(place) == shapes[1].removing(place)
          else { throw OperationProblem("differ beside axis \(axis)") }
          return shapes[1]
        },
        compute: { operands in
          let indices = operands[1]
          return operands[0].gathered(
            alongAxis: axis, at: indices.dtype.isInteger ? indices : indices.cast(to: .int32))
        })
    },
  ]

  /// Products of matrices.
  static let products: [OperationKind] = [
    OperationKind("matmul", operands: 2...2) { options in
      let transposeA = try options.flag("transposeA", default: false)
      let transposeB = try options.flag("transposeB", default: false)
      return OperationBody(
        takes: .numbers,
        shape: { shapes in
          let (a, b) = (shapes[0], shapes[1])
          guard a.rank >= 2, b.rank >= 2 else {
            throw OperationProblem("have no two axes each, with the batch axis")
          }
          let (m, k) =
            transposeA
            ? (a[a.rank - 1], a[a.rank - 2]) : (a[a.rank - 2], a[a.rank - 1])
          let (inner, n) =
            transposeB
            ? (b[b.rank - 1], b[b.rank - 2]) : (b[b.rank - 2], b[b.rank - 1])
          guard k == inner else {
            throw OperationProblem("do not fit: inner extents \(k) and \(inner) differ")
          }
          let leading = try broadcast([Shape(a.dropLast(2)), Shape(b.dropLast(2))])
          return Shape(leading + [m, n])
        },
        compute: { matmul($0[0], $0[1], transposeA: transposeA, transposeB: transposeB) })
    }
  ]
}
