import CApusKernels

/// The number of threads that kernels run on: `APUS_NUM_THREADS`, else `OMP_NUM_THREADS`, else all processors.
///
/// Results are the same bits for the same number.
public func threadCount() -> Int { Int(apus_thread_count()) }

/// Sets the number of threads that kernels run on, for the whole process; at least 1. Not while kernels run.
public func setThreadCount(_ count: Int) { apus_set_thread_count(Int32(clamping: count)) }
