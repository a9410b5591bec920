// Written by `npm run gen` from tools/openapi/openapi.json; do not edit.

export interface paths {
    "/api/alerts": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Alerts, latest first. */
        get: {
            parameters: {
                query?: {
                    /** @description `firing`, `acknowledged` or `resolved`; any if not given */
                    status?: string;
                    /** @description `info`, `warning` or `critical`; any if not given */
                    severity?: string;
                    /** @description Only alerts of this rule */
                    rule?: string;
                    /** @description Only this deployment */
                    deployment?: string;
                    /** @description At most so many, 100 if not given */
                    limit?: number;
                    /** @description Skip so many, none if not given */
                    offset?: number;
                };
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description A page of alerts */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["AlertPage"];
                    };
                };
                /** @description `invalid_query`: a parameter is unknown, repeated, malformed or out of range */
                400: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description `store_unavailable`, with `Retry-After`: the database is down */
                503: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
            };
        };
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/alerts/{alert_id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** One alert with every step of its life. */
        get: {
            parameters: {
                query?: never;
                header?: never;
                path: {
                    /** @description The alert's id */
                    alert_id: string;
                };
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description The alert */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["AlertDetail"];
                    };
                };
                /** @description `invalid_query`: a parameter is unknown, repeated, malformed or out of range */
                400: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description `alert_not_found` */
                404: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description `store_unavailable`, with `Retry-After`: the database is down */
                503: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
            };
        };
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/alerts/{alert_id}/resolve": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Resolves an alert by hand; kept for the audit. */
        post: {
            parameters: {
                query?: never;
                header?: never;
                path: {
                    /** @description The alert's id */
                    alert_id: string;
                };
                cookie?: never;
            };
            /** @description Why and by whom; may be left out */
            requestBody?: {
                content: {
                    "application/json": components["schemas"]["Resolution"] | null;
                };
            };
            responses: {
                /** @description The alert, resolved */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Alert"];
                    };
                };
                /** @description `invalid_body`, `invalid_query`: the body is not the JSON that is asked for */
                400: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description `cross_origin`: a browser sends it on behalf of another site */
                403: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description `alert_not_found` */
                404: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description `alert_already_resolved` */
                409: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description `payload_too_large` */
                413: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description `store_unavailable`, with `Retry-After`: the database is down */
                503: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
            };
        };
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/events": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** What was received, newest first. */
        get: {
            parameters: {
                query?: {
                    /** @description At most so many, 100 if not given */
                    limit?: number;
                    /** @description The previous answer's `next_before` */
                    before?: string;
                    /** @description Only of rooms of this name */
                    room?: string;
                    /** @description Only of this room session */
                    sid?: string;
                    /** @description Only of this participant, by sid or identity */
                    participant?: string;
                    /** @description Only events of this name */
                    event?: string;
                    /** @description Only this deployment */
                    deployment?: string;
                };
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description A page of events */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["EventPage"];
                    };
                };
                /** @description `invalid_query`: a parameter is unknown, repeated, malformed or out of range */
                400: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description `store_unavailable`, with `Retry-After`: the database is down */
                503: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
            };
        };
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/health": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** How the console is doing: each source, the journal, the store. */
        get: {
            parameters: {
                query?: never;
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description How it is doing */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Health"];
                    };
                };
            };
        };
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/jobs": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Jobs, by default those that run, latest first. */
        get: {
            parameters: {
                query?: {
                    /** @description `egress`, `ingress` or `agent` */
                    kind?: string;
                    /** @description `running` (default), `ended` or `all` */
                    status?: string;
                    /** @description At most so many, 100 if not given */
                    limit?: number;
                    /** @description Skip so many, none if not given */
                    offset?: number;
                    /** @description Only this deployment */
                    deployment?: string;
                };
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description A page of jobs */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["JobPage"];
                    };
                };
                /** @description `invalid_query`: a parameter is unknown, repeated, malformed or out of range */
                400: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description `store_unavailable`, with `Retry-After`: the database is down */
                503: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
            };
        };
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/livekit/webhook": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Takes a webhook of LiveKit in; 200 means that it is on disk. */
        post: {
            parameters: {
                query?: never;
                header: {
                    /** @description LiveKit's signed token */
                    Authorization: string;
                };
                path?: never;
                cookie?: never;
            };
            /** @description A LiveKit `WebhookEvent` */
            requestBody: {
                content: {
                    "application/webhook+json": unknown;
                };
            };
            responses: {
                /** @description On disk now, or already */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Taken"];
                    };
                };
                /** @description `invalid_event`: signed, but not a JSON object in UTF-8 */
                400: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description `missing_token`, `malformed_token`, `unknown_api_key`, `invalid_signature`, `token_expired`, `token_not_yet_valid`, `body_mismatch`, `unsupported_algorithm` */
                401: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description `webhook_needs_post`: a redirect turned LiveKit's POST into something else */
                405: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description `payload_too_large` */
                413: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description `journal_full`, `journal_unavailable`, `shutting_down`, `overloaded`, with `Retry-After` of at most 5 */
                503: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
            };
        };
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/metrics/current": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** The system now. */
        get: {
            parameters: {
                query?: {
                    /** @description Only this deployment */
                    deployment?: string;
                    /** @description Only this region */
                    region?: string;
                };
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description The system now */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["SystemMetrics"];
                    };
                };
                /** @description `invalid_query`: a parameter is unknown, repeated, malformed or out of range */
                400: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
            };
        };
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/metrics/history": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** The system over time, in steps. */
        get: {
            parameters: {
                query?: {
                    /** @description RFC 3339, Unix milliseconds, `now` or like `now-6h`; an hour before `to` if not given */
                    from?: string;
                    /** @description The same; now if not given */
                    to?: string;
                    /** @description Seconds, rounded up to a step that is served; not with `points` */
                    step?: number;
                    /** @description At most so many points, 300 if not given; not with `step` */
                    points?: number;
                    /** @description Only this deployment */
                    deployment?: string;
                    /** @description Only this region */
                    region?: string;
                };
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description A point a step */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["History"];
                    };
                };
                /** @description `invalid_query`: a parameter is unknown, repeated, malformed or out of range */
                400: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description `store_unavailable`, with `Retry-After`: the database is down */
                503: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
            };
        };
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/rooms": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Rooms, by default those that are open, latest first. */
        get: {
            parameters: {
                query?: {
                    /** @description At most so many, 100 if not given */
                    limit?: number;
                    /** @description Skip so many, none if not given */
                    offset?: number;
                    /** @description `name`, `started_at`, `duration`, `participants` or `publishers`; a leading `-` turns it round; `-started_at` if not given */
                    sort?: string;
                    /** @description A part of the name or the whole sid, any case */
                    q?: string;
                    /** @description Only this deployment */
                    deployment?: string;
                    /** @description Only this region */
                    region?: string;
                    /** @description `active` (default), `finished` or `all` */
                    status?: string;
                };
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description A page of rooms */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["RoomPage"];
                    };
                };
                /** @description `invalid_query`: a parameter is unknown, repeated, malformed or out of range */
                400: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description `store_unavailable`, with `Retry-After`: the database is down */
                503: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
            };
        };
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/rooms/{room_name}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** One room session with its participants, their tracks and its jobs. */
        get: {
            parameters: {
                query?: {
                    /** @description This room session of that name; the active one, else the latest, if not given */
                    sid?: string;
                    /** @description `present` (default) or `all` */
                    participants?: string;
                    /** @description Only in this deployment */
                    deployment?: string;
                };
                header?: never;
                path: {
                    /** @description The name, percent-encoded; it may hold any character */
                    room_name: string;
                };
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description The room session */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["RoomDetail"];
                    };
                };
                /** @description `invalid_query`: a parameter is unknown, repeated, malformed or out of range */
                400: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description `room_not_found` */
                404: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description `store_unavailable`, with `Retry-After`: the database is down */
                503: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
            };
        };
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/healthz": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Whether the process runs; asks nothing else. */
        get: {
            parameters: {
                query?: never;
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description It runs */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Liveness"];
                    };
                };
            };
        };
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/metrics": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Every series in Prometheus' text format. */
        get: {
            parameters: {
                query?: never;
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description Prometheus' text format 0.0.4 */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "text/plain; version=0.0.4": string;
                    };
                };
            };
        };
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/openapi.json": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** This document. */
        get: {
            parameters: {
                query?: never;
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description OpenAPI 3.1 */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": unknown;
                    };
                };
            };
        };
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/readyz": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Whether webhooks can be taken in, and what cannot be answered. */
        get: {
            parameters: {
                query?: never;
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description Webhooks are taken in */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Readiness"];
                    };
                };
                /** @description Webhooks cannot be taken in */
                503: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Readiness"];
                    };
                };
            };
        };
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/ws": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Opens the live feed: text frames `{ "type", "seq", "data" }`.
         * @description The server sends `snapshot`, `metrics_update`, `room_update`, `alert`, `heartbeat`, `resync` and
         *     `error`; the client may send `subscribe` and `ping`. `docs/API.md` tells when.
         */
        get: {
            parameters: {
                query?: never;
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description The socket is open */
                101: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content?: never;
                };
                /** @description `invalid_query`: a parameter is unknown, repeated, malformed or out of range */
                400: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description `cross_origin`: a browser sends it on behalf of another site */
                403: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description `overloaded`, with `Retry-After`: as many clients as are served are connected */
                503: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
            };
        };
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
}
export type webhooks = Record<string, never>;
export interface components {
    schemas: {
        /** @description One occurrence of a rule. */
        Alert: {
            /**
             * Format: date-time
             * @description When somebody took it; `null` if nobody did.
             */
            acknowledged_at: string | null;
            /** @description The deployment; `null` for all. */
            deployment: string | null;
            /** @description Unique for ever. */
            id: string;
            /** @description What it says. */
            message: string;
            /**
             * Format: date-time
             * @description When it was over; `null` while it is not.
             */
            resolved_at: string | null;
            /** @description Who resolved it; `null` while nobody did. */
            resolved_by: string | null;
            /** @description The room's name; `null` for a rule that is not about one. */
            room: string | null;
            /** @description The rule's name. */
            rule: string;
            /** @description How much it matters. */
            severity: components["schemas"]["Severity"];
            /**
             * Format: date-time
             * @description When it fired.
             */
            started_at: string;
            /** @description Where it stands. */
            status: components["schemas"]["AlertStatus"];
            /**
             * Format: double
             * @description What it was compared with; `null` for a rule without one.
             */
            threshold: number | null;
            /**
             * Format: double
             * @description The value that fired; `null` for a rule without one.
             */
            value: number | null;
        };
        /** @description An alert with its life. */
        AlertDetail: components["schemas"]["Alert"] & {
            /** @description Every step, oldest first. */
            transitions: components["schemas"]["Transition"][];
        };
        /** @description A page of alerts. */
        AlertPage: {
            /** @description The rows asked for, latest first. */
            alerts: components["schemas"]["Alert"][];
            /**
             * Format: int64
             * @description How many there are in all.
             */
            total: number;
        };
        /**
         * @description Where an alert stands.
         * @enum {string}
         */
        AlertStatus: "firing" | "acknowledged" | "resolved";
        /**
         * @description How sure we are of a session's state.
         * @enum {string}
         */
        Certainty: "observed" | "inferred" | "in_doubt";
        /**
         * @description Why somebody is no longer there, in the classes that operators act on.
         * @enum {string}
         */
        Departure: "normal" | "unexpected" | "replaced" | "removed" | "server" | "call_outcome" | "reconciled" | "unknown";
        /** @description A page of events. */
        EventPage: {
            /** @description Newest received first. */
            events: components["schemas"]["ReceivedEvent"][];
            /** @description `before` for the page after this one; `null` on the last. */
            next_before: string | null;
        };
        /** @description How the console is doing. */
        Health: {
            /** @description How access is controlled. */
            auth: string;
            /** @description The deployments that are watched. */
            deployments: components["schemas"]["WatchedDeployment"][];
            /** @description The queue on disk between webhooks and database. */
            journal: components["schemas"]["JournalHealth"];
            /** @description `mock` (synthetic data) or `live`. */
            mode: string;
            /** @description Where events come from. */
            sources: components["schemas"]["SourceHealth"][];
            /**
             * Format: date-time
             * @description When this process started.
             */
            started_at: string;
            /** @description `ok`, `degraded` (something is not ok; intake goes on) or `unknown`. */
            status: string;
            /** @description The database. */
            store: components["schemas"]["StoreHealth"];
            /**
             * Format: double
             * @description Seconds since then.
             */
            uptime_seconds: number;
            /** @description The program's version. */
            version: string;
        };
        /** @description The data of `heartbeat`. */
        Heartbeat: {
            /**
             * Format: date-time
             * @description The server's time.
             */
            timestamp: string;
        };
        /** @description The system over time. */
        History: {
            /**
             * Format: date-time
             * @description Beginning of the range.
             */
            from: string;
            /** @description One a step, at its beginning; a step without a sample has nothing but `null`. */
            points: components["schemas"]["SystemMetrics"][];
            /**
             * Format: int32
             * @description Seconds of a step.
             */
            step_seconds: number;
            /**
             * Format: date-time
             * @description End of the range.
             */
            to: string;
        };
        /** @description An egress, an ingress or an agent job, as shown. */
        Job: {
            /** @description The deployment. */
            deployment: string;
            /**
             * Format: date-time
             * @description When it ended; `null` while it runs.
             */
            ended_at: string | null;
            /** @description What went wrong; `null` if nothing did. */
            error: string | null;
            /** @description LiveKit's id. */
            id: string;
            /** @description What kind of work. */
            kind: components["schemas"]["JobKind"];
            /** @description What it is called; `null` if not told. */
            name: string | null;
            /** @description Who does it; `null` if not told. */
            participant_identity: string | null;
            /** @description The room's name; `null` if not told. */
            room_name: string | null;
            /** @description The room session; `null` if not told. */
            room_sid: string | null;
            /**
             * Format: date-time
             * @description When LiveKit says it started; `null` if it never did.
             */
            started_at: string | null;
            /** @description LiveKit's name of the status. */
            status: string | null;
        };
        /**
         * @description What kind of work it is.
         * @enum {string}
         */
        JobKind: "egress" | "ingress" | "agent";
        /** @description A page of jobs. */
        JobPage: {
            /** @description The rows asked for, latest first. */
            jobs: components["schemas"]["Job"][];
            /**
             * Format: int64
             * @description How many there are in all.
             */
            total: number;
        };
        /** @description The queue on disk between webhooks and database. */
        JournalHealth: {
            /**
             * Format: int64
             * @description Bytes on disk.
             */
            bytes: number;
            /**
             * Format: double
             * @description Age of the oldest of them; `null` without one.
             */
            oldest_pending_seconds: number | null;
            /**
             * Format: int64
             * @description Events that are not in the database yet.
             */
            pending_events: number;
            /** @description `ok`, `full` or `unavailable`. */
            status: string;
        };
        /** @description That the process runs. */
        Liveness: {
            /** @description `ok`. */
            status: string;
        };
        /** @description The data of `error`. */
        Misunderstanding: {
            /** @description Stable: `invalid_frame`. */
            code: string;
            /** @description What was not understood. */
            detail: string;
        };
        /** @description A participant's stay, as shown. */
        Participant: {
            /** @description Whether it never became active. */
            aborted: boolean;
            /** @description The participant's attributes; `null` while not known. */
            attributes: {
                [key: string]: string;
            } | null;
            /** @description How sure we are. */
            certainty: components["schemas"]["Certainty"];
            /**
             * Format: double
             * @description 0–100; `null` where no source tells.
             */
            connection_quality: number | null;
            departure: components["schemas"]["Departure"] | null;
            /** @description The deployment. */
            deployment: string;
            /** @description LiveKit's reason; `null` while there or if no source told it. */
            disconnect_reason: string | null;
            /**
             * Format: double
             * @description Seconds from the beginning to the end, or to now.
             */
            duration_seconds: number;
            /** @description What an inferred end or a doubt follows from, else `null`. */
            evidence: string | null;
            /** @description Not shown to other participants; `null` while not known. */
            hidden: boolean | null;
            /** @description Who it says it is. */
            identity: string;
            /** @description Whether that kind is a machine; `null` while not known. */
            is_machine: boolean | null;
            /**
             * Format: date-time
             * @description When the stay began.
             */
            joined_at: string;
            /** @description LiveKit's kind; `null` while not known. */
            kind: string | null;
            /**
             * Format: date-time
             * @description When it ended; `null` while there.
             */
            left_at: string | null;
            left_at_range: components["schemas"]["TimeRange"] | null;
            /** @description The participant's metadata; `null` if it has none. */
            metadata: string | null;
            /** @description Display name; `null` if it has none. */
            name: string | null;
            /** @description Region of the node that took the connection; `null` if not told. */
            region: string | null;
            /** @description The room's name. */
            room_name: string;
            /** @description The room session. */
            room_sid: string;
            /** @description `PA_…`: one stay. */
            sid: string;
            /** @description LiveKit's state. */
            state: components["schemas"]["ParticipantState"];
            /** @description Live and ended tracks. */
            tracks: components["schemas"]["Track"][];
        };
        /**
         * @description LiveKit's participant state; it never goes back for one sid.
         * @enum {string}
         */
        ParticipantState: "JOINING" | "JOINED" | "ACTIVE" | "DISCONNECTED";
        /** @description A refusal, RFC 9457 `application/problem+json`. */
        Problem: {
            /** @description Stable: what a program reacts to. */
            code: string;
            /** @description What is wrong, naming the offending value. */
            detail: string;
            /** @description Also the header `X-Request-Id`; a 5xx is logged under it. */
            request_id: string;
            /**
             * Format: int32
             * @description The HTTP status.
             */
            status: number;
            /** @description The code in words. */
            title: string;
            /** @description Where the code is explained. */
            type: string;
        };
        /** @description Whether requests can be served, by dependency. */
        Readiness: {
            /** @description The queue on disk: without it, no webhook is taken in. */
            journal: components["schemas"]["JournalHealth"];
            /** @description `ok`, `degraded` (webhooks are taken in, but not all can be answered) or `unavailable`. */
            status: string;
            /** @description The database: without it, webhooks are taken in but history cannot be shown. */
            store: components["schemas"]["StoreHealth"];
        };
        /** @description Something that was received. */
        ReceivedEvent: {
            /**
             * Format: date-time
             * @description When it happened, as told.
             */
            at: string;
            /** @description Which deployment it is about. */
            deployment: string;
            /** @description LiveKit's name of the event, known here or not; empty if it sent none. */
            event: string;
            /** @description LiveKit's `EV_…`, or a hash of the body where it sent none. */
            id: string;
            /** @description The participant's identity; `null` if it is about none. */
            identity: string | null;
            /** @description The participant's stay; `null` if it is about none. */
            participant_sid: string | null;
            /** @description What came, less secrets. */
            raw: Record<string, never>;
            /**
             * Format: date-time
             * @description When it was received.
             */
            received_at: string;
            /** @description The room's name; `null` if it is about none. */
            room_name: string | null;
            /** @description The room session; `null` if it is about none. */
            room_sid: string | null;
            /** @description `webhook`, `poll`, `scrape`, `client` or `operator`. */
            source: string;
        };
        /** @description What somebody says when they resolve an alert. */
        Resolution: {
            /**
             * @description Who; `anonymous` if not given.
             * @default null
             */
            by: string | null;
            /**
             * @description Why, in their words; at most 4,000 characters.
             * @default null
             */
            note: string | null;
        };
        /** @description The data of `resync`. */
        Resync: {
            /**
             * Format: int64
             * @description How many frames this client did not get.
             */
            dropped: number;
            /** @description Why: `slow_client`. */
            reason: string;
        };
        /** @description A room, as shown. */
        Room: {
            /** @description `observed`, or `inferred` when no source told the end. */
            certainty: components["schemas"]["Certainty"];
            /**
             * Format: double
             * @description 0–100; `null` where no source tells.
             */
            connection_quality: number | null;
            /** @description Which deployment it belongs to. */
            deployment: string;
            /**
             * Format: double
             * @description Seconds from the start to the end, or to now.
             */
            duration_seconds: number;
            /** @description LiveKit's `roomEndReason`; `null` where the server does not tell it. */
            end_reason: string | null;
            /** @description What an inferred end follows from, else `null`. */
            evidence: string | null;
            /**
             * Format: date-time
             * @description When it ended; `null` while active.
             */
            finished_at: string | null;
            finished_at_range: components["schemas"]["TimeRange"] | null;
            /**
             * Format: int32
             * @description Listed as present, but perhaps gone.
             */
            in_doubt_count: number;
            /**
             * Format: int32
             * @description Of them, any other known kind.
             */
            machine_count: number;
            /** @description The room's metadata; `null` if never seen. */
            metadata: string | null;
            /** @description Any text that LiveKit accepts. */
            name: string;
            /**
             * Format: int32
             * @description Present now: people, machines and those whose kind is not known; without those in doubt.
             */
            participant_count: number;
            /**
             * Format: int32
             * @description Participant sessions ever seen in this room session.
             */
            participants_total: number;
            /**
             * Format: int32
             * @description Of them, kind STANDARD or CONNECTOR.
             */
            people_count: number;
            /**
             * Format: int32
             * @description Present with at least one live track.
             */
            publisher_count: number;
            /** @description Where that deployment runs; `null` if not configured. */
            region: string | null;
            /** @description `RM_…`: one life of the room. */
            sid: string;
            /**
             * Format: date-time
             * @description When it was created.
             */
            started_at: string;
            /** @description `active` or `finished`. */
            status: string;
        };
        /** @description A room with who is or was in it. */
        RoomDetail: components["schemas"]["Room"] & {
            /** @description Its egresses, ingresses and agent jobs, latest first. */
            jobs: components["schemas"]["Job"][];
            /** @description Those present (also those in doubt), or everyone of this room session, in order of joining. */
            participants: components["schemas"]["Participant"][];
            /**
             * Format: int64
             * @description The state's revision: WebSocket frames with a lower `seq` are already in the answer.
             */
            seq: number;
        };
        /** @description A page of rooms. */
        RoomPage: {
            /**
             * @description Whether these are all: `false` while open rooms may be missing, because what was true before
             *     the start is not known yet.
             */
            complete: boolean;
            /** @description The rows asked for. */
            rooms: components["schemas"]["Room"][];
            /**
             * Format: int64
             * @description The state's revision: WebSocket frames with a lower `seq` are already in the answer.
             */
            seq: number;
            /**
             * Format: int64
             * @description How many there are in all.
             */
            total: number;
        };
        /** @description The data of `room_update`. */
        RoomUpdate: {
            job: components["schemas"]["Job"] | null;
            participant: components["schemas"]["Participant"] | null;
            /** @description The room as it is now. */
            room: components["schemas"]["Room"];
            /** @description What changed: `room_started`, `participant_left`, … */
            type: string;
        };
        /**
         * @description How much an alert matters.
         * @enum {string}
         */
        Severity: "info" | "warning" | "critical";
        /** @description The data of `snapshot`. */
        Snapshot: {
            /**
             * Format: int32
             * @description Seconds between two `metrics_update` frames.
             */
            interval_seconds: number;
            /** @description The system now. */
            metrics: components["schemas"]["SystemMetrics"];
            /** @description The rooms subscribed to by sid; empty without such a subscription. */
            rooms: components["schemas"]["Room"][];
        };
        /** @description One source of one deployment's events. */
        SourceHealth: {
            /** @description The deployment. */
            deployment: string;
            /**
             * Format: date-time
             * @description When something was last accepted; `null` since the start.
             */
            last_received_at: string | null;
            /**
             * Format: int64
             * @description Accepted since the start.
             */
            received_total: number;
            /**
             * Format: int64
             * @description Refused since the start.
             */
            refused_total: number;
            /** @description `webhook`. */
            source: string;
            /** @description `ok`, `refusing` (the last request was refused) or `unknown` (nothing since the start). */
            status: string;
        };
        /** @description The database. */
        StoreHealth: {
            /** @description `sqlite`, `timescale`, `apache`, `plain`; `null` while not known. */
            edition: string | null;
            /** @description What went wrong; `null` if nothing did. */
            error: string | null;
            /** @description `sqlite` or `postgres`. */
            kind: string;
            /** @description `ok`, `down` or `unknown`. */
            status: string;
        };
        /** @description The system at one instant, or on average over a step. Each figure is `null` where not known. */
        SystemMetrics: {
            /**
             * Format: double
             * @description Rooms open.
             */
            active_rooms: number | null;
            /**
             * Format: double
             * @description 0–100; `null` where no source tells.
             */
            avg_connection_quality: number | null;
            /**
             * Format: double
             * @description Mean age of the open rooms, seconds; `null` without rooms.
             */
            avg_room_duration: number | null;
            /**
             * Format: double
             * @description People whose departure in the trailing minute was unexpected.
             */
            disconnect_rate: number | null;
            /**
             * Format: double
             * @description People who joined in the trailing minute.
             */
            join_rate: number | null;
            /**
             * Format: double
             * @description People who left in the trailing minute, for whatever reason.
             */
            leave_rate: number | null;
            /**
             * Format: double
             * @description Of them, machines (any other known kind).
             */
            machines: number | null;
            /**
             * Format: double
             * @description Listed as present, but perhaps gone.
             */
            participants_in_doubt: number | null;
            /**
             * Format: double
             * @description Of them, people (kind STANDARD or CONNECTOR).
             */
            people: number | null;
            /**
             * Format: double
             * @description Present with at least one live track.
             */
            publishers: number | null;
            /**
             * Format: date-time
             * @description When, or the beginning of the step.
             */
            timestamp: string;
            /**
             * Format: double
             * @description Present: people, machines and those whose kind is not known; without those in doubt.
             */
            total_participants: number | null;
            /**
             * Format: double
             * @description Live tracks.
             */
            tracks: number | null;
        };
        /** @description The answer to a webhook that is safe. */
        Taken: {
            /** @description `accepted`, or `duplicate` if it was on disk already. */
            status: string;
        };
        /** @description The interval in which something must have happened. */
        TimeRange: {
            /**
             * Format: date-time
             * @description Not before this time.
             */
            earliest: string;
            /**
             * Format: date-time
             * @description Not after this time.
             */
            latest: string;
        };
        /** @description A track, as shown. */
        Track: {
            /**
             * Format: int32
             * @description Pixels; `null` for audio.
             */
            height: number | null;
            /** @description Codec; `null` if not said. */
            mime_type: string | null;
            /** @description As of the last event about the track. */
            muted: boolean;
            /** @description The track's own name; `null` if it has none. */
            name: string | null;
            /**
             * Format: date-time
             * @description When it was published; `null` if that was not heard.
             */
            published_at: string | null;
            /** @description `TR_…`. */
            sid: string;
            /** @description `CAMERA`, `MICROPHONE`, `SCREEN_SHARE`, `SCREEN_SHARE_AUDIO`, `UNKNOWN`. */
            source: string;
            /** @description `AUDIO`, `VIDEO`, `DATA`, or another name as LiveKit gave it. */
            type: string;
            /**
             * Format: date-time
             * @description When it ended: as told, or with its participant; `null` while live.
             */
            unpublished_at: string | null;
            /**
             * Format: int32
             * @description Pixels; `null` for audio.
             */
            width: number | null;
        };
        /** @description One step of an alert's life, kept for the audit. */
        Transition: {
            /**
             * Format: date-time
             * @description When.
             */
            at: string;
            /** @description Who did it. */
            by: string;
            from: components["schemas"]["AlertStatus"] | null;
            /** @description Why, in their words; `null` if they gave none. */
            note: string | null;
            /** @description To which status. */
            to: components["schemas"]["AlertStatus"];
            /**
             * Format: double
             * @description The value then; `null` if not known.
             */
            value: number | null;
        };
        /** @description A deployment that is watched. */
        WatchedDeployment: {
            /** @description Its name. */
            name: string;
            /** @description Where it runs; `null` if not said. */
            region: string | null;
            /** @description Whether its events are made up. */
            synthetic: boolean;
            /** @description Its LiveKit URL; `null` if it has none. */
            url: string | null;
        };
    };
    responses: never;
    parameters: never;
    requestBodies: never;
    headers: never;
    pathItems: never;
}
export type $defs = Record<string, never>;
export type operations = Record<string, never>;
