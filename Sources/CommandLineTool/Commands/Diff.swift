import ArgumentParser
import Configuration
import Domain
import Git
import Queueing
import Reporting
import Syncing

/// `deploysync diff`
struct Diff: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Shows a binding's queued changes as a git patch.",
    discussion: """
      The patch leads from what is recorded as deployed to what is merged.

      Example: deploysync diff triggers@production
      """)

  @Argument(
    help: ArgumentHelp("One binding, ITEM@TARGET.", valueName: "binding"), completion: .bindings)
  var name: String

  @OptionGroup var view: ViewOptions
  @OptionGroup(title: "Options of every command") var options: GlobalOptions

  func run() async throws {
    let session = try await Session.open(options)
    let situation = try session.situation(view)
    let binding = try BindingNames.one(name, in: situation)
    guard let queue = try situation.queues([binding]).first else { return }
    var patch: [UInt8] = []
    for change in queue.changes {
      patch += try session.repository.patch(
        old: change.old, new: change.new, oldPath: change.from ?? change.path,
        newPath: change.path)
    }
    // For a program the patch keeps every byte; for a person it must not control the terminal.
    if options.format == .text, !Terminal.outputIsTerminal {
      Terminal.output(patch)
    } else {
      try session.answer(DiffReport(binding: binding.id, patch: patch))
    }
  }
}
