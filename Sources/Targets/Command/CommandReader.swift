/// A program as a target that cannot be written to: it is never sent a write.
final class CommandReader: CommandTarget {
  let view: CommandView

  init(_ view: CommandView) { self.view = view }
}
