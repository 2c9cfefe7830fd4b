import CApusKernels

extension DType {
  /// How the kernels that add up read elements of this type.
  var addType: apus_add_type {
    switch self {
    case .float32: APUS_ADD_FLOAT32
    case .float64: APUS_ADD_FLOAT64
    case .bfloat16: APUS_ADD_BFLOAT16
    case .int32: APUS_ADD_INT32
    case .int64: APUS_ADD_INT64
    case .uint8: APUS_ADD_UINT8
    case .bool: trap("scatter_add: bool does not add up")
    }
  }
}
