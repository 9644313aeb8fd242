//! Data keys of records that no majority has yet.
//!
//! A header is made for one version of a policy and one epoch of each attribute. If one of them changes before the
//! record has its majority, no organisation endorses it, and its patient can make no new header of what is not in.
//! So the gateway that files a record keeps its data key until then. It keeps it in a header of its own, sealed to
//! a key that lies in a file beside the database, and deletes it once the record is active.

use salus_abe::{AuthorityPublicKey, AuthoritySecretKey, EpochPolicy};
use salus_envelope::{
    seal, Binding, EnvelopeError, Header, RecipientPublic, RecipientSecret, RecipientSuite, Recipients,
    SegmentSealer, Suite,
};
use salus_primitives::{consent::PolicyRef, Attribute, Label};
use std::collections::BTreeMap;

/// The one attribute of the kept headers' policy. Its authority's key is drawn at each start and thrown away: the
/// policy admits nobody, and the only way in is the gateway's own key.
const NOBODY: (&str, &str) = ("nobody", "nowhere");

/// Keeps data keys.
pub struct Keeper {
    secret: RecipientSecret,
    public: RecipientPublic,
    policy: EpochPolicy,
    authorities: BTreeMap<Label, AuthorityPublicKey>,
}

/// A record that can be sealed.
pub struct Prepared {
    /// The header for its readers.
    pub header: Header,
    /// The header for this gateway.
    pub kept: Header,
    /// What seals the content.
    pub sealer: SegmentSealer,
}

impl Keeper {
    /// Keeps data keys under a key that [`Keeper::generate`] made.
    ///
    /// # Errors
    /// If `bytes` is no such key.
    pub fn new(bytes: &[u8]) -> anyhow::Result<Self> {
        let secret = RecipientSecret::from_bytes(RecipientSuite::XWing, bytes)?;
        let (name, authority) = NOBODY;
        let authority: Label = authority.parse()?;
        let attribute: Attribute = format!("{name}@{authority}").parse()?;
        let policy = EpochPolicy::new(attribute.to_string().parse()?, &BTreeMap::from([(attribute, 0)]))?;
        let key = AuthoritySecretKey::generate(&mut rand::rng()).public_key().prepared();
        let public = secret.public();
        Ok(Self { secret, public, policy, authorities: BTreeMap::from([(authority, key)]) })
    }

    /// A new key to keep data keys under.
    pub fn generate() -> zeroize::Zeroizing<[u8; 32]> {
        RecipientSecret::generate(RecipientSuite::XWing, &mut rand::rng()).to_bytes()
    }

    /// Makes both headers of a new record. Takes as long as some encryptions.
    ///
    /// # Errors
    /// As [`seal`].
    pub fn prepare(
        &self,
        binding: Binding,
        length: u64,
        to: &Recipients<'_>,
    ) -> Result<Prepared, EnvelopeError> {
        let rng = &mut rand::rng();
        let myself = Recipients {
            policy: &self.policy,
            emergency: None,
            authorities: &self.authorities,
            patient: &self.public,
        };
        let (kept, sealer) = seal(binding, length, Suite::default(), &myself, rng)?;
        let header = self.renew(&kept, binding.policy, to)?;
        Ok(Prepared { header, kept, sealer })
    }

    /// Makes a header for the content of `kept`, under `policy`.
    ///
    /// # Errors
    /// If `kept` was made by another gateway, and as [`seal`].
    pub fn renew(
        &self,
        kept: &Header,
        policy: PolicyRef,
        to: &Recipients<'_>,
    ) -> Result<Header, EnvelopeError> {
        let key = kept.data_key_for_patient(&self.secret)?;
        kept.rewrap(&key, policy, to, &mut rand::rng())
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]

    use super::*;

    #[test]
    fn keeper_should_open_what_it_kept_only_with_the_same_key() {
        let bytes = Keeper::generate();
        let keeper = Keeper::new(bytes.as_slice()).unwrap();
        let binding = Binding {
            record: salus_primitives::RecordId([1; 32]),
            patient: [2; 32],
            policy: PolicyRef { id: 3, version: 4 },
        };
        let patient = RecipientSecret::generate(RecipientSuite::XWing, &mut rand::rng());
        let to = Recipients {
            policy: &keeper.policy,
            emergency: None,
            authorities: &keeper.authorities,
            patient: &patient.public(),
        };
        let prepared = keeper.prepare(binding, 5, &to).unwrap();
        assert!(prepared.header.data_key_for_patient(&patient).is_ok());
        let again = Keeper::new(bytes.as_slice()).unwrap();
        let policy = PolicyRef { id: 3, version: 9 };
        let renewed = again.renew(&prepared.kept, policy, &to).unwrap();
        assert!(renewed.continues(&prepared.header));
        assert_eq!(renewed.binding().policy, policy);
        let other = Keeper::new(Keeper::generate().as_slice()).unwrap();
        assert!(other.renew(&prepared.kept, policy, &to).is_err());
        assert!(Keeper::new(b"too short").is_err());
    }
}
