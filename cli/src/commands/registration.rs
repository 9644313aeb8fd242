//! The file with which an authority asks to be registered.

use super::read_file;
use crate::failure::Failure;
use salus_abe::{AuthorityPublicKey, PossessionProof};
use salus_client::{
    chain::{calls::attribute_authority as calls, Call},
    AccountId,
};
use salus_primitives::{Label, OrganisationId};
use serde::{Deserialize, Serialize};
use std::path::Path;

/// What an authority hands to a seat, which proposes to register it: a file in JSON.
#[derive(Debug, Serialize, Deserialize)]
pub struct Registration {
    /// The authority.
    pub name: Label,
    /// The account that acts for it.
    pub account: AccountId,
    /// Its public key, in hexadecimal digits.
    pub public_key: String,
    /// The proof that it knows the secret, in hexadecimal digits.
    pub proof_of_possession: String,
}

/// The call that registers what a registration file says, after checking its proof of possession.
pub fn register_call(path: &Path, organisation: OrganisationId) -> Result<Call, Failure> {
    let fault = |reason: String| {
        Failure::new(format!("{} is not a registration: {reason}", path.display()))
            .remedy("have it written again with `salus authority new-keys`")
    };
    let registration: Registration =
        serde_json::from_slice(&read_file(path)?).map_err(|e| fault(e.to_string()))?;
    let key = hex::decode(&registration.public_key).map_err(|e| fault(e.to_string()))?;
    let proof = hex::decode(&registration.proof_of_possession).map_err(|e| fault(e.to_string()))?;
    let (public, possession) = AuthorityPublicKey::decode(&key)
        .and_then(|public| Ok((public, PossessionProof::decode(&proof)?)))
        .map_err(|e| fault(e.to_string()))?;
    // A rogue key is one whose secret nobody knows; the proof says that somebody does.
    public.verify_possession(&registration.name, &possession).map_err(|e| fault(e.to_string()))?;
    let key = key.try_into().map_err(|_| fault("the public key is too long".into()))?;
    let proof = proof.try_into().map_err(|_| fault("the proof is too long".into()))?;
    Ok(calls::register(&registration.name, organisation, registration.account, &key, &proof))
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]

    use super::*;
    use crate::output::value;
    use salus_abe::AuthoritySecretKey;
    use salus_client::Account;

    fn registration(name: &str, proven: &str) -> Registration {
        let secret = AuthoritySecretKey::generate(&mut rand::rng());
        let proof = secret.prove_possession(&proven.parse().unwrap(), &mut rand::rng());
        Registration {
            name: name.parse().unwrap(),
            account: Account::from_uri("//Council").unwrap().id(),
            public_key: hex::encode(secret.public_key().encode()),
            proof_of_possession: hex::encode(proof.encode()),
        }
    }

    fn read(registration: &Registration) -> Result<Call, Failure> {
        let home = tempfile::tempdir().unwrap();
        let path = home.path().join("registration");
        std::fs::write(&path, value(registration).to_string()).unwrap();
        register_call(&path, 1)
    }

    #[test]
    fn registration_should_become_a_call_when_its_proof_holds() {
        let call = read(&registration("medical-council", "medical-council")).unwrap();
        assert_eq!((call.pallet(), call.name()), ("AttributeAuthority", "register"));
    }

    #[test]
    fn registration_should_be_refused_when_its_proof_is_for_another_name() {
        let refused = read(&registration("medical-council", "city-hospital")).unwrap_err();
        assert!(refused.render(false).contains("is not a registration"));
    }
}
