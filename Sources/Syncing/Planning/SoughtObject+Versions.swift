import Domain
import Targets

extension [GitPath: [FileVersion]] {
  /// The places to ask a target about, each with what may be there.
  var sought: [SoughtObject] {
    sorted { $0.key < $1.key }.map { place, versions in
      // The content of a submodule is none that can be looked for.
      SoughtObject(place, versions: versions.filter { $0.mode != .submodule })
    }
  }
}

extension [PlannedObject] {
  /// The places that the objects are at and come from, with what was there and is to be.
  var sought: [SoughtObject] {
    var versions: [GitPath: [FileVersion]] = [:]
    for object in self {
      let known = [object.recorded, object.desired].compactMap(\.self)
      versions[object.place, default: []] += known
      if let from = object.fromPlace { versions[from, default: []] += known }
    }
    return versions.sought
  }
}
