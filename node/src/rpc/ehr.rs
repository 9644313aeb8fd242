//! `ehr_*`: which ciphertext is which record.

use super::{
    chain::{BlockHash, DEFAULT_LIMIT},
    Chain, Error,
};
use jsonrpsee::proc_macros::rpc;
use salus_primitives::{
    erasure::{Erasure, NamedErasure},
    record::{NamedRecord, NamedRewrap, Page, Record, Rewrap},
    OrganisationId, RecordId,
};
use salus_runtime_api::EhrApi as RuntimeApi;
use salus_runtime_common::AccountId;
use sp_api::ProvideRuntimeApi;

/// A page of records; `next` is the `cursor` for the page after.
pub type Records = Page<NamedRecord<AccountId>, RecordId>;
/// A page of waiting new headers.
pub type Rewraps = Page<NamedRewrap, RecordId>;
/// A page of erasures.
pub type Erasures = Page<NamedErasure<AccountId>, RecordId>;

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

    /// The new header that waits for this record's majority.
    #[method(name = "ehr_rewrap", blocking)]
    fn rewrap(&self, record: RecordId, at: Option<BlockHash>) -> Result<Option<Rewrap>, Error>;

    /// The waiting new headers that `organisation` has not endorsed.
    #[method(name = "ehr_rewrapsFor", blocking)]
    fn rewraps_for(
        &self,
        organisation: OrganisationId,
        cursor: Option<RecordId>,
        limit: Option<u32>,
        at: Option<BlockHash>,
    ) -> Result<Rewraps, Error>;

    /// The certificate of a record's erasure, from the block on at which it was asked for.
    #[method(name = "ehr_erasure", blocking)]
    fn erasure(&self, record: RecordId, at: Option<BlockHash>) -> Result<Option<Erasure<AccountId>>, Error>;

    /// The erasures that `organisation` has not attested.
    #[method(name = "ehr_erasuresFor", blocking)]
    fn erasures_for(
        &self,
        organisation: OrganisationId,
        cursor: Option<RecordId>,
        limit: Option<u32>,
        at: Option<BlockHash>,
    ) -> Result<Erasures, Error>;
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

    fn rewrap(&self, record: RecordId, at: Option<BlockHash>) -> Result<Option<Rewrap>, Error> {
        let at = self.0.hash(at)?;
        Ok(RuntimeApi::<_, AccountId>::rewrap(&*self.0.client.runtime_api(), at, record)?)
    }

    fn rewraps_for(
        &self,
        organisation: OrganisationId,
        cursor: Option<RecordId>,
        limit: Option<u32>,
        at: Option<BlockHash>,
    ) -> Result<Rewraps, Error> {
        let (at, limit) = (self.0.hash(at)?, limit.unwrap_or(DEFAULT_LIMIT));
        let api = self.0.client.runtime_api();
        Ok(RuntimeApi::<_, AccountId>::rewraps_for(&*api, at, organisation, cursor, limit)?)
    }

    fn erasure(&self, record: RecordId, at: Option<BlockHash>) -> Result<Option<Erasure<AccountId>>, Error> {
        let at = self.0.hash(at)?;
        Ok(self.0.client.runtime_api().erasure(at, record)?)
    }

    fn erasures_for(
        &self,
        organisation: OrganisationId,
        cursor: Option<RecordId>,
        limit: Option<u32>,
        at: Option<BlockHash>,
    ) -> Result<Erasures, Error> {
        let (at, limit) = (self.0.hash(at)?, limit.unwrap_or(DEFAULT_LIMIT));
        Ok(self.0.client.runtime_api().erasures_for(at, organisation, cursor, limit)?)
    }
}
