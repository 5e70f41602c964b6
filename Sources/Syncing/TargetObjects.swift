package import Domain
package import Git

/// One file of an item as an object on a target.
package struct TargetObject: Hashable, Sendable {
  /// Its path in the repository.
  package var path: GitPath
  package var version: FileVersion
}

/// The objects of one side of a plan, by their place on the target.
package struct TargetObjects: Sendable {
  package var byPlace: [GitPath: TargetObject] = [:]

  /// The files of a content tree, put in place by stripping the root.
  package static func desired(
    _ tree: ObjectID, root: GitPath, in repository: Repository
  ) throws -> TargetObjects {
    var objects = TargetObjects()
    for (path, version) in try repository.files(in: tree) {
      let place = path.relative(to: root) ?? path
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
