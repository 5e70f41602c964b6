import ArgumentParser
import Domain
import FoundationEssentials

/// Runs the program with the process's arguments and ends the process with its exit code.
package func run() async {
  let arguments = ArgumentOrder.subcommandFirst(Array(CommandLine.arguments.dropFirst()))
  do {
    var command: any ParsableCommand
    if let direct = await DirectCommand.parse(arguments) {
      command = direct
    } else {
      command = try await Deploysync.asyncParseAsRoot(arguments)
    }
    try FormatCheck.check(command)
    if var asynchronous = command as? any AsyncParsableCommand {
      try await asynchronous.run()
    } else {
      try command.run()
    }
  } catch let failure as CommandFailure {
    failure.print()
    Terminal.exit(Signals.status(failure.status))
  } catch let error as any ExplainedError {
    let failure = CommandFailure(error)
    failure.print()
    Terminal.exit(Signals.status(failure.status))
  } catch {
    Deploysync.exit(withError: error)
  }
  Terminal.exit(Signals.status(0))
}

/// The command without a subcommand.
struct Deploysync: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "deploysync",
    abstract: "Tells what is merged and not deployed, and deploys it on its date or at once.",
    usage: "deploysync <command> [<options>] [<name> ...]",
    discussion: """
      Reads deploysync.yaml from the branch that counts as merged, and the operator's targets file.
      Start with: deploysync init

      Exit codes: 0 done, or nothing to do; 1 failed, wholly or in part; 2 something is queued \
      (with --exit-code); 3 refused by policy; 4 the repository or the ledger cannot be read \
      completely; 64 wrong usage; 78 a configuration file is invalid; 130, 143 ended by a signal.

      Environment: DEPLOYSYNC_TARGETS the operator's targets file; DEPLOYSYNC_PAGER, GIT_PAGER, \
      PAGER the program that shows long answers page by page, cat for none; NO_COLOR no colours, \
      unless it is empty.

      Example: deploysync queued triggers@production
      """,
    version: ToolVersion.current,
    groupedSubcommands: [
      CommandGroup(name: "Setup", subcommands: [Init.self, Check.self, HookCommand.self]),
      CommandGroup(
        name: "Inspection",
        subcommands: [
          Queued.self, Explain.self, Diff.self, PlanCommand.self, DriftCommand.self,
          PreflightCommand.self, CalendarCommand.self, Status.self, History.self,
        ]),
      CommandGroup(
        name: "Deployment",
        subcommands: [Apply.self, Baseline.self, Adopt.self, RollbackCommand.self]),
      CommandGroup(name: "Agreement", subcommands: [ExceptionCommand.self]),
      CommandGroup(
        name: "Guards",
        subcommands: [
          HoldCommand.self, ReleaseCommand.self, LockCommand.self, UnlockCommand.self,
        ]),
      CommandGroup(name: "Record", subcommands: [LedgerCommand.self]),
    ])

  /// Here so that help and completions tell them; ``ArgumentOrder`` hands them to the subcommand.
  @OptionGroup(title: "Options of every command") var options: GlobalOptions
}

/// This program's version.
enum ToolVersion {
  static let current = "0.1.0"
}
