//! `rabe`'s Lewko–Waters 2011, the only multi-authority scheme one can install from crates.io. It is broken
//! (its hash to the group has a known discrete logarithm) and is measured for comparison only.

use crate::{
    measure::{Run, MOST_AUTHORITIES},
    Failure,
};
use rabe::{
    schemes::aw11::{add_to_attribute, authgen, decrypt, encrypt, keygen, setup, Aw11PublicKey},
    utils::policy::pest::PolicyLanguage,
};
use std::hint::black_box;

/// What is encrypted: as much as a capsule carries.
const MESSAGE: [u8; 32] = [1; 32];

pub fn measure(run: &mut Run) -> Result<(), Failure> {
    for &leaves in run.leaves() {
        let authorities = MOST_AUTHORITIES.min(leaves);
        let names: Vec<String> = (0..leaves).map(|leaf| format!("A{leaf}")).collect();
        let global = setup();
        let mut publics: Vec<Aw11PublicKey> = Vec::new();
        let mut holder = None;
        for authority in 0..authorities {
            let own: Vec<&str> =
                names.iter().skip(authority).step_by(authorities).map(String::as_str).collect();
            let (public, secret) = authgen(&global, &own).ok_or("rabe made no authority")?;
            publics.push(public);
            match &mut holder {
                None => {
                    holder =
                        Some(keygen(&global, &secret, "holder", &own).map_err(|error| error.to_string())?)
                }
                Some(holder) => {
                    for name in &own {
                        add_to_attribute(&global, &secret, name, holder)
                            .map_err(|error| error.to_string())?;
                    }
                }
            }
        }
        let holder = holder.ok_or("no authority")?;
        let publics: Vec<&Aw11PublicKey> = publics.iter().collect();
        let quoted = names.iter().map(|name| format!("\"{name}\""));
        // Its gates have two inputs each.
        let policy = quoted.rev().reduce(|rest, leaf| format!("({leaf} and {rest})")).ok_or("no leaves")?;
        let encrypted = || encrypt(&global, &publics, &policy, PolicyLanguage::HumanPolicy, &MESSAGE);
        let ciphertext = encrypted().map_err(|error| error.to_string())?;
        if decrypt(&global, &holder, &ciphertext).map_err(|error| error.to_string())? != MESSAGE {
            return Err("rabe decrypted to something else".into());
        }
        run.measure(&format!("rabe-encapsulate-{leaves}"), |bencher| bencher.iter(encrypted))?;
        run.measure(&format!("rabe-decapsulate-{leaves}"), |bencher| {
            bencher.iter(|| decrypt(&global, &holder, black_box(&ciphertext)));
        })?;
    }
    Ok(())
}
