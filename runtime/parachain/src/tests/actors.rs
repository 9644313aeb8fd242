//! People who sign transactions.

use crate::{
    genesis_config_presets::FOUNDERS, AccountId, Address, RuntimeCall, SignedPayload, System,
    UncheckedExtrinsic,
};
use codec::Encode;
use frame_support::dispatch::{DispatchInfo, PostDispatchInfo};
use salus_primitives::{content::Codec, ContentId};
use salus_runtime_common::{MemberAccess, Refusal, TxExtension};
use sp_core::{sr25519, Pair};
use sp_runtime::{
    generic::Era, traits::Dispatchable, transaction_validity::InvalidTransaction, ApplyExtrinsicResult,
};

/// A person or office with a key.
#[derive(Clone)]
pub struct Actor(pub sr25519::Pair);

impl Actor {
    /// The holder of a development key, `//Alice`.
    pub fn new(path: &str) -> Self {
        Self(sr25519::Pair::from_string(path, None).unwrap())
    }

    /// Its account.
    pub fn account(&self) -> AccountId {
        self.0.public().into()
    }

    /// A signed transaction, valid now.
    pub fn sign(&self, call: impl Into<RuntimeCall>) -> UncheckedExtrinsic {
        let call = call.into();
        let extension = extension(System::account_nonce(self.account()));
        let payload = SignedPayload::new(call.clone(), extension).unwrap();
        let signature = payload.using_encoded(|bytes| self.0.sign(bytes));
        let (_, extension, _) = payload.deconstruct();
        UncheckedExtrinsic::new_signed(call, Address::Id(self.account()), signature.into(), extension)
    }
}

/// What a client puts into a transaction, on any chain of Salus.
pub fn extension<T, Rules>(nonce: T::Nonce) -> TxExtension<T, Rules>
where
    T: frame_system::Config<RuntimeCall: Dispatchable<Info = DispatchInfo, PostInfo = PostDispatchInfo>>
        + Send
        + Sync,
{
    (
        frame_system::AuthorizeCall::new(),
        frame_system::CheckNonZeroSender::new(),
        frame_system::CheckSpecVersion::new(),
        frame_system::CheckTxVersion::new(),
        frame_system::CheckGenesis::new(),
        frame_system::CheckMortality::from(Era::Immortal),
        MemberAccess::new(),
        frame_system::CheckNonce::from(nonce),
        frame_system::CheckWeight::new(),
        frame_system::WeightReclaim::new(),
    )
}

/// The seat of a founder.
pub fn seat(organisation: usize) -> Actor {
    office(organisation, "seat")
}

/// The gateway of a founder.
pub fn gateway(organisation: usize) -> Actor {
    office(organisation, "gateway")
}

fn office(organisation: usize, office: &str) -> Actor {
    let name = FOUNDERS[organisation].name.replace(' ', "-");
    Actor::new(&format!("//{name}//{office}"))
}

/// What the pool answers to a transaction that `refusal` stops.
pub fn refused(refusal: Refusal) -> ApplyExtrinsicResult {
    Err(InvalidTransaction::Custom(refusal.code()).into())
}

/// The name of some ciphertext.
pub fn content(byte: u8) -> ContentId {
    ContentId::new(Codec::Raw, [byte; 32])
}
