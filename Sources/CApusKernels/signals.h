// Signal handlers kept away from oneDNN.
//
// Up to version 3.11 its products use the stack pointer to address the heap
// (https://github.com/uxlfoundation/oneDNN/issues/4845): a handler that runs meanwhile has its
// frame there and overwrites what lies below. So no thread that is inside oneDNN may take a signal,
// whoever installed the handler and whichever thread the kernel would pick. A signal that arrives
// goes to another thread, or waits for the end of the call.
#pragma once
#include <stdint.h>

/// A set of signals, as the system has it.
typedef struct { uint64_t words[16]; } apus_signals;

/// Blocks all signals on the calling thread but those that an instruction raises; returns those
/// blocked before. Threads that it starts meanwhile never take a signal.
apus_signals apus_hold_signals(void);

/// Blocks on the calling thread what `apus_hold_signals` returned, and nothing else.
void apus_release_signals(apus_signals before);
