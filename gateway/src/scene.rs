//! What tests play with: gateways on one chain in memory, a patient, a doctor, an authority.
#![allow(clippy::unwrap_used, clippy::arithmetic_side_effects, clippy::indexing_slicing, missing_docs)]

use crate::{
    config::{AccountSource, Config, IntakeToken, Limits},
    database::{submissions::Particulars, Database},
    http,
    intake::{
        filing::{file, Request},
        keeping::Keeper,
    },
    ledger::fake::{in_use, Chain, World, GENESIS},
    pool::Pool,
    rewrapping::NewHeader,
    state::{Gateway, Parts},
};
use bytes::Bytes;
use salus_abe::{AuthoritySecretKey, Gid, KeyRing};
use salus_client::{
    account::{Account, AccountId},
    card::KeyCard,
    content::raw_id,
};
use salus_envelope::{Header, RecipientSecret, RecipientSuite, Recipients};
use salus_primitives::{
    authority::{Authority, HeldAttribute, Holding, NamedAuthority, UseStatus},
    consent::{Basis, EmergencyAccess, Policy, PolicyRef, PolicyStatus, PolicyTerms, Ticket, Window},
    consortium::{Gateway as GatewayFacts, MemberStatus, Organisation, OrganisationKind, Participant, Role},
    emergency::EmergencyRule,
    record::{rewrap_statement, RecordStatus},
    Attribute, ContentId, Label, OrganisationId, PolicyId, Purpose, PurposeSet, RecordId, TicketId,
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
    /// Holds nothing until something is granted.
    pub nurse: Account,
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

/// What the council's rule asks of whoever breaks the glass, once there is one.
pub fn rescuer_attribute() -> Attribute {
    "rescuer@medical-council".parse().unwrap()
}

fn limits() -> Limits {
    Limits {
        requests: 64,
        sessions: 100,
        intakes: 4,
        request_timeout: Duration::from_secs(10),
        idle_timeout: Duration::from_secs(5),
        ..Limits::default()
    }
}

impl Scene {
    /// `organisations` organisations, of which each keeps what it is to keep of `replication` copies.
    pub async fn new(organisations: u32, replication: usize) -> Self {
        let chain = Chain::new();
        chain.world().copies = replication as u32;
        let (patient, doctor, nurse) = (account("//Patient"), account("//Doctor"), account("//Rescuer"));
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
            nurse,
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
            emergency: EmergencyAccess::Never,
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
            world.participants.insert(self.nurse.id(), person(Role::Practitioner, &card));
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
        self.grant(holder, doctor_attribute());
    }

    /// Lets `holder` hold `attribute` at its current epoch.
    pub fn grant(&self, holder: AccountId, attribute: Attribute) {
        let mut world = self.chain.world();
        let epoch = world.attributes[&attribute].epoch;
        let key_package = salus_client::content::raw_id(&holder.0);
        let holding = Holding { epoch, expires: u32::MAX, key_package };
        world.holdings.entry(holder).or_default().push(HeldAttribute { attribute, holding, counts: true });
    }

    /// The council's authority gets another key, and its attributes their next epochs, as `rotate_key` on the chain
    /// does it.
    pub fn rotate_key(&self, next: &AuthoritySecretKey) {
        let mut world = self.chain.world();
        let World { authorities, attributes, .. } = &mut *world;
        for (name, named) in authorities {
            let proof = next.prove_possession(name, &mut rand::rng());
            named.authority.public_key = next.public_key().encode().try_into().unwrap();
            named.authority.proof_of_possession = proof.encode().try_into().unwrap();
            named.authority.key_version += 1;
        }
        attributes.values_mut().for_each(|state| state.epoch += 1);
    }

    /// Sets a rule for emergencies, and has the patient's policy let one open records.
    pub fn allow_emergencies(&self) {
        let mut world = self.chain.world();
        world.attributes.insert(rescuer_attribute(), in_use(0));
        world.policies.get_mut(&POLICY).unwrap().terms.emergency = EmergencyAccess::Always;
        world.emergency_rule = Some(EmergencyRule {
            accessors: rescuer_attribute().to_string().parse().unwrap(),
            reviewers: "reviewer@medical-council".parse().unwrap(),
            validity: 100,
            review_within: 100,
            version: 1,
        });
    }

    /// The doctor's keys.
    pub fn key_ring(&self) -> KeyRing {
        self.keys_of(&self.doctor, doctor_attribute())
    }

    /// The key of one attribute of `holder`, at the first epoch.
    pub fn keys_of(&self, holder: &Account, attribute: Attribute) -> KeyRing {
        let gid = Gid(holder.id().0);
        let mut ring = KeyRing::new(gid);
        ring.insert(self.authority.issue(&gid, &attribute.at(0), &mut rand::rng()));
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

    /// Files a record of four bytes at the first gateway and makes it Active; returns its header's name.
    pub async fn filed(&self, record: u8) -> ContentId {
        let body =
            futures::stream::iter(vec![Ok::<_, std::convert::Infallible>(Bytes::from_static(b"data"))]);
        let filed = file(&self.gateways[0], self.request(record, 4), body).await.unwrap();
        let mut world = self.chain.world();
        world.records.get_mut(&RecordId([record; 32])).unwrap().status = RecordStatus::Active;
        filed.sealed.unwrap().header
    }

    /// A new header of a record, as the patient's program makes it from what the chain says now.
    pub async fn new_header(&self, record: u8) -> Bytes {
        self.new_header_under(record, POLICY).await
    }

    /// The same under another policy of the patient's.
    pub async fn new_header_under(&self, record: u8, id: PolicyId) -> Bytes {
        let gateway = &self.gateways[0];
        let head = gateway.ledger.head().unwrap();
        let (header, policy) = {
            let world = self.chain.world();
            (world.records[&RecordId([record; 32])].header, world.policies[&id].clone())
        };
        let before = Header::decode(&gateway.store.pool.get(&header).await.unwrap().unwrap()).unwrap();
        let key = before.data_key_for_patient(&self.patient_secret).unwrap();
        let to = crate::intake::authorities::recipients(gateway, head, &policy).await.unwrap();
        let recipients = Recipients {
            policy: &to.policy,
            emergency: to.emergency.as_ref(),
            authorities: &to.authorities,
            patient: &self.patient_secret.public(),
        };
        let current = PolicyRef { id, version: policy.version };
        before.rewrap(&key, current, &recipients, &mut rand::rng()).unwrap().encode().into()
    }

    /// The new header `bytes` of record `id`, as the patient hands it in: signed for the policy's current version.
    pub fn signed(&self, id: RecordId, bytes: &Bytes) -> NewHeader {
        self.signed_by(&self.patient, POLICY, id, bytes)
    }

    /// The same, signed by `who` for policy `policy`.
    pub fn signed_by(&self, who: &Account, policy: PolicyId, id: RecordId, bytes: &Bytes) -> NewHeader {
        let world = self.chain.world();
        let policy = PolicyRef { id: policy, version: world.policies[&policy].version };
        let before = world.records.get(&id).map_or(raw_id(bytes), |record| record.header);
        let statement = rewrap_statement(&GENESIS, &id, &before, &policy, &raw_id(bytes));
        NewHeader { bytes: bytes.clone(), signature: who.sign(&statement) }
    }

    /// The patient decides again: the policy gets its next version.
    pub fn decide_anew(&self) {
        self.chain.world().policies.get_mut(&POLICY).unwrap().version += 1;
    }

    /// Issues a ticket for treatment, as `open_access` on the chain would.
    pub fn ticket(&self, id: TicketId, accessor: AccountId, record: u8) {
        let basis = if accessor == self.patient.id() {
            Basis::OwnRecord
        } else {
            Basis::Policy(PolicyRef { id: POLICY, version: 1 })
        };
        self.ticket_on(basis, Purpose::Treatment, id, accessor, record);
    }

    /// `accessor` breaks the patient's glass and gets a ticket.
    pub fn emergency_ticket(&self, id: TicketId, accessor: AccountId, record: u8) {
        self.chain.world().emergencies.insert((self.patient.id(), accessor), 1);
        self.ticket_on(Basis::Emergency(1), Purpose::EmergencyTreatment, id, accessor, record);
    }

    fn ticket_on(&self, basis: Basis, purpose: Purpose, id: TicketId, accessor: AccountId, record: u8) {
        let ticket = Ticket {
            accessor,
            patient: self.patient.id(),
            record: RecordId([record; 32]),
            purpose,
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
    let gateway = started(chain, account, replication, folder).await;
    gateway.store.reconciled();
    gateway
}

/// A gateway in `folder` that has not held its records against the chain yet.
pub async fn unreconciled(chain: &Chain, account: Account, folder: &std::path::Path) -> Gateway {
    started(chain, account, 3, folder).await
}

async fn started(chain: &Chain, account: Account, replication: usize, folder: &std::path::Path) -> Gateway {
    let config = Config {
        listen: "127.0.0.1:0".parse().unwrap(),
        public_url: "http://127.0.0.1".into(),
        node: "ws://127.0.0.1:9944".into(),
        data_dir: folder.to_owned(),
        tls: None,
        allow_cleartext: false,
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
        keeper: Keeper::new(&[6; 32]).unwrap(),
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
