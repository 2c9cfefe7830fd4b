// Reads thousands of damaged copies of sound files: each must end in an error of one line or in a
// result, and take no more memory than ten times the file's size and 256 KiB, and no more than
// seconds. See docs/ROBUSTNESS.md.
//
//   swift run --package-path Benchmarks -c release Fuzz [--count 10000] [--from 0] [FORMAT …]
//   swift run --package-path Benchmarks -c release Fuzz --case 1234 png
//
// The second reads one case and keeps its file as fuzz-png-1234.
//
// Cases run in child processes, so a crash is reported with its case and the rest goes on. The same
// number is the same file always. Memory is what malloc and its relatives hand out, counted in the
// child (glibc only); a mapped file is not.
import ApusFiles
import Foundation

// The run that the sample of checkpoints is made by is none of the user's.
setenv("APUS_HOME", NSTemporaryDirectory() + "apus-fuzz-home", 1)
try Command(Array(CommandLine.arguments.dropFirst())).run()
