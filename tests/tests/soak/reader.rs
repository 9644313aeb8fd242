//! subxt reads the chain: no types but those in the metadata.

use anyhow::{ensure, Context, Result};
use std::{collections::BTreeSet, sync::Arc};
use subxt::{
    backend::LegacyBackend,
    dynamic::Value,
    ext::scale_decode::DecodeAsType,
    metadata::{ArcMetadata, Metadata},
    rpcs::RpcClient,
    OnlineClient, SubstrateConfig,
};

/// The consortium's own pallets.
const PALLETS: [&str; 5] = ["Consortium", "AttributeAuthority", "Consent", "EhrRegistry", "AuditLog"];
/// More than the fields of any call or event of zeros.
const ZEROS: usize = 16_384;

/// Decodes every extrinsic and event of every final block, every entry of the state at the last one, and every call,
/// event and error that the consortium's pallets may have.
///
/// # Errors
/// With the first that does not decode.
pub async fn decode_everything(url: &str) -> Result<()> {
    // Every node has these methods, and they know blocks of any age.
    let backend = LegacyBackend::builder().build(RpcClient::from_insecure_url(url).await?);
    let client =
        OnlineClient::<SubstrateConfig>::from_backend_with_config(SubstrateConfig::new(), Arc::new(backend))
            .await?;
    let head = client.at_current_block().await?;
    let mut versions = BTreeSet::new();
    for number in 1..=head.block_number() {
        let at = client.at_block(number).await?;
        versions.insert(at.spec_version());
        let block = async {
            for extrinsic in at.extrinsics().fetch().await?.iter() {
                extrinsic?.decode_call_data_fields_unchecked_as::<Value>()?;
            }
            for event in at.events().fetch().await?.iter() {
                event?.decode_fields_unchecked_as::<Value>()?;
            }
            anyhow::Ok(())
        };
        block.await.with_context(|| format!("in block {number}"))?;
    }
    ensure!(versions.len() == 2, "blocks of the runtimes {versions:?} alone");

    let storage = head.storage();
    for entry in storage.entries() {
        let name = format!("{}.{}", entry.pallet_name(), entry.entry_name());
        let entry = entry.entry()?;
        let read = async {
            if entry.is_plain() {
                if let Some(value) = entry.try_fetch(Vec::new()).await? {
                    value.decode_as::<Value>()?;
                }
            } else {
                let mut values = entry.iter(Vec::<Value>::new()).await?;
                while let Some(value) = values.next().await {
                    value?.value().decode_as::<Value>()?;
                }
            }
            anyhow::Ok(())
        };
        read.await.with_context(|| format!("the storage item {name}"))?;
    }
    decode_vocabulary(&head.metadata())
}

fn decode_vocabulary(metadata: &ArcMetadata) -> Result<()> {
    let enums = metadata.outer_enums();
    for name in PALLETS {
        let pallet = metadata.pallet_by_name(name).with_context(|| format!("no pallet {name}"))?;
        for (what, outer, place, variants) in [
            ("call", enums.call_enum_ty(), pallet.call_index(), pallet.call_variants()),
            ("event", enums.event_enum_ty(), pallet.event_index(), pallet.event_variants()),
            ("error", enums.error_enum_ty(), pallet.error_index(), pallet.error_variants()),
        ] {
            let variants = variants.with_context(|| format!("no {what}s of {name}"))?;
            for variant in variants {
                decode_zeros(metadata, outer, [place, variant.index])
                    .with_context(|| format!("the {what} {name}.{}", variant.name))?;
            }
        }
    }
    Ok(())
}

fn decode_zeros(metadata: &Metadata, outer: u32, front: [u8; 2]) -> Result<()> {
    let bytes = [front.as_slice(), &[0; ZEROS]].concat();
    Value::decode_as_type(&mut bytes.as_slice(), outer, metadata.types())?;
    Ok(())
}
