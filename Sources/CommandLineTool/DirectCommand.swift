import ArgumentParser

/// The commands that git and dashboards run all day, parsed without the tree of all commands, which
/// takes a quarter of the time of a hook that has nothing to do.
enum DirectCommand {
  /// The command that the arguments name; nil where they name another one or are not right, which
  /// the whole tree is to say.
  static func parse(_ arguments: [String]) async -> (any ParsableCommand)? {
    for (words, command) in commands where arguments.starts(with: words) {
      return try? await command.asyncParseAsRoot(Array(arguments.dropFirst(words.count)))
    }
    return nil
  }

  /// No value of theirs may look like an option: the tree takes options of every command out of
  /// the arguments before it looks at those of one.
  private static var commands: [([String], any AsyncParsableCommand.Type)] {
    [(["hook", "run"], HookCommand.Run.self), (["queued"], Queued.self)]
  }
}
