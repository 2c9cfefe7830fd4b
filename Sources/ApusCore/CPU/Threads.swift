import CApusKernels

/// The number of threads that kernels run on: `APUS_NUM_THREADS`, else `OMP_NUM_THREADS`, else all
/// processors.
///
/// Results are the same bits for the same number. Where `APUS_NUM_THREADS` is no whole number from
/// 1 to 1024, one line on standard error says so, and it counts as not set.
public func threadCount() -> Int { Int(apus_thread_count()) }

/// Sets the number of threads that kernels run on, for the whole process; 1 to 1024, to which it is
/// clamped. Not while kernels run.
public func setThreadCount(_ count: Int) { apus_set_thread_count(Int32(clamping: count)) }

/// What is wrong with `APUS_NUM_THREADS`; nil where nothing is, or the number of threads is known
/// by now.
package var threadSettingMistake: String? {
  apus_threads_are_known() ? nil : String(cString: apus_thread_setting_rule())
}
