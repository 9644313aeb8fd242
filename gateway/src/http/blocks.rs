//! `GET /ipfs/{cid}`: raw blocks, as the trustless gateway specification of IPFS has them.

use super::{
    caller::{not_a_member, Reader},
    error::Problem,
    peers,
    receipt::GivenReceipt,
};
use crate::{
    access::{self, Handing, Wanted},
    database::blocks::Document,
    intake::card,
    state::{Entry, Gateway},
};
use axum::{
    extract::{Path, Query, State},
    http::{header, HeaderMap, HeaderName, HeaderValue, Method},
    response::{IntoResponse, Response},
};
use bytes::Bytes;
use salus_client::card::KeyCard;
use salus_primitives::{consortium::Standing, ContentId, TicketId};
use serde::Deserialize;
use std::sync::Arc;

/// Identity CID of no bytes, by which clients probe for a gateway.
const PROBE: &str = "bafkqaaa";

/// What can stand after the `?`.
#[derive(Deserialize)]
pub struct Options {
    ticket: Option<TicketId>,
    format: Option<String>,
}

/// Hands a block out to whom it may be handed out.
pub async fn block(
    method: Method,
    reader: Reader,
    GivenReceipt(receipt): GivenReceipt,
    State(gateway): State<Arc<Gateway>>,
    Path(id): Path<String>,
    options: Result<Query<Options>, axum::extract::rejection::QueryRejection>,
) -> Result<Response, Problem> {
    let Query(options) = options
        .map_err(|_| Problem::bad_request("a ticket is a number", "correct ?ticket= in the address"))?;
    if options.format.as_deref().is_some_and(|format| format != "raw") {
        return Err(Problem::bad_request("only raw blocks are served", "leave ?format= out or say raw"));
    }
    if id == PROBE {
        return Ok(raw(&id, Bytes::new()));
    }
    let cid: ContentId = id.parse().map_err(|error: salus_primitives::content::InvalidContentId| {
        Problem::bad_request(error.to_string(), "correct the identifier in the path")
    })?;
    let block = match (reader.entry, options.ticket) {
        (Entry::Member(Standing::Gateway(peer)), ticket) => {
            peers::block(&gateway, reader.head, peer, ticket, &cid).await?
        }
        (_, Some(ticket)) => {
            let grant = access::admit(&gateway, reader.head, ticket, reader.account, Wanted::Block).await?;
            // HEAD has no body: nothing is handed out.
            let handing = if method == Method::HEAD { Handing::Nothing } else { Handing::Block(receipt) };
            access::block(&gateway, reader.head, &grant, &cid, handing).await?
        }
        (Entry::Member(_), None) => document(&gateway, &reader, &cid).await?,
        (Entry::OwnRecords(_), None) => return Err(not_a_member()),
    };
    gateway.metrics.blocks_served.inc();
    Ok(raw(&id, block))
}

/// Members get key cards, and packages.
///
/// What is not here is asked of the other gateways, and believed to be no part of a record only if it
/// shows: a card carries its owner's signature, and the caller's own packages are named on the chain.
async fn document(gateway: &Gateway, reader: &Reader, id: &ContentId) -> Result<Bytes, Problem> {
    if gateway.store.database.is_document(id).await? {
        if let Some(block) = gateway.store.local_block(id).await? {
            return Ok(block);
        }
    }
    let holdings = gateway.ledger.holdings(reader.head, reader.account).await?;
    let own_package = holdings.iter().any(|held| held.holding.key_package == *id);
    let found = card::from_peers(gateway, reader.head, id).await?.ok_or_else(Problem::not_here)?;
    let kind = if own_package {
        Document::Package
    } else if KeyCard::decode(&found).is_ok() {
        Document::Card
    } else {
        return Err(Problem::not_here());
    };
    card::keep(gateway, id, found.clone(), kind).await?;
    Ok(found)
}

fn raw(id: &str, block: Bytes) -> Response {
    let mut headers = HeaderMap::new();
    let mut set = |name: HeaderName, value: &str| {
        // Identifiers are letters and digits, so every value is one that a header can have.
        if let Ok(value) = HeaderValue::from_str(value) {
            headers.insert(name, value);
        }
    };
    set(header::CONTENT_TYPE, "application/vnd.ipld.raw");
    set(header::CONTENT_DISPOSITION, &format!("attachment; filename=\"{id}.bin\""));
    set(header::ETAG, &format!("\"{id}.raw\""));
    set(header::X_CONTENT_TYPE_OPTIONS, "nosniff");
    // The block never changes, but whether somebody may have it does.
    set(header::CACHE_CONTROL, "private, no-store");
    (headers, block).into_response()
}
