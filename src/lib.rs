//! LiveKit Operations & Monitoring Console.
//!
//! One process observes one or several LiveKit deployments: it receives their webhooks, polls their
//! room API and scrapes their nodes. It shows what is true now, stores what was true, compares the
//! sources with each other, and sends alerts. The web console is embedded in the binary.
//!
//! # The flow of a webhook
//!
//! ```text
//! LiveKit ──POST──▶ api ──▶ ingest: verify, convert, write to the journal, fsync ──▶ 200
//!                                     │
//!                     ┌───────────────┴───────────────┐
//!                     ▼                               ▼
//!        pipeline: apply                   pipeline::storage: write batches
//!                     │                               │
//!                     ▼                               ▼
//!             state (now) ──▶ feed            store (past): SQLite or Postgres
//!                     │         │                     │
//!                     ▼         ▼                     ▼
//!      alerts ◀── figures   WebSocket          history, exports, backtests
//!         └──▶ outbox ──▶ receivers
//! ```
//!
//! A finding of a poll is an event, too, and goes through the journal in the same way. A webhook is
//! acknowledged once it is durable; everything after the journal can be repeated, because applying
//! an event twice, or out of order, gives the same state.
//!
//! # Modules
//!
//! | module | what it does |
//! | --- | --- |
//! | [`model`] | the vocabulary: plain data without I/O and without a clock |
//! | [`livekit`] | LiveKit's formats: tokens, webhook bodies, API client, conversion to records |
//! | [`ingest`] | receives webhooks and client reports, polls, scrapes; the journal |
//! | [`pipeline`] | applies events from the journal to the state; stores them; takes samples |
//! | [`state`] | the present, in memory: rooms, participants, jobs; reconciliation; the feed |
//! | [`store`] | the past, in a database |
//! | [`history`] | reads the past: as of a moment, and as a timeline |
//! | [`alerts`] | rules, evaluation, silences, the outbox, notifications |
//! | [`audit`] | the hash-chained audit trail, and versioned documents |
//! | [`backup`] | copies of the database and the journal, and how they are restored |
//! | [`doctor`] | from the condition of the sources to the likely cause of a problem |
//! | [`api`] | HTTP and WebSocket, and the embedded web console |
//! | [`simulator`] | a simulated LiveKit |
//! | [`config`] | the configuration: flags, environment variables, TOML file |
//! | [`metrics`] | the Prometheus series that the console exports |
//! | [`net`] | outgoing connections: address checks, proxies, certificates |
//! | [`clock`], [`tasks`], [`telemetry`], [`files`] | time, tasks, logs, private files |
//! | [`watched`] | reads watch channels without holding their locks |
//! | [`shared`] | handles that the parts share: the state, the store |
//! | [`app`] | builds and connects all parts; owns the order of start and stop |
//!
//! # Glossary
//!
//! - **deployment**: one LiveKit server or cluster with its own API keys; configured by name.
//! - **source**: where an event comes from: webhook, poll, scrape, client report, operator.
//! - **room session**: one life of a room, from its start to its end, with one sid.
//! - **participant session**: one participant in one room session, with one sid.
//! - **job**: an egress, an ingress use or an agent's job.
//! - **record**: everything that all events said about one thing, merged.
//! - **certainty**: whether an end was reported, or inferred from other facts.
//! - **finding**: an event that a poll produces when the room API and the state disagree.
//! - **drift**: such a disagreement, by kind; for example a missed join.
//! - **gap**: a period in which a source delivered nothing, so that data may be missing.
//! - **coverage**: the times in which listings were frequent enough to show what no webhook
//!   reported.
//! - **journal**: the append-only files in which an event is durable before it is acknowledged.
//! - **run**: one opening of the journal, from a start to a stop of the process.
//! - **segment**: one file of a run.
//! - **follower**: a reader of the journal; the pipeline and the storage each have one.
//! - **feed**: the numbered changes of the state.
//! - **frame**: one WebSocket message with changes of the feed.
//! - **sample**: figures of one moment; **rollup**: means of samples over a minute or longer.
//! - **rule**: a condition on a measure, with threshold and scope.
//! - **subject**: what a rule is evaluated for: a deployment, room, participant or node.
//! - **alert**: one occurrence of a rule for a subject; its **alert state** is firing,
//!   acknowledged or resolved.
//! - **evaluation**: one round in which all rules are evaluated, every ten seconds by default.
//! - **silence**: a period in which matching alerts do not notify.
//! - **notification**: one alert for one receiver.
//! - **outbox**: the stored notifications that wait for delivery.
//! - **receiver**: where notifications go: a webhook, Slack, PagerDuty, Alertmanager, e-mail.
//! - **lease**: the right, stored in the database, of one process to evaluate and notify.
//! - **dead letter**: a row that the database refuses; it is set aside in a file.

pub mod alerts;
pub mod api;
pub mod app;
pub mod audit;
pub mod backup;
pub mod clock;
pub mod config;
pub mod doctor;
pub mod files;
pub mod history;
pub mod ingest;
pub mod livekit;
pub mod metrics;
pub mod model;
pub mod net;
pub mod pipeline;
pub mod shared;
pub mod simulator;
pub mod state;
pub mod store;
pub mod tasks;
pub mod telemetry;
pub mod watched;
