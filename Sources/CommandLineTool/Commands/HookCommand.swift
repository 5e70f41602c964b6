import ArgumentParser
import Domain
import Queueing
import Syncing

/// `deploysync hook`
struct HookCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "hook", abstract: "Installs git hooks, and is what they run.",
    discussion: "Example: deploysync hook install --apply",
    subcommands: [Install.self, Uninstall.self, Run.self])

  /// `deploysync hook install`
  struct Install: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "Installs post-merge, post-rewrite and post-receive beside hooks that are there.",
      discussion: """
        After a pull or a push they say in a few lines what is queued; with --apply they also \
        deploy the ad-hoc bindings that are due. A hook that is there already is run first.

        Example: deploysync hook install --apply
        """)

    @Flag(help: "Deploy due ad-hoc bindings after each pull or push.")
    var apply = false

    @OptionGroup(title: "Options of every command") var options: GlobalOptions

    func run() async throws {
      for line in try HookFolder(options).install(apply: apply) { Terminal.output(line + "\n") }
    }
  }

  /// `deploysync hook uninstall`
  struct Uninstall: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "Removes the hooks that install made, and puts back those that were there.",
      discussion: "Example: deploysync hook uninstall")

    @OptionGroup(title: "Options of every command") var options: GlobalOptions

    func run() async throws {
      for line in try HookFolder(options).uninstall() { Terminal.output(line + "\n") }
    }
  }

  /// `deploysync hook run`
  struct Run: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "Does what an installed hook does; git calls it.",
      discussion: "Example: deploysync hook run post-merge 0")

    @Argument(
      help: "post-merge, post-rewrite or post-receive.",
      completion: .list(HookName.allCases.map(\.rawValue)))
    var name: String

    @Argument(parsing: .remaining, help: "What git gave the hook.")
    var arguments: [String] = []

    @Flag(help: "Deploy due ad-hoc bindings.")
    var apply = false

    @OptionGroup(title: "Options of every command") var options: GlobalOptions

    func run() async throws {
      guard let hook = HookName(rawValue: name) else {
        throw CommandFailure(
          status: ExitStatus.usage, message: "there is no hook \(name)",
          causes: ["the hooks are: \(HookName.allCases.map(\.rawValue).joined(separator: ", "))"])
      }
      try await HookEvent(hook, arguments: arguments, options: options).run(apply: apply)
    }
  }
}
