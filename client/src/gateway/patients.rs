//! What patients, and guardians for them, do at a gateway: headers of their records, and keys that they share.

use super::{http, http::json, Bound, GatewayClient, GatewayError, OutdatedHeaders, Stored, SEEN_HEADER};
use crate::{account::AccountId, content};
use reqwest::Method;
use salus_primitives::{BlockNumber, ContentId, RecordId};

impl GatewayClient {
    /// The header of a record of the signed-in patient, or of a patient whose guardian is signed in, from which the next
    /// one is made. `seen` is as for [`GatewayClient::put_transform_key`].
    ///
    /// Check it against the name that the chain has for it.
    ///
    /// # Errors
    /// [`GatewayError::Refused`] among others.
    pub async fn header(&self, record: RecordId, seen: BlockNumber) -> Result<Vec<u8>, GatewayError> {
        let path = format!("records/{}/header", hex::encode(record.0));
        let request =
            self.request(Method::GET, &path).bearer_auth(self.token().await?).header(SEEN_HEADER, seen);
        http::read(request, Bound::Block).await
    }

    /// As [`GatewayClient::outdated_headers`], of `patient`, whose guardian is signed in.
    ///
    /// # Errors
    /// [`GatewayError::Refused`] among others.
    pub async fn outdated_headers_of(
        &self,
        patient: AccountId,
        cursor: Option<RecordId>,
        seen: BlockNumber,
    ) -> Result<OutdatedHeaders, GatewayError> {
        let cursor = cursor.map(|cursor| format!("&cursor={}", hex::encode(cursor.0))).unwrap_or_default();
        let path = format!("headers/outdated?patient={patient}{cursor}");
        let request =
            self.request(Method::GET, &path).bearer_auth(self.token().await?).header(SEEN_HEADER, seen);
        json(request, "outdated headers").await
    }

    /// Puts what the chain names for the signed-in account into the data pool: its key card, or a package with its
    /// reading key. `seen` is the block since which the chain names it.
    ///
    /// # Errors
    /// [`GatewayError::WrongBlock`] if the gateway calls it something else, [`GatewayError::Refused`].
    pub async fn put_named(&self, bytes: Vec<u8>, seen: BlockNumber) -> Result<ContentId, GatewayError> {
        let expected = content::raw_id(&bytes);
        let request = self
            .request(Method::PUT, "packages")
            .bearer_auth(self.token().await?)
            .header(SEEN_HEADER, seen)
            .body(bytes);
        let stored: Stored = json(request, "package").await?;
        if stored.cid != expected {
            return Err(GatewayError::WrongBlock(expected));
        }
        Ok(stored.cid)
    }
}
