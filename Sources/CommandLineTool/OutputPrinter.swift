import FoundationEssentials
import Git
import Ledger
import Reporting

/// Prints answers in the format that was asked for.
struct OutputPrinter {
  private let options: GlobalOptions
  private let environment = ProcessInfo.processInfo.environment
  private let pager: Pager?

  /// - Parameters:
  ///   - pages: Whether a person reads the answer and waits for nothing else.
  ///   - repository: The one whose configuration may name a pager.
  init(_ options: GlobalOptions, pages: Bool, repository: Repository?) {
    self.options = options
    let isPaged =
      pages && !options.noPager && options.format == .text && Terminal.outputIsTerminal
    pager = isPaged ? Pager(environment: environment, repository: repository) : nil
  }

  func answer(_ report: some Report) throws {
    switch options.format {
    case .json: Terminal.output(try LedgerJSON.encode(report))
    case .markdown: Terminal.output(MarkdownRenderer().render(report.document))
    // `FormatCheck` lets ics pass for `calendar` alone, which writes it itself.
    case .text, .ics:
      let renderer = TextRenderer(
        isColored: isColored, width: Terminal.outputWidth(environment))
      let text = renderer.render(report.document)
      if text.isEmpty { return }
      if let pager, pager.show(text) { return }
      Terminal.output(text)
    }
  }

  /// The flag counts first, then `NO_COLOR` (no-color.org: any value but an empty one), then what
  /// standard output is.
  private var isColored: Bool {
    switch options.color {
    case .always: true
    case .never: false
    case .auto:
      environment["NO_COLOR", default: ""].isEmpty && Terminal.outputIsTerminal
        && Terminal.isCapable(environment)
    }
  }
}
