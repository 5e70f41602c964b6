/// Who made a signature.
package enum VerifiedSigner: Hashable, Sendable {
  /// The one person that the key stands for: an e-mail address in lowercase.
  case principal(String)
  /// Nobody that counts; the reason is a sentence without a period.
  case rejected(reason: String)
}
