import Domain

/// What a target that is a file tree cannot or must not hold.
enum Refusals {
  /// The objects that must not be written, each with the first reason that is found; the
  /// parameters are those of `TargetReader.refusals`.
  static func of(writing: [DesiredObject], all: [GitPath]) throws -> [GitPath: String] {
    let collisions = NameCollisions(all + writing.map(\.path))
    var result: [GitPath: String] = [:]
    for object in writing {
      result[object.path] =
        try ObjectNames.refusal(of: object.path)
        ?? collisions.refusal(of: object.path)
        ?? ContentRules.refusal(of: object)
    }
    return result
  }
}
