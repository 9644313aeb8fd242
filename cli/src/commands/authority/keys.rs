//! An authority's own keys: the first ones, and new ones in their place.

use super::office::Office;
use crate::{
    commands::registration::Registration,
    context::Context,
    failure::Failure,
    output::{value, Outcome},
    progress::Progress,
    target::Target,
};
use salus_abe::AuthoritySecretKey;
use salus_client::{
    chain::{calls::attribute_authority as calls, events},
    Keystore,
};
use salus_primitives::Label;

/// Makes the first keys of an authority and the file that a seat proposes; for keys that are there already the
/// file alone.
pub async fn new_keys(context: &Context, name: Label, target: Target) -> Result<Outcome, Failure> {
    let mut keystore = context.keystore_to_change().await?;
    let (secret, new) = first_keys(&mut keystore, &name)?;
    let proof = secret.prove_possession(&name, &mut rand::rng());
    let registration = Registration {
        name: name.clone(),
        account: keystore.account().id(),
        public_key: hex::encode(secret.public_key().encode()),
        proof_of_possession: hex::encode(proof.encode()),
    };
    let text = format!("{:#}\n", value(&registration));
    let (file, aside) = (target.to_string(), target.is_standard_output());
    target.write(text.as_bytes()).map_err(|failure| {
        failure.and_remedy("repeat this: the keys are in the keystore, and stay as they are")
    })?;
    let whose = if new { "are in the keystore" } else { "were in the keystore before, and stay as they are" };
    let text = format!(
        "The keys of '{name}' {whose}.\nHave a seat propose it: salus authority register {file} --organisation NUMBER"
    );
    Ok(Outcome::new(text)
        .aside(aside)
        .field("name", name.to_string())
        .field("new", new)
        .field("account", registration.account.to_string())
        .field("public_key", registration.public_key))
}

/// The first keys of the authority `name`, kept in `keystore`; whether they are new.
fn first_keys(keystore: &mut Keystore, name: &Label) -> Result<(AuthoritySecretKey, bool), Failure> {
    match keystore.authority()? {
        Some((present, secret)) if present == *name => Ok((secret, false)),
        Some((other, _)) => {
            Err(Failure::new(format!("the keystore already has the keys of authority '{other}'"))
                .remedy("use another keystore for another authority; keys are never overwritten"))
        }
        None => {
            let secret = AuthoritySecretKey::generate(&mut rand::rng());
            keystore.set_authority(name.clone(), &secret);
            keystore.save()?;
            Ok((secret, true))
        }
    }
}

/// Puts a new key in the place of the authority's, on the chain and in the keystore.
///
/// The new key is in the keystore, beside the old one, before the chain hears of it; so a rotation that was
/// cut off at any point is finished by asking for it again.
pub async fn rotate(context: &Context) -> Result<Outcome, Failure> {
    let mut keystore = context.keystore_to_change().await?;
    let office = Office::open(context, &keystore).await?;
    if office.rotated {
        keystore.finish_rotation();
        keystore.save()?;
        let text = "The rotation that was cut off had reached the chain; now the keystore has it, too.";
        return Ok(rotated(text.into(), &office.name, office.key_version));
    }
    let begun = keystore.next_authority_key()?;
    let next = begun.unwrap_or_else(|| AuthoritySecretKey::generate(&mut rand::rng()));
    keystore.begin_rotation(&next);
    keystore.save()?;

    let waiting = Progress::waiting(context.options.json, "Rotating the key");
    let too_long = |_| Failure::new("the new key's encoding is too long for the chain");
    let key = next.public_key().encode().try_into().map_err(too_long)?;
    let proof = next.prove_possession(&office.name, &mut rand::rng()).encode();
    let proof = proof.try_into().map_err(too_long)?;
    let chain = context.chain().await?;
    let included = chain.submit(keystore.account(), calls::rotate_key(&key, &proof)).await?;
    keystore.finish_rotation();
    keystore.save()?;
    drop(waiting);
    let done: events::KeyRotated = included.require()?;
    let text = format!("The key of '{}' is rotated (block {}).", office.name, included.block_number);
    Ok(rotated(text, &office.name, done.key_version).included(&included))
}

fn rotated(mut text: String, name: &Label, version: u32) -> Outcome {
    text.push_str(
        "\nAll its attributes are at a new epoch, so that nobody's keys open new records:\n\
         give everybody new ones with `salus authority reissue`.",
    );
    Outcome::new(text).field("name", name.to_string()).field("key_version", version)
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]

    use super::*;
    use salus_client::{keystore::Cost, Account, RecipientSuite};

    #[test]
    fn keys_should_stay_as_they_are_when_made_again_for_the_same_authority() {
        let home = tempfile::tempdir().unwrap();
        let path = home.path().join("keystore");
        let account = Account::from_uri("//Council").unwrap();
        let cost = Cost { memory: 64, passes: 1, lanes: 1 };
        let mut keystore =
            Keystore::create_at_cost(&path, "passphrase", account, RecipientSuite::X25519, cost).unwrap();
        let name: Label = "medical-council".parse().unwrap();
        let Ok((first, true)) = first_keys(&mut keystore, &name) else { unreachable!("they are new") };
        let mut opened = Keystore::open(&path, "passphrase").unwrap();
        let Ok((again, false)) = first_keys(&mut opened, &name) else { unreachable!("they are there") };
        assert_eq!(again.public_key().encode(), first.public_key().encode());
        let other = first_keys(&mut opened, &"city-hospital".parse().unwrap());
        assert!(other.is_err_and(|refused| refused.what().contains("'medical-council'")));
    }
}
