import FoundationEssentials
import Ledger
import Reporting

/// Prints answers in the format that was asked for.
struct OutputPrinter {
  private let options: GlobalOptions

  init(_ options: GlobalOptions) { self.options = options }

  func answer(_ report: some Report) throws {
    switch options.format {
    case .json: Terminal.output(try LedgerJSON.encode(report))
    case .markdown: Terminal.output(MarkdownRenderer().render(report.document))
    // `FormatCheck` lets it pass for `calendar` alone, which writes it itself.
    case .text, .ics: Terminal.output(TextRenderer(isColored: isColored).render(report.document))
    }
  }

  /// `NO_COLOR` (no-color.org) and `TERM=dumb` switch colours off.
  private var isColored: Bool {
    switch options.color {
    case .always: return true
    case .never: return false
    case .auto:
      let environment = ProcessInfo.processInfo.environment
      return Terminal.outputIsTerminal && environment["NO_COLOR", default: ""].isEmpty
        && environment["TERM"] != "dumb"
    }
  }
}
