import ArgumentParser
import Syncing

/// The options of a step that is recorded for somebody who has no clone.
struct AttestationOptions: ParsableArguments {
  @Option(
    name: .customLong("for"),
    help: ArgumentHelp(
      "Record the word of this person, by e-mail address.", valueName: "email"),
    transform: { try ReasonText.read($0, asking: "name who gave it, by e-mail address") })
  var person: String?

  @Option(
    help: ArgumentHelp("Where they gave it; needed with --for.", valueName: "url"),
    transform: { try ReasonText.read($0, asking: "link to where they gave it") })
  var evidence: String?

  func validate() throws {
    guard (person == nil) == (evidence == nil) else {
      throw ValidationError("--for and --evidence belong together.")
    }
  }

  var value: ExceptionDesk.Attestation? {
    guard let person, let evidence else { return nil }
    return ExceptionDesk.Attestation(person: person, evidence: evidence)
  }
}
