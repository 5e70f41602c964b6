import Domain

/// The places that a target is asked about together.
struct AskedPlaces {
  private let places: Set<GitPath>
  /// The folders that some of them are in or below.
  private let folders: Set<GitPath>

  init(_ places: some Sequence<GitPath>) {
    self.places = Set(places)
    var folders: Set<GitPath> = []
    for place in self.places {
      var folder = place.folder
      while !folder.isRoot, folders.insert(folder).inserted { folder = folder.folder }
    }
    self.folders = folders
  }

  func contains(_ place: GitPath) -> Bool { places.contains(place) }
  func hasFolder(_ folder: GitPath) -> Bool { folders.contains(folder) }
}
