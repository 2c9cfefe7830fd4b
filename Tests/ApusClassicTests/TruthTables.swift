import ApusCore

/// The course's tables, in its order: (1,1), (1,0), (0,1), (0,0). Source: lecture S2:319.
enum TruthTables {
  static let inputs = Tensor([[1.0, 1], [1, 0], [0, 1], [0, 0]] as [[Double]])
  static let and = Tensor([1.0, 0, 0, 0] as [Double])
  static let xor = Tensor([0.0, 1, 1, 0] as [Double])

  /// 1 and −1 for 1 and 0.
  static func bipolar(_ table: Tensor) -> Tensor { 2 * table - 1 }
}
