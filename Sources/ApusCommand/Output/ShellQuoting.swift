/// A path as a shell reads it.
func shellQuoted(_ path: String) -> String {
  path.contains(where: { " '\"\\$&|;()<>*?".contains($0) })
    ? "'" + path.replacing("'", with: "'\\''") + "'" : path
}
