//! What the gateways of other organisations get: as much as they need to check, keep and hand records on.
//!
//! Headers and the nodes of trees go to every organisation, since all check and keep them: they hold sealed keys and
//! names of blocks. The content goes to those that decide on the record, to those that are to keep it, and to others
//! for a reader with a ticket. An organisation that the patient bars gets none of it.

use super::error::Problem;
use crate::{
    access::AccessError,
    database::submissions::Stage,
    ledger::{Head, LedgerError},
    pool::placement,
    state::Gateway,
};
use bytes::Bytes;
use salus_client::account::AccountId;
use salus_primitives::{
    consent::Decision,
    content::Codec,
    record::{Record, RecordStatus},
    ContentId, OrganisationId, RecordId, TicketId,
};

/// Records that are looked at for one block: no block is part of more but by accident or design.
const MOST_RECORDS: u32 = 16;
/// For how many blocks after a ticket's end its reader may still be fetching: as long as this gateway itself goes on.
const GRACE: u32 = 10_800;

/// For what an organisation gets something of a record.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Need {
    /// It checks and keeps all headers and trees.
    Header,
    /// It decides on the record.
    Verdict,
    /// It is to keep the content.
    Placement,
    /// A reader with a ticket asks it.
    Ticket,
}

impl Need {
    fn name(self) -> &'static str {
        match self {
            Self::Header => "header",
            Self::Verdict => "verdict",
            Self::Placement => "placement",
            Self::Ticket => "ticket",
        }
    }
}

/// A block for the gateway of organisation `peer`.
pub(super) async fn block(
    gateway: &Gateway,
    head: Head,
    peer: OrganisationId,
    ticket: Option<TicketId>,
    id: &ContentId,
) -> Result<Bytes, Problem> {
    if !gateway.store.is_reconciled() {
        return Err(AccessError::Starting.into());
    }
    let need = need(gateway, head, peer, ticket, id).await?;
    gateway.metrics.peer_read(need.unwrap_or("refused"));
    tracing::debug!(organisation = peer, need = need.unwrap_or("none"), "a gateway asks for a block");
    if need.is_none() {
        return Err(Problem::not_here());
    }
    gateway.store.local_block(id).await?.ok_or_else(Problem::not_here)
}

/// For what `peer` needs the block; nothing if for nothing.
async fn need(
    gateway: &Gateway,
    head: Head,
    peer: OrganisationId,
    ticket: Option<TicketId>,
    id: &ContentId,
) -> Result<Option<&'static str>, Problem> {
    if gateway.store.database.is_document(id).await? {
        return Ok(Some("document"));
    }
    for name in gateway.store.database.records_with(id, MOST_RECORDS).await? {
        let found = gateway.ledger.record(head, name).await?;
        let patient = match &found {
            Some(record) => Some(record.patient),
            None => filed_here(gateway, &name).await?,
        };
        let Some(patient) = patient else { continue };
        if gateway.roster.is_barred(head, peer, patient).await? {
            continue;
        }
        let need = match &found {
            Some(record) => need_of(gateway, head, peer, ticket, (&name, record), id).await?,
            // The asker's node is a block ahead of this one's: it has been asked for its verdict already.
            None => Some(Need::Verdict),
        };
        if let Some(need) = need {
            return Ok(Some(need.name()));
        }
    }
    Ok(None)
}

/// The patient of a record that this organisation has just filed.
async fn filed_here(gateway: &Gateway, name: &RecordId) -> Result<Option<AccountId>, Problem> {
    let known = gateway.store.database.submission(name).await?;
    let known = known.filter(|known| matches!(known.stage, Stage::Stored | Stage::Submitted));
    Ok(known.map(|known| known.particulars.patient))
}

async fn need_of(
    gateway: &Gateway,
    head: Head,
    peer: OrganisationId,
    ticket: Option<TicketId>,
    (name, record): (&RecordId, &Record<AccountId>),
    id: &ContentId,
) -> Result<Option<Need>, Problem> {
    if !matches!(record.status, RecordStatus::Pending | RecordStatus::Active | RecordStatus::Superseded) {
        return Ok(None);
    }
    // Leaves alone are content; a content of one block is a leaf that the record itself names.
    if id.codec() != Codec::Raw || (*id != record.content && is_header(gateway, record, name, id).await?) {
        return Ok(Some(Need::Header));
    }
    if record.status == RecordStatus::Pending {
        return Ok(Some(Need::Verdict));
    }
    let organisations = gateway.roster.active_organisations(head).await?;
    let active = organisations.iter().map(|(id, _)| *id);
    let copies = gateway.roster.copies(head).await?;
    if placement::keepers(&record.content, record.organisation, active, copies).contains(&peer) {
        return Ok(Some(Need::Placement));
    }
    let Some(ticket) = ticket else { return Ok(None) };
    Ok(opens(gateway, head, ticket, name).await?.then_some(Need::Ticket))
}

async fn is_header(
    gateway: &Gateway,
    record: &Record<AccountId>,
    name: &RecordId,
    id: &ContentId,
) -> Result<bool, Problem> {
    Ok(*id == record.header || gateway.store.database.is_header_of(name, id).await?)
}

/// True if whoever has `ticket` may read the record now.
async fn opens(
    gateway: &Gateway,
    head: Head,
    ticket: TicketId,
    name: &RecordId,
) -> Result<bool, LedgerError> {
    let ledger = gateway.ledger.as_ref();
    let Some(ticket) = ledger.ticket(head, ticket).await?.filter(|ticket| ticket.record == *name) else {
        return Ok(false);
    };
    if head.number >= ticket.until.saturating_add(GRACE) {
        return Ok(false);
    }
    let decision = ledger.decide(head, ticket.accessor, *name, ticket.purpose).await?;
    Ok(matches!(decision, Decision::Granted(_)))
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, clippy::indexing_slicing)]

    use super::*;
    use crate::{pool::peers::Reader, scene::Scene};
    use salus_primitives::consent::Barred;

    const ID: RecordId = RecordId([1; 32]);

    /// What organisation `peer` gets for asking the first gateway for `id`.
    async fn asked(
        scene: &Scene,
        peer: OrganisationId,
        ticket: Option<TicketId>,
        id: &ContentId,
    ) -> Option<&'static str> {
        let gateway = &scene.gateways[0];
        need(gateway, gateway.ledger.head().unwrap(), peer, ticket, id).await.unwrap()
    }

    /// A record that is Active, of which the first organisation alone keeps the content: its header and its content.
    async fn alone() -> (Scene, ContentId, ContentId) {
        let scene = Scene::new(3, 1).await;
        let header = scene.filed(1).await;
        let content = scene.chain.world().records[&ID].content;
        scene.chain.next_block();
        (scene, header, content)
    }

    #[tokio::test]
    async fn content_should_be_handed_to_those_alone_who_decide_or_keep() {
        let (scene, header, content) = alone().await;
        for peer in [1, 2] {
            assert_eq!(asked(&scene, peer, None, &content).await, None);
            assert_eq!(asked(&scene, peer, None, &header).await, Some("header"));
        }
        scene.chain.world().records.get_mut(&ID).unwrap().status = RecordStatus::Pending;
        scene.chain.next_block();
        assert_eq!(asked(&scene, 1, None, &content).await, Some("verdict"));
        scene.chain.world().records.get_mut(&ID).unwrap().status = RecordStatus::Active;
        scene.chain.world().copies = 3;
        scene.chain.next_block();
        assert_eq!(asked(&scene, 1, None, &content).await, Some("placement"));
        scene.chain.world().records.get_mut(&ID).unwrap().status = RecordStatus::Lapsed;
        scene.chain.next_block();
        assert_eq!(asked(&scene, 1, None, &header).await, None);
    }

    #[tokio::test]
    async fn content_should_be_handed_on_for_a_reader_while_the_ticket_opens_it() {
        let (scene, _, content) = alone().await;
        scene.ticket(5, scene.doctor.id(), 1);
        scene.ticket(6, scene.doctor.id(), 2);
        scene.chain.next_block();
        assert_eq!(asked(&scene, 1, Some(5), &content).await, Some("ticket"));
        assert_eq!(asked(&scene, 1, Some(6), &content).await, None, "of another record");
        assert_eq!(asked(&scene, 1, Some(7), &content).await, None, "there is none");
        scene.chain.world().holdings.clear();
        scene.chain.next_block();
        assert_eq!(asked(&scene, 1, Some(5), &content).await, None, "not granted any more");
    }

    #[tokio::test]
    async fn nothing_should_be_handed_to_an_organisation_when_the_patient_bars_it() {
        let (scene, header, content) = alone().await;
        scene.ticket(5, scene.doctor.id(), 1);
        scene.chain.world().copies = 3;
        scene.chain.world().restrictions.insert(scene.patient.id(), vec![Barred::Organisation(1)]);
        scene.chain.next_block();
        for id in [header, content] {
            assert_eq!(asked(&scene, 1, Some(5), &id).await, None);
            assert!(asked(&scene, 2, None, &id).await.is_some());
        }
    }

    #[tokio::test]
    async fn document_should_be_handed_to_every_gateway_and_stray_blocks_to_none() {
        let (scene, ..) = alone().await;
        let card = scene.chain.world().participants[&scene.patient.id()].key_card;
        assert_eq!(asked(&scene, 2, None, &card).await, Some("document"));
        let stray = salus_client::content::raw_id(b"stray");
        scene.gateways[0].store.pool.put(&stray, Bytes::from_static(b"stray")).await.unwrap();
        assert_eq!(asked(&scene, 2, None, &stray).await, None);
    }

    #[tokio::test]
    async fn reads_should_be_counted_by_need_when_gateways_ask() {
        let (scene, _, content) = alone().await;
        let from = crate::pool::peers::Peer::of(0, &scene.chain.world().organisations[&0].clone());
        let peers = &scene.gateways[1].peers;
        assert!(peers.block_for(std::slice::from_ref(&from), &content, None).await.is_err());
        scene.ticket(5, scene.doctor.id(), 1);
        let seen = scene.chain.next_block();
        let _ = seen;
        let reader = Reader { ticket: 5, seen: scene.gateways[1].ledger.head().unwrap().number };
        assert!(peers.block_for(&[from], &content, Some(reader)).await.is_ok());
        let text = scene.gateways[0].metrics.text();
        for need in ["refused", "ticket"] {
            assert!(text.contains(&format!("peer_reads_total{{reason=\"{need}\"}} 1")), "{text}");
        }
    }
}
