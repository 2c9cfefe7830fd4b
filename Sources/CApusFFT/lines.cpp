#include "lines.h"
#include <cmath>
#include <complex>
#include <cstddef>
#include <kissfft/kissfft.hh>
#include <new>
#include <vector>

namespace {

using complex = std::complex<double>;

/// A line is gathered, so that any axis is as good as the last.
template <typename Real> void transform(const apus_fft_lines *w, int64_t begin, int64_t end) {
  // Kept between calls: a plan of the same length costs nothing. One for each direction, because KISS FFT's own change of
  // direction forgets the new one.
  static thread_local kissfft<double> forward(1, false), backward(1, true);
  kissfft<double> &plan = w->inverse ? backward : forward;
  static thread_local std::vector<complex> from, to;
  plan.assign(static_cast<std::size_t>(w->count), w->inverse != 0);
  from.resize(static_cast<std::size_t>(w->count));
  to.resize(from.size());
  const Real *x = static_cast<const Real *>(w->x);
  Real *out = static_cast<Real *>(w->out);
  for (int64_t line = begin; line < end; line++) {
    const int64_t start = (line / w->inner * w->count * w->inner + line % w->inner) * 2;
    for (std::size_t j = 0; j < from.size(); j++) {
      const Real *pair = x + start + static_cast<int64_t>(j) * w->inner * 2;
      from[j] = complex(pair[0], pair[1]);
    }
    plan.transform(from.data(), to.data());
    for (std::size_t k = 0; k < to.size(); k++) {
      Real *pair = out + start + static_cast<int64_t>(k) * w->inner * 2;
      pair[0] = static_cast<Real>(to[k].real() * w->scale);
      pair[1] = static_cast<Real>(to[k].imag() * w->scale);
    }
  }
}

/// No exception may leave for C and Swift.
template <typename Real> int guarded(const apus_fft_lines *lines, int64_t begin, int64_t end) {
  try {
    transform<Real>(lines, begin, end);
    return 0;
  } catch (const std::bad_alloc &) {
    return 1;
  }
}

}  // namespace

int apus_fft_lines_float32(const apus_fft_lines *lines, int64_t begin, int64_t end) {
  return guarded<float>(lines, begin, end);
}

int apus_fft_lines_float64(const apus_fft_lines *lines, int64_t begin, int64_t end) {
  return guarded<double>(lines, begin, end);
}
