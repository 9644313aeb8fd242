//! What tests play with: gateways on one chain in memory, a patient, a doctor, an authority.
#![allow(clippy::unwrap_used, clippy::arithmetic_side_effects, clippy::indexing_slicing, missing_docs)]

use crate::{
    config::{AccountSource, Config, IntakeToken, Limits, MAX_HEADER, MAX_RECORD},
    database::{submissions::Particulars, Database},
    http,
    intake::filing::Request,
    ledger::fake::{in_use, Chain},
    pool::Pool,
    state::{Gateway, Parts},
};
use salus_abe::{AuthoritySecretKey, Gid, KeyRing};
use salus_client::{
    account::{Account, AccountId},
    card::KeyCard,
};
use salus_envelope::{RecipientSecret, RecipientSuite};
use salus_primitives::{
    authority::{Authority, HeldAttribute, Holding, NamedAuthority, UseStatus},
    consent::{Basis, Policy, PolicyRef, PolicyStatus, PolicyTerms, Ticket, Window},
    consortium::{Gateway as GatewayFacts, MemberStatus, Organisation, OrganisationKind, Participant, Role},
    Attribute, Label, OrganisationId, Purpose, PurposeSet, RecordId, TicketId,
};
use std::{sync::Arc, time::Duration};
use tokio::net::TcpListener;

pub const INTAKE_TOKEN: &str = "0123456789abcdef0123456789abcdef";
pub const POLICY: u64 = 7;

/// A consortium of some gateways, served on loopback.
pub struct Scene {
    pub chain: Chain,
    pub gateways: Vec<Arc<Gateway>>,
    pub patient: Account,
    pub patient_secret: RecipientSecret,
    pub doctor: Account,
    pub authority: AuthoritySecretKey,
    pub authority_account: Account,
    _folders: Vec<tempfile::TempDir>,
}

pub fn account(uri: &str) -> Account {
    Account::from_uri(uri).unwrap()
}

pub fn doctor_attribute() -> Attribute {
    "doctor@medical-council".parse().unwrap()
}

fn limits() -> Limits {
    Limits {
        record: MAX_RECORD,
        header: MAX_HEADER,
        requests: 64,
        sessions: 100,
        intakes: 4,
        request_timeout: Duration::from_secs(10),
        idle_timeout: Duration::from_secs(5),
    }
}

impl Scene {
    /// `organisations` organisations, of which each keeps what it is to keep of `replication` copies.
    pub async fn new(organisations: u32, replication: usize) -> Self {
        let chain = Chain::new();
        let (patient, doctor) = (account("//Patient"), account("//Doctor"));
        let patient_secret = RecipientSecret::generate(RecipientSuite::XWing, &mut rand::rng());
        let authority = AuthoritySecretKey::generate(&mut rand::rng());
        let authority_account = account("//Council");
        let (mut gateways, mut folders) = (Vec::new(), Vec::new());
        for id in 0..organisations {
            let folder = tempfile::tempdir().unwrap();
            let gateway = serve(&chain, id, replication, folder.path()).await;
            gateways.push(gateway);
            folders.push(folder);
        }
        let scene = Self {
            chain,
            gateways,
            patient,
            patient_secret,
            doctor,
            authority,
            authority_account,
            _folders: folders,
        };
        scene.populate().await;
        scene
    }

    async fn populate(&self) {
        let card = KeyCard::sign(&self.patient, &self.patient_secret);
        let name: Label = "medical-council".parse().unwrap();
        let authority = Authority {
            organisation: 0,
            account: self.authority_account.id(),
            public_key: self.authority.public_key().encode().try_into().unwrap(),
            proof_of_possession: self
                .authority
                .prove_possession(&name, &mut rand::rng())
                .encode()
                .try_into()
                .unwrap(),
            key_version: 0,
            status: UseStatus::Active,
        };
        let terms = PolicyTerms {
            expression: "doctor@medical-council".parse().unwrap(),
            purposes: PurposeSet::EMPTY.with(Purpose::Treatment),
            valid: Window { from: 0, until: u32::MAX },
            emergency: false,
        };
        {
            let mut world = self.chain.world();
            let person = |role, card: &KeyCard| Participant {
                organisation: 0,
                role,
                key_card: card.content_id(),
                status: MemberStatus::Active,
            };
            world.participants.insert(self.patient.id(), person(Role::Patient, &card));
            world.participants.insert(self.doctor.id(), person(Role::Practitioner, &card));
            let named = NamedAuthority { name: name.clone(), authority, attributes: Vec::new() };
            world.authorities.insert(name, named);
            world.attributes.insert(doctor_attribute(), in_use(0));
            let owner = self.patient.id();
            let policy = Policy { owner, terms, version: 1, status: PolicyStatus::Active };
            world.policies.insert(POLICY, policy);
            world.contributions.insert(owner, vec![(0, u32::MAX)]);
        }
        self.grant_doctor(self.doctor.id());
        let gateway = &self.gateways[0];
        let kind = crate::database::blocks::Document::Card;
        crate::intake::card::keep(gateway, &card.content_id(), card.encode().into(), kind).await.unwrap();
    }

    /// Lets `holder` hold the doctor's attribute at its current epoch.
    pub fn grant_doctor(&self, holder: AccountId) {
        let mut world = self.chain.world();
        let epoch = world.attributes[&doctor_attribute()].epoch;
        let key_package = salus_client::content::raw_id(&holder.0);
        let holding = Holding { epoch, expires: u32::MAX, key_package };
        let held = HeldAttribute { attribute: doctor_attribute(), holding, counts: true };
        world.holdings.entry(holder).or_default().push(held);
    }

    /// The doctor's keys.
    pub fn key_ring(&self) -> KeyRing {
        let gid = Gid(self.doctor.id().0);
        let mut ring = KeyRing::new(gid);
        ring.insert(self.authority.issue(&gid, &doctor_attribute().at(0), &mut rand::rng()));
        ring
    }

    /// A request to file a record of the patient.
    pub fn request(&self, record: u8, length: usize) -> Request {
        Request {
            particulars: Particulars {
                record: RecordId([record; 32]),
                patient: self.patient.id(),
                author: self.gateways[0].account.id(),
                policy: POLICY,
                previous: None,
                length: length as u64,
            },
            fhir: false,
        }
    }

    /// Issues a ticket, as `open_access` on the chain would.
    pub fn ticket(&self, id: TicketId, accessor: AccountId, record: u8) {
        let patient = self.patient.id();
        let basis = if accessor == patient {
            Basis::OwnRecord
        } else {
            Basis::Policy(PolicyRef { id: POLICY, version: 1 })
        };
        let ticket = Ticket {
            accessor,
            patient,
            record: RecordId([record; 32]),
            purpose: Purpose::Treatment,
            basis,
            issued_at: 100,
            until: 400,
            served: None,
        };
        self.chain.world().tickets.insert(id, ticket);
    }
}

/// A gateway that is not registered anywhere, in `folder`.
pub async fn gateway(
    chain: &Chain,
    account: Account,
    replication: usize,
    folder: &std::path::Path,
) -> Gateway {
    let config = Config {
        listen: "127.0.0.1:0".parse().unwrap(),
        public_url: "http://127.0.0.1".into(),
        node: "ws://127.0.0.1:9944".into(),
        data_dir: folder.to_owned(),
        account: AccountSource::SeedFile("seed".into()),
        intake_token: IntakeToken::new(INTAKE_TOKEN).unwrap(),
        replication,
        limits: limits(),
        warnings: Vec::new(),
    };
    Gateway::new(Parts {
        ledger: chain.as_seen_by(account.id()),
        database: Database::open(&folder.join("gateway.sqlite")).await.unwrap(),
        pool: Pool::open(&folder.join("pool")).unwrap(),
        fingerprint_key: [5; 64],
        account,
        config,
    })
}

async fn serve(
    chain: &Chain,
    id: OrganisationId,
    replication: usize,
    folder: &std::path::Path,
) -> Arc<Gateway> {
    let gateway = Arc::new(gateway(chain, account(&format!("//Gateway{id}")), replication, folder).await);
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let url = format!("http://{}", listener.local_addr().unwrap());
    let organisation = Organisation {
        name: format!("Organisation {id}").into_bytes().try_into().unwrap(),
        kind: OrganisationKind::Hospital,
        seat: account(&format!("//Seat{id}")).id(),
        gateway: GatewayFacts { account: gateway.account.id(), url: url.into_bytes().try_into().unwrap() },
        status: MemberStatus::Active,
    };
    chain.world().organisations.insert(id, organisation);
    let router = http::router(Arc::clone(&gateway));
    tokio::spawn(async move { axum::serve(listener, router).await });
    gateway
}
