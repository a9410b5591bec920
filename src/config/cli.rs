//! The command line: what to do, and the options of it.

use clap::builder::{OsStr, Resettable};
use clap::{CommandFactory as _, FromArgMatches as _, Parser, Subcommand};

use super::Options;

/// LiveKit Operations & Monitoring Console
#[derive(Debug, Parser)]
#[command(name = "livekit-console", version, about, max_term_width = 100)]
pub struct Cli {
    /// What to do; without one, run the console.
    #[command(subcommand)]
    pub command: Option<Command>,
    /// Options of every command.
    #[command(flatten)]
    pub options: Options,
}

impl Cli {
    /// What was given as flags and in the environment; a variable that is empty is not set, whatever
    /// its option is made of. A call for help is an error, too.
    pub fn read() -> Result<Self, clap::Error> {
        let is_empty = |value: std::ffi::OsString| value.to_string_lossy().trim().is_empty();
        let mut command = Self::command().mut_args(|arg| {
            if arg.get_env().and_then(std::env::var_os).is_some_and(is_empty) {
                return arg.env(Resettable::<OsStr>::Reset);
            }
            arg
        });
        let given = command.try_get_matches_from_mut(std::env::args_os())?;
        Self::from_arg_matches(&given).map_err(|error| error.format(&mut command))
    }
}

/// What the program can do.
#[derive(Debug, Clone, PartialEq, Eq, Subcommand)]
pub enum Command {
    /// Run the console (the default).
    Run,
    /// Check the configuration and exit.
    CheckConfig,
    /// Print the configuration in force, without secrets, and exit.
    PrintConfig,
    /// Print the OpenAPI document and exit.
    Openapi,
    /// Ask a running console whether it is ready; exit 0 if it is.
    Health,
    /// Verify the audit trail in the database; exit 0 if every line is as it was written.
    VerifyAudit {
        /// A line that must be there with that hash, as it was kept elsewhere.
        #[arg(long, value_name = "SEQUENCE:HASH")]
        expect: Option<String>,
    },
}
