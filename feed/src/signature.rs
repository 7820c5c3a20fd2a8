//! The signature of a feed's document: where it stands, and which bytes it speaks for.
//!
//! A signed document is one file, so that news and signature can never be of two publications. Its
//! text begins exactly
//!
//! ```text
//! {"format":"pilotlight/1","signature":"<86 characters of base64url>",
//! ```
//!
//! and goes on like any other. The signature is Ed25519 (RFC 8032) over the document's own bytes
//! with these 86 characters taken out, so `"signature":""` stands there. Nobody has to agree on a
//! canonical form of JSON, and `valid_until` and `revision` are signed with the rest: an old
//! document, replayed, ends with its own promise.
//!
//! Here are the bytes only. The cryptography is the platform's: WebCrypto in a browser, the
//! server's own in the server.
//!
//! ```
//! use pilotlight_feed::signature;
//!
//! let document = br#"{"format":"pilotlight/1","revision":7}"#;
//! let message = signature::message(document).expect("a feed");
//! assert_eq!(message, br#"{"format":"pilotlight/1","signature":"","revision":7}"#);
//!
//! let signature = ["x"; 85].concat() + "A";
//! let signed = signature::seal(&message, &signature).expect("both have their form");
//! let read = signature::split(&signed).expect("is signed");
//! assert_eq!((read.signature, read.message()), (signature.as_str(), message));
//! ```

/// Length of a signature's text: 64 bytes as base64url without padding.
pub const SIGNATURE_CHARACTERS: usize = 86;

/// How every document of this version begins, signed or not.
const FORMAT: &[u8] = br#"{"format":"pilotlight/1","#;
/// What a signed one has next.
const FIELD: &[u8] = br#""signature":""#;
/// What follows the signature's text.
const FIELD_END: &[u8] = br#"","#;

/// A signed document, taken apart. That it has the form says nothing of whether the signature
/// holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Signed<'a> {
    /// [`SIGNATURE_CHARACTERS`] of base64url without padding, for example `"uOtd…Rc6BA"`.
    pub signature: &'a str,
    before: &'a [u8],
    after: &'a [u8],
}

impl Signed<'_> {
    /// The bytes that the signature speaks for: the document without the signature's text.
    #[must_use]
    pub fn message(&self) -> Vec<u8> {
        [self.before, self.after].concat()
    }
}

/// Takes a signed document apart; none when it is not signed: no signature at the very place where
/// it must stand, or one that no encoder writes.
#[must_use]
pub fn split(document: &[u8]) -> Option<Signed<'_>> {
    let signature_at = FORMAT.len() + FIELD.len();
    let (before, rest) = document.split_at_checked(signature_at)?;
    let (signature, after) = rest.split_at_checked(SIGNATURE_CHARACTERS)?;
    let has_form = before.starts_with(FORMAT) && before.ends_with(FIELD);
    if !has_form || !after.starts_with(FIELD_END) {
        return None;
    }
    let signature = str::from_utf8(signature).ok()?;
    is_signature(signature).then_some(Signed {
        signature,
        before,
        after,
    })
}

/// What to sign of a document that has no signature yet: the same with an empty one. None when the
/// document does not begin as every document of this version, or has one already.
#[must_use]
pub fn message(document: &[u8]) -> Option<Vec<u8>> {
    let rest = document.strip_prefix(FORMAT)?;
    let is_new = !rest.starts_with(FIELD);
    is_new.then(|| [FORMAT, FIELD, FIELD_END, rest].concat())
}

/// The document of what was signed and its signature; none when either has not its form. The
/// reverse of [`split`].
#[must_use]
pub fn seal(message: &[u8], signature: &str) -> Option<Vec<u8>> {
    let (before, after) = message.split_at_checked(FORMAT.len() + FIELD.len())?;
    let has_form = before.starts_with(FORMAT) && before.ends_with(FIELD);
    let fits = has_form && after.starts_with(FIELD_END) && is_signature(signature);
    fits.then(|| [before, signature.as_bytes(), after].concat())
}

/// Whether this is the one base64url text of some 64 bytes. The last character carries two bits of
/// them; were the other four free, a signature could be written in sixteen ways.
fn is_signature(text: &str) -> bool {
    let in_alphabet = |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_');
    text.len() == SIGNATURE_CHARACTERS
        && text.bytes().all(in_alphabet)
        && text.ends_with(['A', 'Q', 'g', 'w'])
}

#[cfg(test)]
mod tests {
    use super::{FORMAT, Signed, message, seal, split};
    use crate::Feed;

    /// What a document of these tests says beside its format.
    const REST: &str = r#""revision":7}"#;

    fn signature() -> String {
        "-_".repeat(42) + "9Q"
    }

    fn signed(signature: &str) -> String {
        [
            r#"{"format":"pilotlight/1","signature":""#,
            signature,
            r#"","#,
            REST,
        ]
        .concat()
    }

    #[test]
    fn a_document_begins_with_the_format_of_the_feed() {
        let expected = [r#"{"format":""#, Feed::FORMAT, r#"","#].concat();
        assert_eq!(FORMAT, expected.as_bytes());
    }

    #[test]
    fn what_is_signed_is_the_document_without_the_signature() {
        let document = signed(&signature());
        let read = split(document.as_bytes()).expect("is signed");
        assert_eq!(read.signature, signature());
        assert_eq!(read.message(), signed("").as_bytes());
        let sealed = seal(&read.message(), &signature());
        assert_eq!(sealed.as_deref(), Some(document.as_bytes()));
    }

    #[test]
    fn a_document_is_signed_only_at_its_one_place_and_in_its_one_form() {
        #[track_caller]
        fn check(what: &str, document: &str) {
            assert_eq!(split(document.as_bytes()), None::<Signed<'_>>, "{what}");
        }
        let signature = signature();
        let good = signed(&signature);
        for length in 0..good.len() - REST.len() {
            check("cut short", &good[..length]);
        }
        check("none", r#"{"format":"pilotlight/1","revision":7}"#);
        check("empty", &signed(""));
        check("too short", &signed(&signature[1..]));
        check("too long", &signed(&["A", &signature].concat()));
        check("padded", &signed(&[&signature[..84], "=="].concat()));
        check("not base64url", &signed(&signature.replace('-', "+")));
        check("bits left over", &signed(&signature.replace("9Q", "9R")));
        check("outside ASCII", &signed(&signature.replace("-_", "é")));
        check("a space before it", &good.replace(r#":"-"#, r#": "-"#));
        check("a line break first", &["\n", &good].concat());
        check("another version", &good.replace("light/1", "light/2"));
        check("another name", &good.replace("signature", "Signature"));
        let field = [r#""signature":""#, &signature, r#"","#].concat();
        check(
            "after another field",
            &[
                r#"{"format":"pilotlight/1","revision":7,"#,
                &field,
                r#""a":1}"#,
            ]
            .concat(),
        );
        let name = field.replace('"', "\\\"");
        check(
            "inside a name",
            &[
                r#"{"format":"pilotlight/1","page":{"name":""#,
                &name,
                r#""}}"#,
            ]
            .concat(),
        );
    }

    #[test]
    fn only_a_document_without_a_signature_is_prepared_for_one() {
        let plain = br#"{"format":"pilotlight/1","revision":7}"#;
        assert_eq!(message(plain).as_deref(), Some(signed("").as_bytes()));
        for document in [
            &signed(""),
            &signed(&signature()),
            r#"{ "format":"pilotlight/1","revision":7}"#,
            r#"{"revision":7,"format":"pilotlight/1"}"#,
            "",
        ] {
            assert_eq!(message(document.as_bytes()), None, "{document}");
        }
    }

    #[test]
    fn only_a_signature_is_sealed_into_only_a_message() {
        let message = signed("");
        assert_eq!(seal(message.as_bytes(), &signature()[1..]), None);
        assert_eq!(seal(message.as_bytes(), &"\"".repeat(86)), None);
        assert_eq!(seal(b"{}", &signature()), None);
        assert_eq!(
            seal(signed(&signature()).as_bytes(), &signature()),
            None,
            "no second one"
        );
    }
}
