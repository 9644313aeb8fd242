//! Key cards, and the keys that authorities seal to them.

use crate::{
    authority::{label, AuthorityKey},
    error::{Refusal, Result},
    input::{account, array, bytes, forgetting, output, whole_u32},
    key::AttributeKey,
    recipient::{RecipientPublic, RecipientSecret, RecipientSuite},
};
use js_sys::Uint8Array;
use salus_primitives::Attribute;
use salus_protocol::{card, issuing, AccountId};
use wasm_bindgen::prelude::wasm_bindgen;

/// The SS58 address of an account, with prefix 42.
#[wasm_bindgen(js_name = addressOf)]
pub fn address_of(account: &Uint8Array) -> Result<String> {
    Ok(crate::input::account(account)?.to_string())
}

/// The 32 bytes of the account with an SS58 address of prefix 42; throws `Address` otherwise.
#[wasm_bindgen(js_name = accountOf)]
pub fn account_of(address: &str) -> Result<Uint8Array> {
    let account: AccountId = address.parse().map_err(|reason: salus_protocol::account::InvalidAddress| {
        Refusal::new("Address", reason.to_string())
    })?;
    Ok(output(&account.0))
}

/// A signed key card: what others encrypt to. Every object of this class carries a valid signature.
#[wasm_bindgen]
pub struct KeyCard(card::KeyCard);

#[wasm_bindgen]
impl KeyCard {
    /// Reads a card and checks its signature; throws `Card` otherwise.
    pub fn decode(encoded: &Uint8Array) -> Result<KeyCard> {
        Ok(Self(card::KeyCard::decode(&bytes(encoded)?)?))
    }

    /// What the wallet of `owner` signs (sr25519, context `substrate`) so that others encrypt to `key`.
    pub fn statement(owner: &Uint8Array, key: &RecipientPublic) -> Result<Uint8Array> {
        Ok(output(&card::KeyCard::statement(&account(owner)?, &key.0)))
    }

    /// The card of `owner` with `key`, from the wallet's signature over `statement`; throws `Card` if it does not hold.
    pub fn signed(owner: &Uint8Array, key: &RecipientPublic, signature: &Uint8Array) -> Result<KeyCard> {
        let signature = array(signature, "a signature")?;
        Ok(Self(card::KeyCard::signed(account(owner)?, &key.0, *signature)?))
    }

    /// The card's bytes.
    pub fn encode(&self) -> Uint8Array {
        output(&self.0.encode())
    }

    /// Whose card it is.
    #[wasm_bindgen(getter)]
    pub fn account(&self) -> Uint8Array {
        output(&self.0.account().0)
    }

    /// Which suite the key is of.
    #[wasm_bindgen(getter)]
    pub fn suite(&self) -> RecipientSuite {
        self.0.suite().into()
    }

    /// The card's name on the chain. Compare it before anything is sealed to the card.
    #[wasm_bindgen(getter, js_name = contentId)]
    pub fn content_id(&self) -> String {
        self.0.content_id().to_string()
    }

    /// What to encrypt to; throws `Card` if the owner signed something that is no usable key.
    pub fn recipient(&self) -> Result<RecipientPublic> {
        Ok(RecipientPublic(self.0.recipient()?))
    }
}

/// Opens the package in which the authority `name`, whose key is `authority`, sealed the key of `attribute` at `epoch` for
/// `holder`, and checks the key. Throws `PackageNotOpened` or `KeyNotGenuine`.
#[wasm_bindgen(js_name = openKeyPackage)]
pub fn open_key_package(
    package: &Uint8Array,
    secret: &RecipientSecret,
    holder: &Uint8Array,
    attribute: &str,
    epoch: f64,
    name: &str,
    authority: &AuthorityKey,
) -> Result<AttributeKey> {
    let attribute: Attribute =
        attribute.parse().map_err(|reason| Refusal::input(format!("the attribute, {reason}")))?;
    let attribute = attribute.at(whole_u32(epoch, "an epoch")?);
    let name = label(name)?;
    forgetting(|| {
        let (package, holder) = (bytes(package)?, account(holder)?);
        let key = issuing::open(&package, &secret.0, &holder, &attribute, (&name, &authority.0))?;
        Ok(AttributeKey(Box::new(key)))
    })
}
