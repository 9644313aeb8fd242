//! Authorities whose secret no one has: (α, y) divided among officers, any `threshold` of whom issue.
//!
//! ```text
//! dealing      officer i: random polynomials f_i, g_i of degree t − 1 over Z_r, published as
//!              A_ik = E0^f_ik, B_ik = g2^g_ik, with a proof that it knows f_i0, g_i0;
//!              f_i(j), g_i(j) to officer j, who checks E0^f_i(j) = Π A_ik^(j^k), g2^g_i(j) = Π B_ik^(j^k)
//! key          α = Σ f_i0    y = Σ g_i0    α_j = Σ f_i(j)    y_j = Σ g_i(j)    PK = (Π A_i0, Π B_i0)
//! issuing      officer j: K_j = g1^α_j · H(GID)^y_j · F(u)^t_j    K'_j = g2^t_j    own t_j
//!              anybody: K = Π K_j^ℓ_j    K' = Π K'_j^ℓ_j    ℓ_j Lagrange's coefficients at 0
//! ```
//!
//! Shamir (1979) and Feldman (FOCS 1987) over the scalar field, dealt jointly (Pedersen, EUROCRYPT 1991).
//! K is an ordinary key with t = Σ ℓ_j·t_j, and verifies as one. An officer's share is an
//! [`AuthoritySecretKey`](crate::AuthoritySecretKey), its public share an
//! [`AuthorityPublicKey`](crate::AuthorityPublicKey): a partial key is a key under the share, so the
//! ordinary verification finds out who lies.
//!
//! Commitments to f lie in GT, where PK1 itself lies. In G1 they would show g1^α, which takes PK1^r off
//! every row of every capsule: e(g1^α, C2) = PK1^-r.
//!
//! # The ceremony
//!
//! 1. All officers agree on a [`Ceremony`]. Each calls [`deal()`] and publishes its [`DealingCommitment`] on a channel
//!    on which all see the same (the chain does). When all who deal have committed themselves, each publishes its
//!    [`Dealing`] there and sends each [`DealtShare`] sealed to its officer.
//! 2. Each checks every dealing ([`Dealing::verify`]) and its shares ([`Dealing::check_share`]). Who got
//!    a wrong share, or none, says so; the dealer answers by publishing that one share, and everybody
//!    checks it: if it is right, it is used; if it is wrong or missing, that dealer is out for all. A
//!    complaint reveals nothing that the complaining officer, if it lies, did not know.
//! 3. With the remaining dealings, at least `threshold` of them, each makes its [`OfficerKey`] and all
//!    compute the same [`ThresholdKey`]. Fewer than `threshold` corrupt officers know nothing of α and y,
//!    because at least one dealing is not theirs.
//! 4. Any `threshold` of them prove possession ([`ProofNonces`]), and the public key is registered like
//!    any other. Nothing on the chain or at a sender knows that it is divided.
//!
//! Without the commitments, the last dealer could choose its dealing for the bits of the public key (Gennaro,
//! Jarecki, Krawczyk, Rabin, J. Cryptology 2007). What is left is to stay away: a dealer who sees the others' dealings
//! can withhold its own, and so choose between two keys. It cannot know the secret of either, as it must prove what it
//! knows of its own part.
//!
//! # Refreshing the shares
//!
//! From time to time, and when an officer leaves or may have lost its share, the others make all shares again
//! ([`OfficerKey::deal_refresh`], [`RefreshDealing`], [`OfficerKey::refreshed`]). Key, issued keys and capsules stay
//! valid; old shares are worth nothing together with new ones, and fewer than `threshold` of each are worth
//! nothing together. The steps are those of the ceremony: publish and send, check, complain, add the
//! dealings of at least `threshold` officers, compare the refreshed keys, and only then destroy the old shares.
//! Whom nobody sends its share is no officer any more. A new officer, or another quorum, takes a new ceremony
//! and key.

mod deal;
mod issue;
mod key;
mod possession;
mod quorum;
mod refresh;

pub use deal::{deal, Dealing, DealingCommitment, DealtShare};
pub use issue::{PartialKey, PartialMediatedKey};
pub use key::{OfficerKey, ThresholdKey};
pub use possession::{ProofCommitment, ProofNonces, ProofShare};
pub use quorum::{Ceremony, OfficerIndex, Quorum};
pub use refresh::RefreshDealing;
