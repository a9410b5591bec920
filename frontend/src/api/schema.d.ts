// Written by `npm run gen` from tools/openapi/openapi.json; do not edit.

export interface paths {
    "/api/alert-rules": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Every rule in force; those that are evaluated first, by name. */
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
                /** @description `host_not_allowed`: it asks for a host that is not known as this console's */
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
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
            };
        };
        put?: never;
        /** Makes a rule. */
        post: {
            parameters: {
                query?: never;
                header?: never;
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
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["RuleRow"];
                    };
                };
                /** @description `invalid_rule`, `invalid_body`, `invalid_query`: a member is not what it must be */
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
                /** @description `host_not_allowed`: it asks for a host that is not known as this console's */
                421: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description `store_unavailable`, with `Retry-After`: the database is down; `overloaded`, with `Retry-After`: others change the same again and again */
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
    "/api/alert-rules/backtest": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Plays a rule over stored history, with the code that evaluates live; nothing is kept. */
        post: {
            parameters: {
                query?: never;
                header?: never;
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
                /** @description What it would have done; line by line if `application/x-ndjson` is accepted */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["BacktestResult"];
                        "application/x-ndjson": components["schemas"]["BacktestLine"];
                    };
                };
                /** @description `invalid_rule`, `not_backtestable`, `range_too_large`, `invalid_body`, `invalid_query` */
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
                /** @description `host_not_allowed`: it asks for a host that is not known as this console's */
                421: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description `overloaded`, with `Retry-After`: as many backtests as are done at once are under way; `store_unavailable`, with `Retry-After`: the database is down */
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
    "/api/alert-rules/measures": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** What rules can look at. */
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
                /** @description `host_not_allowed`: it asks for a host that is not known as this console's */
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
        /** What a rule means and what its alerts would say; nothing is kept. */
        post: {
            parameters: {
                query?: never;
                header?: never;
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
                /** @description What it would say */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["RulePreview"];
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
                /** @description `host_not_allowed`: it asks for a host that is not known as this console's */
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
        /** One rule. */
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
                /** @description `host_not_allowed`: it asks for a host that is not known as this console's */
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
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
            };
        };
        /** Changes a rule. Of one that nobody wrote here, this makes one that replaces it. */
        put: {
            parameters: {
                query?: never;
                header?: never;
                path: {
                    /** @description The rule's name */
                    name: string;
                };
                cookie?: never;
            };
            /** @description The rule, whole */
            requestBody: {
                content: {
                    "application/json": components["schemas"]["ChangedRule"];
                };
            };
            responses: {
                /** @description The rule */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["RuleRow"];
                    };
                };
                /** @description `invalid_rule`, `invalid_body`, `invalid_query`: a member is not what it must be */
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
                /** @description `host_not_allowed`: it asks for a host that is not known as this console's */
                421: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description `store_unavailable`, with `Retry-After`: the database is down; `overloaded`, with `Retry-After`: others change the same again and again */
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
        post?: never;
        /** Deletes a rule that somebody wrote; what it replaced is in force again. */
        delete: {
            parameters: {
                query?: {
                    /** @description Who deletes it; at most 200 characters, `anonymous` if not given */
                    by?: string;
                };
                header?: never;
                path: {
                    /** @description The rule's name */
                    name: string;
                };
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description It is deleted */
                204: {
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
                /** @description `host_not_allowed`: it asks for a host that is not known as this console's */
                421: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description `store_unavailable`, with `Retry-After`: the database is down; `overloaded`, with `Retry-After`: others change the same again and again */
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
        /** How alerting is doing. */
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
                /** @description `host_not_allowed`: it asks for a host that is not known as this console's */
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
        /** Alerts, latest first. */
        get: {
            parameters: {
                query?: {
                    /** @description `firing`, `acknowledged`, `resolved`, or `open`: firing or acknowledged; any if not given */
                    status?: string;
                    /** @description `info`, `warning` or `critical`; any if not given */
                    severity?: string;
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
                    /** @description Only those that were not over before this time */
                    from?: string;
                    /** @description Only those that fired before this time */
                    to?: string;
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
                /** @description `host_not_allowed`: it asks for a host that is not known as this console's */
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
        /** One alert with every step of its life, who was told of it, and where to look. */
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
                /** @description `host_not_allowed`: it asks for a host that is not known as this console's */
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
        /** Takes an alert: from now on nobody is reminded of it. */
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
                /** @description `host_not_allowed`: it asks for a host that is not known as this console's */
                421: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description `store_unavailable`, with `Retry-After`: the database is down; `overloaded`, with `Retry-After`: others change the same again and again */
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
    "/api/alerts/{alert_id}/assign": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Gives an alert to somebody, or to nobody. */
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
            /** @description To whom */
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
                /** @description `unsupported_media_type`: the body is not declared to be `application/json` */
                415: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description `host_not_allowed`: it asks for a host that is not known as this console's */
                421: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description `store_unavailable`, with `Retry-After`: the database is down; `overloaded`, with `Retry-After`: others change the same again and again */
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
    "/api/alerts/{alert_id}/notes": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Writes something down about an alert, also about one that is over. */
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
            /** @description What */
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
                /** @description `host_not_allowed`: it asks for a host that is not known as this console's */
                421: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description `store_unavailable`, with `Retry-After`: the database is down; `overloaded`, with `Retry-After`: others change the same again and again */
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
                /** @description `unsupported_media_type`: the body is not declared to be `application/json` */
                415: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description `host_not_allowed`: it asks for a host that is not known as this console's */
                421: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description `store_unavailable`, with `Retry-After`: the database is down; `overloaded`, with `Retry-After`: others change the same again and again */
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
    "/api/alerts/{alert_id}/unacknowledge": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Gives an alert back that was taken. */
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
                /** @description `host_not_allowed`: it asks for a host that is not known as this console's */
                421: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description `store_unavailable`, with `Retry-After`: the database is down; `overloaded`, with `Retry-After`: others change the same again and again */
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
    "/api/audit": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** The audit trail, latest first. */
        get: {
            parameters: {
                query?: {
                    /** @description Only lines of this kind, such as `alert.fired`, or of all that begin with it and a dot, such as `rule` */
                    kind?: string;
                    /** @description Only what they did; `console` for the console itself */
                    actor?: string;
                    /** @description Only about this: an alert's id, a rule's or a receiver's name, a silence's or a notification's id */
                    subject?: string;
                    /** @description A part of what was written, any case */
                    q?: string;
                    /** @description Only of this time or later */
                    from?: string;
                    /** @description Only before this time */
                    to?: string;
                    /** @description Only lines before this number: `next_before` of an earlier page */
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
                /** @description `host_not_allowed`: it asks for a host that is not known as this console's */
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
                /** @description `host_not_allowed`: it asks for a host that is not known as this console's */
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
        /** Alerts as a file, latest first. */
        get: {
            parameters: {
                query?: {
                    /** @description `csv` (default), `json` or `ndjson` */
                    format?: string;
                    /** @description `firing`, `acknowledged`, `resolved`, or `open`: firing or acknowledged; any if not given */
                    status?: string;
                    /** @description `info`, `warning` or `critical`; any if not given */
                    severity?: string;
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
                    /** @description Only those that were not over before this time */
                    from?: string;
                    /** @description Only those that fired before this time */
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
                /** @description `host_not_allowed`: it asks for a host that is not known as this console's */
                421: {
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
    "/api/export/audit": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** The audit trail as a file, latest first. */
        get: {
            parameters: {
                query?: {
                    /** @description `csv` (default), `json` or `ndjson` */
                    format?: string;
                    /** @description Only lines of this kind, or of all that begin with it and a dot */
                    kind?: string;
                    /** @description Only what they did */
                    actor?: string;
                    /** @description Only about this */
                    subject?: string;
                    /** @description A part of what was written, any case */
                    q?: string;
                    /** @description Only of this time or later */
                    from?: string;
                    /** @description Only before this time */
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
                /** @description `host_not_allowed`: it asks for a host that is not known as this console's */
                421: {
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
                /** @description `host_not_allowed`: it asks for a host that is not known as this console's */
                421: {
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
                    /** @description A part of the identity, of the name or of the value of an attribute (`sip.phoneNumber`), or the whole sid, any case */
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
                /** @description `host_not_allowed`: it asks for a host that is not known as this console's */
                421: {
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
                /** @description `host_not_allowed`: it asks for a host that is not known as this console's */
                421: {
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
                    /** @description Only of `webhook`, `poll`, `scrape`, `console`, `store` or `journal` */
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
                /** @description `host_not_allowed`: it asks for a host that is not known as this console's */
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
                /** @description `host_not_allowed`: it asks for a host that is not known as this console's */
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
                /** @description `host_not_allowed`: it asks for a host that is not known as this console's */
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
                /** @description `unsupported_media_type`: the body is not declared to be `application/json` */
                415: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description `host_not_allowed`: it asks for a host that is not known as this console's */
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
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description `journal_full`, `journal_unavailable`, `shutting_down`, `overloaded`, `request_timeout`, `body_incomplete`, with `Retry-After` of at most 5 */
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
         * The same for the client of a participant of one deployment: needed where several have the same
         *     API key and secret.
         */
        post: {
            parameters: {
                query?: never;
                header: {
                    /** @description `Bearer` and the token with which the participant joined */
                    Authorization: string;
                };
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
                /** @description `unsupported_media_type`: the body is not declared to be `application/json` */
                415: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description `host_not_allowed`: it asks for a host that is not known as this console's */
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
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description `journal_full`, `journal_unavailable`, `shutting_down`, `overloaded`, `request_timeout`, `body_incomplete`, with `Retry-After` of at most 5 */
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
                /** @description `host_not_allowed`: it asks for a host that is not known as this console's */
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
         * The same for the LiveKit of one deployment: needed where several have the same API key and
         *     secret.
         */
        post: {
            parameters: {
                query?: never;
                header: {
                    /** @description LiveKit's signed token */
                    Authorization: string;
                };
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
                /** @description `host_not_allowed`: it asks for a host that is not known as this console's */
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
                /** @description `host_not_allowed`: it asks for a host that is not known as this console's */
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
                /** @description `host_not_allowed`: it asks for a host that is not known as this console's */
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
                /** @description `host_not_allowed`: it asks for a host that is not known as this console's */
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
                /** @description `host_not_allowed`: it asks for a host that is not known as this console's */
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
        /** Notifications, latest first. */
        get: {
            parameters: {
                query?: {
                    /** @description `waiting`, `sent`, `parked` or `discarded`; any if not given */
                    status?: string;
                    /** @description Only to this receiver */
                    receiver?: string;
                    /** @description Only of this alert, by id */
                    alert?: string;
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
                /** @description `host_not_allowed`: it asks for a host that is not known as this console's */
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
        /** Decides that a notification need not be sent. */
        post: {
            parameters: {
                query?: never;
                header?: never;
                path: {
                    /** @description The notification's id */
                    id: string;
                };
                cookie?: never;
            };
            /** @description Why and by whom; may be left out */
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
                /** @description `host_not_allowed`: it asks for a host that is not known as this console's */
                421: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description `store_unavailable`, with `Retry-After`: the database is down; `overloaded`, with `Retry-After`: others change the same again and again */
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
    "/api/notifications/{id}/retry": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Sends a notification again that is parked. */
        post: {
            parameters: {
                query?: never;
                header?: never;
                path: {
                    /** @description The notification's id */
                    id: string;
                };
                cookie?: never;
            };
            /** @description By whom; may be left out */
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
                /** @description `host_not_allowed`: it asks for a host that is not known as this console's */
                421: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description `store_unavailable`, with `Retry-After`: the database is down; `overloaded`, with `Retry-After`: others change the same again and again */
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
                    /** @description A part of the identity, of the name or of the value of an attribute (`sip.phoneNumber`), or the whole sid, any case */
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
                /** @description `host_not_allowed`: it asks for a host that is not known as this console's */
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
                /** @description `host_not_allowed`: it asks for a host that is not known as this console's */
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
                /** @description `host_not_allowed`: it asks for a host that is not known as this console's */
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
                /** @description `host_not_allowed`: it asks for a host that is not known as this console's */
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
        /** Who is told, by name. */
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
                /** @description `host_not_allowed`: it asks for a host that is not known as this console's */
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
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
            };
        };
        put?: never;
        /** Makes a receiver. */
        post: {
            parameters: {
                query?: never;
                header?: never;
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
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["ReceiverRow"];
                    };
                };
                /** @description `invalid_receiver`, `invalid_body`, `invalid_query`: a member is not what it must be */
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
                /** @description `host_not_allowed`: it asks for a host that is not known as this console's */
                421: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description `store_unavailable`, with `Retry-After`: the database is down; `overloaded`, with `Retry-After`: others change the same again and again */
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
    "/api/receivers/preview": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** What a receiver would be sent about a made-up alert; nothing is sent or kept. */
        post: {
            parameters: {
                query?: never;
                header?: never;
                path?: never;
                cookie?: never;
            };
            /** @description The receiver */
            requestBody: {
                content: {
                    "application/json": components["schemas"]["PreviewAsked"];
                };
            };
            responses: {
                /** @description What it would be sent */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["ReceiverPreview"];
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
                /** @description `host_not_allowed`: it asks for a host that is not known as this console's */
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
         * Sends a made-up alert to a receiver that is not saved (yet), and tells what was answered. A secret
         *     that is masked is the one of the saved receiver of that name.
         */
        post: {
            parameters: {
                query?: never;
                header?: never;
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
                /** @description What was answered */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["TestAnswer"];
                    };
                };
                /** @description `invalid_receiver`, `invalid_body`, `invalid_query`: a member is not what it must be */
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
                /** @description `host_not_allowed`: it asks for a host that is not known as this console's */
                421: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description `store_unavailable`, with `Retry-After`: the database is down; `overloaded`, with `Retry-After`: as many receivers as are tried at once are being tried */
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
    "/api/receivers/{name}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** One receiver. */
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
                /** @description `host_not_allowed`: it asks for a host that is not known as this console's */
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
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
            };
        };
        /** Changes a receiver. */
        put: {
            parameters: {
                query?: never;
                header?: never;
                path: {
                    /** @description The receiver's name */
                    name: string;
                };
                cookie?: never;
            };
            /** @description The receiver, whole */
            requestBody: {
                content: {
                    "application/json": components["schemas"]["ChangedReceiver"];
                };
            };
            responses: {
                /** @description The receiver */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["ReceiverRow"];
                    };
                };
                /** @description `invalid_receiver`, `invalid_body`, `invalid_query`: a member is not what it must be */
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
                /** @description `host_not_allowed`: it asks for a host that is not known as this console's */
                421: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description `store_unavailable`, with `Retry-After`: the database is down; `overloaded`, with `Retry-After`: others change the same again and again */
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
        post?: never;
        /** Deletes a receiver. */
        delete: {
            parameters: {
                query?: {
                    /** @description Who deletes it; at most 200 characters, `anonymous` if not given */
                    by?: string;
                };
                header?: never;
                path: {
                    /** @description The receiver's name */
                    name: string;
                };
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description It is deleted */
                204: {
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
                /** @description `host_not_allowed`: it asks for a host that is not known as this console's */
                421: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description `store_unavailable`, with `Retry-After`: the database is down; `overloaded`, with `Retry-After`: others change the same again and again */
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
        /** Sends a made-up alert to a receiver, and tells what was answered. */
        post: {
            parameters: {
                query?: never;
                header?: never;
                path: {
                    /** @description The receiver's name */
                    name: string;
                };
                cookie?: never;
            };
            /** @description By whom; may be left out */
            requestBody?: {
                content: {
                    "application/json": components["schemas"]["Signature"] | null;
                };
            };
            responses: {
                /** @description What was answered */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["TestAnswer"];
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
                /** @description `host_not_allowed`: it asks for a host that is not known as this console's */
                421: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description `store_unavailable`, with `Retry-After`: the database is down; `overloaded`, with `Retry-After`: as many receivers as are tried at once are being tried */
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
                /** @description `host_not_allowed`: it asks for a host that is not known as this console's */
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
                /** @description `host_not_allowed`: it asks for a host that is not known as this console's */
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
                /** @description `host_not_allowed`: it asks for a host that is not known as this console's */
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
        /** Silences, the latest made first; those that are over are kept for 30 days, the latest 1,000. */
        get: {
            parameters: {
                query?: {
                    /** @description `active`, `pending`, `waiting` (recurs, and does not hold now) or `expired`; any if not given */
                    status?: string;
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
                /** @description `host_not_allowed`: it asks for a host that is not known as this console's */
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
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
            };
        };
        put?: never;
        /** Makes a silence. */
        post: {
            parameters: {
                query?: never;
                header?: never;
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
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["SilenceRow"];
                    };
                };
                /** @description `invalid_silence`, `invalid_body`, `invalid_query`: a member is not what it must be */
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
                /** @description `host_not_allowed`: it asks for a host that is not known as this console's */
                421: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description `store_unavailable`, with `Retry-After`: the database is down; `overloaded`, with `Retry-After`: others change the same again and again */
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
    "/api/silences/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** One silence. */
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
                /** @description `host_not_allowed`: it asks for a host that is not known as this console's */
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
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
            };
        };
        /** Changes a silence that is not over. */
        put: {
            parameters: {
                query?: never;
                header?: never;
                path: {
                    /** @description The silence's id */
                    id: string;
                };
                cookie?: never;
            };
            /** @description The silence, whole */
            requestBody: {
                content: {
                    "application/json": components["schemas"]["ChangedSilence"];
                };
            };
            responses: {
                /** @description The silence */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["SilenceRow"];
                    };
                };
                /** @description `invalid_silence`, `invalid_body`, `invalid_query`: a member is not what it must be */
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
                /** @description `host_not_allowed`: it asks for a host that is not known as this console's */
                421: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description `store_unavailable`, with `Retry-After`: the database is down; `overloaded`, with `Retry-After`: others change the same again and again */
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
        /** Ends a silence now; it is kept. */
        post: {
            parameters: {
                query?: never;
                header?: never;
                path: {
                    /** @description The silence's id */
                    id: string;
                };
                cookie?: never;
            };
            /** @description By whom; may be left out */
            requestBody?: {
                content: {
                    "application/json": components["schemas"]["Signature"] | null;
                };
            };
            responses: {
                /** @description The silence */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["SilenceRow"];
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
                /** @description `host_not_allowed`: it asks for a host that is not known as this console's */
                421: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description `store_unavailable`, with `Retry-After`: the database is down; `overloaded`, with `Retry-After`: others change the same again and again */
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
                /** @description `host_not_allowed`: it asks for a host that is not known as this console's */
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
                /** @description `host_not_allowed`: it asks for a host that is not known as this console's */
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
                /** @description `host_not_allowed`: it asks for a host that is not known as this console's */
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
                /** @description `host_not_allowed`: it asks for a host that is not known as this console's */
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
                /** @description `host_not_allowed`: it asks for a host that is not known as this console's */
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
                /** @description `host_not_allowed`: it asks for a host that is not known as this console's */
                421: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
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
                /** @description `host_not_allowed`: it asks for a host that is not known as this console's */
                421: {
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
             * @description When somebody took it; `null` if nobody has it.
             */
            acknowledged_at: string | null;
            /** @description Who took it; `null` if nobody has it. */
            acknowledged_by: string | null;
            /** @description Who shall see to it; `null` if nobody was named. */
            assignee: string | null;
            /** @description Whether what it looks at is known now. */
            data: components["schemas"]["DataStatus"];
            /** @description The deployment; `null` for all. */
            deployment: string | null;
            /** @description Whether it comes and goes. */
            flapping: boolean;
            /** @description Unique for ever. */
            id: string;
            /** @description What it says. */
            message: string;
            /** @description The node's metrics URL; `null` for a rule that is not about one. */
            node: string | null;
            /** @description The participant's identity; `null` for a rule that is not about one. */
            participant: string | null;
            /** @description Where that runs; `null` if not said. */
            region: string | null;
            /**
             * Format: date-time
             * @description When it was over; `null` while it is not.
             */
            resolved_at: string | null;
            /** @description Who resolved it; `null` while nobody did. */
            resolved_by: string | null;
            /** @description The room's name; `null` for a rule that is not about one. */
            room: string | null;
            /** @description The room session; `null` for a rule that is not about one. */
            room_sid: string | null;
            /** @description The rule's name. */
            rule: string;
            /** @description What to do about it; `null` if the rule names nothing. */
            runbook_url: string | null;
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
        /** @description A page of alerts. */
        AlertPage: {
            /** @description The rows asked for, latest first. */
            alerts: components["schemas"]["AlertRow"][];
            /**
             * Format: int64
             * @description How many there are in all.
             */
            total: number;
        };
        /** @description An alert in a list. */
        AlertRow: components["schemas"]["Alert"] & {
            /** @description The silences that hold for it now, by id; none once it is over. */
            silenced_by: string[];
        };
        /**
         * @description Where an alert stands.
         * @enum {string}
         */
        AlertStatus: "firing" | "acknowledged" | "resolved";
        /** @description How alerting is doing, in short. */
        AlertingHealth: {
            /** @description Why the last evaluation failed; `null` if it did not. */
            error: string | null;
            /**
             * Format: date-time
             * @description When rules were last evaluated here; `null` if never.
             */
            last_evaluation_at: string | null;
            /**
             * @description `ok`, `late` (no evaluation for three intervals), `failing`, `standby` (another process
             *     evaluates) or `unknown` (nothing since the start).
             */
            status: string;
        };
        /** @description How alerting is doing. */
        AlertingState: {
            /** @description Who evaluates the rules. */
            evaluator: components["schemas"]["EvaluatorState"];
            /** @description The dead man's switch. */
            heartbeat: components["schemas"]["HeartbeatState"];
            /** @description Alerts that are not over. */
            open: components["schemas"]["OpenAlerts"];
            /** @description What waits to be told. */
            outbox: components["schemas"]["OutboxStatus"];
        };
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
        /** @description Who shall see to it, why, and by whom that is said. */
        Assignment: {
            /** @description Who shall see to it, at most 200 characters; `null` for nobody. */
            assignee: string | null;
            /** @description Who says so; at most 200 characters, `anonymous` if not given. */
            by?: string | null;
            /** @description Why, in their words; at most 4,000 characters. */
            note?: string | null;
        };
        /** @description The end of the trail. */
        AuditHead: {
            /** @description Its hash. */
            hash: string;
            /**
             * Format: int64
             * @description The number of the last line; 0 without any.
             */
            sequence: number;
        };
        /** @description A line of the trail. */
        AuditLine: {
            /** @description Who; `console` for the console itself. */
            actor: string;
            /**
             * Format: date-time
             * @description When.
             */
            at: string;
            /** @description Everything else, a JSON object, to the letter as it was hashed. */
            body: string;
            /** @description SHA-256 over the previous line's hash and this line, in hexadecimal digits. */
            hash: string;
            /** @description What: `alert.fired`, `rule.changed`, `silence.created`, … . */
            kind: string;
            /**
             * Format: int64
             * @description Its number: each is one more than the one before.
             */
            sequence: number;
            /** @description About what: an alert's id, a rule's name, … . */
            subject: string;
        };
        /** @description A page of the audit trail. */
        AuditPage: {
            /** @description The end of the trail: who keeps it elsewhere notices if lines are changed. */
            head: components["schemas"]["AuditHead"];
            /** @description The lines asked for, latest first. */
            lines: components["schemas"]["AuditLine"][];
            /**
             * Format: int64
             * @description `before` of the next page; `null` at the end.
             */
            next_before: number | null;
        };
        /** @description Which rule to play over which time. */
        Backtest: {
            /** @description Beginning of the range: RFC 3339, or like `now-30d`, which it is if not given. */
            from?: string | null;
            /** @description The rule; it need not be kept. */
            rule: components["schemas"]["RuleAsked"];
            /** @description Whether the silences count that are kept; `true` if not given. */
            silences?: boolean;
            /** @description End of the range; now if not given or in the future. */
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
             * @description When it would have been over; `null` if not within the range.
             */
            resolved_at: string | null;
            /** @description Whether a silence held for it when it fired. */
            silenced: boolean;
            /**
             * Format: date-time
             * @description When it would have fired.
             */
            started_at: string;
            /** @description About what. */
            subject: components["schemas"]["BacktestSubject"];
            /**
             * Format: double
             * @description The value at which it would have fired.
             */
            value: number;
        };
        /** @description A line of the answer. */
        BacktestLine: {
            /**
             * Format: double
             * @description What share is done, 0–1.
             */
            progress: number;
        } | {
            /** @description It is done. */
            result: components["schemas"]["BacktestResult"];
        } | {
            /** @description It failed. */
            problem: components["schemas"]["Problem"];
        };
        /** @description What a rule would have done. */
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
             * @description How long alerts would have fired, added up, seconds.
             */
            firing_seconds: number;
            /**
             * Format: date-time
             * @description Beginning of the range.
             */
            from: string;
            /**
             * Format: double
             * @description Of all subjects at all evaluations, the share of which the value is known, 0–1.
             */
            known_ratio: number;
            /**
             * Format: double
             * @description The same, a week.
             */
            notifications_per_week: number;
            /**
             * Format: int64
             * @description How often somebody would have been told: that one fires, and that it is over.
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
             * @description Subjects that were looked at: deployments, rooms, participants who joined more than once, or
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
             * @description End of the range, not in it.
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
         * @description How sure we are of a session's state.
         * @enum {string}
         */
        Certainty: "observed" | "inferred" | "in_doubt";
        /** @description A receiver that somebody changes. */
        ChangedReceiver: components["schemas"]["ReceiverAsked"] & {
            /** @description Who changes it; at most 200 characters, `anonymous` if not given. */
            by?: string | null;
            /**
             * Format: int64
             * @description The version that was read: refused if it is another by now. Not checked if not given.
             */
            version?: number | null;
        };
        /** @description A rule that somebody changes. */
        ChangedRule: components["schemas"]["RuleAsked"] & {
            /** @description Who changes it; at most 200 characters, `anonymous` if not given. */
            by?: string | null;
            /**
             * Format: int64
             * @description The version that was read: refused if it is another by now. Not checked if not given.
             */
            version?: number | null;
        };
        /** @description A silence that somebody changes. */
        ChangedSilence: components["schemas"]["SilenceSpecAsked"] & {
            /**
             * Format: int64
             * @description The version that was read: refused if it is another by now. Not checked if not given.
             */
            version?: number | null;
        };
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
        /**
         * @description How a value is compared with the threshold.
         * @enum {string}
         */
        Comparison: "above" | "at_least" | "below" | "at_most";
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
        /** @description Between which a number lies that nobody counts. */
        CountRange: {
            /**
             * Format: double
             * @description Not fewer.
             */
            least: number;
            /**
             * Format: double
             * @description Not more.
             */
            most: number;
        };
        /** @description What each source counts; `null` where it does not know. */
        CountsBySource: {
            api: components["schemas"]["DatedCount"] | null;
            console: components["schemas"]["ConsoleCount"] | null;
            nodes: components["schemas"]["DatedCount"] | null;
            webhooks: components["schemas"]["WebhookCount"] | null;
        };
        /**
         * @description Whether what an alert's rule looks at is known.
         * @enum {string}
         */
        DataStatus: "ok" | "no_data" | "error";
        /** @description What another counts. */
        DatedCount: {
            /**
             * Format: date-time
             * @description When.
             */
            at: string;
            /**
             * Format: double
             * @description Participants; the room API leaves agents and egresses out. `null` for several nodes that may
             *     count somebody twice: whoever is connected through one of them to a room on another.
             */
            participants: number | null;
            participants_range: components["schemas"]["CountRange"] | null;
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
        /** @description How the evaluator of this process is doing. */
        EvaluatorState: {
            /**
             * Format: double
             * @description How long that took, milliseconds; `null` if never.
             */
            duration_ms: number | null;
            /** @description Why the last one failed; `null` if it did not. */
            error: string | null;
            /**
             * Format: int64
             * @description Evaluations that failed since the start.
             */
            failures_total: number;
            /**
             * Format: double
             * @description How often rules are evaluated, seconds.
             */
            interval_seconds: number;
            /**
             * Format: double
             * @description How late it began, seconds; `null` if never.
             */
            lag_seconds: number | null;
            /**
             * Format: date-time
             * @description When they were last evaluated here; `null` if never.
             */
            last_evaluation_at: string | null;
            /** @description Whether this process evaluates; `false` if another does, and while it is not known. */
            leader: boolean;
            /**
             * Format: int64
             * @description Evaluations that were left out since the start, because an earlier one took too long.
             */
            missed_total: number;
            /** @description Rules that are evaluated here. */
            rules: number;
            /** @description In one word: `ok`, `late`, `failing`, `standby` or `unknown`. */
            status: string;
            /** @description Subjects that something is kept of. */
            subjects: number;
        };
        /** @description A page of events. */
        EventPage: {
            /** @description Newest received first. */
            events: components["schemas"]["ReceivedEvent"][];
            /** @description `before` for the page after this one; `null` on the last. */
            next_before: string | null;
        };
        /** @description What an alert concerned at the moment it fired; the console's pages of that moment show the rest. */
        Evidence: {
            /**
             * @description Other facts in words, such as the ids of failed egresses; at most 20.
             * @default []
             */
            facts: string[];
            /**
             * @description The participants, the latest first; at most 20.
             * @default []
             */
            participants: components["schemas"]["EvidenceParticipant"][];
            /**
             * Format: int64
             * @description How many participants there were in all.
             * @default 0
             */
            participants_total: number;
            /**
             * @description The rooms, the most concerned first; at most 20.
             * @default []
             */
            rooms: components["schemas"]["EvidenceRoom"][];
            /**
             * Format: int64
             * @description How many rooms there were in all.
             * @default 0
             */
            rooms_total: number;
        };
        /** @description Somebody whom an alert concerns. */
        EvidenceParticipant: {
            /** @description The identity. */
            identity: string;
            /** @description The room's name. */
            room: string;
            /** @description The stay's sid. */
            sid: string;
        };
        /** @description A room that an alert concerns. */
        EvidenceRoom: {
            /** @description Its name. */
            name: string;
            /** @description Its sid. */
            sid: string;
        };
        /** @description A time for which a source is missing. */
        Gap: {
            /**
             * @description A stable word for why: `console_down`, `database_down`, `silence`, `unreachable`,
             *     `journal_damaged`, … .
             */
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
        GapSource: "webhook" | "poll" | "scrape" | "console" | "store" | "journal";
        /** @description How the console is doing. */
        Health: {
            /** @description The evaluation of alert rules. */
            alerting: components["schemas"]["AlertingHealth"];
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
             * @description Tasks of the console that have not come round for minutes though they were to; none if all is
             *     well.
             */
            stalled_tasks: string[];
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
        /** @description How the dead man's switch is doing. */
        HeartbeatState: {
            /** @description Whether one is configured. */
            configured: boolean;
            /** @description What went wrong last; `null` if nothing did. */
            error: string | null;
            /**
             * Format: date-time
             * @description When it was last told that rules are evaluated; `null` if never.
             */
            last_sent_at: string | null;
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
            /** @description `observed`, or `inferred` when no source told the end. */
            certainty: components["schemas"]["Certainty"];
            /** @description The deployment. */
            deployment: string;
            /**
             * Format: date-time
             * @description When it ended; `null` while it runs.
             */
            ended_at: string | null;
            ended_at_range: components["schemas"]["TimeRange"] | null;
            /** @description What went wrong; `null` if nothing did. */
            error: string | null;
            /** @description What an inferred end follows from, else `null`. */
            evidence: string | null;
            /** @description LiveKit's id. */
            id: string;
            /** @description What kind of work. */
            kind: components["schemas"]["JobKind"];
            /** @description What it is called; `null` if not told. */
            name: string | null;
            outcome: components["schemas"]["JobOutcome"] | null;
            /** @description What comes out of an egress; each may fail while the others go on. */
            outputs: components["schemas"]["JobOutput"][];
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
        /**
         * @description What became of a job that is over.
         * @enum {string}
         */
        JobOutcome: "completed" | "failed" | "aborted" | "stopped" | "limit_reached" | "lost" | "unknown";
        /** @description What comes out of an egress, as shown. */
        JobOutput: {
            /**
             * Format: int64
             * @description Segments or images; `null` if not told.
             */
            count: number | null;
            /**
             * Format: date-time
             * @description When it ended; `null` while it goes on or if not told.
             */
            ended_at: string | null;
            /** @description What went wrong; `null` if nothing did. */
            error: string | null;
            /** @description Whether it failed, though the egress may go on. */
            failed: boolean;
            /** @description What kind of output. */
            kind: components["schemas"]["OutputKind"];
            /** @description Where it was put; `null` if not told. */
            location: string | null;
            /** @description File, playlist or prefix; of a stream the address, its key masked; `null` if not told. */
            name: string | null;
            /**
             * Format: int32
             * @description How often a stream was tried again.
             */
            retries: number;
            /**
             * Format: int64
             * @description Bytes; `null` if not told, as before the end.
             */
            size_bytes: number | null;
            /**
             * Format: date-time
             * @description When it began; `null` if not told.
             */
            started_at: string | null;
            /** @description Of a stream `ACTIVE`, `FINISHED` or `FAILED`; `null` for the others. */
            status: string | null;
        };
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
             * Format: int64
             * @description How often this process found that acknowledged events are gone from it, by damage or by the
             *     loss of files. Each is a gap.
             */
            losses: number;
            /**
             * Format: int64
             * @description How many events these are; `null` if that is not known, or not before the database answers.
             */
            lost_events: number | null;
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
        /** @description A page of the web console. */
        Link: {
            /** @description Its path and query. */
            href: string;
            /** @description What it shows, in words. */
            label: string;
        };
        /** @description That the process runs. */
        Liveness: {
            /** @description `ok`. */
            status: string;
        };
        /** @description A condition on an alert. What the alert does not have is an empty text. */
        Matcher: {
            /** @description `false` if it must not be that; `true` if not given. */
            equal: boolean;
            /** @description What it looks at. */
            name: components["schemas"]["MatcherName"];
            /** @description What that must be; `*` stands for any characters, `?` for one. */
            value: string;
        };
        /** @description A condition on an alert. What the alert does not have is an empty text. */
        MatcherAsked: {
            /** @description `false` if it must not be that; `true` if not given. */
            equal?: boolean;
            /** @description What it looks at. */
            name: components["schemas"]["MatcherName"];
            /** @description What that must be; `*` stands for any characters, `?` for one. */
            value: string;
        };
        /**
         * @description What of an alert a matcher looks at.
         * @enum {string}
         */
        MatcherName: "rule" | "severity" | "deployment" | "region" | "room" | "participant" | "node";
        /**
         * @description What a rule looks at.
         * @enum {string}
         */
        Measure: "active_rooms" | "total_participants" | "people" | "machines" | "participants_in_doubt" | "publishers" | "tracks" | "join_rate" | "leave_rate" | "disconnect_rate" | "avg_room_duration" | "avg_connection_quality" | "unexpected_departure_ratio" | "join_failure_ratio" | "webhook_silence_seconds" | "webhooks_lost_per_minute" | "drift_per_minute" | "webhooks_refused_per_minute" | "webhook_lag_seconds" | "api_silence_seconds" | "machine_disconnect_rate" | "egress_failures" | "room_participants" | "room_people" | "room_agents" | "room_publishers" | "room_duration_minutes" | "room_connection_quality" | "participant_joins" | "node_down_seconds";
        /** @description What rules can look at. */
        MeasureList: {
            /** @description Every measure. */
            measures: components["schemas"]["MeasureRow"][];
        };
        /** @description What a rule can look at. */
        MeasureRow: {
            /** @description Whether a rule about it can be backtested. */
            backtestable: boolean;
            /**
             * Format: double
             * @description The greatest value it can have; `null` without a limit.
             */
            greatest: number | null;
            /** @description Whether it can be averaged over a window. */
            has_window: boolean;
            /** @description Whether it is a share, of which `minimum_count` can be asked. */
            is_ratio: boolean;
            /**
             * Format: double
             * @description The least threshold that means anything.
             */
            least_threshold: number;
            /** @description Its name. */
            name: string;
            /** @description What it is, as a noun in a sentence. */
            noun: string;
            /** @description What it is about: `deployment`, `room`, `participant` or `node`. */
            subject: string;
            /** @description The unit of its values; empty for a plain count. */
            unit: string;
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
            /**
             * Format: double
             * @description How far the console's clock is ahead of the node's; negative if it is behind. Below a second it
             *     reads 0.
             */
            clock_skew_seconds: number | null;
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
        /** @description Something that is worth writing down. */
        Note: {
            /** @description Who; at most 200 characters, `anonymous` if not given. */
            by?: string | null;
            /** @description What; at most 4,000 characters, at least one. */
            note: string;
        };
        /**
         * @description Of what somebody is told.
         * @enum {string}
         */
        Notice: "fired" | "reminder" | "acknowledged" | "resolved";
        /** @description One notification in the outbox. */
        Notification: {
            /** @description The alert as it was then. */
            alert: components["schemas"]["Alert"];
            /**
             * Format: int32
             * @description How often it was tried.
             */
            attempts: number;
            /**
             * Format: date-time
             * @description When it came into the outbox.
             */
            created_at: string;
            /**
             * Format: date-time
             * @description Before when it is not sent.
             */
            due_at: string;
            /** @description What went wrong last; `null` if nothing did. */
            error: string | null;
            /** @description With which others it is told. */
            group_key: string;
            /** @description Unique for ever, and the same however often it is tried. */
            id: string;
            /**
             * @description The message that it is in, once that is put together: the same however often it is tried;
             *     `null` before.
             */
            message_id: string | null;
            /** @description Of what. */
            notice: components["schemas"]["Notice"];
            /** @description Who is told. */
            receiver: string;
            /**
             * Format: date-time
             * @description When it was accepted; `null` if it was not.
             */
            sent_at: string | null;
            /** @description Where it stands. */
            status: components["schemas"]["NotificationStatus"];
        };
        /** @description A page of notifications. */
        NotificationPage: {
            /** @description The rows asked for, latest first. */
            notifications: components["schemas"]["Notification"][];
            /** @description How the outbox is doing, whatever is asked for. */
            outbox: components["schemas"]["OutboxStatus"];
            /**
             * Format: int64
             * @description How many there are in all.
             */
            total: number;
        };
        /**
         * @description Where a notification stands.
         * @enum {string}
         */
        NotificationStatus: "waiting" | "sent" | "parked" | "discarded";
        /** @description How many alerts are not over, by severity. */
        OpenAlerts: {
            /**
             * Format: int64
             * @description To be looked at now.
             */
            critical: number;
            /**
             * Format: int64
             * @description Good to know.
             */
            info: number;
            /**
             * Format: int64
             * @description To be looked at today.
             */
            warning: number;
        };
        /**
         * @description Where a rule comes from; a later one replaces an earlier one of the same name.
         * @enum {string}
         */
        Origin: "builtin" | "environment" | "file" | "ui";
        /** @description How the outbox is doing. */
        OutboxStatus: {
            /**
             * Format: date-time
             * @description When the oldest of those that wait was due; `null` if none waits.
             */
            oldest_due_at: string | null;
            /**
             * Format: int64
             * @description Notifications that are parked.
             */
            parked: number;
            /**
             * Format: int64
             * @description Notifications that wait.
             */
            waiting: number;
        };
        /**
         * @description What kind of output it is.
         * @enum {string}
         */
        OutputKind: "file" | "segments" | "images" | "stream";
        /** @description A participant's stay, as shown. */
        Participant: {
            /** @description Whether it never became active. */
            aborted: boolean;
            /** @description The participant's attributes; `null` while not known. */
            attributes: {
                [key: string]: string;
            } | null;
            /** @description Whether some are left out, as with the metadata. */
            attributes_truncated: boolean;
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
            /**
             * Format: date-time
             * @description The latest time of which name, metadata and attributes were told or listed; of an earlier
             *     moment, not after that. `null` while they are not known.
             */
            info_at: string | null;
            /**
             * @description Whether it is somebody of another room whose media is forwarded into this one, and who is
             *     counted there; `null` while not known.
             */
            is_forwarded: boolean | null;
            /** @description Whether that kind is a machine; `null` while not known. */
            is_machine: boolean | null;
            /**
             * Format: date-time
             * @description When the stay began.
             */
            joined_at: string;
            /** @description LiveKit's kind; `null` while not known. */
            kind: string | null;
            /** @description What LiveKit says of the kind beside it, by its names; `null` while not known. */
            kind_details: string[] | null;
            /**
             * Format: date-time
             * @description When it ended; `null` while there.
             */
            left_at: string | null;
            left_at_range: components["schemas"]["TimeRange"] | null;
            /**
             * @description The participant's metadata; `null` if it has none, or if that of an earlier moment is not
             *     known.
             */
            metadata: string | null;
            /**
             * @description Whether that is only its beginning: lists, frames, snapshots and the detail of a room show
             *     4 KiB, the detail of the stay shows all.
             */
            metadata_truncated: boolean;
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
        /** @description Whom to try. */
        PreviewAsked: {
            /** @description The receiver. */
            receiver: components["schemas"]["ReceiverAsked"];
        };
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
        /** @description Who is told. */
        Receiver: {
            /** @description Whether anything is sent; `true` if not given. */
            enabled: boolean;
            /** @description Alerts that share these are told together; PagerDuty is told of each alone. */
            group_by: components["schemas"]["MatcherName"][];
            /**
             * Format: int32
             * @description Between two messages about one group, at least, seconds, 0–86400.
             */
            group_interval_seconds: number;
            /**
             * Format: int32
             * @description How long the first of a group waits for others, seconds, 0–3600.
             */
            group_wait_seconds: number;
            /** @description Unique: a lower-case letter, then at most 63 lower-case letters, digits and `_`. */
            name: string;
            /**
             * Format: int32
             * @description After how long one is told again of an alert that still fires and that nobody has taken,
             *     seconds, at least 60; 0 never.
             */
            repeat_interval_seconds: number;
            /** @description Of which alerts. */
            route: components["schemas"]["Route"];
            /** @description Whether one is told that it is over, too. */
            send_resolved: boolean;
            /** @description By which way. */
            target: components["schemas"]["Target"];
            /** @description The text, a template; `null` takes the console's own. At most 4,000 characters. */
            text: string | null;
            /** @description The title, a template; `null` takes the console's own. At most 500 characters. */
            title: string | null;
        };
        /** @description Who is told. */
        ReceiverAsked: {
            /** @description Whether anything is sent; `true` if not given. */
            enabled?: boolean;
            /** @description Alerts that share these are told together; PagerDuty is told of each alone. */
            group_by?: components["schemas"]["MatcherName"][];
            /**
             * Format: int32
             * @description Between two messages about one group, at least, seconds, 0–86400.
             */
            group_interval_seconds?: number;
            /**
             * Format: int32
             * @description How long the first of a group waits for others, seconds, 0–3600.
             */
            group_wait_seconds?: number;
            /** @description Unique: a lower-case letter, then at most 63 lower-case letters, digits and `_`. */
            name: string;
            /**
             * Format: int32
             * @description After how long one is told again of an alert that still fires and that nobody has taken,
             *     seconds, at least 60; 0 never.
             */
            repeat_interval_seconds?: number;
            /** @description Of which alerts. */
            route?: components["schemas"]["RouteAsked"];
            /** @description Whether one is told that it is over, too. */
            send_resolved?: boolean;
            /** @description By which way. */
            target: components["schemas"]["TargetAsked"];
            /** @description The text, a template; `null` takes the console's own. At most 4,000 characters. */
            text?: string | null;
            /** @description The title, a template; `null` takes the console's own. At most 500 characters. */
            title?: string | null;
        };
        /** @description Who is told. */
        ReceiverList: {
            /** @description The receivers, by name. */
            receivers: components["schemas"]["ReceiverRow"][];
            /** @description How many there are. */
            total: number;
        };
        /** @description What somebody would be sent. */
        ReceiverPreview: {
            /** @description Why nothing could be sent; `null` if it could. */
            error: string | null;
            /**
             * @description What would be sent, JSON or a letter, to the letter but for the secrets; empty if there is an
             *     error.
             */
            payload: string;
            /** @description The text; empty if there is an error. */
            text: string;
            /** @description The title; empty if there is an error. */
            title: string;
        };
        /** @description Who is told, and how that goes. */
        ReceiverRow: components["schemas"]["Receiver"] & {
            /** @description What went wrong with the latest notification; `null` if nothing did. */
            last_error: string | null;
            /**
             * Format: date-time
             * @description When the latest notification that it accepted was accepted; `null` without any.
             */
            last_sent_at: string | null;
            /** @description Where it comes from: `file` or `ui`. */
            origin: components["schemas"]["Origin"];
            /**
             * Format: int64
             * @description Notifications that are parked: somebody must look at them.
             */
            parked: number;
            /**
             * Format: int64
             * @description Grows by one with each change; `null` if `origin` is `file`.
             */
            version: number | null;
            /**
             * Format: int64
             * @description Notifications that wait.
             */
            waiting: number;
        };
        /** @description At which times of the week a silence holds. */
        Recurrence: {
            /** @description From when, `HH:MM`. */
            from: string;
            /** @description In which time zone, by its IANA name; `UTC` if not given. */
            timezone: string;
            /** @description Until when, `HH:MM`; the next day's if not after `from`. */
            to: string;
            /** @description On which days it begins; every day if empty. */
            weekdays: components["schemas"]["Weekday"][];
        };
        /** @description At which times of the week a silence holds. */
        RecurrenceAsked: {
            /** @description From when, `HH:MM`. */
            from: string;
            /** @description In which time zone, by its IANA name; `UTC` if not given. */
            timezone?: string;
            /** @description Until when, `HH:MM`; the next day's if not after `from`. */
            to: string;
            /** @description On which days it begins; every day if empty. */
            weekdays?: components["schemas"]["Weekday"][];
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
        /** @description Why, and by whom. */
        Remark: {
            /** @description Who; at most 200 characters, `anonymous` if not given. */
            by?: string | null;
            /** @description Why, in their words; at most 4,000 characters. */
            note?: string | null;
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
            /**
             * Format: int32
             * @description Of the machines, agents.
             */
            agent_count: number;
            /**
             * @description `observed`; `inferred` when no source told the end; `in_doubt` while sources contradict each
             *     other about whether it is still there.
             */
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
            /** @description What an inferred end or a doubt follows from, else `null`. */
            evidence: string | null;
            /**
             * Format: date-time
             * @description When it ended; `null` while active.
             */
            finished_at: string | null;
            finished_at_range: components["schemas"]["TimeRange"] | null;
            /**
             * Format: int32
             * @description Somebody of another room, whose media is forwarded into this one: counted as a person or
             *     machine there.
             */
            forwarded_count: number;
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
            /** @description The room's metadata; `null` if it has none, or none was seen. */
            metadata: string | null;
            /**
             * @description Whether that is only its beginning: lists, frames and snapshots show 4 KiB, the room's detail
             *     shows all.
             */
            metadata_truncated: boolean;
            /** @description Any text that LiveKit accepts. */
            name: string;
            /**
             * Format: int32
             * @description Present now: people, machines, those whose kind is not known and those forwarded from another
             *     room; without those in doubt.
             */
            participant_count: number;
            /**
             * Format: int32
             * @description Participant sessions ever seen in this room session.
             */
            participants_total: number;
            /**
             * Format: int32
             * @description Of them, kind STANDARD, SIP or CONNECTOR.
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
        /** @description Of which alerts somebody is told; an empty list is not limited. */
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
        /** @description Of which alerts somebody is told; an empty list is not limited. */
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
        /** @description A rule, as it is written down. */
        Rule: {
            /** @description How the value is compared with the threshold. */
            comparison: components["schemas"]["Comparison"];
            /** @description What it is for, in words; at most 1,000 characters. */
            description: string | null;
            /** @description Whether it is evaluated; `true` if not given. */
            enabled: boolean;
            /**
             * Format: int32
             * @description For how many seconds the condition must hold before it fires, 0–604800.
             */
            for_seconds: number;
            /**
             * Format: int32
             * @description For how many seconds the condition must no longer hold before it resolves, 0–604800.
             */
            keep_firing_for_seconds: number;
            /** @description What it looks at. */
            measure: components["schemas"]["Measure"];
            /** @description What is said, a template; `null` takes the measure's own words. At most 1,000 characters. */
            message: string | null;
            /**
             * Format: int32
             * @description Of a ratio: how many events the window must hold, else the condition does not hold.
             */
            minimum_count: number;
            /** @description Unique: a lower-case letter, then at most 63 lower-case letters, digits and `_`. */
            name: string;
            /** @description What to do about it: an http or https URL. */
            runbook_url: string | null;
            /** @description To what it is limited. */
            scope: components["schemas"]["Scope"];
            /** @description How much it matters. */
            severity: components["schemas"]["Severity"];
            /**
             * Format: double
             * @description With what the value is compared, in the measure's unit.
             */
            threshold: number;
            /**
             * Format: int32
             * @description Over how many seconds the value is averaged, 0–3600; 0 takes the latest. Only for sampled
             *     measures; of rates that are counted whole minutes.
             */
            window_seconds: number;
        };
        /** @description A rule, as it is written down. */
        RuleAsked: {
            /** @description How the value is compared with the threshold. */
            comparison: components["schemas"]["Comparison"];
            /** @description What it is for, in words; at most 1,000 characters. */
            description?: string | null;
            /** @description Whether it is evaluated; `true` if not given. */
            enabled?: boolean;
            /**
             * Format: int32
             * @description For how many seconds the condition must hold before it fires, 0–604800.
             */
            for_seconds?: number;
            /**
             * Format: int32
             * @description For how many seconds the condition must no longer hold before it resolves, 0–604800.
             */
            keep_firing_for_seconds?: number;
            /** @description What it looks at. */
            measure: components["schemas"]["Measure"];
            /** @description What is said, a template; `null` takes the measure's own words. At most 1,000 characters. */
            message?: string | null;
            /**
             * Format: int32
             * @description Of a ratio: how many events the window must hold, else the condition does not hold.
             */
            minimum_count?: number;
            /** @description Unique: a lower-case letter, then at most 63 lower-case letters, digits and `_`. */
            name: string;
            /** @description What to do about it: an http or https URL. */
            runbook_url?: string | null;
            /** @description To what it is limited. */
            scope?: components["schemas"]["ScopeAsked"];
            /** @description How much it matters. */
            severity: components["schemas"]["Severity"];
            /**
             * Format: double
             * @description With what the value is compared, in the measure's unit.
             */
            threshold: number;
            /**
             * Format: int32
             * @description Over how many seconds the value is averaged, 0–3600; 0 takes the latest. Only for sampled
             *     measures; of rates that are counted whole minutes.
             */
            window_seconds?: number;
        };
        /** @description Every rule in force. */
        RuleList: {
            /** @description The rules: those that are evaluated first, by name. */
            rules: components["schemas"]["RuleRow"][];
            /** @description How many there are. */
            total: number;
        };
        /** @description What a rule would say. */
        RulePreview: {
            /** @description What is wrong with it, naming the member; `null` if nothing is. */
            fault: string | null;
            /** @description What an alert of it would say, with made-up values. */
            message: string;
            /** @description What it means, in plain words. */
            sentence: string;
        };
        /** @description A rule in force. */
        RuleRow: components["schemas"]["Rule"] & {
            /** @description Where it comes from. */
            origin: components["schemas"]["Origin"];
            replaces: components["schemas"]["Origin"] | null;
            /** @description What it means, in plain words. */
            sentence: string;
            /** @description How it is doing. */
            state: components["schemas"]["RuleState"];
            /**
             * Format: date-time
             * @description When it was last changed; `null` unless by the web console or by REST.
             */
            updated_at: string | null;
            /** @description By whom; `null` unless by the web console or by REST. */
            updated_by: string | null;
            /**
             * Format: int64
             * @description Grows by one with each change; `null` unless `origin` is `ui`.
             */
            version: number | null;
        };
        /** @description How a rule is doing. */
        RuleState: {
            /** @description Why it cannot be evaluated; `null` if it can. */
            error: string | null;
            /**
             * Format: date-time
             * @description When it was evaluated last; `null` if never, or not by this process.
             */
            evaluated_at: string | null;
            /**
             * Format: int32
             * @description Subjects for which it fires.
             */
            firing: number;
            /**
             * Format: int32
             * @description Subjects whose alert was resolved by hand while the condition goes on holding.
             */
            held: number;
            /**
             * Format: int32
             * @description Subjects of which nothing is known.
             */
            no_data: number;
            /**
             * Format: int32
             * @description Subjects for which it is pending.
             */
            pending: number;
            /**
             * @description `ok`, `pending`, `firing`, `no_data` (nothing is known of some), `error` (it cannot be
             *     evaluated), `disabled`, or `unknown` (this process has not evaluated it).
             */
            status: string;
            /**
             * Format: int32
             * @description Subjects that would fire, but for the limit of 100 open alerts of one rule.
             */
            suppressed: number;
        };
        /** @description To what a rule is limited; `null` is not limited. */
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
             * @description Only rooms whose name matches; `*` stands for any characters, `?` for one. Only for
             *     measures of a room or of a participant.
             * @default null
             */
            room: string | null;
        };
        /** @description To what a rule is limited; `null` is not limited. */
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
             * @description Only rooms whose name matches; `*` stands for any characters, `?` for one. Only for
             *     measures of a room or of a participant.
             * @default null
             */
            room: string | null;
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
        /** @description An alert with everything that is known of it. */
        ShownAlert: components["schemas"]["AlertRow"] & {
            /** @description What it concerned at the moment it fired. */
            evidence: components["schemas"]["Evidence"];
            /** @description Pages of the web console that show the moment. */
            links: components["schemas"]["Link"][];
            /** @description Who was told, the latest first; at most 200. */
            notifications: components["schemas"]["Notification"][];
            /** @description Every step, oldest first. */
            transitions: components["schemas"]["Transition"][];
        };
        /** @description By whom. */
        Signature: {
            /** @description Who; at most 200 characters, `anonymous` if not given. */
            by?: string | null;
        };
        /** @description A silence that is kept. */
        Silence: components["schemas"]["SilenceSpec"] & {
            /**
             * Format: date-time
             * @description When it was made.
             */
            created_at: string;
            /**
             * Format: date-time
             * @description When it was ended before its time; `null` if it was not.
             */
            ended_at: string | null;
            /** @description Unique for ever. */
            id: string;
        };
        /** @description Silences. */
        SilenceList: {
            /** @description The silences, the latest made first. */
            silences: components["schemas"]["SilenceRow"][];
            /** @description How many there are. */
            total: number;
        };
        /** @description A silence as it stands. */
        SilenceRow: components["schemas"]["Silence"] & {
            /**
             * @description Alerts that are not over and that its matchers match, whether it holds now or not; none once
             *     it is over.
             */
            alerts: number;
            /** @description How it stands. */
            status: components["schemas"]["SilenceStatus"];
            /**
             * Format: int64
             * @description Grows by one with each change.
             */
            version: number;
        };
        /** @description A silence, as somebody writes it down. */
        SilenceSpec: {
            /** @description By whom; `anonymous` if not given. */
            author: string | null;
            /** @description Why; at most 1,000 characters, at least one. */
            comment: string;
            /**
             * Format: date-time
             * @description Until when; `null` without an end, only together with `recurrence`.
             */
            ends_at: string | null;
            /** @description All of them must match; at least one. */
            matchers: components["schemas"]["Matcher"][];
            recurrence: components["schemas"]["Recurrence"] | null;
            /**
             * Format: date-time
             * @description From when.
             */
            starts_at: string;
        };
        /** @description A silence, as somebody writes it down. */
        SilenceSpecAsked: {
            /** @description By whom; `anonymous` if not given. */
            author?: string | null;
            /** @description Why; at most 1,000 characters, at least one. */
            comment: string;
            /**
             * Format: date-time
             * @description Until when; `null` without an end, only together with `recurrence`.
             */
            ends_at?: string | null;
            /** @description All of them must match; at least one. */
            matchers: components["schemas"]["MatcherAsked"][];
            recurrence?: components["schemas"]["RecurrenceAsked"] | null;
            /**
             * Format: date-time
             * @description From when.
             */
            starts_at: string;
        };
        /**
         * @description How a silence stands.
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
        /**
         * @description What a step in an alert's life is.
         * @enum {string}
         */
        StepKind: "fired" | "acknowledged" | "unacknowledged" | "assigned" | "noted" | "no_data" | "data_returned" | "flapping" | "resolved";
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
             * @description When, or the beginning of the step.
             */
            timestamp: string;
            /**
             * Format: double
             * @description Present: people, machines and those whose kind is not known; without those in doubt, and
             *     whoever is forwarded into another room counts once.
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
        /** @description By which way, and where to. */
        Target: {
            /** @enum {string} */
            type: "slack";
            /** @description `https://hooks.slack.com/services/…`; a secret. */
            url: string;
        } | {
            /** @description The integration key; a secret. */
            routing_key: string;
            /** @enum {string} */
            type: "pagerduty";
            /** @description Where events go. */
            url: string;
        } | {
            /** @description Headers sent beside ours, such as `Authorization`; their values are secrets. */
            headers: {
                [key: string]: string;
            };
            /**
             * @description `whsec_…` (base64): signs; several while one is being replaced; unsigned without any.
             *     Secrets.
             */
            secrets: string[];
            /** @enum {string} */
            type: "webhook";
            /** @description Where to; may hold a secret. */
            url: string;
        } | {
            /** @description A secret. */
            password: string | null;
            /** @enum {string} */
            type: "alertmanager";
            /** @description Where they are, without `/api/v2/alerts`. */
            urls: string[];
            /** @description Name and password, if they ask for one. */
            username: string | null;
        } | {
            /** @description The sender's address. */
            from: string;
            /** @description A secret. */
            password: string | null;
            /**
             * @description `smtp://host:587` (STARTTLS must succeed), `smtps://host:465` (TLS), or
             *     `smtp+plain://host:25` (unencrypted).
             */
            server: string;
            /** @description The addresses it goes to; at least one. */
            to: string[];
            /** @enum {string} */
            type: "email";
            /** @description Name at the server; `null` sends without one. */
            username: string | null;
        };
        /** @description By which way, and where to. */
        TargetAsked: {
            /** @enum {string} */
            type: "slack";
            /** @description `https://hooks.slack.com/services/…`; a secret. */
            url: string;
        } | {
            /** @description The integration key; a secret. */
            routing_key: string;
            /** @enum {string} */
            type: "pagerduty";
            /** @description Where events go. */
            url?: string;
        } | {
            /** @description Headers sent beside ours, such as `Authorization`; their values are secrets. */
            headers?: {
                [key: string]: string;
            };
            /**
             * @description `whsec_…` (base64): signs; several while one is being replaced; unsigned without any.
             *     Secrets.
             */
            secrets?: string[];
            /** @enum {string} */
            type: "webhook";
            /** @description Where to; may hold a secret. */
            url: string;
        } | {
            /** @description A secret. */
            password?: string | null;
            /** @enum {string} */
            type: "alertmanager";
            /** @description Where they are, without `/api/v2/alerts`. */
            urls: string[];
            /** @description Name and password, if they ask for one. */
            username?: string | null;
        } | {
            /** @description The sender's address. */
            from: string;
            /** @description A secret. */
            password?: string | null;
            /**
             * @description `smtp://host:587` (STARTTLS must succeed), `smtps://host:465` (TLS), or
             *     `smtp+plain://host:25` (unencrypted).
             */
            server: string;
            /** @description The addresses it goes to; at least one. */
            to: string[];
            /** @enum {string} */
            type: "email";
            /** @description Name at the server; `null` sends without one. */
            username?: string | null;
        };
        /** @description What came of trying a receiver. */
        TestAnswer: {
            /** @description What was answered, or what failed. */
            answer: string;
            /**
             * Format: int64
             * @description How long it took, milliseconds.
             */
            duration_ms: number;
            /** @description Whether it was accepted. */
            sent: boolean;
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
             * @description `in_doubt` for an earlier moment at which it may have been published, though nobody saw it:
             *     before a listing found it, or after the last that had it. Else `observed`.
             */
            certainty: components["schemas"]["Certainty"];
            /**
             * Format: int32
             * @description Pixels; `null` for audio.
             */
            height: number | null;
            /** @description Codec; `null` if not said. */
            mime_type: string | null;
            /**
             * @description As of `muted_at`; `null` where that of an earlier moment is not known: no webhook tells of
             *     mutes, and between two listings that differ nobody saw it.
             */
            muted: boolean | null;
            /**
             * Format: date-time
             * @description The latest time of which it was told or listed whether it is muted; of an earlier moment, not
             *     after that. `null` if `muted` is.
             */
            muted_at: string | null;
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
            /** @description Who did it; `console` for the evaluator. */
            by: string;
            from: components["schemas"]["AlertStatus"] | null;
            /** @description What it is. */
            kind: components["schemas"]["StepKind"];
            /** @description Why, in words; `null` if none were given. */
            note: string | null;
            /** @description To which status; the same as `from` where only something was added. */
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
        /**
         * @description A day of the week.
         * @enum {string}
         */
        Weekday: "monday" | "tuesday" | "wednesday" | "thursday" | "friday" | "saturday" | "sunday";
        /** @description A receiver that somebody writes. */
        WrittenReceiver: components["schemas"]["ReceiverAsked"] & {
            /** @description Who writes it; at most 200 characters, `anonymous` if not given. */
            by?: string | null;
        };
        /** @description A rule that somebody writes. */
        WrittenRule: components["schemas"]["RuleAsked"] & {
            /** @description Who writes it; at most 200 characters, `anonymous` if not given. */
            by?: string | null;
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
