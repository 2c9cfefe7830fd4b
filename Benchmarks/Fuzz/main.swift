// Reads thousands of damaged copies of sound files: each must end in an error of one line or in a
// result, and take no more memory than ten times the file's size and 256 KiB, and no more than
// seconds. See docs/ROBUSTNESS.md.
//
//   swift run -c release Fuzz [--count 10000] [--from 0] [FORMAT …]
//   swift run -c release Fuzz --case 1234 png   # one case, its file kept as fuzz-png-1234
//
// Cases run in child processes, so a crash is reported with its case and the rest goes on. The same
// number is the same file always. Memory is what malloc and its relatives hand out, counted in the
// child (glibc only); a mapped file is not.
import ApusFiles
import Foundation

try Command(Array(CommandLine.arguments.dropFirst())).run()
