//! The command line: commands and options.

use std::path::PathBuf;

use clap::builder::{OsStr, Resettable};
use clap::{CommandFactory as _, FromArgMatches as _, Parser, Subcommand};

use super::Options;

/// LiveKit Operations & Monitoring Console
#[derive(Debug, Parser)]
#[command(name = "livekit-console", version, about, max_term_width = 100)]
pub struct Cli {
    /// The command; `run` without one.
    #[command(subcommand)]
    pub command: Option<Command>,
    /// Options of every command.
    #[command(flatten)]
    pub options: Options,
}

impl Cli {
    /// Reads flags and environment variables; an empty variable counts as not set. A request for
    /// help is an error, too.
    pub fn read() -> Result<Self, clap::Error> {
        let is_empty = |value: std::ffi::OsString| value.to_string_lossy().trim().is_empty();
        let mut command = Self::command().mut_args(|arg| {
            if arg.get_env().and_then(std::env::var_os).is_some_and(is_empty) {
                return arg.env(Resettable::<OsStr>::Reset);
            }
            arg
        });
        let given = command.try_get_matches_from_mut(std::env::args_os())?;
        let mut cli = Self::from_arg_matches(&given).map_err(|error| error.format(&mut command))?;
        cli.options = cli.options.with_origins_of_command_line(&given);
        Ok(cli)
    }
}

/// The commands.
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
    /// Print the documentation of the metrics and exit.
    Metrics,
    /// Ask a running console whether it is ready; exit 0 if it is.
    Health,
    /// Copy the database and the journal, also of a running console, to a new folder.
    Backup {
        /// The folder. It holds personal data and the secrets of receivers.
        #[arg(value_name = "FOLDER")]
        to: PathBuf,
    },
    /// Fill an empty database and an empty journal from a backup, and verify both.
    Restore {
        /// The folder of the backup.
        #[arg(value_name = "FOLDER")]
        from: PathBuf,
    },
    /// Verify the audit trail in the database; exit 0 if every line is as it was written.
    VerifyAudit {
        /// A line that must exist with this hash, from a copy of the trail's end.
        #[arg(long, value_name = "SEQUENCE:HASH")]
        expect: Option<String>,
    },
}
