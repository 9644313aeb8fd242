//! The office that a keystore speaks for, held against the chain.

use crate::{context::Context, failure::Failure};
use salus_abe::AuthoritySecretKey;
use salus_client::Keystore;
use salus_primitives::{authority::AttributeState, Label, OrganisationId};

/// An authority with the secret key that the chain knows the public one of.
pub struct Office {
    /// Its name.
    pub name: Label,
    /// What it issues with.
    pub secret: AuthoritySecretKey,
    /// How often its key was rotated.
    pub key_version: u32,
    /// Whose office it is.
    pub organisation: OrganisationId,
    /// What it declared.
    pub attributes: Vec<(Label, AttributeState)>,
    /// True if the secret is the one that the keystore keeps for a rotation: that reached the chain and was cut
    /// off then.
    pub rotated: bool,
}

impl Office {
    /// The office of `keystore`, with that of its secrets which the chain knows: keys issued with a former one
    /// would open nothing.
    pub async fn open(context: &Context, keystore: &Keystore) -> Result<Self, Failure> {
        let (name, present) = keystore.authority()?.ok_or_else(|| {
            Failure::new("this keystore has no authority's keys")
                .remedy("make some with `salus authority new-keys`, or name the authority's keystore")
        })?;
        let named = context.chain().await?.authority(&name).await?.ok_or_else(|| {
            Failure::new(format!("authority '{name}' is not registered"))
                .remedy("have a seat propose it with `salus authority register`")
        })?;
        let known = |secret: &AuthoritySecretKey| {
            secret.public_key().encode().as_slice() == named.authority.public_key.as_slice()
        };
        let (secret, rotated) = match keystore.next_authority_key()? {
            _ if known(&present) => (present, false),
            Some(next) if known(&next) => (next, true),
            _ => {
                return Err(Failure::new(format!("the chain has another key of '{name}' than this keystore"))
                    .remedy("name the keystore in which its key was rotated last"))
            }
        };
        Ok(Self {
            name,
            secret,
            key_version: named.authority.key_version,
            organisation: named.authority.organisation,
            attributes: named.attributes,
            rotated,
        })
    }

    /// Puts the secret in the place of the former one in the keystore, if that is still to be done.
    pub async fn finish_rotation(&self, context: &Context) -> Result<(), Failure> {
        if !self.rotated {
            return Ok(());
        }
        let mut keystore = context.keystore_to_change().await?;
        // Another command may have done so meanwhile, and begun the next rotation.
        let own = self.secret.public_key().encode();
        if keystore.next_authority_key()?.is_some_and(|next| next.public_key().encode() == own) {
            keystore.finish_rotation();
            keystore.save()?;
        }
        Ok(())
    }

    /// The state of one of its attributes.
    pub fn attribute(&self, name: &Label) -> Result<AttributeState, Failure> {
        self.attributes.iter().find(|(other, _)| other == name).map(|(_, state)| *state).ok_or_else(|| {
            Failure::new(format!("attribute {name}@{} is not declared", self.name))
                .remedy(format!("declare it with `salus authority declare {name}`"))
        })
    }
}
