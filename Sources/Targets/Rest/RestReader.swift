/// A system over HTTP as a target that cannot be written to.
final class RestReader: RestTarget {
  let view: RestView

  init(_ system: RestSystem) { view = RestView(system) }
}
