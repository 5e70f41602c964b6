import ArgumentParser
import Syncing

/// The options of a step that is recorded for somebody who has no clone.
struct AttestationOptions: ParsableArguments {
  @Option(name: .customLong("for"), help: "Record the word of this person, by e-mail address.")
  var person: String?

  @Option(help: "Where they gave it, a link; needed with --for.")
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
