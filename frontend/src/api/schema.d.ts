// Written by `npm run gen` from the OpenAPI document of the service; do not edit.

export interface paths {
    "/-/healthy": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * The same as `/healthz`.
         * @description The same as `/healthz`.
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
                /** @description The process runs */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Liveness"];
                    };
                };
                /** @description `host_not_allowed`: the request names a host that is not known as this console's */
                421: {
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
    "/-/ready": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * The same as `/readyz`.
         * @description The same as `/readyz`.
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
                /** @description Webhooks are accepted */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Readiness"];
                    };
                };
                /** @description `host_not_allowed`: the request names a host that is not known as this console's */
                421: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description Webhooks cannot be accepted */
                503: {
                    headers: {
                        "Retry-After": components["headers"]["Retry-After"];
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
    "/api/alert-rules": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Lists every alert rule in force: enabled ones first, then by name.
         * @description Lists every alert rule in force: enabled ones first, then by name.
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
                /** @description The rules */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["RuleList"];
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
                /** @description `host_not_allowed`: the request names a host that is not known as this console's */
                421: {
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
                        "Retry-After": components["headers"]["Retry-After"];
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
            };
        };
        put?: never;
        /**
         * Creates an alert rule.
         * @description Creates an alert rule.
         */
        post: {
            parameters: {
                query?: never;
                header?: {
                    /** @description Chosen by the client, new for each request. Sent again with the same request within a day, the request is not done again: the stored response is sent, with `Idempotent-Replayed: true`. */
                    "Idempotency-Key"?: components["parameters"]["IdempotencyKey"];
                };
                path?: never;
                cookie?: never;
            };
            /** @description The rule */
            requestBody: {
                content: {
                    "application/json": components["schemas"]["WrittenRule"];
                };
            };
            responses: {
                /** @description The rule */
                201: {
                    headers: {
                        ETag: components["headers"]["ETag"];
                        Location: components["headers"]["Location"];
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["RuleRow"];
                    };
                };
                /** @description `invalid_header`, `invalid_rule`, `invalid_body`, `invalid_query`: a field is invalid */
                400: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description `cross_origin`: a browser sends the request for a page of another site */
                403: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description `rule_exists`, `rule_changed`, `rule_not_editable`, `too_many_rules` */
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
                /** @description `unsupported_media_type`: the body is not declared to be `application/json` */
                415: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description `host_not_allowed`: the request names a host that is not known as this console's */
                421: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description `idempotency_key_reused`: the key is that of another request */
                422: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description `store_unavailable`, with `Retry-After`: the database is down; `overloaded`, with `Retry-After`: others changed it at each of several attempts */
                503: {
                    headers: {
                        "Retry-After": components["headers"]["Retry-After"];
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
    "/api/alert-rules/backtest": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Evaluates a rule over stored history with the code that evaluates live. Nothing is saved.
         * @description Evaluates a rule over stored history with the code that evaluates live. Nothing is saved.
         */
        post: {
            parameters: {
                query?: never;
                header?: {
                    /** @description Chosen by the client, new for each request. Sent again with the same request within a day, the request is not done again: the stored response is sent, with `Idempotent-Replayed: true`. */
                    "Idempotency-Key"?: components["parameters"]["IdempotencyKey"];
                };
                path?: never;
                cookie?: never;
            };
            /** @description The rule and the range */
            requestBody: {
                content: {
                    "application/json": components["schemas"]["Backtest"];
                };
            };
            responses: {
                /** @description What the rule would have done; line by line if the request accepts `application/x-ndjson` */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["BacktestResult"];
                        "application/x-ndjson": components["schemas"]["BacktestLine"];
                    };
                };
                /** @description `invalid_header`, `invalid_rule`, `not_backtestable`, `range_too_large`, `invalid_body`, `invalid_query` */
                400: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description `cross_origin`: a browser sends the request for a page of another site */
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
                /** @description `unsupported_media_type`: the body is not declared to be `application/json` */
                415: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description `host_not_allowed`: the request names a host that is not known as this console's */
                421: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description `idempotency_key_reused`: the key is that of another request */
                422: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description `overloaded`, with `Retry-After`: too many backtests are running; `store_unavailable`, with `Retry-After`: the database is down */
                503: {
                    headers: {
                        "Retry-After": components["headers"]["Retry-After"];
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
    "/api/alert-rules/measures": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Lists the measures that rules can use.
         * @description Lists the measures that rules can use.
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
                /** @description Every measure */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["MeasureList"];
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
                /** @description `host_not_allowed`: the request names a host that is not known as this console's */
                421: {
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
    "/api/alert-rules/preview": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Shows what a rule means and what its alerts would say. Nothing is saved.
         * @description Shows what a rule means and what its alerts would say. Nothing is saved.
         */
        post: {
            parameters: {
                query?: never;
                header?: {
                    /** @description Chosen by the client, new for each request. Sent again with the same request within a day, the request is not done again: the stored response is sent, with `Idempotent-Replayed: true`. */
                    "Idempotency-Key"?: components["parameters"]["IdempotencyKey"];
                };
                path?: never;
                cookie?: never;
            };
            /** @description The rule */
            requestBody: {
                content: {
                    "application/json": components["schemas"]["RuleAsked"];
                };
            };
            responses: {
                /** @description The preview */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["RulePreview"];
                    };
                };
                /** @description `invalid_header`, `invalid_body`, `invalid_query`: the body is not the JSON that the operation takes */
                400: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description `cross_origin`: a browser sends the request for a page of another site */
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
                /** @description `unsupported_media_type`: the body is not declared to be `application/json` */
                415: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description `host_not_allowed`: the request names a host that is not known as this console's */
                421: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description `idempotency_key_reused`: the key is that of another request */
                422: {
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
    "/api/alert-rules/{name}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Returns one alert rule.
         * @description Returns one alert rule.
         */
        get: {
            parameters: {
                query?: never;
                header?: never;
                path: {
                    /** @description The rule's name */
                    name: string;
                };
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description The rule */
                200: {
                    headers: {
                        ETag: components["headers"]["ETag"];
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["RuleRow"];
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
                /** @description `rule_not_found` */
                404: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description `host_not_allowed`: the request names a host that is not known as this console's */
                421: {
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
                        "Retry-After": components["headers"]["Retry-After"];
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
            };
        };
        /**
         * Changes an alert rule.
         * @description If the rule is built in or configured, this creates a rule that replaces it.
         */
        put: {
            parameters: {
                query?: never;
                header?: {
                    /** @description Chosen by the client, new for each request. Sent again with the same request within a day, the request is not done again: the stored response is sent, with `Idempotent-Replayed: true`. */
                    "Idempotency-Key"?: components["parameters"]["IdempotencyKey"];
                    /** @description The `ETag` that was read. The change is refused if the document has another version; not checked if not given. */
                    "If-Match"?: components["parameters"]["IfMatch"];
                };
                path: {
                    /** @description The rule's name */
                    name: string;
                };
                cookie?: never;
            };
            /** @description The complete rule */
            requestBody: {
                content: {
                    "application/json": components["schemas"]["ChangedRule"];
                };
            };
            responses: {
                /** @description The rule */
                200: {
                    headers: {
                        ETag: components["headers"]["ETag"];
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["RuleRow"];
                    };
                };
                /** @description `invalid_header`, `invalid_rule`, `invalid_body`, `invalid_query`: a field is invalid */
                400: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description `cross_origin`: a browser sends the request for a page of another site */
                403: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description `rule_not_found` */
                404: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description `rule_exists`, `rule_changed`, `rule_not_editable`, `too_many_rules` */
                409: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description `precondition_failed`: the document no longer has the version of `If-Match` */
                412: {
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
                /** @description `unsupported_media_type`: the body is not declared to be `application/json` */
                415: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description `host_not_allowed`: the request names a host that is not known as this console's */
                421: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description `idempotency_key_reused`: the key is that of another request */
                422: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description `store_unavailable`, with `Retry-After`: the database is down; `overloaded`, with `Retry-After`: others changed it at each of several attempts */
                503: {
                    headers: {
                        "Retry-After": components["headers"]["Retry-After"];
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
            };
        };
        post?: never;
        /**
         * Deletes an alert rule that somebody wrote. The rule that it replaced is in force again.
         * @description Deletes an alert rule that somebody wrote. The rule that it replaced is in force again.
         */
        delete: {
            parameters: {
                query?: {
                    /** @description The author, at most 200 characters; `anonymous` if not given. */
                    by?: string;
                };
                header?: {
                    /** @description Chosen by the client, new for each request. Sent again with the same request within a day, the request is not done again: the stored response is sent, with `Idempotent-Replayed: true`. */
                    "Idempotency-Key"?: components["parameters"]["IdempotencyKey"];
                    /** @description The `ETag` that was read. The change is refused if the document has another version; not checked if not given. */
                    "If-Match"?: components["parameters"]["IfMatch"];
                };
                path: {
                    /** @description The rule's name */
                    name: string;
                };
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description The rule is deleted */
                204: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content?: never;
                };
                /** @description `invalid_header`, `invalid_query`: a parameter is unknown, repeated, malformed or out of range */
                400: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description `cross_origin`: a browser sends the request for a page of another site */
                403: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description `rule_not_found` */
                404: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description `rule_exists`, `rule_changed`, `rule_not_editable`, `too_many_rules` */
                409: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description `precondition_failed`: the document no longer has the version of `If-Match` */
                412: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description `host_not_allowed`: the request names a host that is not known as this console's */
                421: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description `idempotency_key_reused`: the key is that of another request */
                422: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description `store_unavailable`, with `Retry-After`: the database is down; `overloaded`, with `Retry-After`: others changed it at each of several attempts */
                503: {
                    headers: {
                        "Retry-After": components["headers"]["Retry-After"];
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
            };
        };
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/alerting": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Returns the state of alerting: evaluator, heartbeat, outbox, open alerts.
         * @description Returns the state of alerting: evaluator, heartbeat, outbox, open alerts.
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
                /** @description The state of alerting */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["AlertingState"];
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
                /** @description `host_not_allowed`: the request names a host that is not known as this console's */
                421: {
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
                        "Retry-After": components["headers"]["Retry-After"];
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
    "/api/alerts": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Lists alerts, latest first.
         * @description Lists alerts, latest first.
         */
        get: {
            parameters: {
                query?: {
                    /** @description Only this status; `open` is firing or acknowledged; any if not given */
                    status?: components["schemas"]["AlertStatusFilter"];
                    /** @description Only this severity; any if not given */
                    severity?: components["schemas"]["Severity"];
                    /** @description Only alerts of this rule */
                    rule?: string;
                    /** @description Only this deployment */
                    deployment?: string;
                    /** @description Only this region */
                    region?: string;
                    /** @description Only rooms of this name */
                    room?: string;
                    /** @description A part of the message, the rule, the room or the participant, any case */
                    q?: string;
                    /** @description Start of the range: only what was not over before this time */
                    from?: components["schemas"]["Moment"];
                    /** @description End of the range: only what began before this time */
                    to?: components["schemas"]["Moment"];
                    /** @description At most so many, 100 if not given */
                    limit?: number;
                    /** @description `next_cursor` of the previous page; the first page if not given. Not with `offset` */
                    cursor?: string;
                    /**
                     * @deprecated
                     * @description Skip so many, none if not given. Use `cursor`
                     */
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
                /** @description `host_not_allowed`: the request names a host that is not known as this console's */
                421: {
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
                        "Retry-After": components["headers"]["Retry-After"];
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
        /**
         * Returns one alert with its transitions, its notifications and links to related pages.
         * @description Returns one alert with its transitions, its notifications and links to related pages.
         */
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
                        "application/json": components["schemas"]["ShownAlert"];
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
                /** @description `host_not_allowed`: the request names a host that is not known as this console's */
                421: {
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
                        "Retry-After": components["headers"]["Retry-After"];
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
    "/api/alerts/{alert_id}/acknowledge": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Acknowledges an alert: the console sends no more reminders of it.
         * @description Acknowledges an alert: the console sends no more reminders of it.
         */
        post: {
            parameters: {
                query?: never;
                header?: {
                    /** @description Chosen by the client, new for each request. Sent again with the same request within a day, the request is not done again: the stored response is sent, with `Idempotent-Replayed: true`. */
                    "Idempotency-Key"?: components["parameters"]["IdempotencyKey"];
                };
                path: {
                    /** @description The alert's id */
                    alert_id: string;
                };
                cookie?: never;
            };
            /** @description Reason and author; optional */
            requestBody?: {
                content: {
                    "application/json": components["schemas"]["Remark"] | null;
                };
            };
            responses: {
                /** @description The alert, acknowledged */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["AlertRow"];
                    };
                };
                /** @description `invalid_header`, `invalid_body`, `invalid_query`: the body is not the JSON that the operation takes */
                400: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description `cross_origin`: a browser sends the request for a page of another site */
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
                /** @description `alert_already_resolved`, `alert_already_acknowledged` */
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
                /** @description `unsupported_media_type`: the body is not declared to be `application/json` */
                415: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description `host_not_allowed`: the request names a host that is not known as this console's */
                421: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description `idempotency_key_reused`: the key is that of another request */
                422: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description `store_unavailable`, with `Retry-After`: the database is down; `overloaded`, with `Retry-After`: others changed it at each of several attempts */
                503: {
                    headers: {
                        "Retry-After": components["headers"]["Retry-After"];
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
    "/api/alerts/{alert_id}/assign": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Assigns an alert to somebody, or to nobody.
         * @description Assigns an alert to somebody, or to nobody.
         */
        post: {
            parameters: {
                query?: never;
                header?: {
                    /** @description Chosen by the client, new for each request. Sent again with the same request within a day, the request is not done again: the stored response is sent, with `Idempotent-Replayed: true`. */
                    "Idempotency-Key"?: components["parameters"]["IdempotencyKey"];
                };
                path: {
                    /** @description The alert's id */
                    alert_id: string;
                };
                cookie?: never;
            };
            /** @description The new assignee */
            requestBody: {
                content: {
                    "application/json": components["schemas"]["Assignment"];
                };
            };
            responses: {
                /** @description The alert, assigned */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["AlertRow"];
                    };
                };
                /** @description `invalid_header`, `invalid_body`, `invalid_query`: the body is not the JSON that the operation takes */
                400: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description `cross_origin`: a browser sends the request for a page of another site */
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
                /** @description `unsupported_media_type`: the body is not declared to be `application/json` */
                415: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description `host_not_allowed`: the request names a host that is not known as this console's */
                421: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description `idempotency_key_reused`: the key is that of another request */
                422: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description `store_unavailable`, with `Retry-After`: the database is down; `overloaded`, with `Retry-After`: others changed it at each of several attempts */
                503: {
                    headers: {
                        "Retry-After": components["headers"]["Retry-After"];
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
    "/api/alerts/{alert_id}/notes": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Adds a note to an alert. A resolved alert takes notes, too.
         * @description Adds a note to an alert. A resolved alert takes notes, too.
         */
        post: {
            parameters: {
                query?: never;
                header?: {
                    /** @description Chosen by the client, new for each request. Sent again with the same request within a day, the request is not done again: the stored response is sent, with `Idempotent-Replayed: true`. */
                    "Idempotency-Key"?: components["parameters"]["IdempotencyKey"];
                };
                path: {
                    /** @description The alert's id */
                    alert_id: string;
                };
                cookie?: never;
            };
            /** @description The note */
            requestBody: {
                content: {
                    "application/json": components["schemas"]["Note"];
                };
            };
            responses: {
                /** @description The alert */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["AlertRow"];
                    };
                };
                /** @description `invalid_header`, `invalid_body`, `invalid_query`: the body is not the JSON that the operation takes */
                400: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description `cross_origin`: a browser sends the request for a page of another site */
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
                /** @description `payload_too_large` */
                413: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description `unsupported_media_type`: the body is not declared to be `application/json` */
                415: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description `host_not_allowed`: the request names a host that is not known as this console's */
                421: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description `idempotency_key_reused`: the key is that of another request */
                422: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description `store_unavailable`, with `Retry-After`: the database is down; `overloaded`, with `Retry-After`: others changed it at each of several attempts */
                503: {
                    headers: {
                        "Retry-After": components["headers"]["Retry-After"];
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
    "/api/alerts/{alert_id}/resolve": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Resolves an alert by hand. The audit trail records it.
         * @description Resolves an alert by hand. The audit trail records it.
         */
        post: {
            parameters: {
                query?: never;
                header?: {
                    /** @description Chosen by the client, new for each request. Sent again with the same request within a day, the request is not done again: the stored response is sent, with `Idempotent-Replayed: true`. */
                    "Idempotency-Key"?: components["parameters"]["IdempotencyKey"];
                };
                path: {
                    /** @description The alert's id */
                    alert_id: string;
                };
                cookie?: never;
            };
            /** @description Reason and author; optional */
            requestBody?: {
                content: {
                    "application/json": components["schemas"]["Remark"] | null;
                };
            };
            responses: {
                /** @description The alert, resolved */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["AlertRow"];
                    };
                };
                /** @description `invalid_header`, `invalid_body`, `invalid_query`: the body is not the JSON that the operation takes */
                400: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description `cross_origin`: a browser sends the request for a page of another site */
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
                /** @description `unsupported_media_type`: the body is not declared to be `application/json` */
                415: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description `host_not_allowed`: the request names a host that is not known as this console's */
                421: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description `idempotency_key_reused`: the key is that of another request */
                422: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description `store_unavailable`, with `Retry-After`: the database is down; `overloaded`, with `Retry-After`: others changed it at each of several attempts */
                503: {
                    headers: {
                        "Retry-After": components["headers"]["Retry-After"];
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
    "/api/alerts/{alert_id}/unacknowledge": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Withdraws the acknowledgement of an alert.
         * @description Withdraws the acknowledgement of an alert.
         */
        post: {
            parameters: {
                query?: never;
                header?: {
                    /** @description Chosen by the client, new for each request. Sent again with the same request within a day, the request is not done again: the stored response is sent, with `Idempotent-Replayed: true`. */
                    "Idempotency-Key"?: components["parameters"]["IdempotencyKey"];
                };
                path: {
                    /** @description The alert's id */
                    alert_id: string;
                };
                cookie?: never;
            };
            /** @description Reason and author; optional */
            requestBody?: {
                content: {
                    "application/json": components["schemas"]["Remark"] | null;
                };
            };
            responses: {
                /** @description The alert, firing again */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["AlertRow"];
                    };
                };
                /** @description `invalid_header`, `invalid_body`, `invalid_query`: the body is not the JSON that the operation takes */
                400: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description `cross_origin`: a browser sends the request for a page of another site */
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
                /** @description `alert_already_resolved`, `alert_not_acknowledged` */
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
                /** @description `unsupported_media_type`: the body is not declared to be `application/json` */
                415: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description `host_not_allowed`: the request names a host that is not known as this console's */
                421: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description `idempotency_key_reused`: the key is that of another request */
                422: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description `store_unavailable`, with `Retry-After`: the database is down; `overloaded`, with `Retry-After`: others changed it at each of several attempts */
                503: {
                    headers: {
                        "Retry-After": components["headers"]["Retry-After"];
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
    "/api/audit": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Lists the audit trail, latest first.
         * @description Lists the audit trail, latest first.
         */
        get: {
            parameters: {
                query?: {
                    /**
                     * @description Only lines of this kind, such as `alert.fired`, or of all that begin with it and a dot, such
                     *     as `rule`
                     */
                    kind?: string;
                    /** @description Only what they did; `console` for the console itself */
                    actor?: string;
                    /**
                     * @description Only about this: an alert's id, a rule's or a receiver's name, a silence's or a
                     *     notification's id
                     */
                    subject?: string;
                    /** @description A part of what was written, any case */
                    q?: string;
                    /** @description Start of the range: only what was not over before this time */
                    from?: components["schemas"]["Moment"];
                    /** @description End of the range: only what began before this time */
                    to?: components["schemas"]["Moment"];
                    /** @description `next_cursor` of the previous page; the first page if not given */
                    cursor?: string;
                    /**
                     * @deprecated
                     * @description Only lines before this number: `next_before` of an earlier page. Use `cursor`
                     */
                    before?: number;
                    /** @description At most so many, 100 if not given */
                    limit?: number;
                };
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description A page of the trail */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["AuditPage"];
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
                /** @description `host_not_allowed`: the request names a host that is not known as this console's */
                421: {
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
                        "Retry-After": components["headers"]["Retry-After"];
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
    "/api/events": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Lists received events, latest first.
         * @description Lists received events, latest first.
         */
        get: {
            parameters: {
                query?: {
                    /** @description At most so many, 100 if not given */
                    limit?: number;
                    /** @description `next_cursor` of the previous page; the first page if not given */
                    cursor?: string;
                    /**
                     * @deprecated
                     * @description `next_before` of the previous page. Use `cursor`
                     */
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
                /** @description `host_not_allowed`: the request names a host that is not known as this console's */
                421: {
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
                        "Retry-After": components["headers"]["Retry-After"];
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
    "/api/export/alerts": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Exports alerts as a file, latest first.
         * @description Exports alerts as a file, latest first.
         */
        get: {
            parameters: {
                query?: {
                    /** @description `csv` if not given */
                    format?: components["schemas"]["Format"];
                    /** @description Only this status; `open` is firing or acknowledged; any if not given */
                    status?: components["schemas"]["AlertStatusFilter"];
                    /** @description Only this severity; any if not given */
                    severity?: components["schemas"]["Severity"];
                    /** @description Only alerts of this rule */
                    rule?: string;
                    /** @description Only this deployment */
                    deployment?: string;
                    /** @description Only this region */
                    region?: string;
                    /** @description Only rooms of this name */
                    room?: string;
                    /** @description A part of the message, the rule, the room or the participant, any case */
                    q?: string;
                    /** @description Start of the range: only what was not over before this time */
                    from?: components["schemas"]["Moment"];
                    /** @description End of the range: only what began before this time */
                    to?: components["schemas"]["Moment"];
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
                        "application/json": unknown;
                        "application/x-ndjson": string;
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
                /** @description `host_not_allowed`: the request names a host that is not known as this console's */
                421: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description `overloaded`, with `Retry-After`: too many exports are running; `store_unavailable`, with `Retry-After`: the database is down */
                503: {
                    headers: {
                        "Retry-After": components["headers"]["Retry-After"];
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
    "/api/export/audit": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Exports the audit trail as a file, latest first.
         * @description Exports the audit trail as a file, latest first.
         */
        get: {
            parameters: {
                query?: {
                    /** @description `csv` if not given */
                    format?: components["schemas"]["Format"];
                    /**
                     * @description Only lines of this kind, such as `alert.fired`, or of all that begin with it and a dot, such
                     *     as `rule`
                     */
                    kind?: string;
                    /** @description Only what they did; `console` for the console itself */
                    actor?: string;
                    /**
                     * @description Only about this: an alert's id, a rule's or a receiver's name, a silence's or a
                     *     notification's id
                     */
                    subject?: string;
                    /** @description A part of what was written, any case */
                    q?: string;
                    /** @description Start of the range: only what was not over before this time */
                    from?: components["schemas"]["Moment"];
                    /** @description End of the range: only what began before this time */
                    to?: components["schemas"]["Moment"];
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
                        "application/json": unknown;
                        "application/x-ndjson": string;
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
                /** @description `host_not_allowed`: the request names a host that is not known as this console's */
                421: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description `overloaded`, with `Retry-After`: too many exports are running; `store_unavailable`, with `Retry-After`: the database is down */
                503: {
                    headers: {
                        "Retry-After": components["headers"]["Retry-After"];
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
        /**
         * Exports received events as a file, latest first.
         * @description Exports received events as a file, latest first.
         */
        get: {
            parameters: {
                query?: {
                    /** @description `csv` if not given */
                    format?: components["schemas"]["Format"];
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
                        "application/json": unknown;
                        "application/x-ndjson": string;
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
                /** @description `host_not_allowed`: the request names a host that is not known as this console's */
                421: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description `overloaded`, with `Retry-After`: too many exports are running; `store_unavailable`, with `Retry-After`: the database is down */
                503: {
                    headers: {
                        "Retry-After": components["headers"]["Retry-After"];
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
    "/api/export/evidence": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Exports one room session as a zip archive, with the SHA-256 of each file.
         * @description Exports one room session as a zip archive, with the SHA-256 of each file.
         */
        get: {
            parameters: {
                query: {
                    /** @description The room's name */
                    room: string;
                    /** @description A room session of that name; the active one, else the latest, if not given */
                    sid?: string;
                    /** @description Only this deployment */
                    deployment?: string;
                };
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description The archive, streamed */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/zip": string;
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
                /** @description `host_not_allowed`: the request names a host that is not known as this console's */
                421: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description `overloaded`, with `Retry-After`: too many exports are running; `store_unavailable`, with `Retry-After`: the database is down */
                503: {
                    headers: {
                        "Retry-After": components["headers"]["Retry-After"];
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
        /**
         * Exports participant sessions as a file, latest first.
         * @description Exports participant sessions as a file, latest first.
         */
        get: {
            parameters: {
                query?: {
                    /** @description `csv` if not given */
                    format?: components["schemas"]["Format"];
                    /**
                     * @description A part of the identity, of the name or of the value of an attribute (`sip.phoneNumber`), or
                     *     the whole sid, any case
                     */
                    q?: string;
                    /** @description Only in rooms of this name */
                    room?: string;
                    /** @description Only in this room session */
                    room_sid?: string;
                    /** @description Only this identity */
                    identity?: string;
                    /** @description Only this participant session */
                    sid?: string;
                    /** @description Only this kind of departure */
                    departure?: components["schemas"]["Departure"];
                    /** @description Only this kind */
                    kind?: components["schemas"]["KindFilter"];
                    /** @description Only this deployment */
                    deployment?: string;
                    /** @description Only deployments in this region */
                    region?: string;
                    /** @description Start of the range: only what was not over before this time */
                    from?: components["schemas"]["Moment"];
                    /** @description End of the range: only what began before this time */
                    to?: components["schemas"]["Moment"];
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
                        "application/json": unknown;
                        "application/x-ndjson": string;
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
                /** @description `host_not_allowed`: the request names a host that is not known as this console's */
                421: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description `overloaded`, with `Retry-After`: too many exports are running; `store_unavailable`, with `Retry-After`: the database is down */
                503: {
                    headers: {
                        "Retry-After": components["headers"]["Retry-After"];
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
        /**
         * Exports room sessions as a file, latest first.
         * @description Exports room sessions as a file, latest first.
         */
        get: {
            parameters: {
                query?: {
                    /** @description `csv` if not given */
                    format?: components["schemas"]["Format"];
                    /** @description `all` if not given */
                    status?: components["schemas"]["RoomStatusFilter"];
                    /** @description A part of the name or the whole sid, any case */
                    q?: string;
                    /** @description Only this deployment */
                    deployment?: string;
                    /** @description Only this region */
                    region?: string;
                    /** @description Start of the range: only what was not over before this time */
                    from?: components["schemas"]["Moment"];
                    /** @description End of the range: only what began before this time */
                    to?: components["schemas"]["Moment"];
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
                        "application/json": unknown;
                        "application/x-ndjson": string;
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
                /** @description `host_not_allowed`: the request names a host that is not known as this console's */
                421: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description `overloaded`, with `Retry-After`: too many exports are running; `store_unavailable`, with `Retry-After`: the database is down */
                503: {
                    headers: {
                        "Retry-After": components["headers"]["Retry-After"];
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
    "/api/export/usage": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Exports usage as a file, by step or by group.
         * @description Exports usage as a file, by step or by group.
         */
        get: {
            parameters: {
                query?: {
                    /** @description `csv` if not given */
                    format?: components["schemas"]["Format"];
                    /** @description `steps` if not given */
                    rows?: components["schemas"]["UsageRows"];
                    /** @description Length of the steps, in UTC; `day` if not given */
                    step?: components["schemas"]["Calendar"];
                    /** @description What to group by; `prefix` if not given */
                    by?: components["schemas"]["GroupBy"];
                    /** @description Only rooms whose name begins so */
                    prefix?: string;
                    /** @description Only this deployment */
                    deployment?: string;
                    /** @description Start of the range: only what was not over before this time */
                    from?: components["schemas"]["Moment"];
                    /** @description End of the range: only what began before this time */
                    to?: components["schemas"]["Moment"];
                };
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description The file */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": unknown;
                        "application/x-ndjson": string;
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
                /** @description `host_not_allowed`: the request names a host that is not known as this console's */
                421: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description `overloaded`, with `Retry-After`: too many exports are running; `store_unavailable`, with `Retry-After`: the database is down */
                503: {
                    headers: {
                        "Retry-After": components["headers"]["Retry-After"];
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
        /**
         * Lists gaps: times without data from a source, latest first; by default of the last day.
         * @description Lists gaps: times without data from a source, latest first; by default of the last day.
         */
        get: {
            parameters: {
                query?: {
                    /** @description Start of the range: only what was not over before this time */
                    from?: components["schemas"]["Moment"];
                    /** @description End of the range: only what began before this time */
                    to?: components["schemas"]["Moment"];
                    /** @description Only gaps of this deployment, and those of all deployments */
                    deployment?: string;
                    /** @description Only this source */
                    source?: components["schemas"]["GapSource"];
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
                /** @description `host_not_allowed`: the request names a host that is not known as this console's */
                421: {
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
                        "Retry-After": components["headers"]["Retry-After"];
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
        /**
         * Returns the health of the console: each source, the journal, the database, alerting.
         * @description Returns the health of the console: each source, the journal, the database, alerting.
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
                /** @description The health */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Health"];
                    };
                };
                /** @description `host_not_allowed`: the request names a host that is not known as this console's */
                421: {
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
    "/api/jobs": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Lists egresses, ingresses and agent jobs, latest first; by default those that run.
         * @description Lists egresses, ingresses and agent jobs, latest first; by default those that run.
         */
        get: {
            parameters: {
                query?: {
                    /** @description Only this kind */
                    kind?: components["schemas"]["JobKind"];
                    /** @description `running` if not given */
                    status?: components["schemas"]["JobStatusFilter"];
                    /** @description Only this deployment */
                    deployment?: string;
                    /** @description At most so many, 100 if not given */
                    limit?: number;
                    /** @description `next_cursor` of the previous page; the first page if not given. Not with `offset` */
                    cursor?: string;
                    /**
                     * @deprecated
                     * @description Skip so many, none if not given. Use `cursor`
                     */
                    offset?: number;
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
                /** @description `host_not_allowed`: the request names a host that is not known as this console's */
                421: {
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
                        "Retry-After": components["headers"]["Retry-After"];
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
        /**
         * Receives a client's report about its own connection; 202 means that the report is on disk.
         * @description Receives a client's report about its own connection; 202 means that the report is on disk.
         */
        post: {
            parameters: {
                query?: never;
                header?: never;
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
                /** @description The report is on disk */
                202: {
                    headers: {
                        RateLimit: components["headers"]["RateLimit"];
                        "RateLimit-Policy": components["headers"]["RateLimit-Policy"];
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["ReportReceipt"];
                    };
                };
                /** @description `invalid_body`, `invalid_query`: the body is not the JSON that the operation takes */
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
                /** @description `unsupported_media_type`: the body is not declared to be `application/json` */
                415: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description `host_not_allowed`: the request names a host that is not known as this console's */
                421: {
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
                        "Retry-After": components["headers"]["Retry-After"];
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description `journal_full`, `journal_unavailable`, `shutting_down`, `overloaded`, `request_timeout`, `body_incomplete`, with `Retry-After` of at most 5 */
                503: {
                    headers: {
                        "Retry-After": components["headers"]["Retry-After"];
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
    "/api/livekit/quality/{deployment}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Receives a client's report for one deployment.
         * @description This path is needed if several deployments have the same API key and secret.
         */
        post: {
            parameters: {
                query?: never;
                header?: never;
                path: {
                    /** @description The deployment's name */
                    deployment: string;
                };
                cookie?: never;
            };
            /** @description A report, see docs/API.md */
            requestBody: {
                content: {
                    "application/json": unknown;
                };
            };
            responses: {
                /** @description The report is on disk */
                202: {
                    headers: {
                        RateLimit: components["headers"]["RateLimit"];
                        "RateLimit-Policy": components["headers"]["RateLimit-Policy"];
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["ReportReceipt"];
                    };
                };
                /** @description `invalid_body`, `invalid_query`: the body is not the JSON that the operation takes */
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
                /** @description `unsupported_media_type`: the body is not declared to be `application/json` */
                415: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description `host_not_allowed`: the request names a host that is not known as this console's */
                421: {
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
                        "Retry-After": components["headers"]["Retry-After"];
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description `journal_full`, `journal_unavailable`, `shutting_down`, `overloaded`, `request_timeout`, `body_incomplete`, with `Retry-After` of at most 5 */
                503: {
                    headers: {
                        "Retry-After": components["headers"]["Retry-After"];
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
        /**
         * Receives a webhook of LiveKit; 200 means that it is on disk.
         * @description Receives a webhook of LiveKit; 200 means that it is on disk.
         */
        post: {
            parameters: {
                query?: never;
                header?: never;
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
                /** @description The webhook is on disk */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["WebhookReceipt"];
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
                /** @description `webhook_needs_post`: a redirect turned LiveKit's POST into another method */
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
                /** @description `host_not_allowed`: the request names a host that is not known as this console's */
                421: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description `journal_full`, `journal_unavailable`, `shutting_down`, `overloaded`, `request_timeout`, `body_incomplete`, with `Retry-After` of at most 5 */
                503: {
                    headers: {
                        "Retry-After": components["headers"]["Retry-After"];
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
    "/api/livekit/webhook/{deployment}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Receives a webhook for one deployment.
         * @description This path is needed if several deployments have the same API key and secret.
         */
        post: {
            parameters: {
                query?: never;
                header?: never;
                path: {
                    /** @description The deployment's name */
                    deployment: string;
                };
                cookie?: never;
            };
            /** @description A LiveKit `WebhookEvent` */
            requestBody: {
                content: {
                    "application/webhook+json": unknown;
                };
            };
            responses: {
                /** @description The webhook is on disk */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["WebhookReceipt"];
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
                /** @description `webhook_needs_post`: a redirect turned LiveKit's POST into another method */
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
                /** @description `host_not_allowed`: the request names a host that is not known as this console's */
                421: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description `journal_full`, `journal_unavailable`, `shutting_down`, `overloaded`, `request_timeout`, `body_incomplete`, with `Retry-After` of at most 5 */
                503: {
                    headers: {
                        "Retry-After": components["headers"]["Retry-After"];
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
        /**
         * Returns the system's metrics now.
         * @description Returns the system's metrics now.
         */
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
                /** @description The metrics */
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
                /** @description `host_not_allowed`: the request names a host that is not known as this console's */
                421: {
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
        /**
         * Returns the system's metrics over time, in steps; by default of the last hour.
         * @description Returns the system's metrics over time, in steps; by default of the last hour.
         */
        get: {
            parameters: {
                query?: {
                    /** @description Start of the range: only what was not over before this time */
                    from?: components["schemas"]["Moment"];
                    /** @description End of the range: only what began before this time */
                    to?: components["schemas"]["Moment"];
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
                /** @description `host_not_allowed`: the request names a host that is not known as this console's */
                421: {
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
                        "Retry-After": components["headers"]["Retry-After"];
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
        /**
         * Lists the scraped nodes with their status and last figures.
         * @description Lists the scraped nodes with their status and last figures.
         */
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
                /** @description The nodes */
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
                /** @description `host_not_allowed`: the request names a host that is not known as this console's */
                421: {
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
        /**
         * Returns the figures of nodes over time, in steps: of one node by its `url`, else the sum of all.
         *     By default of the last hour.
         * @description Returns the figures of nodes over time, in steps: of one node by its `url`, else the sum of all.
         *     By default of the last hour.
         */
        get: {
            parameters: {
                query?: {
                    /** @description Start of the range: only what was not over before this time */
                    from?: components["schemas"]["Moment"];
                    /** @description End of the range: only what began before this time */
                    to?: components["schemas"]["Moment"];
                    /** @description Seconds, rounded up to a step that is served; not with `points` */
                    step?: number;
                    /** @description At most so many points, 300 if not given; not with `step` */
                    points?: number;
                    /** @description Only this deployment */
                    deployment?: string;
                    /** @description Only this node: its `url` in `/api/nodes` */
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
                /** @description `host_not_allowed`: the request names a host that is not known as this console's */
                421: {
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
                        "Retry-After": components["headers"]["Retry-After"];
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
    "/api/notifications": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Lists notifications, latest first.
         * @description Lists notifications, latest first.
         */
        get: {
            parameters: {
                query?: {
                    /** @description Only this status; any if not given */
                    status?: components["schemas"]["NotificationStatus"];
                    /** @description Only to this receiver */
                    receiver?: string;
                    /** @description Only of this alert, by id */
                    alert?: string;
                    /** @description At most so many, 100 if not given */
                    limit?: number;
                    /** @description `next_cursor` of the previous page; the first page if not given. Not with `offset` */
                    cursor?: string;
                    /**
                     * @deprecated
                     * @description Skip so many, none if not given. Use `cursor`
                     */
                    offset?: number;
                };
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description A page of notifications */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["NotificationPage"];
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
                /** @description `host_not_allowed`: the request names a host that is not known as this console's */
                421: {
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
                        "Retry-After": components["headers"]["Retry-After"];
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
    "/api/notifications/{id}/discard": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Discards a notification: it is not sent any more.
         * @description Discards a notification: it is not sent any more.
         */
        post: {
            parameters: {
                query?: never;
                header?: {
                    /** @description Chosen by the client, new for each request. Sent again with the same request within a day, the request is not done again: the stored response is sent, with `Idempotent-Replayed: true`. */
                    "Idempotency-Key"?: components["parameters"]["IdempotencyKey"];
                };
                path: {
                    /** @description The notification's id */
                    id: string;
                };
                cookie?: never;
            };
            /** @description Reason and author; optional */
            requestBody?: {
                content: {
                    "application/json": components["schemas"]["Remark"] | null;
                };
            };
            responses: {
                /** @description The notification, discarded */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Notification"];
                    };
                };
                /** @description `invalid_header`, `invalid_body`, `invalid_query`: the body is not the JSON that the operation takes */
                400: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description `cross_origin`: a browser sends the request for a page of another site */
                403: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description `notification_not_found` */
                404: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description `notification_not_parked`, `notification_already_sent`, `notification_already_discarded` */
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
                /** @description `unsupported_media_type`: the body is not declared to be `application/json` */
                415: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description `host_not_allowed`: the request names a host that is not known as this console's */
                421: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description `idempotency_key_reused`: the key is that of another request */
                422: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description `store_unavailable`, with `Retry-After`: the database is down; `overloaded`, with `Retry-After`: others changed it at each of several attempts */
                503: {
                    headers: {
                        "Retry-After": components["headers"]["Retry-After"];
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
    "/api/notifications/{id}/retry": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Sends a parked notification again.
         * @description Sends a parked notification again.
         */
        post: {
            parameters: {
                query?: never;
                header?: {
                    /** @description Chosen by the client, new for each request. Sent again with the same request within a day, the request is not done again: the stored response is sent, with `Idempotent-Replayed: true`. */
                    "Idempotency-Key"?: components["parameters"]["IdempotencyKey"];
                };
                path: {
                    /** @description The notification's id */
                    id: string;
                };
                cookie?: never;
            };
            /** @description The author; optional */
            requestBody?: {
                content: {
                    "application/json": components["schemas"]["Signature"] | null;
                };
            };
            responses: {
                /** @description The notification, waiting again */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Notification"];
                    };
                };
                /** @description `invalid_header`, `invalid_body`, `invalid_query`: the body is not the JSON that the operation takes */
                400: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description `cross_origin`: a browser sends the request for a page of another site */
                403: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description `notification_not_found` */
                404: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description `notification_not_parked`, `notification_already_sent`, `notification_already_discarded` */
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
                /** @description `unsupported_media_type`: the body is not declared to be `application/json` */
                415: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description `host_not_allowed`: the request names a host that is not known as this console's */
                421: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description `idempotency_key_reused`: the key is that of another request */
                422: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description `store_unavailable`, with `Retry-After`: the database is down; `overloaded`, with `Retry-After`: others changed it at each of several attempts */
                503: {
                    headers: {
                        "Retry-After": components["headers"]["Retry-After"];
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
    "/api/participants": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Lists participant sessions, latest first.
         * @description Lists participant sessions, latest first.
         */
        get: {
            parameters: {
                query?: {
                    /** @description At most so many, 100 if not given */
                    limit?: number;
                    /** @description `next_cursor` of the previous page; the first page if not given. Not with `offset` */
                    cursor?: string;
                    /**
                     * @deprecated
                     * @description Skip so many, none if not given. Use `cursor`
                     */
                    offset?: number;
                    /** @description What to sort by; a leading `-` reverses the order; `-joined_at` if not given */
                    sort?: "joined_at" | "-joined_at" | "left_at" | "-left_at" | "duration_seconds" | "-duration_seconds" | "identity" | "-identity" | "room_name" | "-room_name" | "duration" | "-duration" | "room" | "-room";
                    /**
                     * @description A part of the identity, of the name or of the value of an attribute (`sip.phoneNumber`), or
                     *     the whole sid, any case
                     */
                    q?: string;
                    /** @description Only in rooms of this name */
                    room?: string;
                    /** @description Only in this room session */
                    room_sid?: string;
                    /** @description Only this identity */
                    identity?: string;
                    /** @description Only this participant session */
                    sid?: string;
                    /** @description Only this kind of departure */
                    departure?: components["schemas"]["Departure"];
                    /** @description Only this kind */
                    kind?: components["schemas"]["KindFilter"];
                    /** @description Only this deployment */
                    deployment?: string;
                    /** @description Only deployments in this region */
                    region?: string;
                    /** @description Start of the range: only what was not over before this time */
                    from?: components["schemas"]["Moment"];
                    /** @description End of the range: only what began before this time */
                    to?: components["schemas"]["Moment"];
                };
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description A page of participant sessions */
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
                /** @description `host_not_allowed`: the request names a host that is not known as this console's */
                421: {
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
                        "Retry-After": components["headers"]["Retry-After"];
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
        /**
         * Returns one participant session with its room session.
         * @description Returns one participant session with its room session.
         */
        get: {
            parameters: {
                query?: {
                    /** @description Only this deployment */
                    deployment?: string;
                };
                header?: never;
                path: {
                    /** @description The participant sid, `PA_…` */
                    sid: string;
                };
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description The participant session */
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
                /** @description `host_not_allowed`: the request names a host that is not known as this console's */
                421: {
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
                        "Retry-After": components["headers"]["Retry-After"];
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
        /**
         * Returns what the client of one participant session reported, in steps; by default over the whole
         *     session.
         * @description Returns what the client of one participant session reported, in steps; by default over the whole
         *     session.
         */
        get: {
            parameters: {
                query?: {
                    /** @description Start of the range: only what was not over before this time */
                    from?: components["schemas"]["Moment"];
                    /** @description End of the range: only what began before this time */
                    to?: components["schemas"]["Moment"];
                    /** @description Seconds, rounded up to a step that is served; not with `points` */
                    step?: number;
                    /** @description At most so many points, 300 if not given; not with `step` */
                    points?: number;
                    /** @description Only this deployment */
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
                /** @description `host_not_allowed`: the request names a host that is not known as this console's */
                421: {
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
                        "Retry-After": components["headers"]["Retry-After"];
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
        /**
         * Returns what happened to a participant during one session.
         * @description Returns what happened to a participant during one session.
         */
        get: {
            parameters: {
                query?: {
                    /** @description Only this deployment */
                    deployment?: string;
                    /** @description At most so many events, 100 if not given; some make more than one entry */
                    limit?: number;
                    /** @description `next_cursor` of the previous page; the first page if not given */
                    cursor?: string;
                    /**
                     * @deprecated
                     * @description `next_after` of the previous page. Use `cursor`
                     */
                    after?: string;
                };
                header?: never;
                path: {
                    /** @description The participant sid, `PA_…` */
                    sid: string;
                };
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description A page of the timeline */
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
                /** @description `host_not_allowed`: the request names a host that is not known as this console's */
                421: {
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
                        "Retry-After": components["headers"]["Retry-After"];
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
    "/api/receivers": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Lists the receivers of notifications, by name.
         * @description Lists the receivers of notifications, by name.
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
                /** @description The receivers */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["ReceiverList"];
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
                /** @description `host_not_allowed`: the request names a host that is not known as this console's */
                421: {
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
                        "Retry-After": components["headers"]["Retry-After"];
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
            };
        };
        put?: never;
        /**
         * Creates a receiver.
         * @description Creates a receiver.
         */
        post: {
            parameters: {
                query?: never;
                header?: {
                    /** @description Chosen by the client, new for each request. Sent again with the same request within a day, the request is not done again: the stored response is sent, with `Idempotent-Replayed: true`. */
                    "Idempotency-Key"?: components["parameters"]["IdempotencyKey"];
                };
                path?: never;
                cookie?: never;
            };
            /** @description The receiver */
            requestBody: {
                content: {
                    "application/json": components["schemas"]["WrittenReceiver"];
                };
            };
            responses: {
                /** @description The receiver */
                201: {
                    headers: {
                        ETag: components["headers"]["ETag"];
                        Location: components["headers"]["Location"];
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["ReceiverRow"];
                    };
                };
                /** @description `invalid_header`, `invalid_receiver`, `invalid_body`, `invalid_query`: a field is invalid */
                400: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description `cross_origin`: a browser sends the request for a page of another site */
                403: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description `receiver_exists`, `receiver_changed`, `receiver_not_editable`, `too_many_receivers` */
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
                /** @description `unsupported_media_type`: the body is not declared to be `application/json` */
                415: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description `host_not_allowed`: the request names a host that is not known as this console's */
                421: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description `idempotency_key_reused`: the key is that of another request */
                422: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description `store_unavailable`, with `Retry-After`: the database is down; `overloaded`, with `Retry-After`: others changed it at each of several attempts */
                503: {
                    headers: {
                        "Retry-After": components["headers"]["Retry-After"];
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
    "/api/receivers/preview": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Shows what a receiver would be sent for a sample alert. Nothing is sent or saved.
         * @description Shows what a receiver would be sent for a sample alert. Nothing is sent or saved.
         */
        post: {
            parameters: {
                query?: never;
                header?: {
                    /** @description Chosen by the client, new for each request. Sent again with the same request within a day, the request is not done again: the stored response is sent, with `Idempotent-Replayed: true`. */
                    "Idempotency-Key"?: components["parameters"]["IdempotencyKey"];
                };
                path?: never;
                cookie?: never;
            };
            /** @description The receiver */
            requestBody: {
                content: {
                    "application/json": components["schemas"]["PreviewRequest"];
                };
            };
            responses: {
                /** @description The preview */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["ReceiverPreview"];
                    };
                };
                /** @description `invalid_header`, `invalid_body`, `invalid_query`: the body is not the JSON that the operation takes */
                400: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description `cross_origin`: a browser sends the request for a page of another site */
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
                /** @description `unsupported_media_type`: the body is not declared to be `application/json` */
                415: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description `host_not_allowed`: the request names a host that is not known as this console's */
                421: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description `idempotency_key_reused`: the key is that of another request */
                422: {
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
                        "Retry-After": components["headers"]["Retry-After"];
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
    "/api/receivers/test": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Sends a test notification to a receiver that is not saved, and returns the receiver's response.
         * @description A masked secret is taken from the saved receiver of that name.
         */
        post: {
            parameters: {
                query?: never;
                header?: {
                    /** @description Chosen by the client, new for each request. Sent again with the same request within a day, the request is not done again: the stored response is sent, with `Idempotent-Replayed: true`. */
                    "Idempotency-Key"?: components["parameters"]["IdempotencyKey"];
                };
                path?: never;
                cookie?: never;
            };
            /** @description The receiver */
            requestBody: {
                content: {
                    "application/json": components["schemas"]["WrittenReceiver"];
                };
            };
            responses: {
                /** @description The receiver's response */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["TestAnswer"];
                    };
                };
                /** @description `invalid_header`, `invalid_receiver`, `invalid_body`, `invalid_query`: a field is invalid */
                400: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description `cross_origin`: a browser sends the request for a page of another site */
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
                /** @description `unsupported_media_type`: the body is not declared to be `application/json` */
                415: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description `host_not_allowed`: the request names a host that is not known as this console's */
                421: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description `idempotency_key_reused`: the key is that of another request */
                422: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description `store_unavailable`, with `Retry-After`: the database is down; `overloaded`, with `Retry-After`: too many receivers are being tested */
                503: {
                    headers: {
                        "Retry-After": components["headers"]["Retry-After"];
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
    "/api/receivers/{name}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Returns one receiver.
         * @description Returns one receiver.
         */
        get: {
            parameters: {
                query?: never;
                header?: never;
                path: {
                    /** @description The receiver's name */
                    name: string;
                };
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description The receiver */
                200: {
                    headers: {
                        ETag: components["headers"]["ETag"];
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["ReceiverRow"];
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
                /** @description `receiver_not_found` */
                404: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description `host_not_allowed`: the request names a host that is not known as this console's */
                421: {
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
                        "Retry-After": components["headers"]["Retry-After"];
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
            };
        };
        /**
         * Changes a receiver.
         * @description Changes a receiver.
         */
        put: {
            parameters: {
                query?: never;
                header?: {
                    /** @description Chosen by the client, new for each request. Sent again with the same request within a day, the request is not done again: the stored response is sent, with `Idempotent-Replayed: true`. */
                    "Idempotency-Key"?: components["parameters"]["IdempotencyKey"];
                    /** @description The `ETag` that was read. The change is refused if the document has another version; not checked if not given. */
                    "If-Match"?: components["parameters"]["IfMatch"];
                };
                path: {
                    /** @description The receiver's name */
                    name: string;
                };
                cookie?: never;
            };
            /** @description The complete receiver */
            requestBody: {
                content: {
                    "application/json": components["schemas"]["ChangedReceiver"];
                };
            };
            responses: {
                /** @description The receiver */
                200: {
                    headers: {
                        ETag: components["headers"]["ETag"];
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["ReceiverRow"];
                    };
                };
                /** @description `invalid_header`, `invalid_receiver`, `invalid_body`, `invalid_query`: a field is invalid */
                400: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description `cross_origin`: a browser sends the request for a page of another site */
                403: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description `receiver_not_found` */
                404: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description `receiver_exists`, `receiver_changed`, `receiver_not_editable`, `too_many_receivers` */
                409: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description `precondition_failed`: the document no longer has the version of `If-Match` */
                412: {
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
                /** @description `unsupported_media_type`: the body is not declared to be `application/json` */
                415: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description `host_not_allowed`: the request names a host that is not known as this console's */
                421: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description `idempotency_key_reused`: the key is that of another request */
                422: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description `store_unavailable`, with `Retry-After`: the database is down; `overloaded`, with `Retry-After`: others changed it at each of several attempts */
                503: {
                    headers: {
                        "Retry-After": components["headers"]["Retry-After"];
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
            };
        };
        post?: never;
        /**
         * Deletes a receiver.
         * @description Deletes a receiver.
         */
        delete: {
            parameters: {
                query?: {
                    /** @description The author, at most 200 characters; `anonymous` if not given. */
                    by?: string;
                };
                header?: {
                    /** @description Chosen by the client, new for each request. Sent again with the same request within a day, the request is not done again: the stored response is sent, with `Idempotent-Replayed: true`. */
                    "Idempotency-Key"?: components["parameters"]["IdempotencyKey"];
                    /** @description The `ETag` that was read. The change is refused if the document has another version; not checked if not given. */
                    "If-Match"?: components["parameters"]["IfMatch"];
                };
                path: {
                    /** @description The receiver's name */
                    name: string;
                };
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description The receiver is deleted */
                204: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content?: never;
                };
                /** @description `invalid_header`, `invalid_query`: a parameter is unknown, repeated, malformed or out of range */
                400: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description `cross_origin`: a browser sends the request for a page of another site */
                403: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description `receiver_not_found` */
                404: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description `receiver_exists`, `receiver_changed`, `receiver_not_editable`, `too_many_receivers` */
                409: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description `precondition_failed`: the document no longer has the version of `If-Match` */
                412: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description `host_not_allowed`: the request names a host that is not known as this console's */
                421: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description `idempotency_key_reused`: the key is that of another request */
                422: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description `store_unavailable`, with `Retry-After`: the database is down; `overloaded`, with `Retry-After`: others changed it at each of several attempts */
                503: {
                    headers: {
                        "Retry-After": components["headers"]["Retry-After"];
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
            };
        };
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/receivers/{name}/test": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Sends a test notification to a receiver, and returns the receiver's response.
         * @description Sends a test notification to a receiver, and returns the receiver's response.
         */
        post: {
            parameters: {
                query?: never;
                header?: {
                    /** @description Chosen by the client, new for each request. Sent again with the same request within a day, the request is not done again: the stored response is sent, with `Idempotent-Replayed: true`. */
                    "Idempotency-Key"?: components["parameters"]["IdempotencyKey"];
                };
                path: {
                    /** @description The receiver's name */
                    name: string;
                };
                cookie?: never;
            };
            /** @description The author; optional */
            requestBody?: {
                content: {
                    "application/json": components["schemas"]["Signature"] | null;
                };
            };
            responses: {
                /** @description The receiver's response */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["TestAnswer"];
                    };
                };
                /** @description `invalid_header`, `invalid_body`, `invalid_query`: the body is not the JSON that the operation takes */
                400: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description `cross_origin`: a browser sends the request for a page of another site */
                403: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description `receiver_not_found` */
                404: {
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
                /** @description `unsupported_media_type`: the body is not declared to be `application/json` */
                415: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description `host_not_allowed`: the request names a host that is not known as this console's */
                421: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description `idempotency_key_reused`: the key is that of another request */
                422: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description `store_unavailable`, with `Retry-After`: the database is down; `overloaded`, with `Retry-After`: too many receivers are being tested */
                503: {
                    headers: {
                        "Retry-After": components["headers"]["Retry-After"];
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
    "/api/rooms": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Lists room sessions, by default the open ones, latest first.
         * @description Lists room sessions, by default the open ones, latest first.
         */
        get: {
            parameters: {
                query?: {
                    /** @description At most so many, 100 if not given */
                    limit?: number;
                    /** @description `next_cursor` of the previous page; the first page if not given. Not with `offset` */
                    cursor?: string;
                    /**
                     * @deprecated
                     * @description Skip so many, none if not given. Use `cursor`
                     */
                    offset?: number;
                    /** @description What to sort by; a leading `-` reverses the order; `-started_at` if not given */
                    sort?: "name" | "-name" | "started_at" | "-started_at" | "duration_seconds" | "-duration_seconds" | "participant_count" | "-participant_count" | "publisher_count" | "-publisher_count" | "connection_quality" | "-connection_quality" | "duration" | "-duration" | "participants" | "-participants" | "publishers" | "-publishers" | "quality" | "-quality";
                    /** @description `active` if not given; `from` and `to` need another one */
                    status?: components["schemas"]["RoomStatusFilter"];
                    /** @description The rooms that were open at this time, as they were; not with `status`, `from`, `to` */
                    at?: components["schemas"]["Moment"];
                    /** @description Only where clients report a mean quality (0–100) below this */
                    quality_below?: number;
                    /** @description Only where the presence of a participant is in doubt */
                    in_doubt?: components["schemas"]["On"];
                    /** @description Only where a participant of this kind is present */
                    kind?: components["schemas"]["KindFilter"];
                    /** @description Only those that are open for longer, seconds */
                    longer_than?: number;
                    /** @description A part of the name or the whole sid, any case */
                    q?: string;
                    /** @description Only this deployment */
                    deployment?: string;
                    /** @description Only this region */
                    region?: string;
                    /** @description Start of the range: only what was not over before this time */
                    from?: components["schemas"]["Moment"];
                    /** @description End of the range: only what began before this time */
                    to?: components["schemas"]["Moment"];
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
                /** @description `host_not_allowed`: the request names a host that is not known as this console's */
                421: {
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
                        "Retry-After": components["headers"]["Retry-After"];
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
        /**
         * Returns one room session with its participants, their tracks and its jobs.
         * @description Returns one room session with its participants, their tracks and its jobs.
         */
        get: {
            parameters: {
                query?: {
                    /** @description A room session of that name; the active one, else the latest, if not given */
                    sid?: string;
                    /** @description Only this deployment */
                    deployment?: string;
                    /** @description `present` if not given */
                    participants?: components["schemas"]["Presence"];
                    /**
                     * @description Show the room session as it was at this time: the one that was open then, else the latest
                     *     before
                     */
                    at?: components["schemas"]["Moment"];
                };
                header?: never;
                path: {
                    /** @description The room's name, percent-encoded; it may hold any character */
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
                /** @description `host_not_allowed`: the request names a host that is not known as this console's */
                421: {
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
                        "Retry-After": components["headers"]["Retry-After"];
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
        /**
         * Returns what happened in a room session.
         * @description Returns what happened in a room session.
         */
        get: {
            parameters: {
                query?: {
                    /** @description A room session of that name; the active one, else the latest, if not given */
                    sid?: string;
                    /** @description Only this deployment */
                    deployment?: string;
                    /** @description At most so many events, 100 if not given; some make more than one entry */
                    limit?: number;
                    /** @description `next_cursor` of the previous page; the first page if not given */
                    cursor?: string;
                    /**
                     * @deprecated
                     * @description `next_after` of the previous page. Use `cursor`
                     */
                    after?: string;
                };
                header?: never;
                path: {
                    /** @description The room's name, percent-encoded; it may hold any character */
                    room_name: string;
                };
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description A page of the timeline */
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
                /** @description `host_not_allowed`: the request names a host that is not known as this console's */
                421: {
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
                        "Retry-After": components["headers"]["Retry-After"];
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
    "/api/settings": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Returns the configuration in force and the use of the disk.
         * @description Returns the configuration in force and the use of the disk.
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
                /** @description The settings */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["SettingsReport"];
                    };
                };
                /** @description `host_not_allowed`: the request names a host that is not known as this console's */
                421: {
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
    "/api/silences": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Lists silences, latest created first. Expired ones remain for 30 days, at most 1,000.
         * @description Lists silences, latest created first. Expired ones remain for 30 days, at most 1,000.
         */
        get: {
            parameters: {
                query?: {
                    /** @description Only this status; `waiting` is recurring and not active now; any if not given */
                    status?: components["schemas"]["SilenceStatus"];
                };
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description The silences */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["SilenceList"];
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
                /** @description `host_not_allowed`: the request names a host that is not known as this console's */
                421: {
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
                        "Retry-After": components["headers"]["Retry-After"];
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
            };
        };
        put?: never;
        /**
         * Creates a silence.
         * @description Creates a silence.
         */
        post: {
            parameters: {
                query?: never;
                header?: {
                    /** @description Chosen by the client, new for each request. Sent again with the same request within a day, the request is not done again: the stored response is sent, with `Idempotent-Replayed: true`. */
                    "Idempotency-Key"?: components["parameters"]["IdempotencyKey"];
                };
                path?: never;
                cookie?: never;
            };
            /** @description The silence */
            requestBody: {
                content: {
                    "application/json": components["schemas"]["SilenceSpecAsked"];
                };
            };
            responses: {
                /** @description The silence */
                201: {
                    headers: {
                        ETag: components["headers"]["ETag"];
                        Location: components["headers"]["Location"];
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["SilenceRow"];
                    };
                };
                /** @description `invalid_header`, `invalid_silence`, `invalid_body`, `invalid_query`: a field is invalid */
                400: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description `cross_origin`: a browser sends the request for a page of another site */
                403: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description `too_many_silences` */
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
                /** @description `unsupported_media_type`: the body is not declared to be `application/json` */
                415: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description `host_not_allowed`: the request names a host that is not known as this console's */
                421: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description `idempotency_key_reused`: the key is that of another request */
                422: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description `store_unavailable`, with `Retry-After`: the database is down; `overloaded`, with `Retry-After`: others changed it at each of several attempts */
                503: {
                    headers: {
                        "Retry-After": components["headers"]["Retry-After"];
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
    "/api/silences/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Returns one silence.
         * @description Returns one silence.
         */
        get: {
            parameters: {
                query?: never;
                header?: never;
                path: {
                    /** @description The silence's id */
                    id: string;
                };
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description The silence */
                200: {
                    headers: {
                        ETag: components["headers"]["ETag"];
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["SilenceRow"];
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
                /** @description `silence_not_found` */
                404: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description `host_not_allowed`: the request names a host that is not known as this console's */
                421: {
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
                        "Retry-After": components["headers"]["Retry-After"];
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
            };
        };
        /**
         * Changes a silence that is not expired.
         * @description Changes a silence that is not expired.
         */
        put: {
            parameters: {
                query?: never;
                header?: {
                    /** @description Chosen by the client, new for each request. Sent again with the same request within a day, the request is not done again: the stored response is sent, with `Idempotent-Replayed: true`. */
                    "Idempotency-Key"?: components["parameters"]["IdempotencyKey"];
                    /** @description The `ETag` that was read. The change is refused if the document has another version; not checked if not given. */
                    "If-Match"?: components["parameters"]["IfMatch"];
                };
                path: {
                    /** @description The silence's id */
                    id: string;
                };
                cookie?: never;
            };
            /** @description The complete silence */
            requestBody: {
                content: {
                    "application/json": components["schemas"]["VersionedSilenceSpec"];
                };
            };
            responses: {
                /** @description The silence */
                200: {
                    headers: {
                        ETag: components["headers"]["ETag"];
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["SilenceRow"];
                    };
                };
                /** @description `invalid_header`, `invalid_silence`, `invalid_body`, `invalid_query`: a field is invalid */
                400: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description `cross_origin`: a browser sends the request for a page of another site */
                403: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description `silence_not_found` */
                404: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description `silence_changed`, `silence_expired`, `too_many_silences` */
                409: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description `precondition_failed`: the document no longer has the version of `If-Match` */
                412: {
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
                /** @description `unsupported_media_type`: the body is not declared to be `application/json` */
                415: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description `host_not_allowed`: the request names a host that is not known as this console's */
                421: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description `idempotency_key_reused`: the key is that of another request */
                422: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description `store_unavailable`, with `Retry-After`: the database is down; `overloaded`, with `Retry-After`: others changed it at each of several attempts */
                503: {
                    headers: {
                        "Retry-After": components["headers"]["Retry-After"];
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
            };
        };
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/silences/{id}/end": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Ends a silence now. It remains in the list as expired.
         * @description Ends a silence now. It remains in the list as expired.
         */
        post: {
            parameters: {
                query?: never;
                header?: {
                    /** @description Chosen by the client, new for each request. Sent again with the same request within a day, the request is not done again: the stored response is sent, with `Idempotent-Replayed: true`. */
                    "Idempotency-Key"?: components["parameters"]["IdempotencyKey"];
                };
                path: {
                    /** @description The silence's id */
                    id: string;
                };
                cookie?: never;
            };
            /** @description The author; optional */
            requestBody?: {
                content: {
                    "application/json": components["schemas"]["Signature"] | null;
                };
            };
            responses: {
                /** @description The silence */
                200: {
                    headers: {
                        ETag: components["headers"]["ETag"];
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["SilenceRow"];
                    };
                };
                /** @description `invalid_header`, `invalid_body`, `invalid_query`: the body is not the JSON that the operation takes */
                400: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description `cross_origin`: a browser sends the request for a page of another site */
                403: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description `silence_not_found` */
                404: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description `silence_changed`, `silence_expired`, `too_many_silences` */
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
                /** @description `unsupported_media_type`: the body is not declared to be `application/json` */
                415: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description `host_not_allowed`: the request names a host that is not known as this console's */
                421: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description `idempotency_key_reused`: the key is that of another request */
                422: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description `store_unavailable`, with `Retry-After`: the database is down; `overloaded`, with `Retry-After`: others changed it at each of several attempts */
                503: {
                    headers: {
                        "Retry-After": components["headers"]["Retry-After"];
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
    "/api/sources": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Lists the sources of every deployment, with diagnoses.
         * @description Lists the sources of every deployment, with diagnoses.
         */
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
                /** @description The sources */
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
                /** @description `host_not_allowed`: the request names a host that is not known as this console's */
                421: {
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
        /**
         * Returns how often the room API corrected the state, in steps; by default of the last day.
         * @description Returns how often the room API corrected the state, in steps; by default of the last day.
         */
        get: {
            parameters: {
                query?: {
                    /** @description Start of the range: only what was not over before this time */
                    from?: components["schemas"]["Moment"];
                    /** @description End of the range: only what began before this time */
                    to?: components["schemas"]["Moment"];
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
                /** @description `host_not_allowed`: the request names a host that is not known as this console's */
                421: {
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
                        "Retry-After": components["headers"]["Retry-After"];
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
    "/api/usage": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Counts usage by time and by group.
         * @description Counts usage by time and by group.
         */
        get: {
            parameters: {
                query?: {
                    /** @description Length of the steps, in UTC; `day` if not given */
                    step?: components["schemas"]["Calendar"];
                    /** @description What to group by; `prefix` if not given */
                    by?: components["schemas"]["GroupBy"];
                    /** @description Only rooms whose name begins so */
                    prefix?: string;
                    /** @description Only this deployment */
                    deployment?: string;
                    /** @description Start of the range: only what was not over before this time */
                    from?: components["schemas"]["Moment"];
                    /** @description End of the range: only what began before this time */
                    to?: components["schemas"]["Moment"];
                };
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description The usage */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["UsageReport"];
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
                /** @description `host_not_allowed`: the request names a host that is not known as this console's */
                421: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description `overloaded`, with `Retry-After`: too many exports are running; `store_unavailable`, with `Retry-After`: the database is down */
                503: {
                    headers: {
                        "Retry-After": components["headers"]["Retry-After"];
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
    "/docs": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Returns this reference as a page.
         * @description Returns this reference as a page.
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
                /** @description The page */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "text/html": string;
                    };
                };
                /** @description `host_not_allowed`: the request names a host that is not known as this console's */
                421: {
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
    "/docs/errors": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Returns what each code of a refusal means and what to do about it, as a page.
         * @description Returns what each code of a refusal means and what to do about it, as a page.
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
                /** @description The page */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "text/html": string;
                    };
                };
                /** @description `host_not_allowed`: the request names a host that is not known as this console's */
                421: {
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
    "/docs/style.css": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Returns the style of these pages.
         * @description Returns the style of these pages.
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
                /** @description The style */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "text/css": string;
                    };
                };
                /** @description `host_not_allowed`: the request names a host that is not known as this console's */
                421: {
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
        /**
         * Liveness: returns 200 while the process runs; checks nothing else.
         * @description Liveness: returns 200 while the process runs; checks nothing else.
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
                /** @description The process runs */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Liveness"];
                    };
                };
                /** @description `host_not_allowed`: the request names a host that is not known as this console's */
                421: {
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
    "/licenses": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Returns the licences of the program's parts.
         * @description Returns the licences of the program's parts.
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
                /** @description Names, versions and licences, in Markdown */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "text/plain": string;
                    };
                };
                /** @description `host_not_allowed`: the request names a host that is not known as this console's */
                421: {
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
    "/metrics": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Returns every metric of the console, in Prometheus' text format or, if `Accept` prefers it, in
         *     OpenMetrics with exemplars. Query parameters are ignored: Prometheus may be configured to send
         *     some.
         * @description Returns every metric of the console, in Prometheus' text format or, if `Accept` prefers it, in
         *     OpenMetrics with exemplars. Query parameters are ignored: Prometheus may be configured to send
         *     some.
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
                /** @description The metrics */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/openmetrics-text; version=1.0.0": string;
                        "text/plain; version=0.0.4": string;
                    };
                };
                /** @description `host_not_allowed`: the request names a host that is not known as this console's */
                421: {
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
    "/openapi.json": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Returns this document.
         * @description Returns this document.
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
                /** @description OpenAPI 3.1 */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": unknown;
                    };
                };
                /** @description `host_not_allowed`: the request names a host that is not known as this console's */
                421: {
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
    "/readyz": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Readiness: whether the console accepts webhooks.
         * @description Readiness: whether the console accepts webhooks.
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
                /** @description Webhooks are accepted */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Readiness"];
                    };
                };
                /** @description `host_not_allowed`: the request names a host that is not known as this console's */
                421: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description Webhooks cannot be accepted */
                503: {
                    headers: {
                        "Retry-After": components["headers"]["Retry-After"];
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
         *     `error`; the client may send `subscribe` and `ping`. `docs/API.md` describes the protocol.
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
                /** @description The WebSocket is open */
                101: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": {
                            /** @description What is sent, by the kind of frame. */
                            data: components["schemas"]["Snapshot"] | components["schemas"]["SystemMetrics"] | components["schemas"]["RoomUpdate"] | components["schemas"]["Alert"] | components["schemas"]["Heartbeat"] | components["schemas"]["Resync"] | components["schemas"]["Misunderstanding"];
                            /** @description Revision of the state. */
                            seq: number;
                            /**
                             * @description Kind of frame.
                             * @enum {string}
                             */
                            type: "snapshot" | "metrics_update" | "room_update" | "alert" | "heartbeat" | "resync" | "error";
                        };
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
                /** @description `cross_origin`: a browser sends the request for a page of another site */
                403: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description `host_not_allowed`: the request names a host that is not known as this console's */
                421: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description `overloaded`, with `Retry-After`: too many clients are connected */
                503: {
                    headers: {
                        "Retry-After": components["headers"]["Retry-After"];
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
             * @description When it was acknowledged; `null` if it is not.
             */
            acknowledged_at: string | null;
            /** @description Who acknowledged it; `null` if it is not acknowledged. */
            acknowledged_by: string | null;
            /** @description Who it is assigned to; `null` if nobody. */
            assignee: string | null;
            /** @description Whether the value is known now. */
            data: components["schemas"]["DataStatus"];
            /** @description Name of the deployment; `null` for all. */
            deployment: string | null;
            /** @description Whether it is flapping: firing and resolving repeatedly. */
            flapping: boolean;
            /** @description Unique id of the alert; never reused. */
            id: string;
            /** @description The alert's text. */
            message: string;
            /** @description Metrics URL of the node; `null` for a rule that is not about one. */
            node: string | null;
            /** @description Identity of the participant; `null` for a rule that is not about one. */
            participant: string | null;
            /** @description Region of the deployment; `null` if not configured. */
            region: string | null;
            /**
             * Format: date-time
             * @description When it was resolved; `null` while it is open.
             */
            resolved_at: string | null;
            /** @description Who resolved it; `null` while it is open. */
            resolved_by: string | null;
            /** @description Name of the room; `null` for a rule that is not about one. */
            room: string | null;
            /** @description Sid of the room session; `null` for a rule that is not about one. */
            room_sid: string | null;
            /** @description Name of the rule. */
            rule: string;
            /** @description Link to the instructions for this alert; `null` if the rule has none. */
            runbook_url: string | null;
            /** @description Severity. */
            severity: components["schemas"]["Severity"];
            /**
             * Format: date-time
             * @description When it fired.
             */
            started_at: string;
            /** @description Status of the alert. */
            status: components["schemas"]["AlertStatus"];
            /**
             * Format: double
             * @description The threshold that the value is compared with; `null` for a rule without one.
             */
            threshold: number | null;
            /**
             * Format: double
             * @description The value when it fired; `null` for a rule without one.
             */
            value: number | null;
        };
        /** @description A page of alerts. */
        AlertPage: {
            /** @description The alerts of this page, latest first. */
            alerts: components["schemas"]["AlertRow"][];
            /** @description The value of `cursor` for the next page; `null` on the last page. */
            next_cursor: string | null;
            /**
             * Format: int64
             * @description Number of alerts on all pages.
             */
            total: number;
        };
        /** @description An alert in a list. */
        AlertRow: components["schemas"]["Alert"] & {
            /** @description Ids of the silences that apply to the alert now; empty if it is resolved. */
            silenced_by: string[];
        };
        /**
         * @description Status of an alert.
         * @enum {string}
         */
        AlertStatus: "firing" | "acknowledged" | "resolved";
        /**
         * @description Which alerts to list, by their status.
         * @enum {string}
         */
        AlertStatusFilter: "firing" | "acknowledged" | "resolved" | "open";
        /** @description The state of alerting, in short. */
        AlertingHealth: {
            /** @description Why the last evaluation failed; `null` if it succeeded. */
            error: string | null;
            /**
             * Format: date-time
             * @description Time of the last evaluation by this process; `null` if there was none.
             */
            last_evaluation_at: string | null;
            /**
             * @description `ok`, `late` (no evaluation for three intervals), `failing`, `standby` (another process
             *     evaluates) or `unknown` (no evaluation since the start).
             * @enum {string}
             */
            status: "ok" | "late" | "failing" | "standby" | "unknown";
        };
        /** @description The state of alerting. */
        AlertingState: {
            /** @description The evaluator of this process. */
            evaluator: components["schemas"]["EvaluatorState"];
            /** @description The heartbeat to a dead man's switch. */
            heartbeat: components["schemas"]["HeartbeatState"];
            /** @description Number of open alerts. */
            open: components["schemas"]["OpenAlerts"];
            /** @description Notifications that wait to be sent. */
            outbox: components["schemas"]["OutboxStatus"];
        };
        /** @description The room API of a deployment. Values are `null` while it is switched off. */
        ApiSource: {
            /**
             * Format: int32
             * @description The configured limit of requests a minute.
             */
            budget_per_minute: number | null;
            /** @description Whether egresses can be listed; `null` if not known. */
            egress_available: boolean | null;
            error: components["schemas"]["SourceError"] | null;
            /**
             * Format: int64
             * @description Number of them that failed.
             */
            errors_total: number | null;
            /** @description Whether ingresses can be listed; `null` if not known. */
            ingress_available: boolean | null;
            /**
             * Format: date-time
             * @description Time of the last request; `null` if there was none.
             */
            last_attempt_at: string | null;
            /**
             * Format: date-time
             * @description Time of the last successful request; `null` if there was none.
             */
            last_success_at: string | null;
            /**
             * Format: double
             * @description Duration of the last listing of rooms, milliseconds; `null` if there was none.
             */
            latency_ms: number | null;
            /**
             * Format: double
             * @description Age of the oldest listing of a room's participants, seconds; `null` if there is none.
             */
            oldest_listing_seconds: number | null;
            /**
             * Format: int32
             * @description Number of requests in the last minute.
             */
            requests_per_minute: number | null;
            /**
             * Format: int64
             * @description Number of requests since the start.
             */
            requests_total: number | null;
            /**
             * @description `ok`, `down`, `rate_limited`, `off` (it is not polled) or `unknown` (not polled yet).
             * @enum {string}
             */
            status: "ok" | "down" | "rate_limited" | "off" | "unknown";
            /** @description Its URL. */
            url: string | null;
        };
        /** @description To whom an alert is assigned, why and by whom. */
        Assignment: {
            /** @description The new assignee, at most 200 characters; `null` for nobody. */
            assignee: string | null;
            /** @description Who assigns it, at most 200 characters; `anonymous` if not given. */
            by?: string | null;
            /** @description The reason, at most 4,000 characters. */
            note?: string | null;
        };
        /** @description The end of the audit trail. */
        AuditHead: {
            /** @description Hash of the last line. */
            hash: string;
            /**
             * Format: int64
             * @description Sequence number of the last line; 0 without any.
             */
            sequence: number;
        };
        /** @description A line of the audit trail. */
        AuditLine: {
            /** @description Who acted; `console` for the console itself. */
            actor: string;
            /**
             * Format: date-time
             * @description Time of the action.
             */
            at: string;
            /** @description All other details, a JSON object, exactly as it was hashed. */
            body: string;
            /** @description SHA-256 over the previous line's hash and this line, in hexadecimal digits. */
            hash: string;
            /** @description Kind of action: `alert.fired`, `rule.changed`, `silence.created`, … . */
            kind: string;
            /**
             * Format: int64
             * @description Sequence number: each is one more than the one before; the first is 1.
             */
            sequence: number;
            /** @description Subject of the action: an alert's id, a rule's name, … . */
            subject: string;
        };
        /** @description A page of the audit trail. */
        AuditPage: {
            /** @description The end of the trail. A copy of it, kept elsewhere, proves later that no line was changed. */
            head: components["schemas"]["AuditHead"];
            /** @description The lines of this page, latest first. */
            lines: components["schemas"]["AuditLine"][];
            /**
             * Format: int64
             * @deprecated
             * @description The same, as a number, for `before`.
             */
            next_before: number | null;
            /** @description The value of `cursor` for the next page; `null` on the last page. */
            next_cursor: string | null;
        };
        /** @description A rule and the range to evaluate it over. */
        Backtest: {
            /**
             * @description Start of the range: RFC 3339, Unix milliseconds, or relative like `now-6h`; `now-30d` if not
             *     given.
             */
            from?: string | null;
            /** @description The rule; it does not have to be saved. */
            rule: components["schemas"]["RuleAsked"];
            /** @description Whether the stored silences apply; `true` if not given. */
            silences?: boolean;
            /** @description End of the range, in the same forms; now if not given or in the future. */
            to?: string | null;
        };
        /** @description An alert that would have fired. */
        BacktestAlert: {
            /**
             * Format: double
             * @description The greatest value while it fired.
             */
            max_value: number;
            /**
             * Format: date-time
             * @description When it would have been resolved; `null` if not within the range.
             */
            resolved_at: string | null;
            /** @description Whether a silence was active for it when it fired. */
            silenced: boolean;
            /**
             * Format: date-time
             * @description When it would have fired.
             */
            started_at: string;
            /** @description What the alert is about. */
            subject: components["schemas"]["BacktestSubject"];
            /**
             * Format: double
             * @description The value at which it would have fired.
             */
            value: number;
        };
        /** @description A line of the response. */
        BacktestLine: {
            /**
             * Format: double
             * @description The part that is done, 0–1.
             */
            progress: number;
        } | {
            /** @description The backtest is complete. */
            result: components["schemas"]["BacktestResult"];
        } | {
            /** @description The backtest failed. */
            problem: components["schemas"]["Problem"];
        };
        /** @description The result of a backtest. */
        BacktestResult: {
            /** @description The first 500 of them, in order of firing. */
            alerts: components["schemas"]["BacktestAlert"][];
            /**
             * Format: int64
             * @description How many alerts would have fired.
             */
            alerts_total: number;
            /**
             * Format: double
             * @description How long alerts would have fired in total, seconds.
             */
            firing_seconds: number;
            /**
             * Format: date-time
             * @description Start of the range, included.
             */
            from: string;
            /**
             * Format: double
             * @description The share of all subjects at all evaluations whose value is known, 0–1.
             */
            known_ratio: number;
            /**
             * Format: double
             * @description Notifications per week.
             */
            notifications_per_week: number;
            /**
             * Format: int64
             * @description How many notifications would have been sent: one when an alert fires, one when it resolves.
             */
            notifications_total: number;
            /** @description The rule's name. */
            rule: string;
            /**
             * Format: double
             * @description Seconds from one evaluation to the next.
             */
            step_seconds: number;
            /**
             * Format: int64
             * @description Subjects that were evaluated: deployments, rooms, participants who joined more than once, or
             *     nodes that did not answer at some time.
             */
            subjects: number;
            /**
             * Format: int64
             * @description Evaluations in the range.
             */
            ticks: number;
            /**
             * Format: date-time
             * @description End of the range, excluded.
             */
            to: string;
        };
        /** @description What an alert of a backtest is about; `null` where it is not about one. */
        BacktestSubject: {
            /** @description The deployment. */
            deployment: string;
            /** @description The URL of the node's metrics. */
            node: string | null;
            /** @description The participant's identity. */
            participant: string | null;
            /** @description The room's name. */
            room: string | null;
            /** @description The room session. */
            room_sid: string | null;
        };
        /**
         * @description The length of a step.
         * @enum {string}
         */
        Calendar: "day" | "week" | "month";
        /**
         * @description How certain the state of a session is.
         * @enum {string}
         */
        Certainty: "observed" | "inferred" | "in_doubt";
        ChangedReceiver: components["schemas"]["ReceiverAsked"] & {
            /** @description The author, at most 200 characters; `anonymous` if not given. */
            by?: string | null;
            /**
             * Format: int64
             * @description The version that was read. The change is refused if the stored version differs; not checked
             *     if not given.
             */
            version?: number | null;
        };
        ChangedRule: components["schemas"]["RuleAsked"] & {
            /** @description The author, at most 200 characters; `anonymous` if not given. */
            by?: string | null;
            /**
             * Format: int64
             * @description The version that was read. The change is refused if the stored version differs; not checked
             *     if not given.
             */
            version?: number | null;
        };
        /** @description Reports of clients about their own connections. */
        ClientSource: {
            /**
             * Format: date-time
             * @description Time of the last report; `null` if there was none.
             */
            last_received_at: string | null;
            /**
             * Format: double
             * @description Number of reports received in the last minute; `null` if not known.
             */
            rate_per_minute: number | null;
            /**
             * Format: int64
             * @description Number of present participants whose clients report; `null` if there was no report.
             */
            reporting: number | null;
            /**
             * @description `ok`, `silent` (no report for a minute) or `unknown` (no report since the start).
             * @enum {string}
             */
            status: "ok" | "silent" | "unknown";
        };
        /**
         * @description How a value is compared with the threshold.
         * @enum {string}
         */
        Comparison: "above" | "at_least" | "below" | "at_most";
        /** @description The configuration in force. */
        ConfigurationHealth: {
            /** @description Why the later one was refused; `null` if none was. */
            error: string | null;
            /**
             * Format: date-time
             * @description When the one in force was read: at the start or at the last reload.
             */
            read_at: string;
            /**
             * @description `ok`, or `refused`: a later one is invalid, and this one stays in force.
             * @enum {string}
             */
            status: "ok" | "refused";
        };
        /** @description What the console shows. */
        ConsoleCount: {
            /**
             * Format: int64
             * @description Present participants.
             */
            participants: number;
            /**
             * Format: int64
             * @description Present participants that are people.
             */
            people: number;
            /**
             * Format: int64
             * @description Open rooms.
             */
            rooms: number;
        };
        /** @description The range of a number that no source knows exactly. */
        CountRange: {
            /**
             * Format: double
             * @description The minimum.
             */
            least: number;
            /**
             * Format: double
             * @description The maximum.
             */
            most: number;
        };
        /** @description The counts of each source; `null` where a source has none. */
        CountsBySource: {
            api: components["schemas"]["DatedCount"] | null;
            console: components["schemas"]["ConsoleCount"] | null;
            nodes: components["schemas"]["DatedCount"] | null;
            webhooks: components["schemas"]["WebhookCount"] | null;
        };
        /**
         * @description Whether the value that an alert's rule evaluates is known.
         * @enum {string}
         */
        DataStatus: "ok" | "no_data" | "error";
        /** @description The count of another source, with its time. */
        DatedCount: {
            /**
             * Format: date-time
             * @description When it was counted.
             */
            at: string;
            /**
             * Format: double
             * @description Participants; the room API leaves out agents and egresses. `null` if several nodes may count
             *     somebody twice: a participant who is connected through one node to a room on another.
             */
            participants: number | null;
            participants_range: components["schemas"]["CountRange"] | null;
            /**
             * Format: double
             * @description Open rooms.
             */
            rooms: number;
        };
        /**
         * @description Why a participant left, in the classes that operators act on.
         * @enum {string}
         */
        Departure: "normal" | "unexpected" | "replaced" | "removed" | "server" | "call_outcome" | "reconciled" | "unknown";
        /** @description The sources of one deployment. */
        DeploymentSources: {
            /** @description The room API. */
            api: components["schemas"]["ApiSource"];
            /** @description The names of the API keys that may sign its webhooks, never their secrets. */
            api_keys: string[];
            /** @description The reports of participants' clients. */
            clients: components["schemas"]["ClientSource"];
            /** @description The counts of rooms and participants by source. */
            counts: components["schemas"]["CountsBySource"];
            /** @description The deployment's name. */
            deployment: string;
            /** @description The likely problems, most severe first. */
            diagnoses: components["schemas"]["Diagnosis"][];
            /** @description Corrections by the room API since the start. */
            drift: components["schemas"]["DriftTotal"][];
            /** @description Gaps that are open or ended in the last 24 hours, latest first. */
            gaps: components["schemas"]["Gap"][];
            /** @description The nodes. */
            nodes: components["schemas"]["NodeSource"][];
            /** @description The deployment's region; `null` if not configured. */
            region: string | null;
            /** @description Whether its data is synthetic. */
            synthetic: boolean;
            /** @description The webhooks. */
            webhooks: components["schemas"]["WebhookSource"];
        };
        /** @description A likely problem, and how to solve it. */
        Diagnosis: {
            /** @description A stable code for programs. */
            code: string;
            /** @description The problem in detail, with the observed values. */
            detail: string;
            /** @description The observations. */
            evidence: string[];
            /** @description How to solve it. */
            remedy: string;
            /** @description The severity. */
            severity: components["schemas"]["Severity"];
            /**
             * Format: date-time
             * @description When it began; `null` if not known.
             */
            since: string | null;
            /** @description The problem in short. */
            title: string;
        };
        /** @description Drift over time. */
        DriftHistory: {
            /**
             * Format: date-time
             * @description Start of the range.
             */
            from: string;
            /** @description One point a step. */
            points: components["schemas"]["DriftPoint"][];
            /**
             * Format: int32
             * @description Length of a step, seconds.
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
            /** @description Number of findings by kind of drift; kinds without findings are left out. */
            counts: {
                [key: string]: number;
            };
            /**
             * Format: date-time
             * @description Start of the step.
             */
            timestamp: string;
        };
        /** @description The findings of one kind of drift since the start. */
        DriftTotal: {
            /** @description The kind of drift. */
            kind: string;
            /**
             * Format: date-time
             * @description Time of the last one.
             */
            last_at: string;
            /**
             * Format: int64
             * @description Number of findings.
             */
            total: number;
        };
        /**
         * @description The kind of an entry.
         * @enum {string}
         */
        EntryKind: "room_started" | "room_finished" | "room_changed" | "participant_joined" | "participant_left" | "participant_changed" | "connection_aborted" | "track_published" | "track_unpublished" | "track_muted" | "track_unmuted" | "quality_changed" | "reconnecting" | "reconnected" | "egress_started" | "egress_updated" | "egress_ended" | "ingress_started" | "ingress_ended" | "agent_job_started" | "agent_job_ended" | "healed" | "other";
        /** @description The state of the evaluator of this process. */
        EvaluatorState: {
            /**
             * Format: double
             * @description How long the last evaluation took, milliseconds; `null` if there was none.
             */
            duration_ms: number | null;
            /** @description Why the last evaluation failed; `null` if it succeeded. */
            error: string | null;
            /**
             * Format: int64
             * @description Number of evaluations that failed since the start.
             */
            failures_total: number;
            /**
             * Format: double
             * @description Time between two evaluations, seconds.
             */
            interval_seconds: number;
            /**
             * Format: double
             * @description How late the last evaluation began, seconds; `null` if there was none.
             */
            lag_seconds: number | null;
            /**
             * Format: date-time
             * @description Time of the last evaluation by this process; `null` if there was none.
             */
            last_evaluation_at: string | null;
            /**
             * @description Whether this process evaluates the rules; `false` if another process does, or if that is not
             *     known yet.
             */
            leader: boolean;
            /**
             * Format: int64
             * @description Number of evaluations skipped since the start because an earlier one took too long.
             */
            missed_total: number;
            /** @description Number of rules that this process evaluates. */
            rules: number;
            /**
             * @description `ok`, `late`, `failing`, `standby` or `unknown`.
             * @enum {string}
             */
            status: "ok" | "late" | "failing" | "standby" | "unknown";
            /** @description Number of subjects whose alert state is stored. */
            subjects: number;
        };
        /** @description A page of events. */
        EventPage: {
            /** @description The events, latest received first. */
            events: components["schemas"]["ReceivedEvent"][];
            /**
             * @deprecated
             * @description The same, for `before`.
             */
            next_before: string | null;
            /** @description The value of `cursor` for the next page; `null` on the last page. */
            next_cursor: string | null;
        };
        /** @description What an alert concerned when it fired. The console's pages as of that time show the rest. */
        Evidence: {
            /**
             * @description Other facts as text, such as the ids of failed egresses; at most 20.
             * @default []
             */
            facts: string[];
            /**
             * @description Participants, the latest first; at most 20.
             * @default []
             */
            participants: components["schemas"]["EvidenceParticipant"][];
            /**
             * Format: int64
             * @description Total number of participants.
             * @default 0
             */
            participants_total: number;
            /**
             * @description Rooms, the most affected first; at most 20.
             * @default []
             */
            rooms: components["schemas"]["EvidenceRoom"][];
            /**
             * Format: int64
             * @description Total number of rooms.
             * @default 0
             */
            rooms_total: number;
        };
        /** @description A participant that an alert concerns. */
        EvidenceParticipant: {
            /** @description Identity of the participant. */
            identity: string;
            /** @description Name of the room. */
            room: string;
            /** @description Sid of the participant session. */
            sid: string;
        };
        /** @description A room that an alert concerns. */
        EvidenceRoom: {
            /** @description Name of the room. */
            name: string;
            /** @description Sid of the room session. */
            sid: string;
        };
        /** @description The usage of a span. */
        Figures: {
            /** @description Recordings and streams out of rooms. */
            egress: components["schemas"]["JobFigures"];
            /**
             * Format: int64
             * @description Different identities.
             */
            identities: number;
            /** @description Streams into rooms. */
            ingress: components["schemas"]["JobFigures"];
            /** @description By kind of participant; every kind is there. */
            kinds: components["schemas"]["KindFigures"][];
            /**
             * Format: int64
             * @description The same as LiveKit Cloud would round: each session up to a whole minute.
             */
            metered_minutes: number;
            /**
             * Format: double
             * @description Minutes that participants of all kinds were connected within the span.
             */
            participant_minutes: number;
            /**
             * Format: date-time
             * @description When that was first so; `null` if nobody was there.
             */
            peak_at: string | null;
            /**
             * Format: int64
             * @description The most participants that were connected at one time.
             */
            peak_participants: number;
            /**
             * Format: int64
             * @description Participant sessions that overlap the span.
             */
            sessions: number;
        };
        /**
         * @description A file format.
         * @enum {string}
         */
        Format: "csv" | "json" | "ndjson";
        /** @description A period in which a source is missing. */
        Gap: {
            /**
             * @description Stable code of the cause: `console_down`, `database_down`, `silence`, `unreachable`,
             *     `journal_damaged`, … .
             */
            cause: string;
            /** @description Name of the deployment; `null` for all. */
            deployment: string | null;
            /**
             * Format: date-time
             * @description End of the gap; `null` while it lasts.
             */
            ended_at: string | null;
            /** @description What shows the gap, as text. */
            evidence: string;
            /** @description Id of the gap: the same gap has the same id, however often it is found. */
            id: string;
            /** @description What is missing. */
            source: components["schemas"]["GapSource"];
            /**
             * Format: date-time
             * @description Start of the gap.
             */
            started_at: string;
            /** @description Part of the source, such as a node's endpoint; `null` for all of it. */
            subject: string | null;
        };
        /** @description The gaps in a range. */
        GapList: {
            /** @description The gaps, latest first; at most 1000. */
            gaps: components["schemas"]["Gap"][];
        };
        /**
         * @description What is missing in a gap.
         * @enum {string}
         */
        GapSource: "webhook" | "poll" | "scrape" | "console" | "store" | "journal";
        /**
         * @description What to group by.
         * @enum {string}
         */
        GroupBy: "prefix" | "deployment" | "region";
        /** @description The health of the console. */
        Health: {
            /** @description The evaluation of alert rules. */
            alerting: components["schemas"]["AlertingHealth"];
            /** @description Access control: `none`. */
            auth: string;
            /** @description The configuration in force. */
            configuration: components["schemas"]["ConfigurationHealth"];
            /** @description The watched deployments. */
            deployments: components["schemas"]["WatchedDeployment"][];
            /** @description The journal: the queue on disk between webhooks and database. */
            journal: components["schemas"]["JournalHealth"];
            /** @description The program's licence, an SPDX expression; `/licenses` has those of its parts. */
            license: string;
            /**
             * @description `mock` (synthetic data) or `live`.
             * @enum {string}
             */
            mode: "mock" | "live";
            /** @description The sources of events. */
            sources: components["schemas"]["SourceHealth"][];
            /** @description Tasks of the console that have made no progress for minutes; empty if there are none. */
            stalled_tasks: string[];
            /**
             * Format: date-time
             * @description Start time of this process.
             */
            started_at: string;
            /**
             * @description `ok`, `degraded` (a part is not ok; webhooks are still accepted) or `unknown`.
             * @enum {string}
             */
            status: "ok" | "degraded" | "unknown";
            /** @description The database. */
            store: components["schemas"]["StoreHealth"];
            /**
             * Format: double
             * @description Seconds since the start.
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
        /** @description The state of the heartbeat. */
        HeartbeatState: {
            /** @description Whether a heartbeat URL is configured. */
            configured: boolean;
            /** @description The last error; `null` if there was none. */
            error: string | null;
            /**
             * Format: date-time
             * @description Time of the last heartbeat that was sent; `null` if there was none.
             */
            last_sent_at: string | null;
        };
        /** @description The system's metrics over time. */
        History: {
            /**
             * Format: date-time
             * @description Start of the range.
             */
            from: string;
            /** @description Gaps in the range: times without data from a source, in which the points may be wrong. */
            gaps: components["schemas"]["Gap"][];
            /** @description One point a step; every value is `null` in a step without a sample. */
            points: components["schemas"]["SystemMetrics"][];
            /**
             * Format: int32
             * @description Length of a step, seconds.
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
            /** @description `observed`, or `inferred` if no source reported the end. */
            certainty: components["schemas"]["Certainty"];
            /** @description Name of the deployment. */
            deployment: string;
            /**
             * Format: date-time
             * @description When it ended; `null` while it runs.
             */
            ended_at: string | null;
            ended_at_range: components["schemas"]["TimeRange"] | null;
            /** @description LiveKit's error; `null` without one. */
            error: string | null;
            /** @description Why the end is inferred, as text; `null` if it is observed. */
            evidence: string | null;
            /** @description LiveKit's id of the job. */
            id: string;
            /** @description Kind of job. */
            kind: components["schemas"]["JobKind"];
            /** @description Name of the job, such as the agent's name; `null` if not reported. */
            name: string | null;
            outcome: components["schemas"]["JobOutcome"] | null;
            /** @description Outputs of an egress; each may fail while the others go on. Empty for other jobs. */
            outputs: components["schemas"]["JobOutput"][];
            /** @description Identity of the participant that does the work; `null` if not reported. */
            participant_identity: string | null;
            /** @description Name of the room; `null` if not reported. */
            room_name: string | null;
            /** @description Sid of the room session; `null` if not reported. */
            room_sid: string | null;
            /**
             * Format: date-time
             * @description When it started, as LiveKit reports it; `null` if not reported.
             */
            started_at: string | null;
            /** @description LiveKit's status, such as `EGRESS_ACTIVE`; `null` if not reported. */
            status: string | null;
        };
        /** @description The usage by jobs of one kind. */
        JobFigures: {
            /**
             * Format: int64
             * @description Jobs that overlap the span.
             */
            jobs: number;
            /**
             * Format: int64
             * @description The same, each job rounded up to a whole minute.
             */
            metered_minutes: number;
            /**
             * Format: double
             * @description Minutes that they ran within the span.
             */
            minutes: number;
        };
        /**
         * @description Kind of a job.
         * @enum {string}
         */
        JobKind: "egress" | "ingress" | "agent";
        /**
         * @description Result of an ended job.
         * @enum {string}
         */
        JobOutcome: "completed" | "failed" | "aborted" | "stopped" | "limit_reached" | "lost" | "unknown";
        /** @description An output of an egress, as shown. */
        JobOutput: {
            /**
             * Format: int64
             * @description Number of segments or images; `null` if not reported.
             */
            count: number | null;
            /**
             * Format: date-time
             * @description When it ended; `null` while it goes on or if not reported.
             */
            ended_at: string | null;
            /** @description LiveKit's error; `null` without one. */
            error: string | null;
            /** @description Whether it failed, though the egress may go on. */
            failed: boolean;
            /** @description Kind of output. */
            kind: components["schemas"]["OutputKind"];
            /** @description Where it was stored; `null` if not reported. */
            location: string | null;
            /** @description File, playlist or prefix; of a stream the address, its key masked; `null` if not reported. */
            name: string | null;
            /**
             * Format: int32
             * @description Number of retries of a stream.
             */
            retries: number;
            /**
             * Format: int64
             * @description Size, bytes; `null` if not reported, as before the end.
             */
            size_bytes: number | null;
            /**
             * Format: date-time
             * @description When it started; `null` if not reported.
             */
            started_at: string | null;
            /** @description Status of a stream: `ACTIVE`, `FINISHED` or `FAILED`; `null` for the other kinds. */
            status: string | null;
        };
        /** @description A page of jobs. */
        JobPage: {
            /** @description The jobs of this page, latest first. */
            jobs: components["schemas"]["Job"][];
            /** @description The value of `cursor` for the next page; `null` on the last page. */
            next_cursor: string | null;
            /**
             * Format: int64
             * @description Number of jobs on all pages.
             */
            total: number;
        };
        /**
         * @description Which jobs to list, by their status.
         * @enum {string}
         */
        JobStatusFilter: "running" | "ended" | "all";
        /** @description The health of the journal, the queue on disk between webhooks and database. */
        JournalHealth: {
            /**
             * Format: int64
             * @description Size on disk, bytes.
             */
            bytes: number;
            /**
             * Format: int64
             * @description How often this process found that acknowledged events are lost, because files are damaged or
             *     missing. Each time is a gap.
             */
            losses: number;
            /**
             * Format: int64
             * @description Number of lost events; `null` if that is not known, or not until the database answers.
             */
            lost_events: number | null;
            /**
             * Format: double
             * @description Age of the oldest of them, seconds; `null` if there are none.
             */
            oldest_pending_seconds: number | null;
            /**
             * Format: int64
             * @description Number of events that are not in the database yet.
             */
            pending_events: number;
            /**
             * @description `ok`, `full` or `unavailable`.
             * @enum {string}
             */
            status: "ok" | "full" | "unavailable";
        };
        /** @description The usage by one kind of participant. */
        KindFigures: {
            /**
             * @description `standard`, `sip`, `agent`, `egress`, `ingress`, `connector`, `bridge`, or `other` for a
             *     kind that is not known.
             * @enum {string}
             */
            kind: "standard" | "sip" | "agent" | "egress" | "ingress" | "connector" | "bridge" | "other";
            /**
             * Format: int64
             * @description The same, each session rounded up to a whole minute.
             */
            metered_minutes: number;
            /**
             * Format: double
             * @description Minutes connected within the span.
             */
            minutes: number;
            /**
             * Format: int64
             * @description Sessions that overlap the span.
             */
            sessions: number;
        };
        /**
         * @description LiveKit's kinds of participants.
         * @enum {string}
         */
        KindFilter: "STANDARD" | "CONNECTOR" | "AGENT" | "SIP" | "EGRESS" | "INGRESS" | "BRIDGE";
        /** @description A link to a page of the web console. */
        Link: {
            /** @description Path and query of the page. */
            href: string;
            /** @description What the page shows. */
            label: string;
        };
        /** @description The process runs. */
        Liveness: {
            /**
             * @description `ok`.
             * @enum {string}
             */
            status: "ok";
        };
        /** @description A condition on an alert. A property that the alert does not have is an empty text. */
        Matcher: {
            /** @description `false` if the property must not have that value; `true` if not given. */
            equal: boolean;
            /** @description Property that is compared. */
            name: components["schemas"]["MatcherName"];
            /** @description Value that the property must have; `*` stands for any characters, `?` for one. */
            value: string;
        };
        /** @description A condition on an alert. A property that the alert does not have is an empty text. */
        MatcherAsked: {
            /** @description `false` if the property must not have that value; `true` if not given. */
            equal?: boolean;
            /** @description Property that is compared. */
            name: components["schemas"]["MatcherName"];
            /** @description Value that the property must have; `*` stands for any characters, `?` for one. */
            value: string;
        };
        /**
         * @description The property of an alert that a matcher compares.
         * @enum {string}
         */
        MatcherName: "rule" | "severity" | "deployment" | "region" | "room" | "participant" | "node";
        /**
         * @description The value that a rule evaluates.
         * @enum {string}
         */
        Measure: "active_rooms" | "total_participants" | "people" | "machines" | "participants_in_doubt" | "publishers" | "tracks" | "join_rate" | "leave_rate" | "disconnect_rate" | "avg_room_duration" | "avg_connection_quality" | "unexpected_departure_ratio" | "join_failure_ratio" | "webhook_silence_seconds" | "webhooks_lost_per_minute" | "drift_per_minute" | "webhooks_refused_per_minute" | "webhook_lag_seconds" | "api_silence_seconds" | "machine_disconnect_rate" | "egress_failures" | "room_participants" | "room_people" | "room_agents" | "room_publishers" | "room_duration_minutes" | "room_connection_quality" | "participant_joins" | "node_down_seconds";
        /** @description The measures that rules can use. */
        MeasureList: {
            /** @description Every measure. */
            measures: components["schemas"]["MeasureRow"][];
        };
        /** @description A measure that rules can use. */
        MeasureRow: {
            /** @description Whether rules with this measure can be backtested. */
            backtestable: boolean;
            /**
             * Format: double
             * @description The highest possible value; `null` if there is no limit.
             */
            greatest: number | null;
            /** @description Whether a rule can average it over a window. */
            has_window: boolean;
            /** @description Whether it is a ratio; only then a rule can have a `minimum_count`. */
            is_ratio: boolean;
            /**
             * Format: double
             * @description The lowest useful threshold.
             */
            least_threshold: number;
            /** @description The measure's name, as in a rule's `measure`. */
            name: string;
            /** @description The measure as a noun in a sentence. */
            noun: string;
            /**
             * @description What is measured: `deployment`, `room`, `participant` or `node`.
             * @enum {string}
             */
            subject: "deployment" | "room" | "participant" | "node";
            /** @description The unit of the values; empty for a plain count. */
            unit: string;
        };
        /** @description The data of `error`. */
        Misunderstanding: {
            /** @description A stable code: `invalid_frame`. */
            code: string;
            /** @description What is wrong with the client's frame. */
            detail: string;
        };
        /** @description RFC 3339, Unix milliseconds, `now`, or like `now-6h` (units s m h d w). */
        Moment: string;
        /** @description A node as of its last scrape. Every figure is `null` while the node does not answer. */
        Node: components["schemas"]["NodeFigures"] & {
            /** @description The node's deployment. */
            deployment: string;
            error: components["schemas"]["ScrapeError"] | null;
            /**
             * Format: int64
             * @description Number of them that failed.
             */
            errors_total: number;
            /**
             * Format: double
             * @description Time between the last two scrapes, seconds; rates and means cover it. `null` at the first
             *     scrape, after a restart and after a long silence.
             */
            interval_seconds: number | null;
            /**
             * Format: date-time
             * @description Time of the last scrape; `null` if there was none.
             */
            last_attempt_at: string | null;
            /**
             * Format: date-time
             * @description Time of the last successful scrape; `null` if there was none.
             */
            last_success_at: string | null;
            /**
             * Format: double
             * @description Duration of the last scrape, milliseconds; `null` if there was none.
             */
            latency_ms: number | null;
            /** @description Gauges that the node reported with a negative value; the figures leave them out. */
            negative_gauges: {
                [key: string]: number;
            };
            /** @description LiveKit's node id `ND_…`, new at each restart; `null` before the first successful scrape. */
            node_id: string | null;
            /**
             * Format: date-time
             * @description Time at which the last restart was seen; `null` if there was none.
             */
            restarted_at: string | null;
            /**
             * Format: int64
             * @description Number of restarts of the node seen since the console started.
             */
            restarts_total: number;
            /**
             * Format: int64
             * @description Number of scrapes since the console started.
             */
            scrapes_total: number;
            /**
             * @description `ok`, `down` (the last scrape failed) or `unknown` (not scraped yet).
             * @enum {string}
             */
            status: "ok" | "down" | "unknown";
            /** @description The metrics endpoint, without user name, password and query. */
            url: string;
            /**
             * Format: double
             * @description Webhooks delivered since the node started, by its own count; `null` if not known.
             */
            webhooks_delivered: number | null;
            /** @description Webhooks given up or dropped since the node started, by reason. */
            webhooks_lost: {
                [key: string]: number;
            };
        };
        /** @description What is measured of a node. Each figure is `null` where the node does not report it. */
        NodeFigures: {
            /**
             * Format: double
             * @description Processor time that the process uses, cores: 1.5 is one and a half.
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
             * @description Requests for lost packets (NACK) per second, in both directions.
             */
            nacks_per_second: number | null;
            /**
             * Format: double
             * @description Participants with at least a signal connection to the node.
             */
            participants: number | null;
            /**
             * Format: double
             * @description Requests for a key frame (PLI) per second, in both directions.
             */
            plis_per_second: number | null;
            quality: components["schemas"]["NodeQuality"] | null;
            /**
             * Format: double
             * @description Media received, bytes per second.
             */
            received_bytes_per_second: number | null;
            received_loss_ratio: components["schemas"]["Spread"] | null;
            /**
             * Format: double
             * @description Packets received per second.
             */
            received_packets_per_second: number | null;
            /**
             * Format: double
             * @description Rooms on the node.
             */
            rooms: number | null;
            /**
             * Format: double
             * @description Participants who became active, per minute.
             */
            rtc_active_per_minute: number | null;
            /**
             * Format: double
             * @description Media sessions that were cancelled, per minute.
             */
            rtc_canceled_per_minute: number | null;
            /**
             * Format: double
             * @description Media sessions whose transport connected, per minute.
             */
            rtc_connected_per_minute: number | null;
            /**
             * Format: double
             * @description Media sessions that failed, per minute; LiveKit also counts cancelled ones here.
             */
            rtc_failed_per_minute: number | null;
            /**
             * Format: double
             * @description Media sessions started, per minute.
             */
            rtc_init_per_minute: number | null;
            rtt_ms: components["schemas"]["Spread"] | null;
            /**
             * Format: double
             * @description Media sent, bytes per second.
             */
            sent_bytes_per_second: number | null;
            sent_loss_ratio: components["schemas"]["Spread"] | null;
            /**
             * Format: double
             * @description Packets sent per second.
             */
            sent_packets_per_second: number | null;
            /**
             * Format: double
             * @description Joins that got their signal connection, per minute.
             */
            signal_connected_per_minute: number | null;
            /**
             * Format: double
             * @description Joins that did not get their signal connection, per minute.
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
             * @description Webhooks that the node counts as delivered, per minute, including those refused (4xx).
             */
            webhooks_delivered_per_minute: number | null;
            /**
             * Format: double
             * @description Webhooks that the node gave up or dropped, per minute.
             */
            webhooks_lost_per_minute: number | null;
        };
        /** @description The figures of nodes over time. */
        NodeHistory: {
            /**
             * Format: date-time
             * @description Start of the range.
             */
            from: string;
            /** @description One point a step; every figure is `null` in a step without a sample. */
            points: components["schemas"]["NodePoint"][];
            /**
             * Format: int32
             * @description Length of a step, seconds.
             */
            step_seconds: number;
            /**
             * Format: date-time
             * @description End of the range.
             */
            to: string;
        };
        /**
         * @description The figures of a step: the mean of each node, summed over the nodes; latency, loss and quality
         *     are means over everything observed.
         */
        NodePoint: components["schemas"]["NodeFigures"] & {
            /**
             * Format: int32
             * @description Number of nodes with a sample in the step; 0 for a gap.
             */
            nodes: number;
            /**
             * Format: date-time
             * @description Start of the step.
             */
            timestamp: string;
        };
        /** @description Quality of connections: one observation per participant every five seconds. */
        NodeQuality: {
            /**
             * Format: double
             * @description Share that LiveKit rates EXCELLENT, 0–1, including participants without tracks; `null` if
             *     not known.
             */
            excellent_ratio: number | null;
            /**
             * Format: double
             * @description Share rated GOOD, 0–1; `null` if not known.
             */
            good_ratio: number | null;
            /**
             * Format: double
             * @description Share rated LOST, 0–1; `null` if not known.
             */
            lost_ratio: number | null;
            /**
             * Format: double
             * @description Mean opinion score, 1.0–4.5; `null` if not known.
             */
            mos: number | null;
            /**
             * Format: double
             * @description Share rated POOR, 0–1; `null` if not known.
             */
            poor_ratio: number | null;
            /**
             * Format: double
             * @description Number of observations.
             */
            samples: number;
            /**
             * Format: double
             * @description Score, 0–100, computed from `mos`; `null` if not known.
             */
            score: number | null;
        };
        /** @description The metrics endpoint of a node. */
        NodeSource: {
            /**
             * Format: double
             * @description How far the console's clock is ahead of the node's, seconds; negative if it is behind, 0
             *     below one second, `null` if not known.
             */
            clock_skew_seconds: number | null;
            error: components["schemas"]["SourceError"] | null;
            /**
             * Format: date-time
             * @description Time of the last successful scrape; `null` if there was none.
             */
            last_success_at: string | null;
            /**
             * Format: double
             * @description Duration of the last scrape, milliseconds; `null` if there was none.
             */
            latency_ms: number | null;
            /** @description LiveKit's node id `ND_…`, new at each restart; `null` before the first successful scrape. */
            node_id: string | null;
            /**
             * Format: double
             * @description Participants, by the node's own count; `null` if not known.
             */
            participants: number | null;
            /**
             * Format: date-time
             * @description Time of the last restart; `null` if there was none.
             */
            restarted_at: string | null;
            /**
             * Format: int64
             * @description Number of restarts seen since the console started.
             */
            restarts_total: number;
            /**
             * Format: double
             * @description Rooms, by the node's own count; `null` if not known.
             */
            rooms: number | null;
            /**
             * @description `ok`, `down` or `unknown` (not scraped yet).
             * @enum {string}
             */
            status: "ok" | "down" | "unknown";
            /** @description The URL of the endpoint. */
            url: string;
            /**
             * Format: double
             * @description Webhooks delivered since the node started, by its own count; `null` if not known.
             */
            webhooks_delivered: number | null;
            /** @description Webhooks lost since the node started, by reason. */
            webhooks_lost: {
                [key: string]: number;
            };
        };
        /** @description The scraped nodes. */
        Nodes: {
            /** @description The nodes, in the order of the configuration. */
            nodes: components["schemas"]["Node"][];
        };
        /** @description A note about an alert. */
        Note: {
            /** @description Who writes it, at most 200 characters; `anonymous` if not given. */
            by?: string | null;
            /** @description The text, 1 to 4,000 characters. */
            note: string;
        };
        /**
         * @description Reason for a notification.
         * @enum {string}
         */
        Notice: "fired" | "reminder" | "acknowledged" | "resolved";
        /** @description One notification in the outbox. */
        Notification: {
            /** @description The alert as it was at that time. */
            alert: components["schemas"]["Alert"];
            /**
             * Format: int32
             * @description Number of attempts so far.
             */
            attempts: number;
            /**
             * Format: date-time
             * @description When it was added to the outbox.
             */
            created_at: string;
            /**
             * Format: date-time
             * @description Earliest time at which it is sent.
             */
            due_at: string;
            /** @description Error of the last attempt; `null` without one. */
            error: string | null;
            /** @description Key of the group that is sent as one message. */
            group_key: string;
            /** @description Unique id; the same for all attempts. */
            id: string;
            /**
             * @description Id of the message that it is sent in, the same for all attempts; `null` until the message is
             *     composed.
             */
            message_id: string | null;
            /** @description Reason for the notification. */
            notice: components["schemas"]["Notice"];
            /** @description Name of the receiver. */
            receiver: string;
            /**
             * Format: date-time
             * @description When the receiver accepted it; `null` if it did not.
             */
            sent_at: string | null;
            /** @description Status of the notification. */
            status: components["schemas"]["NotificationStatus"];
        };
        /** @description A page of notifications. */
        NotificationPage: {
            /** @description The value of `cursor` for the next page; `null` on the last page. */
            next_cursor: string | null;
            /** @description The notifications of this page, latest first. */
            notifications: components["schemas"]["Notification"][];
            /** @description The state of the outbox, independent of the filter. */
            outbox: components["schemas"]["OutboxStatus"];
            /**
             * Format: int64
             * @description Number of notifications on all pages.
             */
            total: number;
        };
        /**
         * @description Status of a notification.
         * @enum {string}
         */
        NotificationStatus: "waiting" | "sent" | "parked" | "discarded";
        /**
         * @description The value of a parameter that switches a filter on.
         * @enum {string}
         */
        On: "true";
        /** @description Number of open alerts, by severity. */
        OpenAlerts: {
            /**
             * Format: int64
             * @description Severity `critical`: look at it now.
             */
            critical: number;
            /**
             * Format: int64
             * @description Severity `info`: for information.
             */
            info: number;
            /**
             * Format: int64
             * @description Severity `warning`: look at it today.
             */
            warning: number;
        };
        /**
         * @description Origin of a rule; a later one replaces an earlier one of the same name.
         * @enum {string}
         */
        Origin: "builtin" | "environment" | "file" | "ui";
        /** @description State of the outbox. */
        OutboxStatus: {
            /**
             * Format: date-time
             * @description When the oldest waiting notification was due; `null` if none waits.
             */
            oldest_due_at: string | null;
            /**
             * Format: int64
             * @description Parked notifications.
             */
            parked: number;
            /**
             * Format: int64
             * @description Notifications that wait to be sent.
             */
            waiting: number;
        };
        /**
         * @description Kind of an output.
         * @enum {string}
         */
        OutputKind: "file" | "segments" | "images" | "stream";
        /** @description A participant session: one join and leave of an identity. */
        Participant: {
            /** @description Whether it never became active. */
            aborted: boolean;
            /** @description Attributes; `null` while not known. */
            attributes: {
                [key: string]: string;
            } | null;
            /** @description Whether attributes are left out, with the same limit as the metadata. */
            attributes_truncated: boolean;
            /** @description How certain its state is. */
            certainty: components["schemas"]["Certainty"];
            /**
             * Format: double
             * @description Connection quality, 0–100; `null` if no source reports it.
             */
            connection_quality: number | null;
            departure: components["schemas"]["Departure"] | null;
            /** @description Name of the deployment. */
            deployment: string;
            /** @description LiveKit's disconnect reason; `null` while present or if no source reported it. */
            disconnect_reason: string | null;
            /**
             * Format: double
             * @description Duration in seconds, to the end or to now.
             */
            duration_seconds: number;
            /** @description Why the end is inferred or the participant is in doubt, as text; else `null`. */
            evidence: string | null;
            /** @description Whether it is hidden from other participants; `null` while not known. */
            hidden: boolean | null;
            /** @description Identity of the participant. */
            identity: string;
            /**
             * Format: date-time
             * @description The latest time at which name, metadata and attributes are known from a report or a listing;
             *     in a view of an earlier time, not after that time. `null` while they are not known.
             */
            info_at: string | null;
            /**
             * @description Whether it is a participant of another room whose media is forwarded into this one, and who
             *     is counted there; `null` while not known.
             */
            is_forwarded: boolean | null;
            /** @description Whether the kind is a machine; `null` while not known. */
            is_machine: boolean | null;
            /**
             * Format: date-time
             * @description When the session began.
             */
            joined_at: string;
            /** @description LiveKit's kind, such as `STANDARD`; `null` while not known. */
            kind: string | null;
            /** @description LiveKit's details of the kind, by its names; `null` while not known. */
            kind_details: string[] | null;
            /**
             * Format: date-time
             * @description When the session ended; `null` while it lasts.
             */
            left_at: string | null;
            left_at_range: components["schemas"]["TimeRange"] | null;
            /** @description Metadata; `null` if it has none, or if its value at an earlier time is not known. */
            metadata: string | null;
            /**
             * @description Whether the metadata is cut: lists, frames, snapshots and the detail of a room show 4 KiB,
             *     the detail of the participant session shows all.
             */
            metadata_truncated: boolean;
            /** @description Display name; `null` if it has none. */
            name: string | null;
            /**
             * @description Source of the connection quality: `client`; `null` if no source reports it.
             * @enum {string|null}
             */
            quality_source: "client" | null;
            /** @description Region of the node of the connection; `null` if not reported. */
            region: string | null;
            /** @description Name of the room. */
            room_name: string;
            /** @description Sid of the room session. */
            room_sid: string;
            /** @description Sid of the participant session, `PA_…`. */
            sid: string;
            /**
             * @description The sources that reported it: `webhook`, `poll`, …; `poll` means that the console found
             *     something that no webhook reported.
             */
            sources: string[];
            /** @description LiveKit's participant state. */
            state: components["schemas"]["ParticipantState"];
            /** @description Live and ended tracks. */
            tracks: components["schemas"]["Track"][];
        };
        /** @description A participant session with its room session. */
        ParticipantDetail: components["schemas"]["Participant"] & {
            room: components["schemas"]["Room"] | null;
        };
        /** @description A page of participant sessions. */
        ParticipantPage: {
            /** @description The value of `cursor` for the next page; `null` on the last page. */
            next_cursor: string | null;
            /** @description The participant sessions of this page. */
            participants: components["schemas"]["Participant"][];
            /**
             * Format: int64
             * @description Number of participant sessions on all pages.
             */
            total: number;
        };
        /**
         * @description LiveKit's participant state; it never goes back for one sid.
         * @enum {string}
         */
        ParticipantState: "JOINING" | "JOINED" | "ACTIVE" | "DISCONNECTED";
        /**
         * @description Which participants to show.
         * @enum {string}
         */
        Presence: "present" | "all";
        /** @description A receiver to preview. */
        PreviewRequest: {
            /** @description The receiver. */
            receiver: components["schemas"]["ReceiverAsked"];
        };
        /** @description A refusal, RFC 9457 `application/problem+json`. */
        Problem: {
            /** @description A stable code for programs. */
            code: string;
            /** @description What is wrong, with the offending value. */
            detail: string;
            /** @description The request id, also in the header `X-Request-Id`; the log has a 5xx under this id. */
            request_id: string;
            /**
             * Format: int32
             * @description The HTTP status.
             */
            status: number;
            /** @description The code as words. */
            title: string;
            /** @description URL of the explanation of the code. */
            type: string;
        };
        /** @description What the client of one participant session reported over time. */
        QualityHistory: {
            /** @description The deployment. */
            deployment: string;
            /**
             * Format: date-time
             * @description Start of the range.
             */
            from: string;
            /** @description The participant's identity; `null` while only client reports mention the session. */
            identity: string | null;
            /** @description The participant session. */
            participant_sid: string;
            /** @description One point a step; every value is `null` in a step without a report. */
            points: components["schemas"]["QualityPoint"][];
            /** @description The room's name; `null` while only client reports mention the session. */
            room_name: string | null;
            /**
             * Format: int32
             * @description Length of a step, seconds.
             */
            step_seconds: number;
            /**
             * Format: date-time
             * @description End of the range.
             */
            to: string;
        };
        /** @description Client reports of one participant session over a step. Figures are `null` if not reported. */
        QualityPoint: {
            /**
             * Format: double
             * @description Mean bits per second received.
             */
            bitrate_in_bps: number | null;
            /**
             * Format: double
             * @description Mean bits per second sent.
             */
            bitrate_out_bps: number | null;
            /**
             * @description Type of the client's last ICE candidate: `host`, `srflx`, `prflx` or `relay`.
             * @enum {string|null}
             */
            candidate_type: "host" | "srflx" | "prflx" | "relay" | null;
            /**
             * Format: double
             * @description Mean share of received audio that was concealed for lack of packets, 0–1.
             */
            concealed_ratio: number | null;
            /**
             * Format: int32
             * @description Lowest height of the largest received picture, pixels.
             */
            frame_height_in: number | null;
            /**
             * Format: int32
             * @description Lowest height of the largest sent picture, pixels.
             */
            frame_height_out: number | null;
            /**
             * Format: double
             * @description Mean frame rate of the largest received picture.
             */
            frames_per_second_in: number | null;
            /**
             * Format: double
             * @description Mean frame rate of the largest sent picture.
             */
            frames_per_second_out: number | null;
            /**
             * Format: double
             * @description Total duration of the freezes, seconds.
             */
            freeze_seconds: number | null;
            /**
             * Format: int32
             * @description Number of freezes of received video.
             */
            freezes: number | null;
            /**
             * Format: double
             * @description Mean jitter, milliseconds.
             */
            jitter_ms: number | null;
            /**
             * Format: double
             * @description Mean share of received packets that were lost, 0–1.
             */
            loss_in_ratio: number | null;
            /**
             * Format: double
             * @description Mean share of sent packets that were lost, 0–1.
             */
            loss_out_ratio: number | null;
            /**
             * Format: double
             * @description Mean share of packets lost, 0–1, of the worse direction of each report.
             */
            loss_ratio: number | null;
            /**
             * @description Transport protocol: `udp`, `tcp` or `tls`.
             * @enum {string|null}
             */
            protocol: "udp" | "tcp" | "tls" | null;
            /**
             * Format: double
             * @description Mean score, 0–100.
             */
            quality: number | null;
            /**
             * @description What last limited the sent video: `none`, `cpu`, `bandwidth` or `other`.
             * @enum {string|null}
             */
            quality_limitation: "none" | "cpu" | "bandwidth" | "other" | null;
            /**
             * Format: double
             * @description Lowest score, 0–100.
             */
            quality_min: number | null;
            /**
             * Format: int32
             * @description Number of reports in the step.
             */
            reports: number;
            /**
             * Format: double
             * @description Mean round trip, milliseconds.
             */
            rtt_ms: number | null;
            /**
             * Format: date-time
             * @description Start of the step.
             */
            timestamp: string;
        };
        /**
         * @description Source of a connection quality.
         * @enum {string}
         */
        QualitySource: "clients" | "nodes" | "mixed";
        /** @description Whether the console is ready, by dependency. */
        Readiness: {
            /** @description The journal: without it, no webhook is accepted. */
            journal: components["schemas"]["JournalHealth"];
            /**
             * @description `ok`, `degraded` (webhooks are accepted, but some requests fail) or `unavailable`.
             * @enum {string}
             */
            status: "ok" | "degraded" | "unavailable";
            /** @description The database: without it, webhooks are accepted but history cannot be shown. */
            store: components["schemas"]["StoreHealth"];
        };
        /** @description A received event. */
        ReceivedEvent: {
            /**
             * Format: date-time
             * @description When it happened, as the sender reports.
             */
            at: string;
            /** @description The deployment. */
            deployment: string;
            /** @description LiveKit's name of the event; empty if it sent none. */
            event: string;
            /** @description LiveKit's event id `EV_…`, or a hash of the body if LiveKit sent none. */
            id: string;
            /** @description The participant's identity; `null` if the event is about no participant. */
            identity: string | null;
            /** @description The participant session; `null` if the event is about none. */
            participant_sid: string | null;
            /** @description The body as received, without secrets. */
            raw: Record<string, never>;
            /**
             * Format: date-time
             * @description When the console received it.
             */
            received_at: string;
            /** @description The room's name; `null` if the event is about no room. */
            room_name: string | null;
            /** @description The room session; `null` if the event is about none. */
            room_sid: string | null;
            /**
             * @description `webhook`, `poll`, `scrape`, `client` or `operator`.
             * @enum {string}
             */
            source: "webhook" | "poll" | "scrape" | "client" | "operator";
        };
        /** @description A receiver of notifications. */
        Receiver: {
            /** @description Whether notifications are sent; `true` if not given. */
            enabled: boolean;
            /**
             * @description Alerts with the same values of these are sent in one message; by deployment and rule if not
             *     given. PagerDuty gets each alert separately.
             */
            group_by: components["schemas"]["MatcherName"][];
            /**
             * Format: int32
             * @description Least time between two messages about one group, seconds, 0–86400; 60 if not given.
             */
            group_interval_seconds: number;
            /**
             * Format: int32
             * @description How long the first alert of a group waits for others, seconds, 0–3600; 10 if not given.
             */
            group_wait_seconds: number;
            /** @description Unique name: a lower-case letter, then at most 63 lower-case letters, digits and `_`. */
            name: string;
            /**
             * Format: int32
             * @description Time between reminders of an alert that still fires and is not acknowledged, seconds, at
             *     least 60; 0 sends none; 14400 if not given.
             */
            repeat_interval_seconds: number;
            /** @description Alerts that it is notified of; all if not given. */
            route: components["schemas"]["Route"];
            /** @description Whether a notification is sent when an alert is resolved; `true` if not given. */
            send_resolved: boolean;
            /** @description Channel and address. */
            target: components["schemas"]["Target"];
            /** @description Template of the text, at most 4,000 characters; `null` uses the console's own. */
            text: string | null;
            /** @description Template of the title, at most 500 characters; `null` uses the console's own. */
            title: string | null;
        };
        /** @description A receiver of notifications. */
        ReceiverAsked: {
            /** @description Whether notifications are sent; `true` if not given. */
            enabled?: boolean;
            /**
             * @description Alerts with the same values of these are sent in one message; by deployment and rule if not
             *     given. PagerDuty gets each alert separately.
             */
            group_by?: components["schemas"]["MatcherName"][];
            /**
             * Format: int32
             * @description Least time between two messages about one group, seconds, 0–86400; 60 if not given.
             */
            group_interval_seconds?: number;
            /**
             * Format: int32
             * @description How long the first alert of a group waits for others, seconds, 0–3600; 10 if not given.
             */
            group_wait_seconds?: number;
            /** @description Unique name: a lower-case letter, then at most 63 lower-case letters, digits and `_`. */
            name: string;
            /**
             * Format: int32
             * @description Time between reminders of an alert that still fires and is not acknowledged, seconds, at
             *     least 60; 0 sends none; 14400 if not given.
             */
            repeat_interval_seconds?: number;
            /** @description Alerts that it is notified of; all if not given. */
            route?: components["schemas"]["RouteAsked"];
            /** @description Whether a notification is sent when an alert is resolved; `true` if not given. */
            send_resolved?: boolean;
            /** @description Channel and address. */
            target: components["schemas"]["TargetAsked"];
            /** @description Template of the text, at most 4,000 characters; `null` uses the console's own. */
            text?: string | null;
            /** @description Template of the title, at most 500 characters; `null` uses the console's own. */
            title?: string | null;
        };
        /** @description The receivers of notifications. */
        ReceiverList: {
            /** @description The receivers, by name. */
            receivers: components["schemas"]["ReceiverRow"][];
            /** @description Number of receivers. */
            total: number;
        };
        /** @description What a receiver would be sent. */
        ReceiverPreview: {
            /** @description Why nothing can be sent; `null` if there is no error. */
            error: string | null;
            /** @description The exact payload, JSON or an e-mail, with masked secrets; empty if there is an error. */
            payload: string;
            /** @description The text; empty if there is an error. */
            text: string;
            /** @description The title; empty if there is an error. */
            title: string;
        };
        /** @description A receiver, and the state of its notifications. */
        ReceiverRow: components["schemas"]["Receiver"] & {
            /** @description The error of the latest notification; `null` if there is none. */
            last_error: string | null;
            /**
             * Format: date-time
             * @description Time at which the receiver accepted the latest notification; `null` if it accepted none.
             */
            last_sent_at: string | null;
            /** @description Where the receiver comes from: `file` or `ui`. */
            origin: components["schemas"]["Origin"];
            /**
             * Format: int64
             * @description Number of parked notifications: an operator must retry or discard them.
             */
            parked: number;
            /**
             * Format: int64
             * @description Increases by one with each change; `null` if `origin` is `file`.
             */
            version: number | null;
            /**
             * Format: int64
             * @description Number of notifications that wait to be sent.
             */
            waiting: number;
        };
        /** @description Weekly times at which a silence is active. */
        Recurrence: {
            /** @description Start time, `HH:MM`. */
            from: string;
            /** @description Time zone, by its IANA name; `UTC` if not given. */
            timezone: string;
            /** @description End time, `HH:MM`; on the next day if not after `from`. */
            to: string;
            /** @description Days on which it begins; every day if empty. */
            weekdays: components["schemas"]["Weekday"][];
        };
        /** @description Weekly times at which a silence is active. */
        RecurrenceAsked: {
            /** @description Start time, `HH:MM`. */
            from: string;
            /** @description Time zone, by its IANA name; `UTC` if not given. */
            timezone?: string;
            /** @description End time, `HH:MM`; on the next day if not after `from`. */
            to: string;
            /** @description Days on which it begins; every day if empty. */
            weekdays?: components["schemas"]["Weekday"][];
        };
        /** @description Refused requests with one reason. */
        Refusals: {
            /** @description The code in the response. */
            code: string;
            /**
             * Format: int64
             * @description Number of refused requests.
             */
            count: number;
            /** @description Details of the last one. */
            detail: string;
            /**
             * Format: date-time
             * @description Time of the last one.
             */
            last_at: string;
        };
        /** @description A reason and an author. */
        Remark: {
            /** @description The author, at most 200 characters; `anonymous` if not given. */
            by?: string | null;
            /** @description The reason, at most 4,000 characters. */
            note?: string | null;
        };
        /** @description The response to an accepted report. */
        ReportReceipt: {
            /**
             * @description Whether that session is known to belong to the holder of the token. If not, the report is
             *     stored under the identity and joins the session as soon as it is known.
             */
            matched: boolean;
            /** @description The participant session of the report; `null` while no source has reported the participant. */
            participant_sid: string | null;
            /**
             * @description `accepted`, or `duplicate` if the report was on disk already.
             * @enum {string}
             */
            status: "accepted" | "duplicate";
        };
        /** @description The data of `resync`. */
        Resync: {
            /**
             * Format: int64
             * @description Frames that this client did not receive. When a whole thread of the server could not keep
             *     up, frames that the client may not have wanted count, too.
             */
            dropped: number;
            /**
             * @description The reason: `slow_client`.
             * @enum {string}
             */
            reason: "slow_client";
        };
        /** @description A room session. */
        Room: {
            /**
             * Format: int32
             * @description Of the machines, agents.
             */
            agent_count: number;
            /**
             * @description `observed`; `inferred` if no source reported the end; `in_doubt` while sources contradict
             *     each other about whether it is still open.
             */
            certainty: components["schemas"]["Certainty"];
            /**
             * Format: double
             * @description Mean connection quality that the clients of present participants report, 0–100; `null` if
             *     none reports it.
             */
            connection_quality: number | null;
            /** @description Name of the deployment. */
            deployment: string;
            /**
             * Format: double
             * @description Duration in seconds, to the end or to now.
             */
            duration_seconds: number;
            /** @description LiveKit's `roomEndReason`; `null` if the server does not report it. */
            end_reason: string | null;
            /** @description Why the end is inferred or the room is in doubt, as text; else `null`. */
            evidence: string | null;
            /**
             * Format: date-time
             * @description When it ended; `null` while active.
             */
            finished_at: string | null;
            finished_at_range: components["schemas"]["TimeRange"] | null;
            /**
             * Format: int32
             * @description Participants of another room whose media is forwarded into this one; they are counted as
             *     people or machines there.
             */
            forwarded_count: number;
            /**
             * Format: int32
             * @description Participants in doubt: listed as present, but perhaps gone.
             */
            in_doubt_count: number;
            /**
             * Format: int32
             * @description Of them, machines: any other known kind.
             */
            machine_count: number;
            /** @description Metadata of the room; `null` if it has none, or none was reported. */
            metadata: string | null;
            /**
             * @description Whether the metadata is cut: lists, frames and snapshots show 4 KiB, the detail of the room
             *     shows all.
             */
            metadata_truncated: boolean;
            /** @description Name of the room: any text that LiveKit accepts. */
            name: string;
            /**
             * Format: int32
             * @description Participants present: people, machines, those of unknown kind and those forwarded from
             *     another room; without those in doubt.
             */
            participant_count: number;
            /**
             * Format: int32
             * @description Participant sessions since the start of this room session.
             */
            participants_total: number;
            /**
             * Format: int32
             * @description Of them, people: kind STANDARD, SIP or CONNECTOR.
             */
            people_count: number;
            /**
             * Format: int32
             * @description Present participants with at least one live track.
             */
            publisher_count: number;
            /**
             * @description Source of the connection quality: `client`; `null` if no source reports it.
             * @enum {string|null}
             */
            quality_source: "client" | null;
            /** @description Region of the deployment; `null` if not configured. */
            region: string | null;
            /** @description Sid of the room session, `RM_…`. */
            sid: string;
            /**
             * @description The sources that reported it: `webhook`, `poll`, …; `poll` means that the console found
             *     something that no webhook reported.
             */
            sources: string[];
            /**
             * Format: date-time
             * @description When it was created.
             */
            started_at: string;
            /**
             * @description Status: `active` or `finished`.
             * @enum {string}
             */
            status: "active" | "finished";
        };
        /** @description A room session with its participants and jobs. */
        RoomDetail: components["schemas"]["Room"] & {
            /**
             * Format: date-time
             * @description The time that the response is about; `null` for now.
             */
            at: string | null;
            /** @description Its egresses, ingresses and agent jobs, latest first. */
            jobs: components["schemas"]["Job"][];
            /**
             * @description Participants that are present (also those in doubt), or everyone of this room session, in
             *     the order of joining.
             */
            participants: components["schemas"]["Participant"][];
            /**
             * Format: int64
             * @description The state's revision: the response includes all WebSocket frames with a lower `seq`.
             */
            seq: number;
        };
        /** @description A page of rooms. */
        RoomPage: {
            /**
             * Format: date-time
             * @description The time that the response is about; `null` for now.
             */
            at: string | null;
            /**
             * @description `false` while open rooms may be missing because the state is not loaded from the database
             *     yet.
             */
            complete: boolean;
            /** @description The value of `cursor` for the next page; `null` on the last page. */
            next_cursor: string | null;
            /** @description The room sessions of this page. */
            rooms: components["schemas"]["Room"][];
            /**
             * Format: int64
             * @description The state's revision: the response includes all WebSocket frames with a lower `seq`.
             */
            seq: number;
            /**
             * Format: int64
             * @description Number of room sessions on all pages.
             */
            total: number;
        };
        /**
         * @description Which room sessions to list, by their status.
         * @enum {string}
         */
        RoomStatusFilter: "active" | "finished" | "all";
        /** @description The data of `room_update`. */
        RoomUpdate: {
            job: components["schemas"]["Job"] | null;
            participant: components["schemas"]["Participant"] | null;
            /** @description The room as it is now. */
            room: components["schemas"]["Room"];
            /**
             * @description What changed: `room_started`, `participant_left`, …
             * @enum {string}
             */
            type: "room_started" | "room_updated" | "room_finished" | "participant_joined" | "participant_left" | "participant_updated" | "track_published" | "track_unpublished" | "job_updated";
        };
        /** @description The alerts that a receiver is notified of; an empty list does not limit. */
        Route: {
            /**
             * @description Only these deployments; `*` and `?` as in a matcher.
             * @default []
             */
            deployments: string[];
            /**
             * @description Only these rules; `*` and `?` as in a matcher.
             * @default []
             */
            rules: string[];
            /**
             * @description Only these severities.
             * @default []
             */
            severities: components["schemas"]["Severity"][];
        };
        /** @description The alerts that a receiver is notified of; an empty list does not limit. */
        RouteAsked: {
            /**
             * @description Only these deployments; `*` and `?` as in a matcher.
             * @default []
             */
            deployments: string[];
            /**
             * @description Only these rules; `*` and `?` as in a matcher.
             * @default []
             */
            rules: string[];
            /**
             * @description Only these severities.
             * @default []
             */
            severities: components["schemas"]["Severity"][];
        };
        /** @description An alert rule, as it is configured. */
        Rule: {
            /** @description How the value is compared with the threshold. */
            comparison: components["schemas"]["Comparison"];
            /** @description Purpose of the rule, in words; at most 1,000 characters; `null` without one. */
            description: string | null;
            /** @description Whether it is evaluated; `true` if not given. */
            enabled: boolean;
            /**
             * Format: int32
             * @description How long the condition must hold before the rule fires, seconds, 0–604800; 0 if not given.
             */
            for_seconds: number;
            /**
             * Format: int32
             * @description How long the condition must no longer hold before the alert is resolved, seconds, 0–604800;
             *     0 if not given.
             */
            keep_firing_for_seconds: number;
            /** @description The value that it evaluates. */
            measure: components["schemas"]["Measure"];
            /** @description Template of the alert's text, at most 1,000 characters; `null` uses the measure's own text. */
            message: string | null;
            /**
             * Format: int32
             * @description For ratios: how many events the window must contain for the condition to hold; 0 if not
             *     given.
             */
            minimum_count: number;
            /** @description Unique name: a lower-case letter, then at most 63 lower-case letters, digits and `_`. */
            name: string;
            /** @description Link to the instructions for its alerts: an http or https URL; `null` without one. */
            runbook_url: string | null;
            /** @description Limits of the rule; not limited if not given. */
            scope: components["schemas"]["Scope"];
            /** @description Severity of its alerts. */
            severity: components["schemas"]["Severity"];
            /**
             * Format: double
             * @description Threshold that the value is compared with, in the measure's unit.
             */
            threshold: number;
            /**
             * Format: int32
             * @description Window over which the value is averaged, seconds, 0–3600; 0 (the default) uses the latest
             *     value. Only for sampled measures; whole minutes for rates that count events.
             */
            window_seconds: number;
        };
        /** @description An alert rule, as it is configured. */
        RuleAsked: {
            /** @description How the value is compared with the threshold. */
            comparison: components["schemas"]["Comparison"];
            /** @description Purpose of the rule, in words; at most 1,000 characters; `null` without one. */
            description?: string | null;
            /** @description Whether it is evaluated; `true` if not given. */
            enabled?: boolean;
            /**
             * Format: int32
             * @description How long the condition must hold before the rule fires, seconds, 0–604800; 0 if not given.
             */
            for_seconds?: number;
            /**
             * Format: int32
             * @description How long the condition must no longer hold before the alert is resolved, seconds, 0–604800;
             *     0 if not given.
             */
            keep_firing_for_seconds?: number;
            /** @description The value that it evaluates. */
            measure: components["schemas"]["Measure"];
            /** @description Template of the alert's text, at most 1,000 characters; `null` uses the measure's own text. */
            message?: string | null;
            /**
             * Format: int32
             * @description For ratios: how many events the window must contain for the condition to hold; 0 if not
             *     given.
             */
            minimum_count?: number;
            /** @description Unique name: a lower-case letter, then at most 63 lower-case letters, digits and `_`. */
            name: string;
            /** @description Link to the instructions for its alerts: an http or https URL; `null` without one. */
            runbook_url?: string | null;
            /** @description Limits of the rule; not limited if not given. */
            scope?: components["schemas"]["ScopeAsked"];
            /** @description Severity of its alerts. */
            severity: components["schemas"]["Severity"];
            /**
             * Format: double
             * @description Threshold that the value is compared with, in the measure's unit.
             */
            threshold: number;
            /**
             * Format: int32
             * @description Window over which the value is averaged, seconds, 0–3600; 0 (the default) uses the latest
             *     value. Only for sampled measures; whole minutes for rates that count events.
             */
            window_seconds?: number;
        };
        /** @description Every alert rule in force. */
        RuleList: {
            /** @description The rules: enabled ones first, then by name. */
            rules: components["schemas"]["RuleRow"][];
            /** @description Number of rules. */
            total: number;
        };
        /** @description What a rule means, and what its alerts would say. */
        RulePreview: {
            /** @description What is wrong with the rule, with the name of the field; `null` if it is valid. */
            fault: string | null;
            /** @description The message of an alert of this rule, with sample values. */
            message: string;
            /** @description The condition as a sentence. */
            sentence: string;
        };
        /** @description A rule in force. */
        RuleRow: components["schemas"]["Rule"] & {
            /** @description Where the rule comes from. */
            origin: components["schemas"]["Origin"];
            replaces: components["schemas"]["Origin"] | null;
            /** @description The condition as a sentence. */
            sentence: string;
            /** @description The state of its evaluation. */
            state: components["schemas"]["RuleState"];
            /**
             * Format: date-time
             * @description Time of the last change in the web console or by REST; `null` if there was none.
             */
            updated_at: string | null;
            /** @description Who made that change; `null` if there was none. */
            updated_by: string | null;
            /**
             * Format: int64
             * @description Increases by one with each change; `null` unless `origin` is `ui`.
             */
            version: number | null;
        };
        /** @description The state of a rule's evaluation. */
        RuleState: {
            /** @description Why the rule cannot be evaluated; `null` if it can. */
            error: string | null;
            /**
             * Format: date-time
             * @description Time of the last evaluation; `null` if this process has not evaluated the rule.
             */
            evaluated_at: string | null;
            /**
             * Format: int32
             * @description Number of subjects for which the rule fires.
             */
            firing: number;
            /**
             * Format: int32
             * @description Number of subjects whose alert somebody resolved while the condition still holds.
             */
            held: number;
            /**
             * Format: int32
             * @description Number of subjects without data.
             */
            no_data: number;
            /**
             * Format: int32
             * @description Number of subjects for which the rule is pending.
             */
            pending: number;
            /**
             * @description `ok`, `pending`, `firing`, `no_data` (some subjects have no data), `error` (the rule cannot
             *     be evaluated), `disabled`, or `unknown` (this process has not evaluated it).
             * @enum {string}
             */
            status: "ok" | "pending" | "firing" | "no_data" | "error" | "disabled" | "unknown";
            /**
             * Format: int32
             * @description Number of subjects that do not fire because the rule has 100 open alerts, the limit.
             */
            suppressed: number;
        };
        /** @description Limits of a rule; `null` does not limit. */
        Scope: {
            /**
             * @description Only this deployment.
             * @default null
             */
            deployment: string | null;
            /**
             * @description Only this region.
             * @default null
             */
            region: string | null;
            /**
             * @description Only rooms whose name matches; `*` stands for any characters, `?` for one. Only for measures
             *     of a room or of a participant.
             * @default null
             */
            room: string | null;
        };
        /** @description Limits of a rule; `null` does not limit. */
        ScopeAsked: {
            /**
             * @description Only this deployment.
             * @default null
             */
            deployment: string | null;
            /**
             * @description Only this region.
             * @default null
             */
            region: string | null;
            /**
             * @description Only rooms whose name matches; `*` stands for any characters, `?` for one. Only for measures
             *     of a room or of a participant.
             * @default null
             */
            room: string | null;
        };
        /** @description Why a scrape failed. */
        ScrapeError: {
            /**
             * Format: date-time
             * @description When it failed.
             */
            at: string;
            /** @description A stable code for programs. */
            code: string;
            /** @description The error message. */
            message: string;
        };
        /** @description A setting in force. */
        Setting: {
            /** @description Its name, as in the configuration file; `deployment.NAME.url` for one of a table. */
            name: string;
            /** @description Where it comes from. */
            origin: components["schemas"]["SettingOrigin"];
            /** @description Its value; a secret is `***`. */
            value: string;
        };
        /**
         * @description Where the value of a setting comes from.
         * @enum {string}
         */
        SettingOrigin: "flag" | "environment" | "file" | "default";
        /** @description The configuration in force, and the use of the disk. */
        SettingsReport: {
            /**
             * Format: int64
             * @description Size of the database, bytes; `null` while it does not answer.
             */
            database_bytes: number | null;
            /**
             * Format: int64
             * @description Size of the journal, bytes.
             */
            journal_bytes: number;
            /** @description The program's licence. */
            license: string;
            /** @description The settings, each with its origin; secrets are `***`. */
            settings: components["schemas"]["Setting"][];
        };
        /**
         * @description How much an alert matters.
         * @enum {string}
         */
        Severity: "info" | "warning" | "critical";
        /** @description An alert with everything that is known about it. */
        ShownAlert: components["schemas"]["AlertRow"] & {
            /** @description What the alert concerned when it fired. */
            evidence: components["schemas"]["Evidence"];
            /** @description Links to pages of the web console that show the time at which it fired. */
            links: components["schemas"]["Link"][];
            /** @description Its notifications, latest first; at most 200. */
            notifications: components["schemas"]["Notification"][];
            /** @description Every transition, oldest first. */
            transitions: components["schemas"]["Transition"][];
        };
        /** @description An author. */
        Signature: {
            /** @description The author, at most 200 characters; `anonymous` if not given. */
            by?: string | null;
        };
        /** @description A stored silence. */
        Silence: components["schemas"]["SilenceSpec"] & {
            /**
             * Format: date-time
             * @description When it was created.
             */
            created_at: string;
            /**
             * Format: date-time
             * @description When somebody ended it early; `null` if nobody did.
             */
            ended_at: string | null;
            /** @description Unique id of the silence; never reused. */
            id: string;
        };
        /** @description A list of silences. */
        SilenceList: {
            /** @description The silences, latest created first. */
            silences: components["schemas"]["SilenceRow"][];
            /** @description Number of silences. */
            total: number;
        };
        /** @description A silence and its status. */
        SilenceRow: components["schemas"]["Silence"] & {
            /**
             * @description Number of open alerts that its matchers match, whether it is active now or not; 0 if it is
             *     expired.
             */
            alerts: number;
            /** @description `pending`, `active`, `waiting` (recurring, not active now) or `expired`. */
            status: components["schemas"]["SilenceStatus"];
            /**
             * Format: int64
             * @description Increases by one with each change.
             */
            version: number;
        };
        /** @description A silence, as a user defines it. */
        SilenceSpec: {
            /** @description Author; `anonymous` if not given. */
            author: string | null;
            /** @description Reason; 1 to 1,000 characters. */
            comment: string;
            /**
             * Format: date-time
             * @description End of the silence; `null` without an end, only together with `recurrence`.
             */
            ends_at: string | null;
            /** @description Matchers, at least one; all of them must match. */
            matchers: components["schemas"]["Matcher"][];
            recurrence: components["schemas"]["Recurrence"] | null;
            /**
             * Format: date-time
             * @description Start of the silence.
             */
            starts_at: string;
        };
        /** @description A silence, as a user defines it. */
        SilenceSpecAsked: {
            /** @description Author; `anonymous` if not given. */
            author?: string | null;
            /** @description Reason; 1 to 1,000 characters. */
            comment: string;
            /**
             * Format: date-time
             * @description End of the silence; `null` without an end, only together with `recurrence`.
             */
            ends_at?: string | null;
            /** @description Matchers, at least one; all of them must match. */
            matchers: components["schemas"]["MatcherAsked"][];
            recurrence?: components["schemas"]["RecurrenceAsked"] | null;
            /**
             * Format: date-time
             * @description Start of the silence.
             */
            starts_at: string;
        };
        /**
         * @description Status of a silence.
         * @enum {string}
         */
        SilenceStatus: "pending" | "active" | "waiting" | "expired";
        /** @description The data of `snapshot`. */
        Snapshot: {
            /**
             * Format: int32
             * @description Seconds between two `metrics_update` frames.
             */
            interval_seconds: number;
            /** @description The system's metrics now. */
            metrics: components["schemas"]["SystemMetrics"];
            /** @description The rooms that the client subscribed to by sid; empty without such a subscription. */
            rooms: components["schemas"]["Room"][];
        };
        /** @description The error of a source. */
        SourceError: {
            /**
             * Format: date-time
             * @description When it occurred.
             */
            at: string;
            /** @description A stable code for programs. */
            code: string;
            /** @description The error message. */
            message: string;
        };
        /** @description The health of one source of one deployment. */
        SourceHealth: {
            /** @description The deployment. */
            deployment: string;
            /**
             * Format: date-time
             * @description Time of the last accepted webhook or successful request; `null` if none since the start.
             */
            last_received_at: string | null;
            /**
             * Format: int64
             * @description Number of accepted webhooks or successful requests since the start.
             */
            received_total: number;
            /**
             * Format: int64
             * @description Number of refused webhooks or failed requests since the start.
             */
            refused_total: number;
            /**
             * @description `webhook`, `poll` (the room API) or `scrape` (all nodes together). A source that is switched
             *     off is not listed.
             * @enum {string}
             */
            source: "webhook" | "poll" | "scrape";
            /**
             * @description `ok`, `refusing` (the last webhook was refused), `down` (the source does not answer),
             *     `rate_limited` or `unknown` (nothing since the start).
             * @enum {string}
             */
            status: "ok" | "refusing" | "down" | "rate_limited" | "unknown";
        };
        /** @description The sources of all deployments. */
        SourcesReport: {
            /**
             * Format: date-time
             * @description The time of this report.
             */
            at: string;
            /** @description The sources by deployment. */
            deployments: components["schemas"]["DeploymentSources"][];
            /** @description Whether all `gaps` are complete; `false` while the database does not answer. */
            gaps_complete: boolean;
            /** @description Requests to the webhook path that belong to no deployment. */
            unattributed: components["schemas"]["Unattributed"];
        };
        /** @description A number of observations and their distribution, estimated from the buckets of a histogram. */
        Spread: {
            /**
             * Format: double
             * @description Mean; `null` if not known.
             */
            mean: number | null;
            /**
             * Format: double
             * @description Median; `null` if not known.
             */
            p50: number | null;
            /**
             * Format: double
             * @description 95th percentile; `null` if not known.
             */
            p95: number | null;
            /**
             * Format: double
             * @description Number of observations.
             */
            samples: number;
        };
        /**
         * @description Kind of a change of an alert.
         * @enum {string}
         */
        StepKind: "fired" | "acknowledged" | "unacknowledged" | "assigned" | "noted" | "no_data" | "data_returned" | "flapping" | "resolved";
        /** @description The health of the database. */
        StoreHealth: {
            /**
             * @description `sqlite`, `timescale`, `apache` or `plain`; `null` while not known.
             * @enum {string|null}
             */
            edition: "sqlite" | "timescale" | "apache" | "plain" | null;
            /** @description The last error; `null` if there is none. */
            error: string | null;
            /**
             * @description `sqlite` or `postgres`.
             * @enum {string}
             */
            kind: "sqlite" | "postgres";
            /**
             * @description `ok`, `down` or `unknown`.
             * @enum {string}
             */
            status: "ok" | "down" | "unknown";
        };
        /** @description The system at one time, or averaged over a step. Each figure is `null` if not known. */
        SystemMetrics: {
            /**
             * Format: double
             * @description Open rooms.
             */
            active_rooms: number | null;
            /**
             * Format: double
             * @description Mean connection quality, 0–100; `null` if no source reports it.
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
             * @description People who left in the trailing minute, for any reason.
             */
            leave_rate: number | null;
            /**
             * Format: double
             * @description Of them, machines (any other known kind).
             */
            machines: number | null;
            /**
             * Format: double
             * @description Participants in doubt: listed as present, but perhaps gone; `null` if not known.
             */
            participants_in_doubt: number | null;
            /**
             * Format: double
             * @description Of them, people (kind STANDARD, SIP or CONNECTOR).
             */
            people: number | null;
            /**
             * Format: double
             * @description Present with at least one live track.
             */
            publishers: number | null;
            /**
             * Format: date-time
             * @description Time of the sample, or start of the step.
             */
            timestamp: string;
            /**
             * Format: double
             * @description Participants present: people, machines and those of unknown kind; without those in doubt. A
             *     participant forwarded into another room counts once.
             */
            total_participants: number | null;
            /**
             * Format: double
             * @description Live tracks.
             */
            tracks: number | null;
        };
        /** @description Channel and address of a receiver. */
        Target: components["schemas"]["TargetSlack"] | components["schemas"]["TargetPagerduty"] | components["schemas"]["TargetWebhook"] | components["schemas"]["TargetAlertmanager"] | components["schemas"]["TargetEmail"];
        /** @description The API v2 of Alertmanagers; every one of them is notified. */
        TargetAlertmanager: {
            /** @description Password for the user name; a secret; `null` if there is none. */
            password: string | null;
            /** @enum {string} */
            type: "alertmanager";
            /** @description Base URLs, without `/api/v2/alerts`. */
            urls: string[];
            /** @description User name for basic authentication; `null` sends without. */
            username: string | null;
        };
        /** @description Channel and address of a receiver. */
        TargetAsked: components["schemas"]["TargetAskedSlack"] | components["schemas"]["TargetAskedPagerduty"] | components["schemas"]["TargetAskedWebhook"] | components["schemas"]["TargetAskedAlertmanager"] | components["schemas"]["TargetAskedEmail"];
        /** @description The API v2 of Alertmanagers; every one of them is notified. */
        TargetAskedAlertmanager: {
            /** @description Password for the user name; a secret; `null` if there is none. */
            password?: string | null;
            /** @enum {string} */
            type: "alertmanager";
            /** @description Base URLs, without `/api/v2/alerts`. */
            urls: string[];
            /** @description User name for basic authentication; `null` sends without. */
            username?: string | null;
        };
        /** @description E-mail. */
        TargetAskedEmail: {
            /** @description The sender's address. */
            from: string;
            /** @description Password for the user name; a secret; `null` if there is none. */
            password?: string | null;
            /**
             * @description `smtp://host:587` (STARTTLS must succeed), `smtps://host:465` (TLS), or
             *     `smtp+plain://host:25` (unencrypted).
             */
            server: string;
            /** @description The recipients' addresses; at least one. */
            to: string[];
            /** @enum {string} */
            type: "email";
            /** @description User name at the mail server; `null` sends without authentication. */
            username?: string | null;
        };
        /** @description PagerDuty Events v2. */
        TargetAskedPagerduty: {
            /** @description The integration key; a secret. */
            routing_key: string;
            /** @enum {string} */
            type: "pagerduty";
            /** @description URL that events are sent to; PagerDuty's by default. */
            url?: string;
        };
        /** @description A Slack incoming webhook. */
        TargetAskedSlack: {
            /** @enum {string} */
            type: "slack";
            /** @description `https://hooks.slack.com/services/…`; a secret. */
            url: string;
        };
        /** @description A webhook in the shape of Alertmanager (version 4), signed per Standard Webhooks. */
        TargetAskedWebhook: {
            /** @description Additional headers, such as `Authorization`; their values are secrets. */
            headers?: {
                [key: string]: string;
            };
            /**
             * @description Signing secrets, `whsec_…` (base64); several while one is being replaced; empty sends
             *     unsigned.
             */
            secrets?: string[];
            /** @enum {string} */
            type: "webhook";
            /** @description URL that notifications are sent to; may contain a secret. */
            url: string;
        };
        /** @description E-mail. */
        TargetEmail: {
            /** @description The sender's address. */
            from: string;
            /** @description Password for the user name; a secret; `null` if there is none. */
            password: string | null;
            /**
             * @description `smtp://host:587` (STARTTLS must succeed), `smtps://host:465` (TLS), or
             *     `smtp+plain://host:25` (unencrypted).
             */
            server: string;
            /** @description The recipients' addresses; at least one. */
            to: string[];
            /** @enum {string} */
            type: "email";
            /** @description User name at the mail server; `null` sends without authentication. */
            username: string | null;
        };
        /** @description PagerDuty Events v2. */
        TargetPagerduty: {
            /** @description The integration key; a secret. */
            routing_key: string;
            /** @enum {string} */
            type: "pagerduty";
            /** @description URL that events are sent to; PagerDuty's by default. */
            url: string;
        };
        /** @description A Slack incoming webhook. */
        TargetSlack: {
            /** @enum {string} */
            type: "slack";
            /** @description `https://hooks.slack.com/services/…`; a secret. */
            url: string;
        };
        /** @description A webhook in the shape of Alertmanager (version 4), signed per Standard Webhooks. */
        TargetWebhook: {
            /** @description Additional headers, such as `Authorization`; their values are secrets. */
            headers: {
                [key: string]: string;
            };
            /**
             * @description Signing secrets, `whsec_…` (base64); several while one is being replaced; empty sends
             *     unsigned.
             */
            secrets: string[];
            /** @enum {string} */
            type: "webhook";
            /** @description URL that notifications are sent to; may contain a secret. */
            url: string;
        };
        /** @description The result of a test message to a receiver. */
        TestAnswer: {
            /** @description The receiver's response, or why sending failed. */
            answer: string;
            /**
             * Format: int64
             * @description How long the test took, milliseconds.
             */
            duration_ms: number;
            /** @description Whether the receiver accepted the message. */
            sent: boolean;
        };
        /** @description The interval in which something happened. */
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
             * @description The entries in the order in which they happened. LiveKit reports whole seconds; within one,
             *     the order of arrival counts.
             */
            entries: components["schemas"]["TimelineEntry"][];
            /**
             * @deprecated
             * @description The same, for `after`.
             */
            next_after: string | null;
            /** @description The value of `cursor` for the next page; `null` on the last page. */
            next_cursor: string | null;
        };
        /** @description Something that happened, as a sentence. */
        TimelineEntry: {
            /**
             * Format: date-time
             * @description When it happened; the latest possible time if it was inferred.
             */
            at: string;
            at_range: components["schemas"]["TimeRange"] | null;
            /** @description How certain it is. */
            certainty: components["schemas"]["Certainty"];
            /** @description The same for programs; the fields depend on `kind`. */
            detail: Record<string, never>;
            /** @description The participant's identity; `null` if it is about no participant. */
            identity: string | null;
            /** @description What happened. */
            kind: components["schemas"]["EntryKind"];
            /** @description The participant session; `null` if it is about none. */
            participant_sid: string | null;
            /**
             * @description The source: `webhook`, `poll`, `client`, `operator`, or `console` if it was inferred.
             * @enum {string}
             */
            source: "webhook" | "poll" | "client" | "operator" | "console";
            /** @description A sentence, plain text. */
            text: string;
        };
        /** @description A track, as shown. */
        Track: {
            /**
             * @description `in_doubt` in a view of an earlier time at which it may have been published though no source
             *     showed it: before the listing that found it, or after the last that had it. Else `observed`.
             */
            certainty: components["schemas"]["Certainty"];
            /**
             * Format: int32
             * @description Size in pixels; `null` for audio.
             */
            height: number | null;
            /** @description Codec, such as `video/VP8`; `null` if not reported. */
            mime_type: string | null;
            /**
             * @description Whether it was muted at `muted_at`; `null` if that is not known for an earlier time: no
             *     webhook reports mutes, and between two listings that differ the value is not known.
             */
            muted: boolean | null;
            /**
             * Format: date-time
             * @description The latest time at which `muted` is known from a report or a listing; in a view of an
             *     earlier time, not after that time. `null` if `muted` is.
             */
            muted_at: string | null;
            /** @description Name of the track; `null` if it has none. */
            name: string | null;
            /**
             * Format: date-time
             * @description When it was published; `null` if no source reported it.
             */
            published_at: string | null;
            /** @description Sid of the track, `TR_…`. */
            sid: string;
            /** @description Source: `CAMERA`, `MICROPHONE`, `SCREEN_SHARE`, `SCREEN_SHARE_AUDIO`, `UNKNOWN`. */
            source: string;
            /** @description `AUDIO`, `VIDEO`, `DATA`, or another name as LiveKit gave it. */
            type: string;
            /**
             * Format: date-time
             * @description When it ended, as reported or with its participant; `null` while live.
             */
            unpublished_at: string | null;
            /**
             * Format: int32
             * @description Size in pixels; `null` for audio.
             */
            width: number | null;
        };
        /** @description One change of an alert, stored for the audit. */
        Transition: {
            /**
             * Format: date-time
             * @description When.
             */
            at: string;
            /** @description Who made the change; `console` for the evaluator. */
            by: string;
            from: components["schemas"]["AlertStatus"] | null;
            /** @description Kind of change. */
            kind: components["schemas"]["StepKind"];
            /** @description Reason or note in words; `null` if none was given. */
            note: string | null;
            /** @description Status after; the same as `from` if the change is not one of status. */
            to: components["schemas"]["AlertStatus"];
            /**
             * Format: double
             * @description The value at that time; `null` if not known.
             */
            value: number | null;
        };
        /** @description Requests to the webhook path that belong to no deployment; anybody can send them. */
        Unattributed: {
            /** @description The latest unknown API keys in these requests. */
            api_keys: string[];
            /** @description Refused requests by reason. */
            refusals: components["schemas"]["Refusals"][];
            /**
             * Format: int64
             * @description Number of refused requests.
             */
            refused_total: number;
        };
        /** @description The usage of a group. */
        UsageGroup: {
            /** @description Its figures. */
            figures: components["schemas"]["Figures"];
            /** @description Whether it sums up the groups that are too many to name. */
            is_rest: boolean;
            /** @description Its name; `null`: rooms without a prefix, or a deployment without a region. */
            name: string | null;
        };
        /** @description The usage of a range. */
        UsageReport: {
            /**
             * Format: date-time
             * @description Start of the range.
             */
            from: string;
            /** @description The groups, the largest first. */
            groups: components["schemas"]["UsageGroup"][];
            /**
             * Format: date-time
             * @description From when anything is known: the first stored session, but not before what retention keeps;
             *     `null` if nothing is.
             */
            known_from: string | null;
            /** @description The steps, the earliest first, cut to the range. */
            steps: components["schemas"]["UsageStep"][];
            /**
             * Format: date-time
             * @description End of the range; exclusive.
             */
            to: string;
            total: components["schemas"]["Figures"] | null;
        };
        /**
         * @description What a row is.
         * @enum {string}
         */
        UsageRows: "steps" | "groups";
        /** @description The usage of a step. */
        UsageStep: {
            figures: components["schemas"]["Figures"] | null;
            /**
             * Format: date-time
             * @description Start of the step.
             */
            from: string;
            /** @description Whether the step is over and all of it is known. */
            is_complete: boolean;
            /**
             * Format: date-time
             * @description End of the step; exclusive.
             */
            to: string;
        };
        VersionedSilenceSpec: components["schemas"]["SilenceSpecAsked"] & {
            /**
             * Format: int64
             * @description The version that was read. The change is refused if the stored version differs; not checked
             *     if not given.
             */
            version?: number | null;
        };
        /** @description A watched deployment. */
        WatchedDeployment: {
            /** @description The deployment's name. */
            name: string;
            /** @description The deployment's region; `null` if not configured. */
            region: string | null;
            /** @description Whether its data is synthetic. */
            synthetic: boolean;
            /** @description The LiveKit URL; `null` if it has none. */
            url: string | null;
        };
        /** @description What webhooks alone would show. */
        WebhookCount: {
            /**
             * Format: int64
             * @description Participants that webhooks reported, without a webhook for their departure.
             */
            participants: number;
            /**
             * Format: int64
             * @description Rooms that webhooks reported, without a webhook for their end.
             */
            rooms: number;
        };
        /** @description The response to an accepted webhook. */
        WebhookReceipt: {
            /**
             * @description `accepted`, or `duplicate` if the webhook was on disk already.
             * @enum {string}
             */
            status: "accepted" | "duplicate";
        };
        /** @description Webhooks, since the start. */
        WebhookSource: {
            /**
             * Format: double
             * @description How far the console's clock is ahead of LiveKit's, seconds; negative if it is behind, 0
             *     below one second, `null` if not known.
             */
            clock_skew_seconds: number | null;
            /**
             * Format: int64
             * @description Number of duplicates.
             */
            duplicates_total: number;
            /** @description Number of accepted webhooks by event name; unknown names count as `other`. */
            events: {
                [key: string]: number;
            };
            /**
             * Format: double
             * @description Time from an event to its arrival, seconds, median of the latest webhooks; `null` without
             *     any. Up to a second too much, because LiveKit reports whole seconds.
             */
            lag_seconds: number | null;
            /**
             * Format: date-time
             * @description Time of the last accepted webhook; `null` if there was none.
             */
            last_received_at: string | null;
            /**
             * Format: double
             * @description Number of webhooks accepted in the last minute.
             */
            rate_per_minute: number;
            /**
             * Format: int64
             * @description Number of accepted webhooks, without duplicates.
             */
            received_total: number;
            /** @description Refused webhooks by reason. */
            refusals: components["schemas"]["Refusals"][];
            /**
             * Format: int64
             * @description Number of refused webhooks.
             */
            refused_total: number;
            /**
             * @description `ok`, `silent` (webhooks are proven to be missing), `refusing` (the last one was refused) or
             *     `unknown` (none was received).
             * @enum {string}
             */
            status: "ok" | "silent" | "refusing" | "unknown";
        };
        /**
         * @description A day of the week.
         * @enum {string}
         */
        Weekday: "monday" | "tuesday" | "wednesday" | "thursday" | "friday" | "saturday" | "sunday";
        WrittenReceiver: components["schemas"]["ReceiverAsked"] & {
            /** @description The author, at most 200 characters; `anonymous` if not given. */
            by?: string | null;
        };
        WrittenRule: components["schemas"]["RuleAsked"] & {
            /** @description The author, at most 200 characters; `anonymous` if not given. */
            by?: string | null;
        };
    };
    responses: never;
    parameters: {
        /** @description Chosen by the client, new for each request. Sent again with the same request within a day, the request is not done again: the stored response is sent, with `Idempotent-Replayed: true`. */
        IdempotencyKey: string;
        /** @description The `ETag` that was read. The change is refused if the document has another version; not checked if not given. */
        IfMatch: string;
    };
    requestBodies: never;
    headers: {
        /**
         * @description The version of the document, for `If-Match`; not there for one that cannot be changed in place.
         * @example "3"
         */
        ETag: string;
        /**
         * @description Where the new document is.
         * @example /api/alert-rules/many_rooms
         */
        Location: string;
        /**
         * @description How many are left (`r`), and the seconds until all are (`t`).
         * @example "participant";r=29;t=3
         */
        RateLimit: string;
        /**
         * @description How many reports (`q`) a participant may send at once after a pause of `w` seconds.
         * @example "participant";q=30;w=90
         */
        "RateLimit-Policy": string;
        /**
         * @description Seconds after which to try again.
         * @example 5
         */
        "Retry-After": number;
    };
    pathItems: never;
}
export type $defs = Record<string, never>;
export type operations = Record<string, never>;
