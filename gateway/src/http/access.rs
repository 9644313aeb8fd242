//! `POST /access/{ticket}`.

use super::{caller::Reader, error::Problem, receipt::GivenReceipt};
use crate::{access, state::Gateway};
use axum::{
    extract::{Path, State},
    Json,
};
use salus_client::gateway::Admitted;
use salus_primitives::TicketId;
use std::sync::Arc;

/// Opens the record of a ticket: header, name of the content, transformed capsule.
pub async fn open(
    reader: Reader,
    GivenReceipt(receipt): GivenReceipt,
    State(gateway): State<Arc<Gateway>>,
    Path(ticket): Path<String>,
) -> Result<Json<Admitted>, Problem> {
    let ticket: TicketId = ticket
        .parse()
        .map_err(|_| Problem::bad_request("a ticket is a number", "correct the ticket in the path"))?;
    let grant = access::admit(&gateway, reader.head, ticket, reader.account, access::Wanted::Opening).await?;
    let opened = access::open(&gateway, reader.head, &grant, receipt).await?;
    Ok(Json(Admitted {
        record: opened.record,
        patient: opened.patient,
        header: opened.header.to_vec(),
        content: opened.content,
        transformed: opened.transformed,
    }))
}
