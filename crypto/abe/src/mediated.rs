//! Mediated issuance: the holder never has a key that works without the server.
//!
//! With [`KeyRing::transform_key`](crate::KeyRing::transform_key) the holder gets K, K' and blinds them
//! itself; it can keep the originals, and nothing the server forgets takes them away. Here the authority
//! blinds while it issues, and answers to the server alone:
//!
//! ```text
//! holder:     z ← Z_r*      w = 1/z      W = g1^w      U = H(GID)^w      one z for all authorities
//!             and a proof that W and U have the same exponent
//! authority:  t ← Z_r       K^w = W^α · U^y · F(u)^t       K'^w = g2^t   to the server
//! ```
//!
//! With t = t₀·w that is (g1^α · H(GID)^y · F(u)^t₀)^w and (g2^t₀)^w: exactly what blinding an ordinary
//! key with z gives, t₀ = t·z being uniform because t is. Everything after it ([`transform`],
//! [`finish`]) is the same.
//!
//! Without the proof a holder could send U = H(GID')^w and have the server collect a key of somebody
//! else, or any U of known logarithm and have no holder tied in at all.
//!
//! What it gives: when the server deletes its transform key, the holder alone opens nothing. What it
//! does not: a holder who sees the server's answer unblinds it with z. So the authority's answer must
//! reach the server over a channel that the holder cannot read, server and holder must not collude, and an
//! attribute that is mediated must not be issued in the ordinary way as well.
//!
//! [`transform`]: crate::transform
//! [`finish`]: crate::finish

mod issue;
mod request;

pub use issue::MediatedKey;
pub use request::MediationRequest;
