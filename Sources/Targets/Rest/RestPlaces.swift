import Configuration
import Domain

/// Where the objects of a system are on a target: at the places of their kind's files, and below one
/// folder while they are turned off.
struct RestPlaces {
  /// A place of a kind.
  struct Place {
    var kind: RestDescription.Kind
    /// The place that the object has while it is turned on.
    var active: GitPath
    var isActive: Bool
  }

  private let description: RestDescription

  init(_ description: RestDescription) { self.description = description }

  /// What a place is; nil where no kind has its files.
  func place(_ path: GitPath) -> Place? {
    let active = path.relative(to: DeactivatedPlaces.folder) ?? path
    guard let kind = description.kinds.first(where: { $0.files?.matches(active) ?? false }) else {
      return nil
    }
    return Place(kind: kind, active: active, isActive: active == path)
  }
}
