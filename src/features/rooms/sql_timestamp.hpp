// A moment in SQL as the contract writes it: RFC 3339, UTC, milliseconds.
#pragma once

#define TIMESTAMP(column) "to_char(" column " at time zone 'utc', 'YYYY-MM-DD\"T\"HH24:MI:SS.MS\"Z\"')"
