import ArgumentParser

/// `deploysync exception`
struct ExceptionCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "exception",
    abstract: "Deploys before the date: request, impact, decision, confirmation.",
    discussion: """
      Who may take which step stands in deploysync.yaml. An agreement is bound to the impact: what \
      is merged later is not shipped, and what changes the result makes it void.

      Example: deploysync exception request triggers@production --only '!42' --reason "outage"
      """,
    subcommands: [
      ExceptionRequest.self, ExceptionImpact.self, ExceptionApprove.self, ExceptionReject.self,
      ExceptionConfirm.self, ExceptionWithdraw.self, ExceptionList.self, ExceptionShow.self,
    ])
}
