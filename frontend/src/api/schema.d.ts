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
    "/api/export/events": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** What was received, as a file, newest first. */
        get: {
            parameters: {
                query?: {
                    /** @description `csv` (default), `json` or `ndjson` */
                    format?: string;
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
                /** @description The file, streamed */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "text/csv": string;
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
                /** @description `overloaded`, with `Retry-After`: as many exports as are served at once are under way; `store_unavailable`, with `Retry-After`: the database is down */
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
    "/api/export/participants": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Stays as a file, latest first. */
        get: {
            parameters: {
                query?: {
                    /** @description `csv` (default), `json` or `ndjson` */
                    format?: string;
                    /** @description A part of the identity or of the name, or the whole sid, any case */
                    q?: string;
                    /** @description Only in rooms of this name */
                    room?: string;
                    /** @description Only in this room session */
                    room_sid?: string;
                    /** @description Only this identity */
                    identity?: string;
                    /** @description Only this stay */
                    sid?: string;
                    /** @description Only those that were there at this time or later */
                    from?: string;
                    /** @description Only those that began before this time */
                    to?: string;
                    /** @description Only those that left so */
                    departure?: string;
                    /** @description Only this kind */
                    kind?: string;
                    /** @description Only this deployment */
                    deployment?: string;
                    /** @description Only deployments in this region */
                    region?: string;
                };
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description The file, streamed */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "text/csv": string;
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
                /** @description `overloaded`, with `Retry-After`: as many exports as are served at once are under way; `store_unavailable`, with `Retry-After`: the database is down */
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
    "/api/export/rooms": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Room sessions as a file, latest first. */
        get: {
            parameters: {
                query?: {
                    /** @description `csv` (default), `json` or `ndjson` */
                    format?: string;
                    /** @description A part of the name or the whole sid, any case */
                    q?: string;
                    /** @description Only this deployment */
                    deployment?: string;
                    /** @description Only this region */
                    region?: string;
                    /** @description `active`, `finished` or `all` (default) */
                    status?: string;
                    /** @description Only those that were open at this time or later */
                    from?: string;
                    /** @description Only those that began before this time */
                    to?: string;
                };
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description The file, streamed */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "text/csv": string;
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
                /** @description `overloaded`, with `Retry-After`: as many exports as are served at once are under way; `store_unavailable`, with `Retry-After`: the database is down */
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
    "/api/gaps": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Times for which a source is missing, the latest first. */
        get: {
            parameters: {
                query?: {
                    /** @description RFC 3339, Unix milliseconds, `now` or like `now-6h`; a day before `to` if not given */
                    from?: string;
                    /** @description The same; now if not given */
                    to?: string;
                    /** @description Only of this deployment, and of all */
                    deployment?: string;
                    /** @description Only of `webhook`, `poll`, `scrape`, `console` or `store` */
                    source?: string;
                };
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description Gaps that overlap the range */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["GapList"];
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
    "/api/livekit/quality": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Takes a client's report of its own connection in; 202 means that it is on disk. */
        post: {
            parameters: {
                query?: never;
                header: {
                    /** @description `Bearer` and the token with which the participant joined */
                    Authorization: string;
                };
                path?: never;
                cookie?: never;
            };
            /** @description A report, see docs/API.md */
            requestBody: {
                content: {
                    "application/json": unknown;
                };
            };
            responses: {
                /** @description On disk now, or already */
                202: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Kept"];
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
                /** @description `missing_token`, `malformed_token`, `unknown_api_key`, `invalid_signature`, `token_expired`, `token_not_yet_valid`, `unsupported_algorithm` */
                401: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description `not_a_participant_token`, `participant_mismatch`, `cross_origin` */
                403: {
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
                /** @description `rate_limited`, with `Retry-After` */
                429: {
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
    "/api/nodes": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** How each node is and what it measured last. */
        get: {
            parameters: {
                query?: {
                    /** @description Only this deployment */
                    deployment?: string;
                };
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description Every node that is scraped */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Nodes"];
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
    "/api/nodes/history": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** What nodes measured, in steps: one node by its `url`, else the sum of all. */
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
                    /** @description Only this node, by the `url` that it is listed with */
                    url?: string;
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
                        "application/json": components["schemas"]["NodeHistory"];
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
    "/api/participants": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Stays, latest first. */
        get: {
            parameters: {
                query?: {
                    /** @description At most so many, 100 if not given */
                    limit?: number;
                    /** @description Skip so many, none if not given */
                    offset?: number;
                    /** @description `joined_at`, `left_at`, `duration`, `identity` or `room`; a leading `-` turns it round; `-joined_at` if not given */
                    sort?: string;
                    /** @description A part of the identity or of the name, or the whole sid, any case */
                    q?: string;
                    /** @description Only in rooms of this name */
                    room?: string;
                    /** @description Only in this room session */
                    room_sid?: string;
                    /** @description Only this identity */
                    identity?: string;
                    /** @description Only this stay */
                    sid?: string;
                    /** @description Only those that were there at this time or later */
                    from?: string;
                    /** @description Only those that began before this time */
                    to?: string;
                    /** @description Only those that left so: `normal`, `unexpected`, `replaced`, `removed`, `server`, `call_outcome`, `reconciled` or `unknown` */
                    departure?: string;
                    /** @description Only this kind: `STANDARD`, `CONNECTOR`, `AGENT`, `SIP`, `EGRESS`, `INGRESS` or `BRIDGE` */
                    kind?: string;
                    /** @description Only this deployment */
                    deployment?: string;
                    /** @description Only deployments in this region */
                    region?: string;
                };
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description A page of stays */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["ParticipantPage"];
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
    "/api/participants/{sid}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** One stay, with its room session. */
        get: {
            parameters: {
                query?: {
                    /** @description Only in this deployment */
                    deployment?: string;
                };
                header?: never;
                path: {
                    /** @description The stay's sid, `PA_…` */
                    sid: string;
                };
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description The stay */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["ParticipantDetail"];
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
                /** @description `participant_not_found` */
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
    "/api/participants/{sid}/quality": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** What the client of one stay reported, in steps. */
        get: {
            parameters: {
                query?: {
                    /** @description RFC 3339, Unix milliseconds, `now` or like `now-6h`; the beginning of the stay if not given */
                    from?: string;
                    /** @description The same; the end of the stay, or now, if not given */
                    to?: string;
                    /** @description Seconds, rounded up to a step that is served; not with `points` */
                    step?: number;
                    /** @description At most so many points, 300 if not given; not with `step` */
                    points?: number;
                    /** @description Only in this deployment */
                    deployment?: string;
                };
                header?: never;
                path: {
                    /** @description The participant sid */
                    sid: string;
                };
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
                        "application/json": components["schemas"]["QualityHistory"];
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
                /** @description `participant_not_found` */
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
    "/api/participants/{sid}/timeline": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** What happened to a participant during one stay. */
        get: {
            parameters: {
                query?: {
                    /** @description Only in this deployment */
                    deployment?: string;
                    /** @description At most so many events, 100 if not given; some make more than one entry */
                    limit?: number;
                    /** @description The previous answer's `next_after` */
                    after?: string;
                };
                header?: never;
                path: {
                    /** @description The stay's sid, `PA_…` */
                    sid: string;
                };
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description A page of what happened */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Timeline"];
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
                /** @description `participant_not_found` */
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
                    /** @description Only those that were open at this time or later; with `status` `finished` or `all` */
                    from?: string;
                    /** @description Only those that began before this time; with `status` `finished` or `all` */
                    to?: string;
                    /** @description The rooms that were open at this moment, as they were; without `status`, `from`, `to` */
                    at?: string;
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
                    /** @description The room session as it was at this moment: the one that was open then, else the latest before */
                    at?: string;
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
    "/api/rooms/{room_name}/timeline": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** What happened in a room session. */
        get: {
            parameters: {
                query?: {
                    /** @description This room session of that name; the active one, else the latest, if not given */
                    sid?: string;
                    /** @description Only in this deployment */
                    deployment?: string;
                    /** @description At most so many events, 100 if not given; some make more than one entry */
                    limit?: number;
                    /** @description The previous answer's `next_after` */
                    after?: string;
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
                /** @description A page of what happened */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Timeline"];
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
    "/api/sources": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Every source of every deployment, and what is likely wrong with it. */
        get: {
            parameters: {
                query?: {
                    /** @description Only this deployment */
                    deployment?: string;
                };
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description How the sources are doing */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["SourcesReport"];
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
    "/api/sources/drift": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** What listings had to correct, in steps. */
        get: {
            parameters: {
                query?: {
                    /** @description RFC 3339, Unix milliseconds, `now` or like `now-6h`; a day before `to` if not given */
                    from?: string;
                    /** @description The same; now if not given */
                    to?: string;
                    /** @description Seconds, rounded up to a step that is served; about 300 points if not given */
                    step?: number;
                    /** @description Only this deployment */
                    deployment?: string;
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
                        "application/json": components["schemas"]["DriftHistory"];
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
        /** @description A room API. */
        ApiSource: {
            /**
             * Format: int32
             * @description How many it may be asked.
             */
            budget_per_minute: number | null;
            /** @description Whether egresses can be listed. */
            egress_available: boolean | null;
            error: components["schemas"]["SourceError"] | null;
            /**
             * Format: int64
             * @description Of them, failed.
             */
            errors_total: number | null;
            /** @description Whether ingresses can be listed. */
            ingress_available: boolean | null;
            /**
             * Format: date-time
             * @description When it was last asked.
             */
            last_attempt_at: string | null;
            /**
             * Format: date-time
             * @description When it last answered.
             */
            last_success_at: string | null;
            /**
             * Format: double
             * @description How long the last listing of rooms took.
             */
            latency_ms: number | null;
            /**
             * Format: double
             * @description Age of the oldest listing of a room's participants.
             */
            oldest_listing_seconds: number | null;
            /**
             * Format: int32
             * @description Requests in the trailing minute.
             */
            requests_per_minute: number | null;
            /**
             * Format: int64
             * @description Requests since the start.
             */
            requests_total: number | null;
            /** @description `ok`, `down`, `rate_limited`, `off` (it is not asked) or `unknown`. */
            status: string;
            /** @description Where it is. */
            url: string | null;
        };
        /**
         * @description How sure we are of a session's state.
         * @enum {string}
         */
        Certainty: "observed" | "inferred" | "in_doubt";
        /** @description Reports of participants' own connections. */
        ClientSource: {
            /**
             * Format: date-time
             * @description When the last came.
             */
            last_received_at: string | null;
            /**
             * Format: double
             * @description Received in the trailing minute.
             */
            rate_per_minute: number | null;
            /**
             * Format: int64
             * @description Participants who report.
             */
            reporting: number | null;
            /** @description `ok`, `silent` or `unknown`. */
            status: string;
        };
        /** @description What the console shows. */
        ConsoleCount: {
            /**
             * Format: int64
             * @description Participants present.
             */
            participants: number;
            /**
             * Format: int64
             * @description Of them, people.
             */
            people: number;
            /**
             * Format: int64
             * @description Rooms open.
             */
            rooms: number;
        };
        /** @description What each source counts; `null` where it does not know. */
        CountsBySource: {
            api: components["schemas"]["DatedCount"] | null;
            console: components["schemas"]["ConsoleCount"] | null;
            nodes: components["schemas"]["DatedCount"] | null;
            webhooks: components["schemas"]["WebhookCount"] | null;
        };
        /** @description What another counts. */
        DatedCount: {
            /**
             * Format: date-time
             * @description When.
             */
            at: string;
            /**
             * Format: double
             * @description Participants; the room API leaves agents and egresses out.
             */
            participants: number;
            /**
             * Format: double
             * @description Rooms open.
             */
            rooms: number;
        };
        /**
         * @description Why somebody is no longer there, in the classes that operators act on.
         * @enum {string}
         */
        Departure: "normal" | "unexpected" | "replaced" | "removed" | "server" | "call_outcome" | "reconciled" | "unknown";
        /** @description The sources of one deployment. */
        DeploymentSources: {
            /** @description Its room API. */
            api: components["schemas"]["ApiSource"];
            /** @description What its participants report. */
            clients: components["schemas"]["ClientSource"];
            /** @description Rooms and participants, as each source counts them. */
            counts: components["schemas"]["CountsBySource"];
            /** @description Its name. */
            deployment: string;
            /** @description What is likely wrong, the gravest first. */
            diagnoses: components["schemas"]["Diagnosis"][];
            /** @description What listings had to correct since the start. */
            drift: components["schemas"]["DriftTotal"][];
            /** @description Gaps that last, or ended in the last 24 hours, the latest first. */
            gaps: components["schemas"]["Gap"][];
            /** @description Its nodes. */
            nodes: components["schemas"]["NodeSource"][];
            /** @description Where it runs; `null` if not said. */
            region: string | null;
            /** @description Whether its events are made up. */
            synthetic: boolean;
            /** @description Its webhooks. */
            webhooks: components["schemas"]["WebhookSource"];
        };
        /** @description A likely cause, and what to do. */
        Diagnosis: {
            /** @description A stable word for it. */
            code: string;
            /** @description What is going on, with the values that were seen. */
            detail: string;
            /** @description What was observed. */
            evidence: string[];
            /** @description What to change. */
            remedy: string;
            /** @description How much it matters. */
            severity: components["schemas"]["Severity"];
            /**
             * Format: date-time
             * @description Since when; `null` if that is not known.
             */
            since: string | null;
            /** @description What it is. */
            title: string;
        };
        /** @description Drift over time. */
        DriftHistory: {
            /**
             * Format: date-time
             * @description Beginning of the range.
             */
            from: string;
            /** @description One a step, at its beginning. */
            points: components["schemas"]["DriftPoint"][];
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
        /** @description Drift in one step. */
        DriftPoint: {
            /** @description How often each kind was found; a kind that was not is not there. */
            counts: {
                [key: string]: number;
            };
            /**
             * Format: date-time
             * @description The beginning of the step.
             */
            timestamp: string;
        };
        /** @description How often a kind of drift was found since the start. */
        DriftTotal: {
            /** @description What was found. */
            kind: string;
            /**
             * Format: date-time
             * @description When last.
             */
            last_at: string;
            /**
             * Format: int64
             * @description How often.
             */
            total: number;
        };
        /**
         * @description What an entry tells.
         * @enum {string}
         */
        EntryKind: "room_started" | "room_finished" | "room_changed" | "participant_joined" | "participant_left" | "participant_changed" | "connection_aborted" | "track_published" | "track_unpublished" | "track_muted" | "track_unmuted" | "quality_changed" | "reconnecting" | "reconnected" | "egress_started" | "egress_updated" | "egress_ended" | "ingress_started" | "ingress_ended" | "agent_job_started" | "agent_job_ended" | "healed" | "other";
        /** @description A page of events. */
        EventPage: {
            /** @description Newest received first. */
            events: components["schemas"]["ReceivedEvent"][];
            /** @description `before` for the page after this one; `null` on the last. */
            next_before: string | null;
        };
        /** @description A time for which a source is missing. */
        Gap: {
            /** @description A stable word for why: `console_down`, `database_down`, `silence`, `unreachable`, … . */
            cause: string;
            /** @description Of which deployment; `null` if of all. */
            deployment: string | null;
            /**
             * Format: date-time
             * @description Until when; `null` while it lasts.
             */
            ended_at: string | null;
            /** @description What it is concluded from, in words. */
            evidence: string;
            /** @description Its id: the same gap has the same, however often it is found. */
            id: string;
            /** @description What is missing. */
            source: components["schemas"]["GapSource"];
            /**
             * Format: date-time
             * @description Since when.
             */
            started_at: string;
            /** @description Which part of the source, such as a node's endpoint; `null` if all of it. */
            subject: string | null;
        };
        /** @description Gaps of a range. */
        GapList: {
            /** @description The latest first, at most 1000. */
            gaps: components["schemas"]["Gap"][];
        };
        /**
         * @description What is missing in a gap.
         * @enum {string}
         */
        GapSource: "webhook" | "poll" | "scrape" | "console" | "store";
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
            /** @description Times in the range for which a source is missing, so that the points may be wrong. */
            gaps: components["schemas"]["Gap"][];
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
        /** @description The answer to a report that is safe. */
        Kept: {
            /**
             * @description Whether that stay is known to be the token's holder; if not, the report is kept under the
             *     identity and belongs to the stay as soon as one is known.
             */
            matched: boolean;
            /** @description The stay that it belongs to; `null` while no source has told of the participant. */
            participant_sid: string | null;
            /** @description `accepted`, or `duplicate` if it was on disk already. */
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
        /** @description A node as it was at the last scrape. Every figure is `null` while it does not answer. */
        Node: components["schemas"]["NodeFigures"] & {
            /** @description The deployment that it belongs to. */
            deployment: string;
            error: components["schemas"]["ScrapeError"] | null;
            /**
             * Format: int64
             * @description Of them, those that failed.
             */
            errors_total: number;
            /**
             * Format: double
             * @description The time between the last two scrapes, which rates and means are about, seconds; `null` at
             *     the first scrape, after a restart and after a long silence.
             */
            interval_seconds: number | null;
            /**
             * Format: date-time
             * @description When it was last asked.
             */
            last_attempt_at: string | null;
            /**
             * Format: date-time
             * @description When it last answered.
             */
            last_success_at: string | null;
            /**
             * Format: double
             * @description How long the last scrape took, milliseconds.
             */
            latency_ms: number | null;
            /** @description Gauges that it told as less than nothing, as told; they are in no figure. */
            negative_gauges: {
                [key: string]: number;
            };
            /** @description LiveKit's `ND_…`, new at each restart; `null` before the first answer. */
            node_id: string | null;
            /**
             * Format: date-time
             * @description When the last of them was seen.
             */
            restarted_at: string | null;
            /**
             * Format: int64
             * @description Restarts of the node seen since the console started.
             */
            restarts_total: number;
            /**
             * Format: int64
             * @description Scrapes since the console started.
             */
            scrapes_total: number;
            /** @description `ok`, `down` (the last scrape failed) or `unknown` (not asked yet). */
            status: string;
            /** @description Its metrics endpoint, without user name, password and query. */
            url: string;
            /**
             * Format: double
             * @description Webhooks that it counts as delivered since it started.
             */
            webhooks_delivered: number | null;
            /** @description Webhooks that it gave up or dropped since it started, by reason. */
            webhooks_lost: {
                [key: string]: number;
            };
        };
        /** @description What is measured of a node. Each figure is `null` where the node does not tell it. */
        NodeFigures: {
            /**
             * Format: double
             * @description Processors' worth of time that the process takes: 1.5 is one and a half.
             */
            cpu_cores: number | null;
            jitter_ms: components["schemas"]["Spread"] | null;
            join_latency_ms: components["schemas"]["Spread"] | null;
            /**
             * Format: double
             * @description Memory that the process holds, bytes.
             */
            memory_bytes: number | null;
            /**
             * Format: double
             * @description Requests for lost packets a second, both ways.
             */
            nacks_per_second: number | null;
            /**
             * Format: double
             * @description Participants with a signal connection to it or beyond that.
             */
            participants: number | null;
            /**
             * Format: double
             * @description Requests for a whole picture a second, both ways.
             */
            plis_per_second: number | null;
            quality: components["schemas"]["NodeQuality"] | null;
            /**
             * Format: double
             * @description Media received, bytes a second.
             */
            received_bytes_per_second: number | null;
            received_loss_ratio: components["schemas"]["Spread"] | null;
            /**
             * Format: double
             * @description Packets received a second.
             */
            received_packets_per_second: number | null;
            /**
             * Format: double
             * @description Rooms on it.
             */
            rooms: number | null;
            /**
             * Format: double
             * @description Participants who became active, a minute.
             */
            rtc_active_per_minute: number | null;
            /**
             * Format: double
             * @description Media sessions that were given up, a minute.
             */
            rtc_canceled_per_minute: number | null;
            /**
             * Format: double
             * @description Media sessions whose transport connected, a minute.
             */
            rtc_connected_per_minute: number | null;
            /**
             * Format: double
             * @description Media sessions that failed, a minute; LiveKit counts those given up here, too.
             */
            rtc_failed_per_minute: number | null;
            /**
             * Format: double
             * @description Media sessions begun, a minute.
             */
            rtc_init_per_minute: number | null;
            rtt_ms: components["schemas"]["Spread"] | null;
            /**
             * Format: double
             * @description Media sent, bytes a second.
             */
            sent_bytes_per_second: number | null;
            sent_loss_ratio: components["schemas"]["Spread"] | null;
            /**
             * Format: double
             * @description Packets sent a second.
             */
            sent_packets_per_second: number | null;
            /**
             * Format: double
             * @description Joins that got their signal connection, a minute.
             */
            signal_connected_per_minute: number | null;
            /**
             * Format: double
             * @description Joins that did not, a minute.
             */
            signal_failed_per_minute: number | null;
            start_latency_ms: components["schemas"]["Spread"] | null;
            /**
             * Format: double
             * @description Tracks published now.
             */
            tracks_published: number | null;
            /**
             * Format: double
             * @description Tracks subscribed to now.
             */
            tracks_subscribed: number | null;
            /**
             * Format: double
             * @description Webhooks that it counts as delivered, a minute: also those refused with a 4xx.
             */
            webhooks_delivered_per_minute: number | null;
            /**
             * Format: double
             * @description Webhooks that it gave up or dropped, a minute.
             */
            webhooks_lost_per_minute: number | null;
        };
        /** @description Nodes over time. */
        NodeHistory: {
            /**
             * Format: date-time
             * @description Beginning of the range.
             */
            from: string;
            /** @description One a step, at its beginning; a step without a sample has nothing but `null`. */
            points: components["schemas"]["NodePoint"][];
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
        /**
         * @description What nodes measured over a step: the mean of each, added up over several; latencies, loss and
         *     quality are the mean over everything observed.
         */
        NodePoint: components["schemas"]["NodeFigures"] & {
            /**
             * Format: int32
             * @description How many nodes told something in it; 0 for a gap.
             */
            nodes: number;
            /**
             * Format: date-time
             * @description Beginning of the step.
             */
            timestamp: string;
        };
        /** @description How well connections were: one observation a participant every five seconds. */
        NodeQuality: {
            /**
             * Format: double
             * @description Share that LiveKit rates EXCELLENT, 0–1; also participants without tracks.
             */
            excellent_ratio: number | null;
            /**
             * Format: double
             * @description Share rated GOOD, 0–1.
             */
            good_ratio: number | null;
            /**
             * Format: double
             * @description Share rated LOST, 0–1.
             */
            lost_ratio: number | null;
            /**
             * Format: double
             * @description Mean opinion score, 1.0–4.5.
             */
            mos: number | null;
            /**
             * Format: double
             * @description Share rated POOR, 0–1.
             */
            poor_ratio: number | null;
            /**
             * Format: double
             * @description Observations.
             */
            samples: number;
            /**
             * Format: double
             * @description 0–100, made of `mos`.
             */
            score: number | null;
        };
        /** @description A node's metrics. */
        NodeSource: {
            error: components["schemas"]["SourceError"] | null;
            /**
             * Format: date-time
             * @description When it last answered.
             */
            last_success_at: string | null;
            /**
             * Format: double
             * @description How long the last answer took.
             */
            latency_ms: number | null;
            /** @description LiveKit's `ND_…`, new with each start. */
            node_id: string | null;
            /**
             * Format: double
             * @description Participants, as it counts them.
             */
            participants: number | null;
            /**
             * Format: date-time
             * @description When the last of them was.
             */
            restarted_at: string | null;
            /**
             * Format: int64
             * @description Restarts seen since the console started.
             */
            restarts_total: number;
            /**
             * Format: double
             * @description Rooms, as it counts them.
             */
            rooms: number | null;
            /** @description `ok`, `down` or `unknown`. */
            status: string;
            /** @description Its endpoint. */
            url: string;
            /**
             * Format: double
             * @description Webhooks that it delivered since it started.
             */
            webhooks_delivered: number | null;
            /** @description Webhooks that it lost since it started, by reason. */
            webhooks_lost: {
                [key: string]: number;
            };
        };
        /** @description Every node that is scraped. */
        Nodes: {
            /** @description In the order of the configuration. */
            nodes: components["schemas"]["Node"][];
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
            /** @description Who tells that: `client`; `null` where no source tells. */
            quality_source: string | null;
            /** @description Region of the node that took the connection; `null` if not told. */
            region: string | null;
            /** @description The room's name. */
            room_name: string;
            /** @description The room session. */
            room_sid: string;
            /** @description `PA_…`: one stay. */
            sid: string;
            /**
             * @description Who told of it: `webhook`, `poll`, …; with `poll` the console healed something that no webhook
             *     told.
             */
            sources: string[];
            /** @description LiveKit's state. */
            state: components["schemas"]["ParticipantState"];
            /** @description Live and ended tracks. */
            tracks: components["schemas"]["Track"][];
        };
        /** @description A stay with its room. */
        ParticipantDetail: components["schemas"]["Participant"] & {
            room: components["schemas"]["Room"] | null;
        };
        /** @description A page of stays. */
        ParticipantPage: {
            /** @description The rows asked for. */
            participants: components["schemas"]["Participant"][];
            /**
             * Format: int64
             * @description How many there are in all.
             */
            total: number;
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
        /** @description What the client of one stay reported over time. */
        QualityHistory: {
            /** @description Its deployment. */
            deployment: string;
            /**
             * Format: date-time
             * @description Beginning of the range.
             */
            from: string;
            /** @description Whose it is; `null` while no source but the reports told of it. */
            identity: string | null;
            /** @description The stay. */
            participant_sid: string;
            /** @description One a step, at its beginning; a step without a report has nothing but `null`. */
            points: components["schemas"]["QualityPoint"][];
            /** @description Its room's name; `null` while no source but the reports told of it. */
            room_name: string | null;
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
        /** @description What clients said of one stay over a step. */
        QualityPoint: {
            /**
             * Format: double
             * @description Bits a second that it received, on average.
             */
            bitrate_in_bps: number | null;
            /**
             * Format: double
             * @description Bits a second that it sent, on average.
             */
            bitrate_out_bps: number | null;
            /** @description How the client last reached the server: `host`, `srflx`, `prflx` or `relay`. */
            candidate_type: string | null;
            /**
             * Format: double
             * @description Share of received audio that was made up for lack of packets, 0–1, on average.
             */
            concealed_ratio: number | null;
            /**
             * Format: double
             * @description For how many seconds in all.
             */
            freeze_seconds: number | null;
            /**
             * Format: int32
             * @description How often received video froze.
             */
            freezes: number | null;
            /**
             * Format: double
             * @description Mean jitter, milliseconds.
             */
            jitter_ms: number | null;
            /**
             * Format: double
             * @description Packets lost of what it received, 0–1, on average.
             */
            loss_in_ratio: number | null;
            /**
             * Format: double
             * @description Packets lost of what it sent, 0–1, on average.
             */
            loss_out_ratio: number | null;
            /**
             * Format: double
             * @description Packets lost, 0–1, of the worse direction of each report, on average.
             */
            loss_ratio: number | null;
            /** @description Over which transport: `udp`, `tcp` or `tls`. */
            protocol: string | null;
            /**
             * Format: double
             * @description Mean score, 0–100.
             */
            quality: number | null;
            /** @description What limited the sent video last: `none`, `cpu`, `bandwidth` or `other`. */
            quality_limitation: string | null;
            /**
             * Format: double
             * @description Lowest score, 0–100.
             */
            quality_min: number | null;
            /**
             * Format: int32
             * @description How many reports are in it.
             */
            reports: number;
            /**
             * Format: double
             * @description Mean round trip, milliseconds.
             */
            rtt_ms: number | null;
            /**
             * Format: date-time
             * @description Beginning of the step.
             */
            timestamp: string;
        };
        /**
         * @description Who tells how well connections are.
         * @enum {string}
         */
        QualitySource: "clients" | "nodes" | "mixed";
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
        /** @description Refusals for one reason. */
        Refusals: {
            /** @description The code of the answer. */
            code: string;
            /**
             * Format: int64
             * @description How many.
             */
            count: number;
            /** @description What was wrong with it. */
            detail: string;
            /**
             * Format: date-time
             * @description When the last was.
             */
            last_at: string;
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
             * @description 0–100, the mean of what the clients of those present say; `null` where none does.
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
            /** @description Who tells that: `client`; `null` where no source tells. */
            quality_source: string | null;
            /** @description Where that deployment runs; `null` if not configured. */
            region: string | null;
            /** @description `RM_…`: one life of the room. */
            sid: string;
            /**
             * @description Who told of it: `webhook`, `poll`, …; with `poll` the console healed something that no webhook
             *     told.
             */
            sources: string[];
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
            /**
             * Format: date-time
             * @description The moment that the answer is about; `null` for now.
             */
            at: string | null;
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
             * Format: date-time
             * @description The moment that the answer is about; `null` for now.
             */
            at: string | null;
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
        /** @description Why a scrape failed. */
        ScrapeError: {
            /**
             * Format: date-time
             * @description When.
             */
            at: string;
            /** @description A stable word for it. */
            code: string;
            /** @description What happened. */
            message: string;
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
        /** @description Why a source did not answer. */
        SourceError: {
            /**
             * Format: date-time
             * @description When.
             */
            at: string;
            /** @description A stable word for it. */
            code: string;
            /** @description What happened. */
            message: string;
        };
        /** @description One source of one deployment's events. */
        SourceHealth: {
            /** @description The deployment. */
            deployment: string;
            /**
             * Format: date-time
             * @description When something was last accepted, or answered; `null` if not since the start.
             */
            last_received_at: string | null;
            /**
             * Format: int64
             * @description Accepted, or answered, since the start.
             */
            received_total: number;
            /**
             * Format: int64
             * @description Refused, or not answered, since the start.
             */
            refused_total: number;
            /**
             * @description `webhook`, `poll` (the room API) or `scrape` (the nodes together); what is not asked is not
             *     listed.
             */
            source: string;
            /**
             * @description `ok`, `refusing` (the last request was refused), `down` (it does not answer), `rate_limited`
             *     or `unknown` (nothing since the start).
             */
            status: string;
        };
        /** @description How the sources are doing. */
        SourcesReport: {
            /**
             * Format: date-time
             * @description When this was true.
             */
            at: string;
            /** @description One a deployment. */
            deployments: components["schemas"]["DeploymentSources"][];
            /** @description Whether `gaps` are complete; `false` while the database does not answer. */
            gaps_complete: boolean;
            /** @description Requests to the webhook path that belong to no deployment. */
            unattributed: components["schemas"]["Unattributed"];
        };
        /** @description A number of observations and where they lie; estimated from the buckets of a histogram. */
        Spread: {
            /**
             * Format: double
             * @description Their mean.
             */
            mean: number | null;
            /**
             * Format: double
             * @description Half of them are below.
             */
            p50: number | null;
            /**
             * Format: double
             * @description 95 % of them are below.
             */
            p95: number | null;
            /**
             * Format: double
             * @description Observations.
             */
            samples: number;
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
            connection_quality_source: components["schemas"]["QualitySource"] | null;
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
        /** @description A page of a timeline. */
        Timeline: {
            /**
             * @description In the order in which it happened; LiveKit tells whole seconds, within one the order of
             *     arrival counts.
             */
            entries: components["schemas"]["TimelineEntry"][];
            /** @description `after` for the page behind this one; `null` on the last. */
            next_after: string | null;
        };
        /** @description Something that happened, in words. */
        TimelineEntry: {
            /**
             * Format: date-time
             * @description When; of what was only concluded the latest possible time.
             */
            at: string;
            at_range: components["schemas"]["TimeRange"] | null;
            /** @description How sure it is. */
            certainty: components["schemas"]["Certainty"];
            /** @description The same for programs; the members depend on `kind`. */
            detail: Record<string, never>;
            /** @description The participant's identity; `null` if it is about none. */
            identity: string | null;
            /** @description What it tells. */
            kind: components["schemas"]["EntryKind"];
            /** @description The participant's stay; `null` if it is about none. */
            participant_sid: string | null;
            /** @description Who told it: `webhook`, `poll`, `client`, `operator`, or `console` for what was concluded. */
            source: string;
            /** @description A sentence, plain text. */
            text: string;
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
            /** @description As of the last event about the track; `null` where that of an earlier moment is not known. */
            muted: boolean | null;
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
        /** @description Requests that belong to no deployment: anybody may send such. */
        Unattributed: {
            /** @description The latest names of API keys that they gave. */
            api_keys: string[];
            /** @description By reason. */
            refusals: components["schemas"]["Refusals"][];
            /**
             * Format: int64
             * @description Refused.
             */
            refused_total: number;
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
        /** @description What webhooks alone would show. */
        WebhookCount: {
            /**
             * Format: int64
             * @description Participants likewise.
             */
            participants: number;
            /**
             * Format: int64
             * @description Rooms that they told of, and whose end they did not tell.
             */
            rooms: number;
        };
        /** @description Webhooks, since the start. */
        WebhookSource: {
            /**
             * Format: double
             * @description How far the console's clock is ahead of LiveKit's; negative if it is behind. Below a second
             *     it reads 0.
             */
            clock_skew_seconds: number | null;
            /**
             * Format: int64
             * @description Came again.
             */
            duplicates_total: number;
            /** @description Accepted, by event name; an unknown one as `other`. */
            events: {
                [key: string]: number;
            };
            /**
             * Format: double
             * @description From the event to its arrival, median of the latest; LiveKit tells whole seconds, so that it
             *     reads up to one too much.
             */
            lag_seconds: number | null;
            /**
             * Format: date-time
             * @description When the last was accepted.
             */
            last_received_at: string | null;
            /**
             * Format: double
             * @description Accepted in the trailing minute.
             */
            rate_per_minute: number;
            /**
             * Format: int64
             * @description Accepted, each once.
             */
            received_total: number;
            /** @description Refused, by reason. */
            refusals: components["schemas"]["Refusals"][];
            /**
             * Format: int64
             * @description Refused.
             */
            refused_total: number;
            /**
             * @description `ok`, `silent` (it is proven that they are missing), `refusing` (the last was refused) or
             *     `unknown` (none came).
             */
            status: string;
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
