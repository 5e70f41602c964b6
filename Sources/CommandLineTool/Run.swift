import ArgumentParser
import Domain
import FoundationEssentials

/// Runs the program with the process's arguments and ends the process with its exit code.
package func run() async {
  let arguments = ArgumentOrder.subcommandFirst(Array(CommandLine.arguments.dropFirst()))
  do {
    var command = try Deploysync.parseAsRoot(arguments)
    if var asynchronous = command as? any AsyncParsableCommand {
      try await asynchronous.run()
    } else {
      try command.run()
    }
  } catch let failure as CommandFailure {
    failure.print()
    Terminal.exit(failure.status)
  } catch let error as any ExplainedError {
    let failure = CommandFailure(error)
    failure.print()
    Terminal.exit(failure.status)
  } catch {
    Deploysync.exit(withError: error)
  }
  Terminal.exit(0)
}

/// The command without a subcommand.
struct Deploysync: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "deploysync",
    abstract: "Tells what is merged and not deployed, and deploys it on its date or at once.",
    discussion: """
      Reads deploysync.yaml from the branch that counts as merged, and the operator's targets file.
      Start with: deploysync init

      Exit codes: 0 done, or nothing to do; 1 failed, wholly or in part; 2 something is queued \
      (with --exit-code); 3 refused by policy; 4 the repository or the ledger cannot be read \
      completely; 64 wrong usage; 78 a configuration file is invalid; 130, 143 ended by a signal.
      """,
    version: ToolVersion.current,
    subcommands: [
      Init.self, Check.self, Queued.self, Diff.self, CalendarCommand.self, PlanCommand.self,
      Apply.self, Status.self, History.self, Baseline.self, ExceptionCommand.self, HoldCommand.self,
      ReleaseCommand.self, LockCommand.self, UnlockCommand.self, RollbackCommand.self,
      LedgerCommand.self, HookCommand.self,
    ])
}

/// This program's version.
enum ToolVersion {
  static let current = "0.1.0"
}
