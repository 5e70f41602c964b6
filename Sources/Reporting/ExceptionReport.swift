package import Domain
package import Exceptions

/// The answer of `exception show`, `list` and of the steps.
package struct ExceptionReport: Report {
  struct Value: Encodable {
    var exception: String
    var state: String
    var bindings: [String]
    var only: Nullable<[String]>
    var requester: String
    var reason: String
    var ticket: Nullable<String>
    var next: Nullable<String>
    var expires: Nullable<String>
    var void: [String]
    /// What was taken out of the contents that its impacts kept.
    var redacted: [String]
    var steps: [ExceptionStep]
  }

  /// One exception with what was found out about it.
  package struct Found: Sendable {
    package var chain: ExceptionChain
    package var policy: ExceptionPolicy
    package var breaks: [AgreementBreak]
    /// Steps that are not proven.
    package var problems: [String]
    /// What was taken out of the contents that its impacts kept, a sentence each.
    package var redacted: [String]

    package init(
      chain: ExceptionChain, policy: ExceptionPolicy, breaks: [AgreementBreak] = [],
      problems: [String] = [], redacted: [String] = []
    ) {
      self.redacted = redacted
      self.chain = chain
      self.policy = policy
      self.breaks = breaks
      self.problems = problems
    }
  }

  var schema = 1
  var exceptions: [Value]
  private var isBrief: Bool
  private var time: TimeText

  private enum CodingKeys: String, CodingKey { case schema, exceptions }

  /// - Parameter isBrief: one line each, for a list.
  package init(_ found: [Found], isBrief: Bool, time: TimeText) {
    self.isBrief = isBrief
    self.time = time
    exceptions = found.map(Self.value)
  }

  private static func value(_ found: Found) -> Value {
    let chain = found.chain
    let request = chain.request
    let state = chain.state(under: found.policy)
    let isOpen = chain.isOpen(under: found.policy)
    let breaks = isOpen ? found.breaks.map(\.reason) + found.problems : found.problems
    return Value(
      exception: chain.id, state: !breaks.isEmpty && isOpen ? "void" : state.word,
      bindings: request?.request?.bindings ?? [], only: Nullable(request?.request?.only),
      requester: request?.by ?? "", reason: request?.text ?? "",
      ticket: Nullable(request?.request?.ticket), next: Nullable(next(chain, state, breaks)),
      expires: Nullable(isOpen ? chain.expiry(under: found.policy)?.iso8601 : nil), void: breaks,
      redacted: found.redacted, steps: chain.steps.map(\.step))
  }

  /// The command that is next.
  private static func next(
    _ chain: ExceptionChain, _ state: ExceptionChain.State, _ breaks: [String]
  ) -> String? {
    switch state {
    case .rejected, .withdrawn, .deployed: return nil
    case _ where !breaks.isEmpty: return "deploysync exception impact \(chain.id)"
    case .agreed: return "deploysync apply --exception \(chain.id)"
    case .waiting(let step):
      switch step.kind {
      case .impact: return "deploysync exception impact \(chain.id)"
      case .decision: return "deploysync exception approve \(chain.id) --consequences TEXT"
      case .confirmation: return "deploysync exception confirm \(chain.id)"
      }
    }
  }

  package var document: Document {
    var document = Document()
    if exceptions.isEmpty { document.line("there is no open exception") }
    for value in exceptions {
      document.heading(
        1, Document.Span(value.exception, .code),
        Document.Span("  \(value.state)", value.state == "void" ? .bad : .warning),
        Document.Span("  \(value.bindings.joined(separator: ", "))"))
      document.line(Document.Span("\(value.requester): \(value.reason)"))
      if isBrief { continue }
      if let only = value.only.value {
        let names = only.map { String($0.prefix(10)) }.joined(separator: ", ")
        document.line("only the entries ", Document.Span(names, .code))
      }
      if let ticket = value.ticket.value { document.line("ticket: ", Document.Span(ticket)) }
      document.table(value.steps.map(row))
      for reason in value.void {
        document.line(Document.Span("void: ", .bad), Document.Span(reason))
      }
      for clause in value.redacted {
        document.line(Document.Span(time.sentence(clause), .warning))
      }
      if let expires = value.expires.value {
        document.line(Document.Span("the agreement expires on \(time.text(iso8601: expires))"))
      }
      if let next = value.next.value {
        document.line(Document.Span("Next: ", .strong), Document.Span(next, .code))
      }
    }
    return document
  }

  private func row(_ step: ExceptionStep) -> [Document.Span] {
    let word = step.verdict?.rawValue ?? step.step.rawValue
    let attested = step.attestedBy.map { " (attested by \($0): \(step.evidence ?? ""))" } ?? ""
    return [
      Document.Span(word, step.verdict == .rejected ? .bad : .good),
      Document.Span(time.text(iso8601: step.at), .faint), Document.Span(step.by + attested),
      Document.Span(step.text ?? step.run ?? ""),
    ]
  }
}

extension ExceptionChain.State {
  /// For output: the step that is missing, or how it ended.
  package var word: String {
    switch self {
    case .waiting(let step): "waiting for \(step.kind.rawValue)"
    case .agreed: "agreed"
    case .rejected: "rejected"
    case .withdrawn: "withdrawn"
    case .deployed: "deployed"
    }
  }
}
