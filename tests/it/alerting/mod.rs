//! Alerting from end to end: the real console, its clock moved by hand, a receiver that writes down
//! the notifications.

mod clock;
mod collector;
mod instances;
mod kill;
mod kinds;
mod life;
mod outage;
mod peers;
mod replayed;
mod script;
mod seeds;
mod sources;
