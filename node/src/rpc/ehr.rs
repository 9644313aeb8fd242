//! `ehr_*`: which ciphertext is which record.

use super::{
    chain::{BlockHash, DEFAULT_LIMIT},
    Chain, Error,
};
use jsonrpsee::proc_macros::rpc;
use salus_primitives::{
    record::{NamedRecord, Page, Record},
    OrganisationId, RecordId,
};
use salus_runtime_api::EhrApi as RuntimeApi;
use salus_runtime_common::AccountId;
use sp_api::ProvideRuntimeApi;

/// A page of records; `next` is the `cursor` for the page after.
pub type Records = Page<NamedRecord<AccountId>, RecordId>;

/// The methods. `limit` is 100 by default and 256 at most; `at` is a block's hash, by default the last
/// final block. Pages that belong together are asked for at one block.
#[rpc(server)]
pub trait EhrApi {
    /// The facts of a record.
    #[method(name = "ehr_record", blocking)]
    fn record(&self, record: RecordId, at: Option<BlockHash>) -> Result<Option<Record<AccountId>>, Error>;

    /// The records of `patient`.
    #[method(name = "ehr_recordsOf", blocking)]
    fn records_of(
        &self,
        patient: AccountId,
        cursor: Option<RecordId>,
        limit: Option<u32>,
        at: Option<BlockHash>,
    ) -> Result<Records, Error>;

    /// The Pending records that `organisation` has not endorsed.
    #[method(name = "ehr_pendingFor", blocking)]
    fn pending_for(
        &self,
        organisation: OrganisationId,
        cursor: Option<RecordId>,
        limit: Option<u32>,
        at: Option<BlockHash>,
    ) -> Result<Records, Error>;
}

/// Answers from the chain.
pub struct Ehr(pub Chain);

impl EhrApiServer for Ehr {
    fn record(&self, record: RecordId, at: Option<BlockHash>) -> Result<Option<Record<AccountId>>, Error> {
        let at = self.0.hash(at)?;
        Ok(self.0.client.runtime_api().record(at, record)?)
    }

    fn records_of(
        &self,
        patient: AccountId,
        cursor: Option<RecordId>,
        limit: Option<u32>,
        at: Option<BlockHash>,
    ) -> Result<Records, Error> {
        let at = self.0.hash(at)?;
        Ok(self.0.client.runtime_api().records_of(at, patient, cursor, limit.unwrap_or(DEFAULT_LIMIT))?)
    }

    fn pending_for(
        &self,
        organisation: OrganisationId,
        cursor: Option<RecordId>,
        limit: Option<u32>,
        at: Option<BlockHash>,
    ) -> Result<Records, Error> {
        let at = self.0.hash(at)?;
        Ok(self.0.client.runtime_api().pending_for(
            at,
            organisation,
            cursor,
            limit.unwrap_or(DEFAULT_LIMIT),
        )?)
    }
}
