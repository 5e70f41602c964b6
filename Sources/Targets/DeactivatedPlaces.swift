import Domain

/// The places of objects that a system itself turns off, with no folder of its own for them.
enum DeactivatedPlaces {
  /// What is turned off has its place below it; no file is ever there.
  static let folder = GitPath(".deactivated")

  /// The place of the same object in its other state.
  static func other(_ place: GitPath) -> GitPath {
    place.relative(to: folder)
      ?? GitPath(bytes: folder.bytes + [UInt8(ascii: "/")] + place.bytes)
  }
}
