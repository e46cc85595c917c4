{#
    The moment that a raw column holds: a timestamp with or without a time zone, a date, or
    text that may be anything.

    Returns a SQL expression, timestamp in UTC; NULL for NULL and for what is no moment (see
    safe_cast_timestamp). A moment without a zone is taken to be UTC, whatever the session's
    time zone is. Staging calls it for every raw time, so that one bad text stops no build.
#}
{% macro raw_timestamp(value) -%}
    {{ safe_cast_timestamp(trimmed(moment_text(value))) }}
{%- endmacro %}
