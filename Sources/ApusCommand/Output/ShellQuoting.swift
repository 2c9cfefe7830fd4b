/// A path as a shell reads it.
func quoted(_ path: String) -> String {
  path.contains(where: { " '\"\\$&|;()<>*?".contains($0) })
    ? "'" + path.replacing("'", with: "'\\''") + "'" : path
}
