//! LiveKit Operations & Monitoring Console.

pub mod alerts;
pub mod api;
pub mod app;
pub mod audit;
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
