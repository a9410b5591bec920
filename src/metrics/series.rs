//! How a series is made from its line in the table of [`super::Metrics`].

use prometheus::core::Collector;
use prometheus::{
    Gauge, GaugeVec, Histogram, HistogramOpts, HistogramVec, IntCounter, IntCounterVec, IntGauge,
    IntGaugeVec, Opts,
};

/// The prefix of all names.
pub(super) const PREFIX: &str = "livekit_console_";

/// The description of a series: its HELP text and its line in the documentation.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Description {
    /// The full name.
    pub name: String,
    /// `counter`, `gauge` or `histogram`.
    pub kind: &'static str,
    /// The labels' names.
    pub labels: &'static [&'static str],
    /// What it measures.
    pub meaning: &'static str,
    /// When it is absent, because its value is not known; `None` if it is always there.
    pub absent: Option<&'static str>,
    /// The HELP text: both.
    pub help: &'static str,
}

/// The unit in a name, `seconds` or `bytes`; `None` if it counts things.
pub(super) fn unit(name: &str) -> Option<&'static str> {
    let name = name.strip_suffix("_total").unwrap_or(name);
    ["seconds", "bytes"].into_iter().find(|unit| name.ends_with(&format!("_{unit}")))
}

/// A kind of series that can be made from a description.
pub(super) trait Series: Collector + Clone + Sized + 'static {
    const KIND: &'static str;
    fn make(of: &Description, buckets: &[f64]) -> prometheus::Result<Self>;
}

macro_rules! plain_series {
    ($type:ty, $kind:literal) => {
        impl Series for $type {
            const KIND: &'static str = $kind;
            fn make(of: &Description, _buckets: &[f64]) -> prometheus::Result<Self> {
                Self::with_opts(Opts::new(&of.name, of.help))
            }
        }
    };
}

macro_rules! labelled_series {
    ($type:ty, $kind:literal) => {
        impl Series for $type {
            const KIND: &'static str = $kind;
            fn make(of: &Description, _buckets: &[f64]) -> prometheus::Result<Self> {
                Self::new(Opts::new(&of.name, of.help), of.labels)
            }
        }
    };
}

plain_series!(IntCounter, "counter");
plain_series!(IntGauge, "gauge");
labelled_series!(IntCounterVec, "counter");
labelled_series!(IntGaugeVec, "gauge");
labelled_series!(GaugeVec, "gauge");

impl Series for Gauge {
    const KIND: &'static str = "gauge";
    fn make(of: &Description, _buckets: &[f64]) -> prometheus::Result<Self> {
        let gauge = Self::with_opts(Opts::new(&of.name, of.help))?;
        if of.absent.is_some() {
            gauge.set(f64::NAN);
        }
        Ok(gauge)
    }
}

impl Series for Histogram {
    const KIND: &'static str = "histogram";
    fn make(of: &Description, buckets: &[f64]) -> prometheus::Result<Self> {
        Self::with_opts(HistogramOpts::new(&of.name, of.help).buckets(buckets.to_vec()))
    }
}

impl Series for HistogramVec {
    const KIND: &'static str = "histogram";
    fn make(of: &Description, buckets: &[f64]) -> prometheus::Result<Self> {
        Self::new(HistogramOpts::new(&of.name, of.help).buckets(buckets.to_vec()), of.labels)
    }
}

macro_rules! metrics {
    ($(
        #[doc = $help:literal]
        $field:ident: $type:ty, [$($label:literal),*], $buckets:expr $(, absent $absent:literal)?;
    )+) => {
        /// All series, registered. Shared by all parts of the console.
        #[derive(Debug)]
        pub struct Metrics {
            registry: Registry,
            exemplars: Exemplars,
            $( #[doc = concat!($help $(, " Absent ", $absent, ".")?)] pub $field: $type, )+
        }

        impl Metrics {
            fn register() -> prometheus::Result<Self> {
                let registry = Registry::new();
                registry.register(Box::new(ProcessCollector::for_self()))?;
                let mut descriptions = Self::describe().into_iter();
                $(
                    let description = descriptions.next().expect("each field has one");
                    let $field = <$type as Series>::make(&description, $buckets)?;
                    registry.register(Box::new($field.clone()))?;
                )+
                Ok(Self { registry, exemplars: Exemplars::default(), $( $field, )+ })
            }

            /// All series of the console, in the order of the documentation, without `process_*`.
            pub fn describe() -> Vec<Description> {
                vec![ $( Description {
                    name: format!("{PREFIX}{}", stringify!($field)),
                    kind: <$type as Series>::KIND,
                    labels: &[$($label),*],
                    meaning: $help.trim(),
                    absent: None$( .or(Some($absent)) )?,
                    help: concat!($help $(, " Absent ", $absent, ".")?).trim(),
                }, )+ ]
            }
        }
    };
}

pub(super) use metrics;
