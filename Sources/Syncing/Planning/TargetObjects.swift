package import Domain
package import Git

/// One file of an item as an object on a target.
package struct TargetObject: Hashable, Sendable {
  /// Its path in the item's content.
  package var path: GitPath
  package var version: FileVersion
}

/// The objects of one side of a plan, by their place on the target.
package struct TargetObjects: Sendable {
  package var byPlace: [GitPath: TargetObject] = [:]
  /// The first two files that would be in one place; nil where each has its own.
  package private(set) var collision: PlaceCollision?

  /// The files of a content tree, put in place by stripping the root.
  package static func desired(
    _ tree: ObjectID, root: GitPath, in repository: Repository
  ) throws -> TargetObjects {
    var objects = TargetObjects()
    for (path, version) in try repository.files(in: tree) {
      let place = path.place(under: root)
      if let other = objects.byPlace[place]?.path {
        let (first, second) = other < path ? (other, path) : (path, other)
        let collision = PlaceCollision(place: place, first: first, second: second)
        if objects.collision.map({ place < $0.place }) ?? true { objects.collision = collision }
        if first == other { continue }
      }
      objects.byPlace[place] = TargetObject(path: path, version: version)
    }
    return objects
  }

  /// The recorded files of a binding; without those left behind.
  package static func recorded(
    _ record: DeploymentRecord?, in repository: Repository
  ) throws -> TargetObjects {
    var objects = TargetObjects()
    guard let record else { return objects }
    for (path, version) in try repository.files(in: record.tree) {
      objects.byPlace[record.place(of: path)] = TargetObject(path: path, version: version)
    }
    return objects
  }
}

/// Two files of one item that would be in one place on the target.
package struct PlaceCollision: ExplainedError, Hashable {
  package var place: GitPath
  package var first: GitPath
  package var second: GitPath

  package var category: FailureCategory { .configuration }
  package var message: String {
    "\(first) and \(second) would both be \(place) on the target"
  }
  package var hints: [String] {
    ["change `paths` or `root` of the item in deploysync.yaml, so that each object is one file"]
  }
}
